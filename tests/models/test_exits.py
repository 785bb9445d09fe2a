from datetime import date

import pandas as pd
import pytest

from analysis.errors import DataProblem
from analysis.measures.spells import SpellRules, spells
from analysis.models.exits import exit_table

RULES = SpellRules(extract_on=date(2025, 9, 1), observed_from=date(2020, 8, 1))


def contracts(*rows):
    """Contracts as (person, board, start, end, exit class)."""
    columns = ["person_id", "board_id", "start", "end", "exit_class"]
    table = pd.DataFrame(rows, columns=columns).assign(school_id="s")
    return table.assign(start=pd.to_datetime(table["start"]), end=pd.to_datetime(table["end"]))


def follow(*rows, answered="2024-03-04", score=3.0, school="s", **more):
    """Follow person p, who answered on a day."""
    answers = pd.DataFrame(
        {"person_id": ["p"], "school_id": [school], "answered_on": [answered], "wave": ["2024"]}
    )
    found = spells(contracts(*rows), scope="board", rules=RULES)
    return exit_table(answers, found, pd.Series([score]), **more)


@pytest.mark.parametrize(
    ("end", "left"),
    [
        ("2024-03-05", 1),  # the day after answering
        ("2025-03-04", 1),  # twelve months later, to the day
        ("2025-03-05", 0),
        (None, 0),
    ],
)
def test_leaving_counts_from_the_day_after_answering_up_to_twelve_months(end, left):
    found = follow(("p", "b", "2020-01-01", end, "voluntary"))
    assert found.table["left"].tolist() == [left]


@pytest.mark.parametrize(
    ("start", "end"),
    [("2020-01-01", "2024-03-04"), ("2020-01-01", "2023-12-31"), ("2024-03-05", None)],
    ids=["last day is the day of answering", "left before", "came after"],
)
def test_who_is_not_in_service_after_that_day_is_not_at_risk(start, end):
    found = follow(("p", "b", start, end, "voluntary"))
    assert found.fates.tolist() == ["not_in_service"]


def test_first_day_may_be_the_day_of_answering():
    found = follow(("p", "b", "2024-03-04", None, None))
    assert found.fates.tolist() == ["analysed"]


def test_internal_end_is_not_leaving():
    found = follow(("p", "b", "2020-01-01", "2024-06-30", "internal"))
    assert found.table["left"].tolist() == [0]


def test_only_the_chosen_reasons_count():
    row = ("p", "b", "2020-01-01", "2024-06-30", "natural")
    assert follow(row).table["left"].tolist() == [1]
    assert follow(row, events=("voluntary",)).table["left"].tolist() == [0]


@pytest.mark.parametrize(
    ("answered", "fate"),
    [("2024-09-01", "analysed"), ("2024-09-02", "follow_up_incomplete")],
)
@pytest.mark.parametrize("end", ["2024-12-31", None])
def test_incomplete_follow_up_is_set_aside_for_leavers_and_stayers_alike(answered, fate, end):
    found = follow(("p", "b", "2020-01-01", end, "voluntary"), answered=answered)
    assert found.fates.tolist() == [fate]


def test_person_who_is_not_in_the_export_is_set_aside():
    assert follow(("q", "b", "2020-01-01", None, None)).fates.tolist() == ["not_in_hr"]


def test_person_with_two_boards_on_that_day_is_set_aside():
    found = follow(("p", "b", "2020-01-01", None, None), ("p", "c", "2020-01-01", None, None))
    assert found.fates.tolist() == ["two_boards"]


@pytest.mark.parametrize(
    ("missing", "fate"),
    [
        ({"answered": None}, "no_day"),
        ({"school": None}, "no_school"),
        ({"score": None}, "no_score"),
    ],
)
def test_answer_that_lacks_something_names_it(missing, fate):
    found = follow(("p", "b", "2020-01-01", None, None), **missing)
    assert found.fates.tolist() == [fate]


def test_ladder_adds_up_to_the_answers():
    answers = pd.DataFrame(
        {
            "person_id": ["p", "q", "p", "r"],
            "school_id": "s",
            "answered_on": pd.to_datetime(["2023-03-01", "2023-03-02", "2024-03-01", None]),
            "wave": ["2023", "2023", "2024", "2024"],
        }
    )
    found = exit_table(
        answers,
        spells(contracts(("p", "b", "2020-01-01", None, None)), scope="board", rules=RULES),
        pd.Series([1.0, 2.0, 3.0, 4.0]),
    )
    ladder = found.ladder.set_index("step")
    assert ladder["n"].drop("answers").sum() == ladder.loc["answers", "n"] == 4
    assert ladder.loc["analysed"].tolist() == [2, 1]
    assert ladder.loc["not_in_hr", "n"] == 1


def test_school_mean_is_that_of_everybody_who_answered_in_the_wave():
    answers = pd.DataFrame(
        {"person_id": ["p", "q"], "school_id": "s", "answered_on": "2024-03-01", "wave": "2024"}
    )
    found = exit_table(
        answers,
        spells(contracts(("p", "b", "2020-01-01", None, None)), scope="board", rules=RULES),
        pd.Series([4.0, 3.0]),
    ).table
    assert found[["school_mean", "deviation"]].iloc[0].tolist() == [3.5, 0.5]


def test_windows_run_from_the_first_answer_and_over_the_whole_follow_up():
    found = follow(("p", "b", "2020-01-01", None, None))
    assert found.window_exposure == "2024-03-04/2024-03-04"
    assert found.window_outcome == "2024-03-05/2025-03-04"


def test_spells_of_schools_are_refused():
    found = spells(contracts(("p", "b", "2020-01-01", None, None)), scope="school", rules=RULES)
    with pytest.raises(DataProblem, match="spells of the board"):
        exit_table(pd.DataFrame(), found, pd.Series(dtype=float))


def test_answers_are_left_untouched():
    answers = pd.DataFrame(
        {"person_id": ["p"], "school_id": "s", "answered_on": "2024-03-01", "wave": "2024"}
    )
    before = answers.copy()
    rows = contracts(("p", "b", "2020-01-01", None, None))
    exit_table(answers, spells(rows, scope="board", rules=RULES), pd.Series([4.0]))
    pd.testing.assert_frame_equal(answers, before)
