import pandas as pd
import pytest

from analysis.models import random_intercept_logit as model
from analysis.models.estimate import NotEstimable
from analysis.models.exit_random import exit_in_schools
from analysis.models.exits import Exits


def followed(table):
    return Exits(table, pd.Series(dtype="str"), pd.DataFrame(), 12, "a/b", "c/d")


@pytest.fixture
def people(exit_file):
    table = exit_file[["person", "school", "exit"]].set_axis(
        ["person_id", "school_id", "left"], axis=1
    )
    return table.assign(
        wave="2024",
        deviation=exit_file["safety_within"],
        school_mean=exit_file["safety_between"],
    )


def test_result_is_that_of_the_model_that_equals_r(people):
    found = {row.level: row for row in exit_in_schools(followed(people), measure="psysafe")}
    terms = ["deviation", "school_mean"]
    fitted = model.fit(people, outcome="left", terms=terms, unit="school_id")
    for level, term in zip(("within", "between"), terms, strict=True):
        expected = model.risk_difference(fitted, people, term=term, change=people[term].std())
        assert found[level].estimate == pytest.approx(expected.estimate, rel=1e-4)
        assert found[level].low == pytest.approx(expected.low, rel=1e-3)


def test_waves_have_an_intercept_of_their_own(people):
    later = people.assign(wave="2025", left=1 - people["left"])
    both = pd.concat([people, later], ignore_index=True)
    found = exit_in_schools(followed(both), measure="psysafe")
    assert found[0].id == "exit_random/psysafe/within/all"


@pytest.mark.parametrize("change", [{"left": 0}, {"school_id": "one"}])
def test_what_cannot_be_estimated_says_why(people, change):
    found = exit_in_schools(followed(people.assign(**change)), measure="psysafe")
    assert all(isinstance(row, NotEstimable) and row.reason for row in found)


def test_nobody_followed_is_said(people):
    found = exit_in_schools(followed(people.iloc[:0]), measure="psysafe")
    assert all(isinstance(row, NotEstimable) for row in found)
