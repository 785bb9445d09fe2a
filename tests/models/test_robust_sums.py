"""Errors from sums per unit are those from rows, and those of clubSandwich."""

import numpy as np
import pandas as pd
import pytest

from analysis.measures.moments import moments
from analysis.models.regression_sums import regression_sums
from analysis.models.robust import Leverage, cluster_robust, least_squares
from analysis.models.robust_sums import sandwich

TERMS = ["scale", "tm"]


def prepared(people, terms=TERMS, outcome="y", unit="team"):
    sums = moments(people, [*terms, outcome], by=unit)
    return regression_sums(sums, outcome=outcome, terms=terms)


@pytest.mark.parametrize("kind", ["CR2", "CR3"])
def test_predictor_of_teams_equals_clubsandwich(few_file, golden, kind):
    model = prepared(few_file, ["tm"])
    errors = sandwich(model, kind=kind)
    beta, se = errors.fit(model.response)
    found = [beta[1], se[1], errors.df[1]]
    expected = [golden[f"few.lm.{kind}.tm.{part}"] for part in ("b", "se", "df")]
    assert found == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("term", ["safety_within", "safety_between", "tenure"])
def test_predictors_of_people_and_schools_equal_clubsandwich(exit_file, golden, term):
    terms = ["safety_within", "safety_between", "tenure"]
    model = prepared(exit_file, terms, "intent", "school")
    errors, at = sandwich(model), model.names.index(term)
    beta, se = errors.fit(model.response)
    found = [beta[at], se[at], errors.df[at]]
    expected = [golden[f"intent.lm.CR2.{term}.{part}"] for part in ("b", "se", "df")]
    assert found == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("kind", ["CR2", "CR3"])
def test_errors_equal_those_from_rows_with_predictors_of_units(team, kind):
    people = team.assign(tm=team.groupby("team")["scale"].transform("mean"))
    model = prepared(people)
    design = np.column_stack([np.ones(len(people)), people[TERMS] - people[TERMS].mean()])
    _fit, left = least_squares(design, people["y"].to_numpy())
    rows = cluster_robust(design, left, people["team"].to_numpy(), kind=kind)
    assert sandwich(model, kind=kind).fit(model.response)[1] == pytest.approx(rows.se)


def test_many_outcomes_at_once_equal_one_after_the_other(few_file):
    model = prepared(few_file)
    both = np.stack([model.response, 2 * model.response])
    errors = sandwich(model)
    at_once = errors.fit(both)
    assert at_once[1][1] == pytest.approx(2 * errors.fit(model.response)[1])


def test_mean_of_equal_units_has_the_error_of_the_unit_means():
    # Two units of two with means 1 and 3: the mean is 2, its error |3 - 1| / 2 = 1 under CR2.
    people = pd.DataFrame({"team": ["a", "a", "b", "b"], "y": [0.0, 2.0, 2.0, 4.0]})
    model = prepared(people, terms=[])
    assert sandwich(model).fit(model.response)[1] == pytest.approx([1.0])


def test_one_unit_is_refused():
    people = pd.DataFrame({"team": "a", "y": [1.0, 2.0]})
    with pytest.raises(Leverage):
        sandwich(prepared(people, terms=[]))


def test_coefficient_that_rests_on_one_unit_is_refused():
    people = pd.DataFrame(
        {"team": ["a", "a", "b", "b"], "own": [1.0, 1.0, 0.0, 0.0], "y": [1.0, 2.0, 3.0, 5.0]}
    )
    with pytest.raises(Leverage):
        sandwich(prepared(people, terms=["own"]), kind="CR3")
