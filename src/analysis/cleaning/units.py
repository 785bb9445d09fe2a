"""units: one row per team, school or board and year."""

from collections.abc import Sequence
from functools import partial

import pandas as pd

from analysis.cleaning import cells, joined_rows, school_codes, validate
from analysis.cleaning.marking import Cleaned, Rule, is_repeated, mark, settle, stack
from analysis.cleaning.sheet import Sheet, sheets
from analysis.intake.raw import RawTable
from analysis.settings import Settings, SourceFile

_COLUMNS = ["unit_id", "year", "parent_id", "kind", "name", "sector", "leader_id", "fte",
            "vacancies", "pd_budget", "pd_hours", "weighting", "goal_id"]  # fmt: skip
_KEY = ("unit_id", "year")


def clean(files: Sequence[tuple[RawTable, SourceFile]], settings: Settings) -> Cleaned:
    """Turn lists of teams, schools and boards into one table.

    Parameters
    ----------
    files : sequence of (RawTable, SourceFile)
        All files of the table, in the order of study.toml.

    Returns
    -------
    Cleaned
        A unit and year that two files tell about has one row with what both tell; the row of the
        later file is set aside as completing it.
    """
    opened = sheets(files, settings, school_codes.TECHNICAL)
    rows = stack(opened, [_tidy(sheet) for sheet in opened])
    rules: dict[str, Rule] = {
        "duplicate_row": is_repeated,
        "no_unit_code": has_no_code,
        "completes_other": partial(joined_rows.completes, key=_KEY),
    }
    marks = mark(rows, rules)
    rows = joined_rows.filled(rows, marks["completes_other"], key=_KEY)
    settled, audit = settle(rows, marks, opened)
    validate.check(settled, "units")
    return Cleaned(settled, audit)


def has_no_code(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at rows without a code for the unit."""
    return rows["unit_id"].isna()


def _tidy(sheet: Sheet) -> pd.DataFrame:
    sheet.need("unit_id", "kind")
    kind = cells.categories(sheet, "kind")
    codes = cells.codes(sheet, "unit_id")
    columns = {
        # Teams and boards have codes of the organisation's own making.
        "unit_id": codes.where(kind != "school", school_codes.read(sheet, "unit_id")),
        "year": cells.years(sheet),
        "parent_id": cells.codes(sheet, "parent_id"),
        "kind": kind,
        "name": cells.text(sheet, "name"),
        "sector": cells.categories(sheet, "sector"),
        "leader_id": cells.text(sheet, "leader_id"),
        "goal_id": cells.codes(sheet, "goal_id"),
    }
    for amount in ("fte", "vacancies", "pd_budget", "pd_hours", "weighting"):
        columns[amount] = cells.numeric(sheet, amount)
    return pd.DataFrame(columns)[_COLUMNS]
