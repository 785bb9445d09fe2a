"""school_results: one row per school, year, domain and measure, from published results."""

from collections.abc import Collection, Sequence

import pandas as pd

from analysis.cleaning import cells, school_codes, schools, validate
from analysis.cleaning.marking import Cleaned, Rule, mark, settle, stack
from analysis.cleaning.sheet import Sheet, sheets
from analysis.intake.raw import RawTable
from analysis.settings import Settings, SourceFile

_COLUMNS = ["school_id", "year", "domain", "measure", "n", "value", "low", "high"]


def clean(
    files: Sequence[tuple[RawTable, SourceFile]],
    settings: Settings,
    *,
    units: pd.DataFrame | None = None,
    schools_known: Collection[str] = (),
) -> Cleaned:
    """Turn published results into one table; for the arguments see ``school_scores``.

    Returns
    -------
    Cleaned
        ``value`` is missing where the source withholds it; a cell such as "<5" then gives the
        bounds ``low`` and ``high``. Where a value is known all three are equal. A mean that is
        left blank for so few pupils that they could be known is withheld too: its row is kept,
        and its bounds are the ends of its scale where study.toml gives one.
    """
    opened = sheets(files, settings, school_codes.TECHNICAL)
    rows = stack(opened, [_tidy(sheet) for sheet in opened])
    judged: dict[str, Rule] = {"no_value": has_no_result, "impossible_value": schools.is_impossible}
    marks = mark(rows, schools.rules(units, schools_known, judged))
    schools.count_impossible(rows, marks, opened)
    settled, audit = settle(rows, marks, opened)
    settled = settled[["file", "row", *_COLUMNS, "fate"]]
    validate.check(settled, "school_results")
    return Cleaned(settled, audit)


def has_no_result(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at rows without a figure; a blank behind a few pupils is a figure that is withheld."""
    return schools.has_no_value(rows, free) & ~(rows["n"] > 0)


def _tidy(sheet: Sheet) -> pd.DataFrame:
    rows = schools.measures(sheet)
    year = cells.years(sheet).loc[rows.index]
    rows = rows.assign(year=year.to_numpy())
    withheld = rows["value"].isna() & rows["low"].isna() & (rows["n"] > 0)
    rows["low"] = rows["low"].mask(withheld, rows["scale_min"])
    rows["high"] = rows["high"].mask(withheld, rows["scale_max"])
    if sheet.source.measures:
        return rows
    return rows.assign(domain=cells.categories(sheet, "domain"))
