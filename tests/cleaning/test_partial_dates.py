import pandas as pd
import pytest

from analysis.cleaning import contracts, partial_dates
from analysis.errors import DataProblem


def read(*cells, last) -> list[str]:
    found = partial_dates.read(pd.Series(cells, dtype="str"), last=last)
    return [day.date().isoformat() if pd.notna(day) else "" for day in found.values]


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("2012", "2012-01-01", "2012-12-31"),
        ("08/2012", "2012-08-01", "2012-08-31"),
        ("2/2012", "2012-02-01", "2012-02-29"),
        ("2012-02", "2012-02-01", "2012-02-29"),
        ("31-12-2012", "", ""),
        ("13/2012", "", ""),
        ("1212", "", ""),
        (None, "", ""),
    ],
)
def test_a_month_or_year_becomes_its_first_or_last_day(cell, first, last):
    assert read(cell, last=False) == [first]
    assert read(cell, last=True) == [last]


@pytest.fixture
def hr(raw_file):
    def make(start, end, **about):
        columns = {"person_id": [f"p{i}" for i in range(len(start))], "start": start, "end": end}
        return raw_file("contracts", columns, **about)

    return make


def test_a_contract_known_to_the_year_is_never_too_short(hr, settings):
    file = hr(["2012", "08/2012"], ["2012", "2013"], partial_dates=True)
    kept = contracts.clean([file], settings).kept
    assert kept["start"].dt.date.astype("str").tolist() == ["2012-01-01", "2012-08-01"]
    assert kept["end"].dt.date.astype("str").tolist() == ["2012-12-31", "2013-12-31"]


def test_dates_known_in_part_are_counted_by_what_is_known(hr, settings):
    file = hr(["2012", "08/2012"], ["2012", "31-12-2013"], partial_dates=True)
    changes = contracts.clean([file], settings).audit.changes
    assert changes[["column", "change", "n"]].values.tolist() == [
        ["start", "month_to_day", 1],
        ["start", "year_to_day", 1],
        ["end", "year_to_day", 1],
    ]


def test_without_a_declaration_a_year_is_no_date_and_the_message_says_what_to_add(hr, settings):
    with pytest.raises(DataProblem) as caught:
        contracts.clean([hr(["2012", "01-08-2013"], ["2014", None])], settings)
    assert str(caught.value) == (
        "raw/contracts.csv, column start, 1 row: Some cells are no dates. Found: 1 different "
        "texts that are no date. To repair: if the day is often not known, add partial_dates = "
        "true to this file in study.toml."
    )
