import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis.measures import coverage


def scores(*rows):
    """Scores as (pupil, group, year, domain, earlier score) at school s."""
    table = pd.DataFrame(rows, columns=["pupil_id", "group_id", "year", "domain", "prior_score"])
    table = table.astype({"year": float, "prior_score": float})
    return table.assign(school_id="s", window=coverage.school_year(table["year"]))


def assigned(*rows):
    """Who works with a group, as (group, person, year)."""
    table = pd.DataFrame(rows, columns=["group_id", "person_id", "year"])
    return table.astype({"year": float, "group_id": "str", "person_id": "str"})


ROWS = scores(
    ("a", "g1", 2023, "language", 40),
    ("a", "g1", 2023, "wellbeing", None),
    ("b", "g1", 2023, "language", None),
    ("c", "g2", 2023, "language", None),
    ("a", "g3", 2024, "language", 50),
)


def test_a_year_is_written_as_the_school_year_that_begins_in_it():
    found = coverage.school_year(pd.Series([2023.0, None, 2024.0], index=[5, 6, 7]))
    assert found.dropna().to_dict() == {5: "2023/2024", 7: "2024/2025"}


def test_a_pupil_with_two_scores_counts_once():
    found = coverage.pupils(ROWS, assigned(), by=["window"]).set_index("window")
    assert found["n"].to_dict() == {"2023/2024": 3, "2024/2025": 1}
    assert found["groups"].to_dict() == {"2023/2024": 2, "2024/2025": 1}


def test_an_earlier_score_in_one_domain_is_enough():
    found = coverage.pupils(ROWS, assigned(), by=["window"]).set_index("window")
    assert found["count"].to_dict() == {"2023/2024": 1, "2024/2025": 1}
    assert found["prior_share"].to_dict() == pytest.approx({"2023/2024": 1 / 3, "2024/2025": 1})


def test_a_group_may_have_a_team_without_a_person():
    rows = assigned(("g1", "p", 2023), ("g1", "q", 2023), ("g2", None, 2023))
    found = coverage.pupils(ROWS, rows, by=["window"]).set_index("window")
    assert found.loc["2023/2024", ["assigned_share", "named_share"]].tolist() == [1, 0.5]
    assert found.loc["2024/2025", ["assigned_share", "named_share"]].tolist() == [0, 0]


def test_who_worked_with_a_group_in_another_year_does_not_count():
    found = coverage.pupils(ROWS, assigned(("g1", "p", 2024)), by=["window"])
    assert found["named_share"].tolist() == [0, 0]


def test_pupils_without_a_group_are_counted_and_no_group_is():
    found = coverage.pupils(scores(("a", None, 2023, "language", None)), assigned(), by=["window"])
    assert found["n"].tolist() == [1]
    assert found[["groups", "assigned_share", "named_share"]].isna().all(axis=None)


def test_pupils_can_be_counted_per_school():
    other = ROWS.assign(school_id=["s", "s", "s", "z", "s"])
    found = coverage.pupils(other, assigned(), by=["window", "school_id"])
    assert found[["school_id", "n"]].to_numpy().tolist() == [["s", 2], ["z", 1], ["s", 1]]


def test_domains_are_counted_apart():
    found = coverage.domains(ROWS, by=["window"])
    assert found[["window", "domain", "n", "count"]].to_numpy().tolist() == [
        ["2023/2024", "language", 3, 1],
        ["2023/2024", "wellbeing", 1, 0],
        ["2024/2025", "language", 1, 1],
    ]


def test_without_scores_there_is_nothing_to_count():
    assert coverage.pupils(ROWS[:0], assigned(), by=["window"]).empty
    assert coverage.domains(ROWS[:0], by=["window"]).empty


def test_the_tables_given_are_left_untouched():
    rows, before = assigned(("g1", "p", 2023)), ROWS.copy(deep=True)
    coverage.pupils(ROWS, rows, by=["window"])
    assert_frame_equal(ROWS, before)
    assert_frame_equal(rows, assigned(("g1", "p", 2023)))
