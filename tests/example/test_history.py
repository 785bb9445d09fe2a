import numpy as np
import pytest

from analysis.example import history
from analysis.example.dates import FAR, day
from analysis.example.parameters import EXTRACT_ON

NEXT = np.timedelta64(1, "D")


@pytest.fixture(scope="module")
def rows(drawn):
    return history.contracts(drawn)


def spells_of(rows, gap, summer):
    """Join contracts by the written definition, one after the other."""
    spells = []
    for row in rows:
        if row.extension:
            continue
        if spells and spells[-1][0] == row.person and bridged(spells[-1][2], row, gap, summer):
            spells[-1][2] = max(spells[-1][2], row.end)
        else:
            spells.append([row.person, row.start, row.end])
    return spells


def bridged(last, row, gap, summer):
    year = last.astype("datetime64[Y]")
    first_free, last_free = last + NEXT, row.start - NEXT
    in_summer = np.datetime64(f"{year}-07-01") <= first_free
    in_summer &= last_free <= np.datetime64(f"{year}-09-15")
    return (row.start - first_free).astype(int) <= (summer if in_summer else gap)


def ends(spells):
    return [[person, start, FAR if end > day(EXTRACT_ON) else end] for person, start, end in spells]


def test_contracts_join_to_the_planted_spells(rows, drawn):
    planted = drawn.spells.fillna({"end": "9999-12-31"})
    planted = planted.astype({"start": "datetime64[s]", "end": "datetime64[s]"})
    columns = [planted[name].to_numpy() for name in ("person_id", "start", "end")]
    expected = [
        [person, start.astype("datetime64[D]"), end.astype("datetime64[D]")]
        for person, start, end in zip(*columns, strict=True)
    ]
    assert ends(spells_of(rows, 31, 75)) == expected


def test_without_a_summer_rule_there_are_more_spells(rows):
    assert len(spells_of(rows, 31, 31)) > len(spells_of(rows, 31, 75)) + 50


def test_without_any_bridging_there_are_more_still(rows):
    assert len(spells_of(rows, 0, 0)) > len(spells_of(rows, 31, 31)) + 20


def test_summers_leave_44_or_60_days(rows):
    main = [row for row in rows if not row.extension]
    gaps = {
        int((after.start - before.end).astype(int)) - 1
        for before, after in zip(main, main[1:], strict=False)
        if before.person == after.person and before.reason == "11" and after.number == before.number
    }
    assert gaps == {44, 60}


def test_no_contract_ends_before_it_starts(rows):
    assert all(row.start <= row.end for row in rows)


def test_extensions_lie_within_a_main_contract(rows):
    main = [row for row in rows if not row.extension]
    extensions = [row for row in rows if row.extension]
    covered = [
        any(m.person == e.person and m.start <= e.start and e.end <= m.end for m in main)
        for e in extensions
    ]
    assert len(extensions) > 100 and all(covered)


def test_a_return_after_leaving_is_a_new_employment(rows):
    assert sum(row.number > 1 for row in rows) > 20


def test_some_contracts_end_after_the_day_of_the_export(rows):
    assert sum(day(EXTRACT_ON) < row.end < FAR for row in rows) > 20
