"""units: one row per team, school or board and year."""

from collections.abc import Sequence

import pandas as pd

from analysis.cleaning import cells, validate
from analysis.cleaning.marking import Cleaned, Rule, is_repeated, mark, settle, stack
from analysis.cleaning.sheet import Sheet, sheets
from analysis.intake.raw import RawTable
from analysis.settings import Settings, SourceFile

_COLUMNS = ["unit_id", "year", "parent_id", "kind", "name", "sector", "leader_id", "fte",
            "vacancies", "pd_budget", "pd_hours", "weighting", "goal_id"]  # fmt: skip


def clean(files: Sequence[tuple[RawTable, SourceFile]], settings: Settings) -> Cleaned:
    """Turn lists of teams, schools and boards into one table.

    Parameters
    ----------
    files : sequence of (RawTable, SourceFile)
        All files of the table, in the order of study.toml.
    """
    opened = sheets(files, settings)
    rows = stack(opened, [_tidy(sheet) for sheet in opened])
    rules: dict[str, Rule] = {"duplicate_row": is_repeated, "no_unit_code": has_no_code}
    settled, audit = settle(rows, mark(rows, rules), opened)
    validate.check(settled, "units")
    return Cleaned(settled, audit)


def has_no_code(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at rows without a code for the unit."""
    return rows["unit_id"].isna()


def _tidy(sheet: Sheet) -> pd.DataFrame:
    sheet.need("unit_id", "kind")
    columns = {
        "unit_id": cells.codes(sheet, "unit_id"),
        "year": cells.years(sheet),
        "parent_id": cells.codes(sheet, "parent_id"),
        "kind": cells.categories(sheet, "kind"),
        "name": cells.text(sheet, "name"),
        "sector": cells.categories(sheet, "sector"),
        "leader_id": cells.text(sheet, "leader_id"),
        "goal_id": cells.codes(sheet, "goal_id"),
    }
    for amount in ("fte", "vacancies", "pd_budget", "pd_hours", "weighting"):
        columns[amount] = cells.numeric(sheet, amount)
    return pd.DataFrame(columns)[_COLUMNS]
