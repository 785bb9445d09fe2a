"""Dates that are known to the month or the year only, where a study says that they are."""

from dataclasses import dataclass

import pandas as pd

from analysis.cleaning.lookup import Told, told

_MONTH = r"^(?:(?P<month>\d{1,2})[-/.](?P<year>\d{4})|(?P<year_first>\d{4})[-/.](?P<late>\d{1,2}))$"
_YEAR = r"^(?:19|20)\d{2}$"


@dataclass(frozen=True)
class Partial:
    """Cells of a column that name a month or a year.

    Attributes
    ----------
    values : Series of datetime64[us]
        The first day of that month or year, or the last; missing in other cells.
    n_months, n_years : int
        How many cells name a month, and how many a year.
    """

    values: pd.Series
    n_months: int
    n_years: int


def read(cells: pd.Series | Told, *, last: bool) -> Partial:
    """Read "08/2012" and "2012" as the outermost day they allow.

    Parameters
    ----------
    cells : Series of str, or Told
        Trimmed text; missing where a cell is empty.
    last : bool
        Take the last day of the month or year, as for the end of a contract; else the first.

    Returns
    -------
    Partial
        A contract whose first and last day are taken so is never too short.
    """
    column = told(cells)
    written = column.written()
    months, years = _months(written), _years(written)
    if last:
        months, years = months + pd.offsets.MonthEnd(0), years + pd.offsets.YearEnd(0)
    days = months.fillna(years)
    return Partial(
        column.carried(days),
        column.count(months.notna()),
        column.count(years.notna()),
    )


def are_partial(written: pd.Series) -> pd.Series:
    """Tell which texts name a month or a year and no day."""
    return written.str.match(_MONTH) | written.str.match(_YEAR)


def _months(written: pd.Series) -> pd.Series:
    parts = written.str.extract(_MONTH)
    year = parts["year"].fillna(parts["year_first"])
    month = parts["month"].fillna(parts["late"])
    return pd.to_datetime(year + "-" + month, format="%Y-%m", errors="coerce").astype(
        "datetime64[us]"
    )


def _years(written: pd.Series) -> pd.Series:
    years = written.where(written.str.match(_YEAR))
    return pd.to_datetime(years, format="%Y", errors="coerce").astype("datetime64[us]")
