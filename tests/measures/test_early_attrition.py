from datetime import date

import pandas as pd
import pytest

from analysis.measures.early_attrition import early_attrition, starters
from analysis.measures.spells import SpellRules, spells

RULES = SpellRules(extract_on=date(2025, 9, 1), observed_from=date(2020, 8, 1))


def service(*rows, **more):
    """Spells and contracts given as person, start, end, exit class and entry route."""
    columns = ["person_id", "start", "end", "exit_class", "entry_route"]
    table = pd.DataFrame(rows, columns=columns).assign(board_id="b", **more)
    table = table.assign(start=pd.to_datetime(table["start"]), end=pd.to_datetime(table["end"]))
    return spells(table, rules=RULES), table


def counted(*rows, **more):
    found, table = service(*rows)
    people = starters(found, table)
    return early_attrition(people, found, **more).set_index(["entered_as", "months"])


def test_last_day_of_the_first_year_is_early_and_the_day_after_is_not():
    found = counted(
        ("p", "2021-01-01", "2021-12-31", "voluntary", "starter"),
        ("q", "2021-01-01", "2022-01-01", "voluntary", "starter"),
    )
    assert found.loc[("others", 12), ["n", "count"]].tolist() == [2, 1]
    assert found.loc[("others", 24), "share"] == 1


def test_career_changers_stand_apart_and_an_unknown_route_is_among_the_others():
    found = counted(
        ("p", "2021-01-01", "2021-06-30", "voluntary", "career_changer"),
        ("q", "2021-01-01", None, None, None),
        months=[12],
    )
    assert found["n"].to_dict() == {("career_changer", 12): 1, ("others", 12): 1}
    assert found["count"].to_dict() == {("career_changer", 12): 1, ("others", 12): 0}


def test_who_started_too_short_before_the_export_is_left_out_even_when_gone():
    found = counted(
        ("p", "2025-01-01", "2025-02-01", "voluntary", "starter"),
        ("q", "2021-01-01", None, None, "starter"),
        months=[12],
    )
    assert found.loc[("others", 12), ["n", "count"]].tolist() == [1, 0]


def test_who_was_there_before_the_export_begins_and_who_returns_are_no_starters():
    found, table = service(
        ("old", "2019-01-01", None, None, "starter"),
        ("back", "2020-09-01", "2021-06-30", "voluntary", "starter"),
        ("back", "2023-01-01", None, None, "starter"),
    )
    assert starters(found, table)["start"].astype("str").tolist() == ["2020-09-01"]


def test_interval_is_that_of_wilson():
    # 1 of 2: .0945 to .9055
    found = counted(
        ("p", "2021-01-01", "2021-06-30", "voluntary", "starter"),
        ("q", "2021-01-01", None, None, "starter"),
        months=[12],
    ).iloc[0]
    assert found[["low", "high"]].tolist() == pytest.approx([0.0945, 0.9055], abs=1e-4)


def test_without_entry_routes_everybody_is_an_other():
    found, table = service(("p", "2021-01-01", None, None, None))
    people = starters(found, table.drop(columns="entry_route"))
    assert people["entered_as"].tolist() == ["others"]


def test_nobody_who_started_gives_no_rows():
    found, table = service(("old", "2019-01-01", None, None, "starter"))
    assert early_attrition(starters(found, table), found).empty
