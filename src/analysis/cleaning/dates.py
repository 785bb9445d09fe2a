"""Dates as people and programs write them, read in one declared or detected order."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.cleaning.lookup import Told, told
from analysis.cleaning.partial_dates import are_partial
from analysis.errors import DataProblem
from analysis.language import gettext as _

# "Unknown start" and "no end" in HR systems.
SENTINELS = pd.to_datetime(["1900-01-01", "9999-12-31"])
ONE_DAY = timedelta(days=1)
_TIME = (
    r"(?:[ T,]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?"
    r"(?: ?(?P<half>[AaPp][Mm]))?Z?)?"
)
_YEAR_FIRST = r"^(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + _TIME + "$"
_COMPACT = r"^(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})$"
_PARTS = r"^(?P<first>\d{1,2})[-/.](?P<second_part>\d{1,2})[-/.](?P<year>\d{4}|\d{2})" + _TIME + "$"
_SERIAL = r"^\d{5}(?:\.\d+)?$"
_SHAPES = {"year_first": _YEAR_FIRST, "compact": _COMPACT, "parts": _PARTS, "serial": _SERIAL}
_EXCEL_DAY_0 = pd.Timestamp("1899-12-30")
_CLOCK = ["hour", "minute", "second"]


@dataclass(frozen=True)
class Dates:
    """A column of dates that was read.

    Attributes
    ----------
    values : Series of datetime64[us]
        Missing where the cell was empty or held a sentinel.
    order : str
        year_first, day_first, month_first, serial; "either" where every day equals its month
        or no cell is filled.
    n_sentinel : int
        Cells that held 1900-01-01 or 9999-12-31.
    """

    values: pd.Series
    order: str
    n_sentinel: int


def read(cells: pd.Series | Told, order: str | None = None) -> Dates:
    """Read a column of text as dates, all in the same order.

    Parameters
    ----------
    cells : Series of str, or Told
        Trimmed text; missing where a cell is empty.
    order : str, optional
        day_first or month_first, where the column itself cannot tell.

    Raises
    ------
    DataProblem
        When cells are no dates, when dates with the year first and others are mixed, or when
        nothing tells day from month.
    """
    column = told(cells)
    written = column.written()
    shape = _shape(written, column)
    if shape == "serial":
        days = pd.to_timedelta((written.astype(float) * 86400).round(), unit="s")
        return _spread(column, (_EXCEL_DAY_0 + days).astype("datetime64[us]"), shape)
    if shape == "parts":
        parts = _extracted(written, _PARTS)
        shape = _order(parts, order)
        return _spread(column, _days(_named(parts, shape)), shape, sentinels=True)
    days = _as_iso(written) if shape == "year_first" else None
    if days is None:
        days = _days(_extracted(written, _COMPACT if shape == "compact" else _YEAR_FIRST))
    return _spread(column, days, "year_first" if len(written) else "either", sentinels=True)


def order_of(cells: pd.Series | Told) -> str:
    """Tell in which order a column writes its dates: as ``read``, or "unclear" or "mixed"."""
    written = told(cells).written()
    if not written.str.match(_PARTS).all() or written.empty:
        return "either"
    return _evidence(_extracted(written, _PARTS))


def order_by_period(cells: pd.Series | Told, period: tuple[date, date] | None) -> str | None:
    """Tell the order from the period in which the dates must lie, None when it cannot.

    It decides only when at least nine in ten dates fall in the period in one order and at most
    one in ten in the other.
    """
    if period is None:
        return None
    column, inside = told(cells), {}
    parts, n = _extracted(column.written(), _PARTS), column.count(column.texts.notna())
    for order in ("day_first", "month_first"):
        days = _days(_named(parts, order))
        fits = days.between(*map(pd.Timestamp, (period[0], period[1] + ONE_DAY)))
        inside[order] = column.count(fits) / n
    best = max(inside, key=inside.get)
    return best if inside[best] >= 0.9 and min(inside.values()) <= 0.1 else None


def _named(parts: pd.DataFrame, order: str) -> pd.DataFrame:
    names = ("month", "day") if order == "month_first" else ("day", "month")
    return parts.rename(columns={"first": names[0], "second_part": names[1]})


def _extracted(written: pd.Series, pattern: str) -> pd.DataFrame:
    """Take dates apart into numbers, missing where a part is not written.

    ``half`` stays text, and ``short`` tells which years have two digits.
    """
    found = pc.extract_regex(pa.Array.from_pandas(written), pattern)
    parts = {"short": pc.equal(pc.utf8_length(pc.struct_field(found, "year")), 2)}
    for name in [field.name for field in found.type]:
        part = pc.struct_field(found, name)
        part = pc.if_else(pc.equal(part, ""), None, part)
        parts[name] = part if name == "half" else pc.cast(part, pa.int64())
    return pa.table(parts).to_pandas().set_axis(written.index)


def _as_iso(written: pd.Series) -> pd.Series | None:
    """Read dates as programs write them; None where one of them is written otherwise."""
    try:
        moments = pc.cast(pa.Array.from_pandas(written), pa.timestamp("s"))
    except pa.ArrowInvalid:
        return None
    return pd.Series(moments.to_numpy(zero_copy_only=False), index=written.index).astype(
        "datetime64[us]"
    )


def _shape(written: pd.Series, column: Told) -> str:
    """Which of the four ways of writing fits every cell."""
    fits = {}
    for shape, pattern in _SHAPES.items():
        fits[shape] = written.str.match(pattern)
        if fits[shape].all():
            return shape
    strange = ~pd.concat(fits, axis="columns").any(axis="columns")
    if strange.any():
        raise DataProblem(
            _("Some cells are no dates."),
            rows=column.count(strange),
            found=_("{n} different texts that are no date").format(n=int(strange.sum())),
            repair=_(
                "if the day is often not known, add partial_dates = true to this file in study.toml"
            )
            if are_partial(written[strange]).any()
            else _("write dates as 31-12-2025 or 2025-12-31, and leave unknown dates empty"),
        )
    raise DataProblem(
        _("The column writes dates in two ways, so that days and months may have been swapped."),
        found=_("{n} dates with the year first, {m} with the year last or as a number").format(
            n=int((fits["year_first"] | fits["compact"]).sum()),
            m=int((fits["parts"] | fits["serial"]).sum()),
        ),
        repair=_("give the column one date format in the source and export it again"),
    )


def _evidence(parts: pd.DataFrame) -> str:
    first, second = parts["first"].astype(int), parts["second_part"].astype(int)
    day_first, month_first = (first > 12).any(), (second > 12).any()
    if day_first and month_first:
        return "mixed"
    if day_first or month_first:
        return "day_first" if day_first else "month_first"
    return "either" if (first == second).all() else "unclear"


def _order(parts: pd.DataFrame, declared: str | None) -> str:
    found = _evidence(parts)
    contradicted = declared in ("day_first", "month_first") and found not in (
        declared,
        "unclear",
        "either",
    )
    if found == "mixed" or contradicted:
        raise DataProblem(
            _("Some dates have the day first and others the month, or date_order is wrong."),
            found=_describe(parts),
            repair=_("give the column one date format in the source and export it again"),
        )
    if found != "unclear":
        return found
    if declared in ("day_first", "month_first"):
        return declared
    raise DataProblem(
        _("Nothing in this column tells the day from the month."),
        found=_describe(parts),
        repair=_('add date_order = "day_first" or "month_first" to this file in study.toml'),
    )


def _describe(parts: pd.DataFrame) -> str:
    first, second = parts["first"].astype(int), parts["second_part"].astype(int)
    return _("first part {a} to {b}, second part {c} to {d}").format(
        a=first.min(), b=first.max(), c=second.min(), d=second.max()
    )


def _days(parts: pd.DataFrame) -> pd.Series:
    """Put the parts together; a day that is not on the calendar becomes missing."""
    clock = parts.reindex(columns=_CLOCK).astype("float64").fillna(0)
    if "half" in parts:
        clock["hour"] = _hours(clock["hour"], parts["half"].str.upper())
    year = parts["year"] + parts["short"] * (2000 - 100 * (parts["year"] > 68))
    days = _on_calendar(year.to_numpy(), parts["month"].to_numpy(), parts["day"].to_numpy())
    seconds = clock["hour"] * 3600 + clock["minute"] * 60 + clock["second"]
    return pd.Series(days, index=parts.index) + pd.to_timedelta(seconds, unit="s")


def _on_calendar(year: np.ndarray, month: np.ndarray, day: np.ndarray) -> np.ndarray:
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    first, following = months.astype("datetime64[D]"), (months + 1).astype("datetime64[D]")
    days = first + (day - 1).astype("timedelta64[D]")
    exists = (month >= 1) & (month <= 12) & (day >= 1) & (days < following)
    return np.where(exists, days, np.datetime64("NaT")).astype("datetime64[us]")


def _hours(hour: pd.Series, half: pd.Series) -> pd.Series:
    twelve = hour % 12 + 12 * (half == "PM")
    return hour.where(half.isna(), twelve)


def _spread(column: Told, days: pd.Series, order: str, *, sentinels: bool = False) -> Dates:
    """Carry the dates of the different texts back to every cell."""
    sentinel = days.dt.floor("D").isin(SENTINELS) & sentinels
    impossible = ~sentinel & (days.isna() | (days.dt.year < 1900) | (days.dt.year > 2199))
    if impossible.any():
        raise DataProblem(
            _("Some dates are not on the calendar."),
            rows=column.count(impossible),
            found=_("a day, month or year that does not exist"),
            repair=_("correct these dates in the source, and leave unknown dates empty"),
        )
    n = column.count(sentinel)
    return Dates(column.carried(days.mask(sentinel)), order, n)
