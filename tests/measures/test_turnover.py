from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataProblem
from analysis.measures import turnover as rates
from analysis.measures.spells import SpellRules, spells
from analysis.measures.turnover import turnover, unreconciled

RULES = SpellRules(extract_on=date(2025, 9, 1), observed_from=date(2020, 8, 1))
YEAR = rates.school_years(2023, 2023)  # 1 August 2023 to 31 July 2024, 366 days


def contracts(*rows):
    """Contracts as (person, school, start, end, exit class), all with one board."""
    columns = ["person_id", "school_id", "start", "end", "exit_class"]
    table = pd.DataFrame(rows, columns=columns).assign(board_id="b")
    return table.assign(start=pd.to_datetime(table["start"]), end=pd.to_datetime(table["end"]))


def year(*rows, scope="board", rule="mean_stock", windows=YEAR, **more):
    found = turnover(spells(contracts(*rows), scope=scope, rules=RULES), rule, windows, **more)
    return found.iloc[0]


def test_last_day_of_july_is_an_exit_of_the_old_year_and_first_of_august_an_entry_of_the_new():
    rows = [
        ("p", "s", "2020-01-01", "2024-07-31", "voluntary"),
        ("q", "s", "2024-08-01", None, None),
    ]
    both = turnover(
        spells(contracts(*rows), scope="board", rules=RULES), windows=rates.school_years(2023, 2024)
    )
    assert both["leavers"].tolist() == [1, 0]
    assert both["joiners"].tolist() == [0, 1]
    assert both["closing"].tolist() == [0, 1]


def test_rate_divides_by_the_mean_number_in_service_per_day():
    # p is there all 366 days, q the first 183: 1.5 people on average
    found = year(
        ("p", "s", "2020-01-01", None, None),
        ("q", "s", "2020-01-01", "2024-01-30", "voluntary"),
    )
    assert found["denominator"] == pytest.approx(1.5)
    assert found["rate"] == pytest.approx(1 / 1.5)


def test_opening_closing_divides_by_the_mean_of_both_ends():
    rows = [
        ("p", "s", "2020-01-01", None, None),
        ("q", "s", "2020-01-01", "2024-01-30", "voluntary"),
    ]
    assert year(*rows, rule="opening_closing")["rate"] == pytest.approx(1 / 1.5)


def test_person_years_are_days_divided_by_365_and_a_quarter():
    found = year(("p", "s", "2020-01-01", None, None), rule="person_years")
    assert found["denominator"] == pytest.approx(366 / 365.25)


def test_opening_counts_only_who_was_there_at_the_start():
    found = year(
        ("p", "s", "2020-01-01", "2024-01-30", "voluntary"),
        ("q", "s", "2023-09-01", "2024-01-30", "voluntary"),
        rule="opening",
    )
    assert (found["events"], found["leavers"], found["denominator"]) == (1, 2, 1)


def test_who_stayed_was_there_at_both_ends_without_a_break():
    found = year(
        ("stays", "s", "2020-01-01", None, None),
        ("leaves", "s", "2020-01-01", "2024-01-30", "voluntary"),
        ("returns", "s", "2020-01-01", "2023-10-31", "voluntary"),
        ("returns", "s", "2024-04-01", None, None),
        ("joins", "s", "2023-09-01", None, None),
    )
    assert (found["opening"], found["stayed"], found["closing"]) == (3, 1, 3)


def test_count_date_does_not_see_who_left_and_came_back():
    rows = [
        ("p", "s", "2020-01-01", "2024-01-31", "voluntary"),
        ("p", "s", "2024-05-01", None, None),
    ]
    whole = rates.count_dates(2023, 2023)
    assert year(*rows, rule="count_date", windows=whole)["events"] == 0


def test_halves_of_a_count_date_year_do_not_add_up_to_the_year():
    # away on 1 April only: one leaver in the first half, none in the second, none in the year
    rows = [
        ("p", "s", "2020-01-01", "2024-01-31", "voluntary"),
        ("p", "s", "2024-05-01", None, None),
    ]
    first = pd.to_datetime(["2023-10-01", "2024-04-01"])
    last = pd.to_datetime(["2024-04-01", "2024-10-01"])
    halves = pd.DataFrame({"window": ["a", "b"], "first_day": first, "last_day": last})
    service = spells(contracts(*rows), scope="board", rules=RULES)
    assert turnover(service, "count_date", halves)["events"].tolist() == [1, 0]


def test_only_events_of_the_definition_count_but_all_exits_reconcile():
    definition = rates.Definition("voluntary", events=("voluntary",))
    found = year(
        ("p", "s", "2020-01-01", "2024-01-30", "natural"),
        ("q", "s", "2020-01-01", "2024-01-30", "voluntary"),
        rule=definition,
    )
    assert (found["events"], found["leavers"], found["left_natural"]) == (1, 2, 1)


def test_move_to_another_school_is_internal_for_both_schools():
    rows = [
        ("p", "s1", "2020-01-01", "2023-12-31", None),
        ("p", "s2", "2024-01-01", None, None),
    ]
    service = spells(contracts(*rows), scope="school", rules=RULES)
    found = turnover(service, windows=YEAR, by="unit_id").set_index("unit_id")
    assert found.loc["s1", ["leavers", "internal_out"]].tolist() == [0, 1]
    assert found.loc["s2", ["joiners", "internal_in"]].tolist() == [0, 1]
    assert found["rate"].tolist() == [0, 0]


def test_two_exits_of_one_person_are_two_events_and_one_person():
    found = year(
        ("p", "s", "2020-01-01", "2023-09-30", "voluntary"),
        ("p", "s", "2024-01-01", "2024-03-31", "voluntary"),
    )
    assert (found["leavers"], found["count"], found["n"]) == (2, 1, 1)


def test_exact_poisson_interval_is_the_published_one():
    # 1 event: 0.0253 to 5.5716 (chi-square quantiles / 2); opening_closing: base (1 + 0) / 2
    found = year(("q", "s", "2020-01-01", "2024-01-30", "voluntary"), rule="opening_closing")
    assert found["low"] == pytest.approx(0.025318 / 0.5, rel=1e-4)
    assert found["high"] == pytest.approx(5.571643 / 0.5, rel=1e-6)


def test_wilson_interval_is_the_one_worked_by_hand():
    # 1 of 2, z^2 = 3.841459: centre .5, half-width sqrt(z2 * (.125 + z2 / 16)) / (1 + z2 / 2)
    rows = [
        ("p", "s", "2020-01-01", None, None),
        ("q", "s", "2020-01-01", "2024-01-30", "voluntary"),
    ]
    found = year(*rows, rule="opening")
    half = np.sqrt(3.841459 * (0.125 + 3.841459 / 16)) / (1 + 3.841459 / 2)
    assert found["low"] == pytest.approx(0.5 - half, rel=1e-6)
    assert found["high"] == pytest.approx(0.5 + half, rel=1e-6)


def test_no_exits_give_a_rate_of_zero_with_an_upper_limit():
    found = year(("p", "s", "2020-01-01", None, None))
    assert (found["rate"], found["low"]) == (0, 0)
    assert found["high"] == pytest.approx(3.688879, rel=1e-6)


@pytest.mark.parametrize(
    ("first", "note"),
    [(2019, "does not cover the beginning"), (2025, "was not over on the day of the export")],
)
def test_year_that_is_not_fully_observed_has_no_rate_and_says_why(first, note):
    found = year(("p", "s", "2015-01-01", None, None), windows=rates.school_years(first, first))
    assert np.isnan(found["rate"])
    assert note in found["note"]


def test_observed_school_years_are_those_between_coverage_and_export():
    service = spells(contracts(("p", "s", "2015-01-01", None, None)), scope="board", rules=RULES)
    found = rates.observed_school_years(service)["window"].tolist()
    assert found == ["2020/2021", "2021/2022", "2022/2023", "2023/2024", "2024/2025"]


def test_window_without_anybody_has_no_rate_and_says_why():
    found = year(("p", "s", "2024-09-01", None, None))
    assert np.isnan(found["rate"])
    assert found["note"] == "Nobody was in service."


def test_exits_just_before_the_export_are_provisional():
    # a contract from 2 September on would bridge 31 July (summer) and 1 August, not 30 June
    rows = [
        ("p", "s", "2020-01-01", "2025-07-31", None),
        ("q", "s", "2020-01-01", "2025-05-31", None),
    ]
    found = year(*rows, windows=rates.school_years(2024, 2024))
    assert (found["leavers"], found["provisional"]) == (2, 1)


@pytest.mark.parametrize("name", rates.CARDS)
def test_national_figures_are_not_computable_and_name_the_direction_of_the_bias(name):
    with pytest.raises(DataProblem, match="higher one"):
        rates.definition(name)


def test_unknown_definition_names_the_nearest():
    with pytest.raises(DataProblem, match="mean_stock"):
        rates.definition("meanstock")


def test_window_that_ends_before_it_begins_is_refused():
    windows = YEAR.assign(last_day=pd.Timestamp("2020-01-01"))
    with pytest.raises(DataProblem, match="ends before it begins"):
        year(("p", "s", "2020-01-01", None, None), windows=windows)


def test_published_example_that_looks_right_does_not_reconcile():
    # 258 people, 11 leavers, 234 at the end; 11 / 246 = 4.47 %, yet 13 people are unaccounted for
    flows = pd.DataFrame({"opening": [258], "joiners": [0], "leavers": [11], "closing": [234]})
    assert round(11 / ((258 + 234) / 2), 4) == 0.0447
    assert unreconciled(flows).tolist() == [13]


DAY_ONE = date(2022, 1, 1)
FAR = pd.Timestamp(2200, 1, 1)
RANDOM = st.lists(
    st.tuples(
        st.sampled_from("pqr"),
        st.sampled_from(["s1", "s2"]),
        st.integers(0, 500),
        st.integers(0, 200) | st.none(),
        st.sampled_from(["voluntary", "natural", None]),
    ),
    min_size=1,
    max_size=8,
)


def random_contracts(drawn):
    return contracts(
        *(
            (
                person,
                school,
                DAY_ONE + timedelta(first),
                None if length is None else DAY_ONE + timedelta(first + length),
                why,
            )
            for person, school, first, length, why in drawn
        )
    )


def day_by_day(contracts, school, first, last):
    """Count one school by walking through the days: slow, and obviously right."""
    rows = contracts[contracts["school_id"] == school]
    periods = list(zip(rows["person_id"], rows["start"], rows["end"].fillna(FAR), strict=True))
    days = list(pd.date_range(first - timedelta(1), last + timedelta(1)))
    there = [{p for p, start, end in periods if start <= day <= end} for day in days]
    inside = range(1, len(days) - 1)
    return {
        "opening": len(there[0] & there[1]),
        "closing": len(there[-2] & there[-1]),
        "came": sum(len(there[d] - there[d - 1]) for d in inside),
        "went": sum(len(there[d] - there[d + 1]) for d in inside),
        "denominator": sum(len(there[d]) for d in inside) / len(inside),
        "n": len(set().union(*there[1:-1])),
    }


# A gap of 0 days joins only contracts that touch, so that each day tells who is in service.
TOUCHING = SpellRules(
    extract_on=date(2025, 9, 1), observed_from=DAY_ONE, gap_days=0, summer_gap_days=0
)


@given(RANDOM, st.integers(1, 500), st.integers(0, 80))
@settings(max_examples=25, deadline=None)
def test_counts_are_those_of_a_walk_through_the_days(drawn, first, length):
    rows = random_contracts(drawn)
    service = spells(rows, scope="school", rules=TOUCHING)
    begin = pd.Timestamp(DAY_ONE + timedelta(first))
    end = begin + timedelta(length)
    windows = pd.DataFrame({"window": ["w"], "first_day": [begin], "last_day": [end]})
    for row in turnover(service, "mean_stock", windows, by="unit_id").to_dict("records"):
        expected = day_by_day(rows, row["unit_id"], begin, end)
        came = row["joiners"] + row["internal_in"] + row["reclassified_in"]
        went = row["leavers"] + row["internal_out"] + row["reclassified_out"]
        found = row | {"came": came, "went": went}
        assert {name: found[name] for name in expected} == pytest.approx(expected)


def random_teams(drawn):
    """The same contracts in teams; every third is no main job, every fourth is very small."""
    rows = random_contracts(drawn)
    at = np.arange(len(rows))
    team = rows["school_id"] + [f"-{first % 2}" for _p, _s, first, *_rest in drawn]
    return rows.assign(team_id=team, main_job=at % 3 > 0, fte=np.where(at % 4, 0.8, 0.05))


SCOPES = st.sampled_from(["team", "school", "board"])
DROPPING = st.sampled_from([{"jobs": "all"}, {"jobs": "main"}, {"minimum_fte": 0.1}])


@given(RANDOM, SCOPES, st.sampled_from([0, 31, 75]), DROPPING)
@settings(max_examples=25, deadline=None)
def test_stocks_and_flows_reconcile_and_windows_add_up(drawn, scope, gap, dropping):
    rules = replace(TOUCHING.with_gap(gap), **dropping)
    service = spells(random_teams(drawn), scope=scope, rules=rules)
    cuts = pd.to_datetime(["2022-02-01", "2022-06-15", "2022-06-16", "2023-03-01", "2024-01-01"])
    parts = pd.DataFrame(
        {"window": list("abcd"), "first_day": cuts[:-1], "last_day": cuts[1:] - timedelta(1)}
    )
    whole = pd.DataFrame(
        {"window": ["x"], "first_day": cuts[:1], "last_day": parts["last_day"][3:]}
    )
    whole["last_day"] = parts["last_day"].iloc[-1]
    flows = ["joiners", "leavers", "internal_in", "internal_out", "events"]
    for by in (None, "unit_id"):
        pieces, total = (turnover(service, windows=w, by=by) for w in (parts, whole))
        assert (unreconciled(pieces) == 0).all()
        assert pieces[flows].sum().tolist() == total[flows].sum().tolist()


@given(RANDOM, st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_order_of_contracts_does_not_matter(drawn, random):
    mixed = list(drawn)
    random.shuffle(mixed)
    found = [
        turnover(
            spells(random_contracts(rows), scope="school", rules=TOUCHING),
            windows=rates.school_years(2022, 2022),
            by="unit_id",
        )
        for rows in (drawn, mixed)
    ]
    pd.testing.assert_frame_equal(*found)
