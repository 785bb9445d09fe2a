"""school_staff: one row per school and year, from published staff tables."""

from collections.abc import Collection, Sequence
from functools import partial

import pandas as pd

from analysis.cleaning import cells, numbers, published_rows, school_codes, schools, validate
from analysis.cleaning.marking import Cleaned, Rule, mark, settle, stack
from analysis.cleaning.sheet import Sheet, sheets
from analysis.intake.raw import RawTable
from analysis.settings import Settings, SourceFile

LARGEST_FTE = 1.2  # full jobs per person, of a school as a whole
_FIGURES = ["headcount", "fte", "leavers", "joiners"]
_COUNTS = ["headcount", "leavers", "joiners"]  # published as "<5" where they are small


def clean(
    files: Sequence[tuple[RawTable, SourceFile]],
    settings: Settings,
    *,
    units: pd.DataFrame | None = None,
    schools_known: Collection[str] = (),
) -> Cleaned:
    """Turn published staff tables into one table; for the arguments see ``school_scores``.

    Returns
    -------
    Cleaned
        A number of people that is withheld is missing, with the bounds that the source leaves
        open in ``<number>_low`` and ``<number>_high``. Rows whose figures cannot be true together
        are kept and marked; ``published_staff.turnover`` leaves them out and says why.
    """
    opened = sheets(files, settings, school_codes.TECHNICAL)
    rows = stack(opened, [_tidy(sheet) for sheet in opened])
    judged: dict[str, Rule] = {
        "no_value": has_no_figure,
        "sum_of_rows": partial(published_rows.is_sum, figures=_FIGURES),
        "impossible_value": is_negative,
    }
    marks = mark(rows, schools.rules(units, schools_known, judged))
    settled, audit = settle(rows, marks, opened, only_marked=impossible(rows))
    validate.check(settled, "school_staff")
    return Cleaned(settled, audit)


def has_no_figure(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at rows in which every figure is empty, or withheld without a bound."""
    bounds = [f"{count}_low" for count in _COUNTS]
    return rows[[*_FIGURES, *bounds]].isna().all(axis="columns")


def is_negative(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at rows with a number of people below zero."""
    return (rows[_FIGURES] < 0).any(axis="columns")


def impossible(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Tell which rows hold figures that cannot be true together, by rule."""
    return {
        "no_staff": rows["headcount"] == 0,
        "more_left_than_worked": rows["leavers_low"] > rows["headcount_high"],
        "more_came_than_work": rows["joiners_low"] > rows["headcount_high"],
        "more_jobs_than_people": rows["fte"] > LARGEST_FTE * rows["headcount_high"],
    }


def _tidy(sheet: Sheet) -> pd.DataFrame:
    sheet.need("school_id")
    columns = {"school_id": school_codes.read(sheet), "year": cells.years(sheet)}
    for figure in _FIGURES:
        if figure not in _COUNTS:
            columns[figure] = cells.numeric(sheet, figure)
        else:
            columns[figure] = cells.people(sheet, figure)
            bounds = numbers.bounds(cells.text(sheet, figure))
            for end in ("low", "high"):
                columns[f"{figure}_{end}"] = columns[figure].fillna(bounds[end])
    return pd.DataFrame(columns)
