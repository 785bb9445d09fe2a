import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.measures import sick_days
from analysis.measures.daynumbers import OPEN, days


def lines(*rows, persons=("a", "b")):
    """Lines as (person, first day, last day, share) with days of January 2024."""
    table = pd.DataFrame(rows, columns=["person_id", "start", "end", "share"])
    for column in ("start", "end"):
        table[column] = pd.to_datetime(
            [None if pd.isna(day) else f"2024-01-{int(day):02d}" for day in table[column]]
        ).astype("datetime64[us]")
    return sick_days.lines(table.astype({"share": float}), pd.Index(persons))


def listed(periods):
    """Periods as (person, first day, last day, weight) with days of January 2024."""
    first = days(pd.Series(pd.to_datetime(["2024-01-01"])))[0]
    rows = zip(periods.person, periods.start, periods.end, periods.weight, strict=True)
    return [
        (int(p), int(s - first + 1), None if e >= OPEN else int(e - first + 1), float(w))
        for p, s, e, w in rows
    ]


def test_a_line_is_a_case_and_a_stretch():
    found = lines(("b", 3, 9, 1))
    assert listed(sick_days.cases(found)) == listed(sick_days.stretches(found)) == [(1, 3, 9, 1)]


def test_on_a_day_with_two_lines_the_highest_share_counts():
    found = lines(("a", 1, 20, 0.5), ("a", 8, 10, 1))
    assert listed(sick_days.stretches(found)) == [(0, 1, 7, 0.5), (0, 8, 10, 1), (0, 11, 20, 0.5)]


def test_two_full_lines_on_one_day_are_one_day():
    found = lines(("a", 1, 5, 1), ("a", 4, 8, 1))
    assert listed(sick_days.stretches(found)) == [(0, 1, 3, 1), (0, 4, 5, 1), (0, 6, 8, 1)]


def test_lines_that_follow_each_other_are_one_case():
    found = lines(("a", 1, 5, 1), ("a", 6, 9, 0.5))
    assert listed(sick_days.cases(found)) == [(0, 1, 9, 1)]


def test_a_day_between_makes_two_cases():
    found = lines(("a", 1, 5, 1), ("a", 7, 9, 1))
    assert listed(sick_days.cases(found)) == [(0, 1, 5, 1), (0, 7, 9, 1)]


def test_lines_of_two_people_are_never_one_case():
    found = lines(("a", 1, 5, 1), ("b", 4, 9, 1))
    assert listed(sick_days.cases(found)) == [(0, 1, 5, 1), (1, 4, 9, 1)]


def test_a_case_that_runs_has_no_end():
    found = lines(("a", 1, 5, 1), ("a", 3, None, 0.25))
    assert listed(sick_days.cases(found)) == [(0, 1, None, 1)]
    assert listed(sick_days.stretches(found)) == [(0, 1, 2, 1), (0, 3, 5, 1), (0, 6, None, 0.25)]


@pytest.mark.parametrize(("share", "weight"), [(None, 1), (1.7, 1)])
def test_a_share_that_is_missing_or_above_one_is_the_whole_job(share, weight):
    assert listed(sick_days.stretches(lines(("a", 1, 2, share)))) == [(0, 1, 2, weight)]


def test_somebody_who_works_in_full_loses_no_time_and_still_is_a_case():
    found = lines(("a", 1, 4, 0))
    assert listed(sick_days.stretches(found)) == []
    assert listed(sick_days.cases(found)) == [(0, 1, 4, 1)]


@pytest.mark.parametrize("row", [("z", 1, 4, 1), ("a", None, 4, 1), ("a", 5, 4, 1)])
def test_lines_that_say_nothing_are_left_out(row):
    assert listed(lines(row)) == []


def test_no_lines_give_no_cases():
    found = lines()
    assert listed(sick_days.cases(found)) == listed(sick_days.stretches(found)) == []


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b"]),
        st.integers(1, 25),
        st.integers(0, 6),
        st.sampled_from([0.0, 0.25, 0.5, 1.0]),
    ),
    max_size=8,
)


@given(rows=ROWS)
def test_stretches_say_of_every_day_what_a_calendar_says(rows):
    calendar = {}
    for person, start, more, share in rows:
        for day in range(start, start + more + 1):
            key = ("ab".index(person), day)
            calendar[key] = max(calendar.get(key, 0), share)
    found = sick_days.stretches(lines(*((p, s, s + more, w) for p, s, more, w in rows)))
    told = [(p, day, w) for p, s, e, w in listed(found) for day in range(s, e + 1)]
    assert sorted(told) == sorted((p, day, w) for (p, day), w in calendar.items() if w > 0)
