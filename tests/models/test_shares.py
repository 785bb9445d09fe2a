"""Shares of predictors: against all orders of entry in R, by hand, and at the edges."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from analysis.models.shares import averaged, lead

COLUMNS = ["q1", "q2", "q3", "q4", "q5"]


def test_shares_are_the_average_over_all_orders(reference, golden):
    found = averaged(reference("team")[[*COLUMNS, "y"]].cov().to_numpy()[None])[0]
    given = [golden[f"lmg.{name}"] for name in COLUMNS]
    assert found == pytest.approx(given, rel=1e-8)


def test_shares_add_up_to_what_is_explained(reference):
    team = reference("team")
    found = averaged(team[[*COLUMNS, "y"]].cov().to_numpy()[None])[0]
    fitted = sm.OLS(team["y"], sm.add_constant(team[COLUMNS])).fit()
    assert found.sum() == pytest.approx(fitted.rsquared)


def test_two_predictors_by_hand():
    # r = .5 and .4 with the outcome, .2 with each other: R2 is (.25 + .16 - .08) / .96.
    correlation = np.array([[[1, 0.2, 0.5], [0.2, 1, 0.4], [0.5, 0.4, 1]]])
    whole = (0.25 + 0.16 - 2 * 0.5 * 0.4 * 0.2) / (1 - 0.04)
    first = (0.25 + whole - 0.16) / 2
    assert averaged(correlation)[0] == pytest.approx([first, whole - first])


def test_what_is_held_equal_comes_first():
    correlation = np.array([[[1, 0.2, 0.5], [0.2, 1, 0.4], [0.5, 0.4, 1]]])
    whole = (0.25 + 0.16 - 2 * 0.5 * 0.4 * 0.2) / (1 - 0.04)
    assert averaged(correlation, held=1)[0] == pytest.approx([whole - 0.25])


def test_predictors_that_repeat_each_other_have_no_share():
    correlation = np.array([[[1, 1, 0.5], [1, 1, 0.5], [0.5, 0.5, 1]]], dtype=float)
    assert np.isnan(averaged(correlation)).all()


def rows(effects, schools=60, each=10, seed=3):
    rng = np.random.default_rng(seed)
    n = schools * each
    x = rng.normal(size=(n, 3)) + 0.4 * rng.normal(size=(n, 1))
    outcome = x @ np.array(effects) + rng.normal(size=n)
    table = pd.DataFrame(x, columns=["one", "two", "three"])
    return table.assign(outcome=outcome, school=np.repeat(np.arange(schools), each))


def compared(table):
    given = {"exposure": "one", "rivals": ["two", "three"], "outcome": "outcome"}
    return lead(table, **given, held=[], cluster="school")


def test_strongest_condition_is_ahead_of_all_others():
    assert compared(rows([0.6, 0.2, 0.1])).low > 0


def test_weaker_condition_is_behind():
    assert compared(rows([0.1, 0.6, 0.1])).high < 0


def test_equal_conditions_are_seldom_told_apart():
    found = [compared(rows([0.4, 0.4, 0.4], schools=30, seed=seed)) for seed in range(100)]
    assert sum(result.low > 0 for result in found) <= 5
    assert sum(result.high < 0 for result in found) <= 9


def test_shares_of_a_lead_add_up_to_one():
    assert sum(compared(rows([0.4, 0.4, 0.4])).shares.values()) == pytest.approx(1)


def test_few_clusters_have_no_interval():
    found = compared(rows([0.4, 0.2, 0.1], schools=5))
    assert np.isfinite(found.estimate)
    assert np.isnan(found.low)
