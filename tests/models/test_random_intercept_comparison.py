"""Tests and intervals from the likelihood of random-intercept models."""

import numpy as np
import pandas as pd
import pytest

from analysis.models import random_intercept
from analysis.models.random_intercept_comparison import (
    icc_interval,
    likelihood_ratio,
    unit_variance_test,
)

SAFETY = ["safety_within", "safety_between", "tenure"]


def fitted(people, terms, method="ml"):
    return random_intercept.fit(people, outcome="intent", terms=terms, unit="school", method=method)


def test_two_models_compare_as_in_r(reference, golden):
    people = reference("exit")
    test = likelihood_ratio(fitted(people, ["tenure"]), fitted(people, SAFETY))
    assert test.df == 2
    assert test.chi2 == pytest.approx(golden["anova.chisq"], rel=1e-6)
    assert test.p == pytest.approx(golden["anova.p"], rel=1e-4)


def test_variance_between_units_compares_as_in_r_with_half_its_p(reference, golden):
    test = unit_variance_test(fitted(reference("exit"), SAFETY, method="reml"))
    assert test.chi2 == pytest.approx(golden["ranova.chisq"], rel=1e-6)


def test_singular_fit_has_nothing_to_test(reference):
    model = random_intercept.fit(reference("low_icc"), outcome="calm", unit="school")
    test = unit_variance_test(model)
    assert (test.chi2, test.p) == (0.0, 1.0)


def test_interval_of_the_icc_ends_where_the_deviance_has_risen_by_3_84(reference):
    people = reference("exit")
    model = fitted(people, SAFETY, method="reml")
    low, high = icc_interval(model)
    assert low < model.icc < high
    for edge in (low, high):
        ratio = edge / (1 - edge)
        assert dense_deviance(people, ratio) - dense_deviance(people, None) == pytest.approx(
            3.841459, abs=1e-4
        )


def dense_deviance(people, ratio):
    """-2 restricted log likelihood by the textbook, school by school, without any shortcut."""
    if ratio is None:
        model = fitted(people, SAFETY, method="reml")
        ratio = model.unit_variance / model.residual_variance
    x = np.column_stack([np.ones(len(people)), people[SAFETY]])
    y = people["intent"].to_numpy()
    information, score, square, units = 0, 0, 0, 0
    for rows in people.groupby("school").indices.values():
        inverse = np.linalg.inv(np.eye(len(rows)) + ratio)
        information += x[rows].T @ inverse @ x[rows]
        score += x[rows].T @ inverse @ y[rows]
        square += y[rows] @ inverse @ y[rows]
        units -= np.linalg.slogdet(inverse)[1]
    free = len(y) - x.shape[1]
    rss = square - score @ np.linalg.solve(information, score)
    return free * np.log(rss / free) + units + np.linalg.slogdet(information)[1]


def test_interval_of_a_singular_fit_starts_at_zero(reference):
    model = random_intercept.fit(reference("low_icc"), outcome="calm", unit="school")
    low, high = icc_interval(model)
    assert low == 0
    assert 0 < high < 0.1


@pytest.mark.parametrize("method", ["reml", "ml"])
def test_models_that_cannot_be_compared_are_refused(reference, method):
    people = reference("exit")
    smaller = fitted(people, SAFETY if method == "ml" else ["tenure"], method=method)
    with pytest.raises(ValueError, match="by method 'ml'"):
        likelihood_ratio(smaller, fitted(people, SAFETY))


def test_models_of_other_people_are_refused(reference):
    people = reference("exit")
    with pytest.raises(ValueError, match="same people"):
        likelihood_ratio(fitted(people.iloc[:900], ["tenure"]), fitted(people, SAFETY))


def test_coefficient_without_error_has_no_p():
    from analysis.models.coefficients import coefficient_table

    table = coefficient_table(["a"], np.array([1.0]), np.array([0.0]))
    assert pd.isna(table.loc["a", ["t", "p"]]).all()
