import os
import time
from datetime import date

import pandas as pd
import pytest

from analysis.cleaning import dates
from analysis.errors import DataProblem


def read(*cells, order=None) -> list[str]:
    found = dates.read(pd.Series(cells, dtype="str"), order)
    return [day.isoformat(sep=" ") if pd.notna(day) else "" for day in found.values]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2024-08-01", "2024-08-01 00:00:00"),
        ("2024-08-01 12:30:05", "2024-08-01 12:30:05"),
        ("2024/8/1", "2024-08-01 00:00:00"),
        ("31-12-2024", "2024-12-31 00:00:00"),
        ("31.12.2024 9:05", "2024-12-31 09:05:00"),
        ("12/31/24 13:05:10", "2024-12-31 13:05:10"),
        ("12/31/2024 1:05 PM", "2024-12-31 13:05:00"),
        ("12/31/2024 12:05 AM", "2024-12-31 00:05:00"),
        ("12/31/98", "1998-12-31 00:00:00"),
        ("20240801", "2024-08-01 00:00:00"),
        ("45505", "2024-08-01 00:00:00"),  # days since the last day of 1899, as spreadsheets count
        ("45505.5", "2024-08-01 12:00:00"),
    ],
)
def test_one_way_of_writing_a_date(cell, day):
    assert read(cell) == [day]


def test_one_clear_date_decides_for_the_column():
    assert read("03-04-2024", "25-04-2024") == ["2024-04-03 00:00:00", "2024-04-25 00:00:00"]


def test_a_column_that_decides_nothing_asks_for_the_order():
    with pytest.raises(DataProblem, match='date_order = "day_first" or "month_first"'):
        read("03-04-2024", "05-06-2024")


def test_the_declared_order_decides_where_the_column_cannot():
    assert read("03-04-2024", order="month_first") == ["2024-03-04 00:00:00"]


def test_a_declared_order_that_the_column_contradicts_is_refused():
    with pytest.raises(DataProblem, match="date_order is wrong"):
        read("25-04-2024", order="month_first")


def test_a_day_equal_to_its_month_needs_no_order():
    assert read("03-03-2024") == ["2024-03-03 00:00:00"]


def test_both_orders_in_one_column_are_refused():
    with pytest.raises(DataProblem, match="Some dates have the day first and others the month"):
        read("25-04-2024", "04-25-2024")


def test_real_dates_among_typed_ones_are_refused():
    with pytest.raises(DataProblem, match="1 dates with the year first, 1 with the year last"):
        read("2024-04-03", "25-04-2024")


def test_text_that_is_no_date_is_counted_and_not_repeated():
    with pytest.raises(DataProblem, match="1 different texts that are no date") as caught:
        read("25-04-2024", "vrijdag")
    assert "vrijdag" not in str(caught.value)


@pytest.mark.parametrize("cell", ["31-02-2024", "2024-13-01", "31-12-0204", "2024-00-10"])
def test_a_day_that_does_not_exist_is_refused(cell):
    with pytest.raises(DataProblem, match="not on the calendar"):
        read(cell)


def test_sentinels_are_no_dates_and_are_counted():
    cells = pd.Series(["01-01-1900", "31-12-9999", "31-12-9999", None, "25-04-2024"], dtype="str")
    found = dates.read(cells)
    assert found.values.isna().tolist() == [True, True, True, True, False]
    assert found.n_sentinel == 3


def test_an_empty_column_is_an_empty_column():
    assert dates.read(pd.Series([None, None], dtype="str")).values.isna().all()


def test_the_period_tells_the_order_when_only_one_fits():
    cells = pd.Series(["3/4/25 9:00:00", "3/5/25 9:00:00"], dtype="str")
    march = (date(2025, 3, 3), date(2025, 3, 28))
    assert dates.order_by_period(cells, march) == "month_first"


def test_the_period_tells_nothing_when_both_fit():
    year = (date(2025, 1, 1), date(2025, 12, 31))
    assert dates.order_by_period(pd.Series(["3/4/25"], dtype="str"), year) is None


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system cannot change its time zone")
def test_the_time_zone_of_the_machine_does_not_matter(monkeypatch):
    here = read("2025-03-30 02:30:00")  # an hour that summer time skips in Amsterdam
    monkeypatch.setitem(os.environ, "TZ", "Europe/Amsterdam")
    time.tzset()
    try:
        assert read("2025-03-30 02:30:00") == here
    finally:
        monkeypatch.undo()
        time.tzset()
