from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataProblem
from analysis.measures.definitions import school_years
from analysis.measures.fte_turnover import fte_turnover, sizes, unreconciled
from analysis.measures.intervals import poisson, weighted_poisson
from analysis.measures.spells import SpellRules, spells
from analysis.measures.turnover import turnover

RULES = SpellRules(extract_on=date(2025, 9, 1), observed_from=date(2020, 8, 1))
YEAR = school_years(2023, 2023)  # 1 August 2023 to 31 July 2024, 366 days


def contracts(*rows):
    """Contracts as (person, school, start, end, fte), all with one board."""
    table = pd.DataFrame(rows, columns=["person_id", "school_id", "start", "end", "fte"])
    table = table.assign(board_id="b", exit_class="voluntary")
    return table.assign(start=pd.to_datetime(table["start"]), end=pd.to_datetime(table["end"]))


def year(*rows, scope="board", rules=RULES, **more):
    table = contracts(*rows)
    return fte_turnover(spells(table, scope=scope, rules=rules), table, windows=YEAR, **more).iloc[
        0
    ]


def test_flows_of_full_jobs_worked_by_hand():
    # opening 1 + .8; q grows to 1 and leaves; r joins with .5 and shrinks to .4
    found = year(
        ("p", "s", "2020-01-01", None, 1.0),
        ("q", "s", "2020-01-01", "2023-12-31", 0.8),
        ("q", "s", "2024-01-01", "2024-03-31", 1.0),
        ("r", "s", "2023-09-01", "2023-12-31", 0.5),
        ("r", "s", "2024-01-01", None, 0.4),
    )
    flows = ["opening", "joiners", "increases", "decreases", "leavers", "closing"]
    assert found[flows].tolist() == pytest.approx([1.8, 0.5, 0.2, 0.1, 1.0, 1.4])


def test_rate_divides_jobs_that_ended_by_the_mean_of_jobs_per_day():
    # q has half a job on 183 of 366 days: on average a quarter
    found = year(("p", "s", "2020-01-01", None, 1.0), ("q", "s", "2020-01-01", "2024-01-30", 0.5))
    assert found["denominator"] == pytest.approx(1.25)
    assert found["rate"] == pytest.approx(0.5 / 1.25)


def test_parallel_contracts_add_up_and_a_side_contract_that_ends_is_a_decrease():
    found = year(("p", "s", "2020-01-01", None, 0.6), ("p", "s", "2020-01-01", "2023-12-31", 0.2))
    assert found[["opening", "decreases", "leavers", "closing"]].tolist() == [0.8, 0.2, 0, 0.6]


def test_job_keeps_its_size_in_a_break_that_the_gap_rule_bridges():
    found = year(("p", "s", "2020-01-01", "2023-12-31", 0.6), ("p", "s", "2024-01-20", None, 0.6))
    assert found[["increases", "decreases", "denominator"]].tolist() == pytest.approx([0, 0, 0.6])


def test_contract_without_a_size_adds_nothing_and_is_counted():
    found = year(("p", "s", "2020-01-01", None, 1.0), ("q", "s", "2020-01-01", None, None))
    assert found[["opening", "n", "no_fte"]].tolist() == [1, 2, 1]


def test_change_of_size_on_the_first_day_of_a_window_belongs_to_that_window():
    rows = [("p", "s", "2020-01-01", "2023-07-31", 0.5), ("p", "s", "2023-08-01", None, 1.0)]
    found = year(*rows)
    assert found[["opening", "increases", "closing"]].tolist() == [0.5, 0.5, 1.0]


def test_job_of_no_size_for_years_leaves_the_rate_as_it_is():
    with_zero = year(
        ("p", "s", "2020-01-01", None, 1.0),
        ("q", "s", "2020-01-01", "2024-01-30", 1.0),
        ("z", "s", "2020-01-01", None, 0.0),
    )
    without = year(("p", "s", "2020-01-01", None, 1.0), ("q", "s", "2020-01-01", "2024-01-30", 1.0))
    assert with_zero["rate"] == without["rate"]


def test_without_the_column_full_jobs_are_refused():
    table = contracts(("p", "s", "2020-01-01", None, 1.0)).drop(columns="fte")
    with pytest.raises(DataProblem, match="how large they are"):
        fte_turnover(spells(table, rules=RULES), table)


def test_count_dates_are_refused():
    with pytest.raises(DataProblem, match="counted in people"):
        year(("p", "s", "2020-01-01", None, 1.0), rule="count_date")


def test_year_that_is_not_observed_has_no_numbers():
    table = contracts(("p", "s", "2015-01-01", None, 1.0))
    found = fte_turnover(spells(table, rules=RULES), table, windows=school_years(2019, 2019))
    assert found[["opening", "rate"]].isna().all(axis=None)
    assert "does not cover the beginning" in found["note"].iloc[0]


def test_interval_of_unequal_jobs_equals_that_of_r(turnover_golden):
    size = np.array([0.6, 0.8, 1.0, 0.4, 0.5])
    low, high = weighted_poisson(
        np.array([size.sum()]), np.array([(size**2).sum()]), np.array([1.0]), np.array([20.0])
    )
    assert low[0] == pytest.approx(turnover_golden["weighted_poisson.low"], rel=1e-8)
    assert high[0] == pytest.approx(turnover_golden["weighted_poisson.high"], rel=1e-8)


@pytest.mark.parametrize("n", [0, 1, 7])
def test_with_jobs_of_one_size_the_interval_is_the_exact_poisson_one(n):
    events, base = np.array([float(n)]), np.array([30.0])
    found = weighted_poisson(events, events, np.array([1.0 * (n > 0)]), base)
    assert np.array(found) == pytest.approx(np.array(poisson(events, base)))


# Whatever the contracts.

DAY_ONE = date(2022, 1, 1)
RANDOM = st.lists(
    st.tuples(
        st.sampled_from("pqr"),
        st.sampled_from(["s1", "s2"]),
        st.integers(0, 500),
        st.integers(0, 200) | st.none(),
        st.sampled_from([0.0, 0.2, 0.5, 0.8, 1.0]),
    ),
    min_size=1,
    max_size=8,
)
LOOSE = SpellRules(extract_on=date(2025, 9, 1), observed_from=DAY_ONE)


def drawn_contracts(drawn):
    days = [
        (p, s, DAY_ONE + timedelta(a), None if n is None else DAY_ONE + timedelta(a + n), f)
        for p, s, a, n, f in drawn
    ]
    return contracts(*days)


CUTS = pd.to_datetime(["2022-02-01", "2022-06-15", "2022-06-16", "2023-03-01", "2024-01-01"])
PARTS = pd.DataFrame(
    {"window": list("abcd"), "first_day": CUTS[:-1], "last_day": CUTS[1:] - timedelta(1)}
)
WHOLE = pd.DataFrame({"window": ["x"], "first_day": [CUTS[0]], "last_day": [CUTS[-1]]}).assign(
    last_day=PARTS["last_day"].iloc[-1]
)


@given(RANDOM, st.sampled_from(["school", "board"]), st.sampled_from([0.0, 0.3]))
@settings(max_examples=25, deadline=None)
def test_full_jobs_reconcile_and_windows_add_up(drawn, scope, smallest):
    table = drawn_contracts(drawn)
    rules = SpellRules(LOOSE.extract_on, LOOSE.observed_from, minimum_fte=smallest)
    service = spells(table, scope=scope, rules=rules)
    pieces, total = (fte_turnover(service, table, windows=w) for w in (PARTS, WHOLE))
    flows = ["joiners", "leavers", "internal_in", "internal_out", "increases", "decreases"]
    assert (unreconciled(pieces) == 0).all()
    assert pieces[flows].sum().tolist() == pytest.approx(total[flows].iloc[0].tolist())


@given(RANDOM)
@settings(max_examples=25, deadline=None)
def test_with_full_jobs_only_jobs_are_people(drawn):
    # one contract each, so that nobody holds two jobs at once
    first = {row[0]: row for row in drawn}
    table = drawn_contracts(first.values()).assign(fte=1.0)
    service = spells(table, scope="board", rules=LOOSE)
    jobs, heads = fte_turnover(service, table, windows=PARTS), turnover(service, windows=PARTS)
    same = ["opening", "joiners", "leavers", "closing", "denominator", "rate", "low", "high"]
    pd.testing.assert_frame_equal(jobs[same], heads[same], check_dtype=False)


@given(RANDOM)
@settings(max_examples=25, deadline=None)
def test_sizes_are_those_of_a_walk_through_the_days(drawn):
    table = drawn_contracts(drawn)
    touching = SpellRules(LOOSE.extract_on, DAY_ONE, gap_days=0, summer_gap_days=0)
    service = spells(table, scope="school", rules=touching)
    found = fte_turnover(service, table, windows=WHOLE)
    walked = [
        table.loc[(table["start"] <= day) & ~(table["end"] < day), "fte"].sum()
        for day in pd.date_range(WHOLE["first_day"].iloc[0], WHOLE["last_day"].iloc[0])
    ]
    assert found["denominator"].iloc[0] == pytest.approx(np.mean(walked))


@given(RANDOM, st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_order_of_contracts_does_not_matter(drawn, random):
    mixed = list(drawn)
    random.shuffle(mixed)
    tables = [drawn_contracts(rows) for rows in (drawn, mixed)]
    one, other = (
        fte_turnover(spells(t, scope="school", rules=LOOSE), t, windows=PARTS, by="unit_id")
        for t in tables
    )
    pd.testing.assert_frame_equal(one, other)


def test_no_contracts_have_no_sizes():
    table = contracts()
    table = table.assign(start=pd.to_datetime(table["start"]), fte=table["fte"].astype(float))
    assert len(sizes(spells(table, rules=RULES), table).size) == 0
