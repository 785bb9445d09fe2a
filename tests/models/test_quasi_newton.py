"""Climbing to the top of a smooth function."""

import numpy as np
import pytest

from analysis.models.quasi_newton import NoMaximum, curvature, maximise


def hill(at):
    """A bent hill with its top at (1, 2)."""
    x, y = at
    value = -((x - 1) ** 4) - (y - x - 1) ** 2 - (x - 1) ** 2
    slope = [-4 * (x - 1) ** 3 + 2 * (y - x - 1) - 2 * (x - 1), -2 * (y - x - 1)]
    return value, np.array(slope)


@pytest.mark.parametrize("start", [[0, 0], [5, -3], [1, 2]])
def test_top_is_found_from_far_and_near(start):
    assert maximise(hill, np.array(start), np.eye(2)).tolist() == pytest.approx([1, 2], abs=1e-6)


def test_curvature_is_minus_the_second_derivative():
    # at (1, 2): d2/dx2 = -2 - 2, d2/dxdy = 2, d2/dy2 = -2
    found = curvature(hill, np.array([1.0, 2.0]), np.full(2, 1e-4))
    np.testing.assert_allclose(found, [[4, -2], [-2, 2]], atol=1e-6)


def test_function_without_top_is_said_to_have_none():
    with pytest.raises(NoMaximum):
        maximise(lambda at: (float(at[0]), np.array([1.0])), np.zeros(1), np.eye(1))


def test_wrong_gradient_is_noticed():
    with pytest.raises(NoMaximum, match="upwards"):
        maximise(lambda at: (-float(at @ at), 2 * at), np.ones(2), np.eye(2))
