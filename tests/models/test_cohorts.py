from datetime import date

import pandas as pd
import pytest

from analysis.measures.definitions import school_years
from analysis.measures.spells import SpellRules, spells
from analysis.measures.time_in_service import durations
from analysis.models.cohorts import members, staying

RULES = SpellRules(extract_on=date(2025, 9, 1), observed_from=date(2020, 8, 1))
YEARS = school_years(2021, 2023)


def shown(*rows, years=(1, 2, 3)):
    """Give the share of each cohort that stays; rows are person, start and end."""
    table = pd.DataFrame(rows, columns=["person_id", "start", "end"]).assign(board_id="b")
    table = table.assign(start=pd.to_datetime(table["start"]), end=pd.to_datetime(table["end"]))
    found = spells(table, rules=RULES)
    people = members(durations(found), YEARS)
    return people, staying(people, found, YEARS, years=years)


ROWS = [
    ("p", "2021-09-01", None),
    ("q", "2021-09-01", "2022-03-01"),
    ("r", "2023-08-01", None),
    ("before", "2021-07-31", None),
]


def test_cohort_is_the_school_year_of_the_first_day():
    people, _curve = shown(*ROWS)
    assert people["cohort"].tolist() == ["2021/2022", "2021/2022", "2023/2024"]


def test_share_that_stays_is_counted_per_cohort():
    _people, curve = shown(*ROWS)
    first = curve[curve["cohort"] == "2021/2022"].iloc[0]
    assert first[["years", "n", "count", "survival"]].tolist() == [1, 1, 1, 0.5]


@pytest.mark.parametrize(("cohort", "years"), [("2021/2022", [1, 2, 3]), ("2023/2024", [1])])
def test_only_years_that_everybody_of_a_cohort_could_have_served_are_shown(cohort, years):
    _people, curve = shown(*ROWS)
    assert curve.loc[curve["cohort"] == cohort, "years"].tolist() == years


def test_nobody_who_started_gives_no_rows():
    _people, curve = shown(("before", "2021-07-31", None))
    assert curve.columns.tolist()[:4] == ["cohort", "years", "n", "count"]
    assert curve.empty
