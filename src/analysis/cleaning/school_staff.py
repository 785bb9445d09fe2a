"""school_staff: one row per school and year, from published staff tables."""

from collections.abc import Sequence

import pandas as pd

from analysis.cleaning import cells, schools, validate
from analysis.cleaning.marking import Cleaned, Rule, is_repeated, mark, settle, stack
from analysis.cleaning.sheet import Sheet, sheets
from analysis.intake.raw import RawTable
from analysis.settings import Settings, SourceFile

_FIGURES = ["headcount", "fte", "leavers", "joiners"]


def clean(files: Sequence[tuple[RawTable, SourceFile]], settings: Settings) -> Cleaned:
    """Turn published staff tables into one table; for the arguments see ``school_scores``."""
    opened = sheets(files, settings)
    rows = stack(opened, [_tidy(sheet) for sheet in opened])
    rules: dict[str, Rule] = {
        "duplicate_row": is_repeated,
        "no_school_code": schools.has_no_school,
        "no_value": has_no_figure,
        "impossible_value": is_negative,
    }
    settled, audit = settle(rows, mark(rows, rules), opened)
    validate.check(settled, "school_staff")
    return Cleaned(settled, audit)


def has_no_figure(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at rows in which every figure is empty or withheld."""
    return rows[_FIGURES].isna().all(axis="columns")


def is_negative(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at rows with a number of people below zero."""
    return (rows[_FIGURES] < 0).any(axis="columns")


def _tidy(sheet: Sheet) -> pd.DataFrame:
    sheet.need("school_id")
    figures = {figure: cells.numeric(sheet, figure) for figure in _FIGURES}
    return pd.DataFrame(
        {"school_id": cells.codes(sheet, "school_id"), "year": cells.years(sheet), **figures}
    )
