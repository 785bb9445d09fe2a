"""Contracts as they should not be: named, counted, and never a wrong rate."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analysis.measures.fte_turnover import fte_turnover
from analysis.measures.oddities import oddities
from analysis.measures.spells import SpellRules, spells
from analysis.measures.turnover import school_years, turnover

RULES = SpellRules(extract_on=date(2025, 9, 1), observed_from=date(2020, 8, 1))
YEAR = school_years(2023, 2023)
STAFF = [(f"p{n}", "b", "s", "2019-01-01", None, None, 1.0) for n in range(9)]
LEAVER = ("q", "b", "s", "2019-01-01", "2024-01-31", "voluntary", 1.0)


def contracts(*rows):
    """Contracts as (person, board, school, start, end, exit class, fte)."""
    columns = ["person_id", "board_id", "school_id", "start", "end", "exit_class", "fte"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(start=pd.to_datetime(table["start"]), end=pd.to_datetime(table["end"]))


def in_scope(table, scope="board"):
    return spells(table, scope=scope, rules=RULES)


def year(*rows):
    return turnover(in_scope(contracts(*rows)), windows=YEAR).iloc[0]


def remarks(*rows):
    table = contracts(*rows)
    found = oddities(table, in_scope(table), in_scope(table, "school"))
    return dict(zip(found["remark"], found["n"], strict=True))


def test_nothing_odd_has_no_remark():
    assert remarks(*STAFF, LEAVER) == {}


def test_duplicate_rows_change_no_rate():
    once, twice = year(*STAFF, LEAVER), year(*STAFF, LEAVER, LEAVER, *STAFF)
    numbers = ["opening", "leavers", "closing", "denominator", "rate", "low", "high"]
    assert twice[numbers].tolist() == once[numbers].tolist()


def test_years_without_hours_are_counted_and_weigh_nothing_in_full_jobs():
    idle = ("z", "b", "s", "2019-01-01", None, None, 0.0)
    assert remarks(*STAFF, idle) == {"no_hours": 1}
    table = contracts(*STAFF, LEAVER, idle)
    found = fte_turnover(in_scope(table), table, windows=YEAR).iloc[0]
    assert (found["opening"], found["n"]) == (10, 11)


def test_unknown_exit_code_is_a_departure_of_unknown_reason_and_counted():
    strange = LEAVER[:5] + ("code 77", 1.0)
    found = year(*STAFF, strange)
    assert (found["leavers"], found["left_unknown"], found["left_voluntary"]) == (1, 1, 0)
    assert remarks(*STAFF, strange) == {"unknown_reason": 1}


def test_person_in_two_boards_is_counted_and_leaves_each_board_apart():
    both = [("q", "b", "s", "2019-01-01", None, None, 0.5),
            ("q", "c", "t", "2019-01-01", "2024-01-31", "voluntary", 0.5)]  # fmt: skip
    assert remarks(*STAFF, *both) == {"two_boards": 1}
    found = turnover(in_scope(contracts(*STAFF, *both)), windows=YEAR, by="unit_id")
    assert found.set_index("unit_id")["leavers"].to_dict() == {"b": 0, "c": 1}


def test_person_with_one_board_after_the_other_is_not_in_two():
    moved = [("q", "b", "s", "2019-01-01", "2024-01-31", "voluntary", 1.0),
             ("q", "c", "t", "2024-02-01", None, None, 1.0)]  # fmt: skip
    assert remarks(*STAFF, *moved) == {}


def test_contract_without_a_known_school_counts_for_the_board_and_is_named():
    lost = ("q", "b", None, "2019-01-01", "2024-01-31", "voluntary", 1.0)
    assert remarks(*STAFF, lost) == {"no_school": 1}
    table = contracts(*STAFF, lost)
    by_school = turnover(in_scope(table, "school"), windows=YEAR, by="unit_id")
    assert (year(*STAFF, lost)["leavers"], by_school["leavers"].sum()) == (1, 0)


def test_population_that_shrinks_to_one_has_a_wide_margin_and_does_not_pass_the_gate(tmp_path):
    from analysis import release, service, session

    gone = [("p" + str(n), "b", "s", "2019-01-01", "2023-08-01", "voluntary", 1.0) for n in "123"]
    alone = ("last", "b", "s", "2019-01-01", None, None, 1.0)
    found = in_scope(contracts(*gone, alone))
    rates = turnover(found, windows=school_years(2024, 2024))[["window", "n", "count", "rate"]]
    session.start(session.Session(folder=tmp_path, minimum=5, audience="inside"))
    people = service.people_in(found, school_years(2024, 2024))
    shown = release(rates, population=people, by="window", kind="rate")
    assert rates["n"].tolist() == [1]
    assert shown.hidden.tolist() == ["small"]


@pytest.mark.parametrize("first", [2019, 2025])
def test_year_that_is_not_fully_observed_has_no_rate_in_people_or_full_jobs(first):
    table = contracts(*STAFF, LEAVER)
    windows = school_years(first, first)
    heads = turnover(in_scope(table), windows=windows).iloc[0]
    jobs = fte_turnover(in_scope(table), table, windows=windows).iloc[0]
    assert np.isnan(heads["rate"]) and np.isnan(jobs["rate"])
    assert heads["note"] and heads["note"] == jobs["note"]


def test_contracts_that_no_rule_lets_in_are_counted_by_reason():
    nobody = (None, "b", "s", "2019-01-01", None, None, 1.0)
    backwards = ("r", "b", "s", "2022-01-01", "2021-01-01", None, 1.0)
    assert remarks(*STAFF, nobody, backwards) == {"no_person": 1, "end_before_start": 1}


def test_no_contracts_have_no_remarks():
    table = contracts(*STAFF).iloc[:0]
    assert oddities(table, in_scope(table), in_scope(table, "school")).empty
