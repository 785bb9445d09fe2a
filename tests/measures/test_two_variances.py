import numpy as np
import pytest

from analysis.measures.two_variances import variance_parts


def test_colleagues_who_never_differ_put_all_variance_between_units():
    assert variance_parts(np.array([2.0, 2]), np.array([1.0, 3]), 0.0) == (2.0, 0.0)


def test_equal_units_give_the_variances_of_mean_squares():
    # two people per unit; MSB = 2 * var(1, 3, 8) = 26, MSW = 6 / 3 = 2; tau2 = (26 - 2) / 2
    found = variance_parts(np.array([2.0, 2, 2]), np.array([1.0, 3, 8]), 6.0)
    assert found == pytest.approx((12, 2), rel=1e-10)


def test_units_that_differ_less_than_chance_have_no_variance_between_them():
    tau2, sigma2 = variance_parts(np.array([3.0, 2, 4]), np.array([2.0, 2.01, 2]), 9.0)
    assert tau2 == 0
    # all variation counts as within: (9 + what little the means differ) / (9 - 1)
    assert sigma2 == pytest.approx(9 / 8, rel=1e-4)


def test_a_large_mean_costs_no_digits():
    n, means = np.array([2.0, 3, 4, 5]), np.array([1.0, 3, 2, 5])
    near, far = variance_parts(n, means, 7.0), variance_parts(n, means + 1e6, 7.0)
    assert far == pytest.approx(near, rel=1e-8)
