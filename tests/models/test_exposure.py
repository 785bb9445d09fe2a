from datetime import date

import pandas as pd
import pytest

from analysis.errors import DataProblem
from analysis.measures.definitions import school_years
from analysis.measures.spells import SpellRules, spells
from analysis.models.exposure import by_school_year, exposed, in_parts

RULES = SpellRules(extract_on=date(2025, 9, 1), observed_from=date(2020, 8, 1))
YEARS = school_years(2022, 2024)
LEAVING = ("voluntary",)


def service(*rows, scope="board"):
    """Spells of contracts given as person, start, end, exit class and board."""
    table = pd.DataFrame(rows, columns=["person_id", "start", "end", "exit_class", "board_id"])
    table = table.assign(start=pd.to_datetime(table["start"]), end=pd.to_datetime(table["end"]))
    return spells(table.assign(school_id="s"), scope=scope, rules=RULES)


def answered(*rows):
    """Answers given as person, day and score."""
    table = pd.DataFrame(rows, columns=["person_id", "answered_on", "score"])
    table["answered_on"] = pd.to_datetime(table["answered_on"])
    return table.assign(school_id="s", wave=table["answered_on"].dt.year.astype("str"))


def met(answers, found):
    return exposed(answers, found, answers["score"])


def test_wave_opens_a_part_that_lasts_until_the_next_answer():
    found = service(("p", "2022-03-01", "2023-05-10", "voluntary", "b"))
    rows = met(answered(("p", "2022-03-10", 3.0), ("p", "2023-03-10", 4.0)), found)
    parts = in_parts(rows, found, events=LEAVING)
    # the tenth day of service; 375 days until the next answer; 436 days in all
    assert parts[["entry", "exit"]].values.tolist() == [[10, 375], [375, 436]]
    assert parts["left"].tolist() == [False, True]
    assert parts["score"].tolist() == [3.0, 4.0]


def test_exit_for_another_reason_ends_the_observation_without_counting():
    found = service(("p", "2022-03-01", "2023-05-10", "natural", "b"))
    parts = in_parts(met(answered(("p", "2022-03-10", 3.0)), found), found, events=LEAVING)
    assert parts[["exit", "left"]].values.tolist() == [[436, False]]


def test_who_still_works_is_followed_until_the_day_of_the_export():
    found = service(("p", "2025-08-01", None, None, "b"))
    parts = in_parts(met(answered(("p", "2025-08-10", 3.0)), found), found, events=LEAVING)
    assert parts[["entry", "exit", "left"]].values.tolist() == [[10, 32, False]]


def test_answer_outside_employment_or_in_two_is_no_exposure():
    found = service(
        ("left", "2020-09-01", "2022-01-01", "voluntary", "b"),
        ("two", "2020-09-01", None, None, "b"),
        ("two", "2020-09-01", None, None, "c"),
        ("stays", "2020-09-01", None, None, "b"),
    )
    answers = answered(*((who, "2022-03-10", 3.0) for who in ("left", "two", "stays")))
    assert met(answers, found)["person_id"].tolist() == ["stays"]


def test_school_mean_is_that_of_everybody_who_answered_also_of_who_is_not_followed():
    found = service(("p", "2020-09-01", None, None, "b"))
    rows = met(answered(("p", "2022-03-10", 3.0), ("stranger", "2022-03-10", 5.0)), found)
    assert rows[["school_mean", "deviation"]].values.tolist() == [[4.0, -1.0]]


def test_school_year_begins_after_the_answer_and_entry_is_delayed():
    found = service(("p", "2021-09-01", "2024-03-31", "voluntary", "b"))
    rows = met(answered(("p", "2022-03-10", 3.0), ("p", "2023-03-10", 4.0)), found)
    years = by_school_year(rows, YEARS, events=LEAVING)
    assert years["window"].tolist() == ["2022/2023", "2023/2024"]
    assert years[["score", "served", "left"]].values.tolist() == [[3.0, 0, 0], [4.0, 1, 1]]


def test_first_answer_after_the_beginning_of_a_year_counts_from_the_next_year():
    found = service(("p", "2020-09-01", None, None, "b"))
    years = by_school_year(met(answered(("p", "2023-03-10", 3.0)), found), YEARS, events=LEAVING)
    assert years["window"].tolist() == ["2023/2024", "2024/2025"]


def test_last_day_before_a_year_is_not_at_risk_in_it():
    found = service(("p", "2020-09-01", "2023-07-31", "voluntary", "b"))
    years = by_school_year(met(answered(("p", "2022-03-10", 3.0)), found), YEARS, events=LEAVING)
    assert years[["window", "left"]].values.tolist() == [["2022/2023", 1]]


def test_without_answers_there_are_no_rows():
    found = service(("p", "2020-09-01", None, None, "b"))
    rows = met(answered().astype({"score": float}), found)
    assert in_parts(rows, found, events=LEAVING).empty
    assert by_school_year(rows, YEARS, events=LEAVING).empty


def test_spells_of_schools_are_refused():
    found = service(("p", "2020-09-01", None, None, "b"), scope="school")
    with pytest.raises(DataProblem, match="spells of the board"):
        met(answered(("p", "2022-03-10", 3.0)), found)


def test_order_of_answers_does_not_matter():
    found = service(
        ("p", "2020-09-01", "2024-03-31", "voluntary", "b"), ("q", "2020-09-01", None, None, "b")
    )
    rows = [("p", "2022-03-10", 3.0), ("q", "2022-03-11", 2.0), ("p", "2023-03-10", 4.0)]
    one, other = (met(answered(*order), found) for order in (rows, rows[::-1]))
    pd.testing.assert_frame_equal(one, other)
