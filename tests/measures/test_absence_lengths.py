from datetime import date, timedelta

import pandas as pd
import pytest

from analysis.errors import DataProblem
from analysis.measures import absence_lengths
from analysis.measures.spells import SpellRules, spells

RULES = SpellRules(extract_on=date(2025, 9, 1), observed_from=date(2020, 8, 1))
YEAR = pd.DataFrame(
    {
        "window": ["2023/2024"],
        "first_day": pd.to_datetime(["2023-08-01"]),
        "last_day": pd.to_datetime(["2024-07-31"]),
    }
)  # 366 days


def dated(table):
    return table.assign(
        start=pd.to_datetime(table["start"]).astype("datetime64[us]"),
        end=pd.to_datetime(table["end"]).astype("datetime64[us]"),
    )


def jobs(*rows):
    """Contracts as (person, school, first day, last day, fte) of one board."""
    table = pd.DataFrame(rows, columns=["person_id", "school_id", "start", "end", "fte"])
    table["fte"] = table["fte"].astype(float)
    return dated(table.assign(team_id=table["school_id"] + "-T1", board_id="b"))


def ill(*rows):
    """Lines of sick leave as (person, first day, last day, share)."""
    table = pd.DataFrame(rows, columns=["person_id", "start", "end", "share"])
    return dated(table.astype({"share": float}))


ALWAYS = ("p", "s", "2020-01-01", None, 1.0)


def classes(*lengths):
    lines = ill(
        *(
            (f"p{i}", date(2024, 7, 31) - timedelta(days=n - 1), "2024-07-31", 1)
            for i, n in enumerate(lengths)
        )
    )
    contracts = jobs(*((f"p{i}", "s", "2010-01-01", None, 1.0) for i in range(len(lengths))))
    service = spells(contracts, scope="board", rules=RULES)
    return absence_lengths.closed_cases(lines, contracts, service, YEAR)


@pytest.mark.parametrize(
    ("days", "name"),
    [
        (1, "1-7"),
        (7, "1-7"),
        (8, "8-42"),
        (42, "8-42"),
        (43, "43-91"),
        (91, "43-91"),
        (92, "92-182"),
        (182, "92-182"),
        (183, "183-365"),
        (365, "183-365"),
        (366, "366-730"),
        (730, "366-730"),
        (731, "731+"),
    ],
)
def test_each_length_has_its_class(days, name):
    found = classes(days)
    assert found[["days", "length_class"]].to_numpy().tolist() == [[days, name]]


def test_short_cases_are_many_and_long_ones_take_the_days():
    found = absence_lengths.length_classes(classes(2, 3, 4, 91), by=["window"])
    assert found["length_class"].tolist() == ["1-7", "43-91"]
    assert found[["n", "cases"]].to_numpy().tolist() == [[3, 3], [1, 1]]
    assert found["case_share"].tolist() == [0.75, 0.25]
    assert found["day_share"].tolist() == pytest.approx([0.09, 0.91])


def test_shares_add_up_without_a_window_too():
    found = absence_lengths.length_classes(classes(2, 3, 91, 400))
    assert found[["case_share", "day_share"]].sum().tolist() == pytest.approx([1, 1])


def test_a_case_that_runs_has_no_length_yet():
    contracts = jobs(ALWAYS)
    service = spells(contracts, scope="board", rules=RULES)
    lines = ill(("p", "2024-01-01", None, 1))
    assert absence_lengths.closed_cases(lines, contracts, service, YEAR).empty


def test_lengths_are_never_listed_per_team():
    contracts = jobs(ALWAYS)
    service = spells(contracts, scope="team", rules=RULES)
    with pytest.raises(DataProblem, match="never per team"):
        absence_lengths.closed_cases(ill(), contracts, service, YEAR)
