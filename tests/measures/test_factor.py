import numpy as np
import pytest

from analysis.measures.factor import FLOOR, omega_of, one_factor


def implied(loadings, unique):
    loadings = np.array(loadings)
    return np.outer(loadings, loadings) + np.diag(unique)


def test_three_items_give_the_loadings_worked_by_hand():
    # loading 1 = sqrt(c12 * c13 / c23)
    covariance = implied([0.9, 0.6, 0.5], [0.5, 0.4, 0.7])
    found = one_factor(covariance)
    assert found.loadings[0] == pytest.approx(np.sqrt(0.54 * 0.45 / 0.30))
    assert found.misfit == pytest.approx(0, abs=1e-9)


def test_omega_is_the_share_of_the_factor_in_the_sum():
    covariance = implied([0.8, 0.8, 0.8, 0.8], [0.36] * 4)
    assert omega_of(covariance) == pytest.approx(3.2**2 / (3.2**2 + 4 * 0.36))


def test_item_with_negative_own_variance_is_held_at_its_floor_and_named():
    # c12 * c13 / c23 = 1.5 exceeds the variance of item 1
    covariance = np.array([[1.0, 0.6, 0.5], [0.6, 1.0, 0.2], [0.5, 0.2, 1.0]])
    found = one_factor(covariance)
    assert found.heywood.tolist() == [True, False, False]
    assert found.unique[0] == pytest.approx(FLOOR)
    assert found.converged


def test_stack_gives_what_each_matrix_gives_alone():
    rng = np.random.default_rng(1)
    stack = np.stack([np.cov(rng.normal(size=(60, 5)) + rng.normal(size=(60, 1)), rowvar=False)
                      for _draw in range(20)])  # fmt: skip
    alone = [float(omega_of(matrix)) for matrix in stack]
    assert omega_of(stack).tolist() == pytest.approx(alone)
    near = one_factor(stack.mean(axis=0))
    assert omega_of(stack, near=near).tolist() == pytest.approx(alone, rel=1e-6)


def test_matrices_without_an_answer_are_missing_and_spoil_nothing():
    good = implied([0.8, 0.7, 0.6], [0.4] * 3)
    stack = np.stack([good, np.full((3, 3), np.nan), np.ones((3, 3)), np.zeros((3, 3)), good])
    assert np.isnan(omega_of(stack)).tolist() == [False, True, True, True, False]


def test_sign_of_the_factor_is_that_of_the_scale():
    covariance = implied([0.8, 0.7, 0.6, 0.5], [0.4] * 4)
    assert (one_factor(covariance).loadings > 0).all()
