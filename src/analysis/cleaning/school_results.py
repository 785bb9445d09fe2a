"""school_results: one row per school, year, domain and measure, from published results."""

from collections.abc import Sequence

import pandas as pd

from analysis.cleaning import cells, schools, validate
from analysis.cleaning.marking import Cleaned, Rule, is_repeated, mark, settle, stack
from analysis.cleaning.sheet import Sheet, sheets
from analysis.intake.raw import RawTable
from analysis.settings import Settings, SourceFile

RULES: dict[str, Rule] = {
    "duplicate_row": is_repeated,
    "no_school_code": schools.has_no_school,
    "no_value": schools.has_no_value,
    "impossible_value": schools.is_impossible,
}
_COLUMNS = ["school_id", "year", "domain", "measure", "n", "value", "low", "high"]


def clean(files: Sequence[tuple[RawTable, SourceFile]], settings: Settings) -> Cleaned:
    """Turn published results into one table; for the arguments see ``school_scores``.

    Returns
    -------
    Cleaned
        ``value`` is missing where the source withholds it; a cell such as "<5" then gives the
        bounds ``low`` and ``high``. Where a value is known all three are equal.
    """
    opened = sheets(files, settings)
    rows = stack(opened, [_tidy(sheet) for sheet in opened])
    marks = mark(rows, RULES)
    schools.count_impossible(rows, marks, opened)
    settled, audit = settle(rows, marks, opened)
    settled = settled[["file", "row", *_COLUMNS, "fate"]]
    validate.check(settled, "school_results")
    return Cleaned(settled, audit)


def _tidy(sheet: Sheet) -> pd.DataFrame:
    rows = schools.measures(sheet)
    year = cells.years(sheet).loc[rows.index]
    rows = rows.assign(year=year.to_numpy())
    if sheet.source.measures:
        return rows
    return rows.assign(domain=cells.categories(sheet, "domain"))
