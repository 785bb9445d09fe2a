"""Views on turnover for a page."""

import datetime

import pandas as pd
import pytest

from analysis.measures import service, spells, turnover

RULES = spells.SpellRules(
    extract_on=datetime.date(2024, 9, 1), observed_from=datetime.date(2021, 8, 1)
)


def contracts(*rows):
    table = pd.DataFrame(rows, columns=["person_id", "start", "end", "exit_class"])
    table[["start", "end"]] = table[["start", "end"]].apply(pd.to_datetime)
    return table.assign(team_id="t", school_id="s", board_id="b", fte=1.0)


STAFF = contracts(
    ("a", "2015-08-01", None, None),
    ("b", "2015-08-01", "2023-12-31", "voluntary"),
    ("c", "2022-08-01", "2024-01-31", "natural"),
    ("d", "2015-08-01", "2024-07-12", None),
    ("d", "2024-08-26", None, None),
)


def test_people_behind_a_window_are_those_in_service_on_any_day():
    found = spells.spells(STAFF, rules=RULES)
    people = service.people_in(found, turnover.school_years(2021, 2023))
    assert people.groupby("window")["person_id"].nunique().tolist() == [3, 4, 4]


def test_reason_counts_only_in_the_window_of_the_exit():
    found = spells.spells(STAFF, rules=RULES)
    people = service.people_in(found, turnover.school_years(2022, 2023))
    assert people.groupby("window")["exit_class"].count().tolist() == [0, 2]


def test_reasons_add_up_to_the_leavers():
    rates = turnover.turnover(spells.spells(STAFF, rules=RULES))
    table = service.reasons(rates)
    last = table[table["window"] == "2023/2024"].set_index("exit_class")
    assert last["share"].to_dict() == {"voluntary": 0.5, "natural": 0.5}


def test_summer_gap_is_a_leaver_only_where_the_rule_says_so():
    # d pauses from 13 July to 25 August: 44 days
    table = service.rates_by_gap(STAFF, RULES).set_index("gap_days")
    assert table["count"].to_dict() == {0: 3, 31: 3, 75: 2, 92: 2}


def test_every_preset_has_its_row():
    table = service.rates_by_definition(spells.spells(STAFF, rules=RULES))
    assert table["definition"].tolist() == list(turnover.PRESETS)


def test_count_dates_are_a_pair_that_the_export_covers():
    table = service.rates_by_definition(spells.spells(STAFF, rules=RULES)).set_index("definition")
    assert table.loc["count_date", "window"] == "2022/2023"


def test_leavers_who_had_answered_before_are_counted():
    found = spells.spells(STAFF, rules=RULES)
    answers = pd.DataFrame(
        {"person_id": ["b", "c"], "answered_on": pd.to_datetime(["2023-03-01", "2024-03-01"])}
    )
    table = service.asked_before_leaving(found, answers, turnover.school_years(2023, 2023))
    row = table.iloc[0]
    # c's answer is dated after the last day, so c was never asked while in service
    assert (row["n"], row["count"], row["share"]) == (2, 1, pytest.approx(0.5))


def test_windows_before_the_first_answer_have_no_row():
    found = spells.spells(STAFF, rules=RULES)
    answers = pd.DataFrame({"person_id": ["b"], "answered_on": pd.to_datetime(["2023-03-01"])})
    table = service.asked_before_leaving(found, answers, turnover.school_years(2021, 2023))
    assert table["window"].tolist() == ["2022/2023", "2023/2024"]


def test_whole_period_runs_from_the_first_day_to_the_last():
    row = service.whole(turnover.school_years(2021, 2023)).iloc[0]
    assert row["window"] == "2021/2022 – 2023/2024"
    assert (row["first_day"], row["last_day"]) == (
        pd.Timestamp("2021-08-01"),
        pd.Timestamp("2024-07-31"),
    )


MOVING = contracts(
    ("p", "2023-09-01", "2024-01-31", None),
    ("p", "2024-02-01", None, None),
    ("q", "2019-01-01", "2023-12-31", "voluntary"),
).assign(school_id=["s1", "s2", "s1"])


def test_comings_and_goings_are_listed_and_counted():
    school = spells.spells(MOVING, scope="school", rules=RULES)
    counts = service.counted_moves(service.movements(school, turnover.school_years(2023, 2023)))
    assert counts["move"].tolist() == list(service.MOVES)
    assert counts["n"].tolist() == [1, 1, 1, 1]


def test_without_windows_nobody_moves():
    school = spells.spells(MOVING, scope="school", rules=RULES)
    none = turnover.school_years(2023, 2023).iloc[:0]
    assert service.counted_moves(service.movements(school, none)).empty
