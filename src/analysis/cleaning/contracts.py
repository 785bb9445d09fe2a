"""contracts: one row per row of the HR export."""

from collections.abc import Sequence
from functools import partial

import pandas as pd

from analysis.cleaning import cells, numbers, places, validate
from analysis.cleaning.marking import Cleaned, Rule, is_repeated, mark, settle, stack
from analysis.cleaning.sheet import Sheet, sheets
from analysis.errors import DataProblem
from analysis.intake.pseudonyms import TEST_PERSON
from analysis.intake.raw import RawTable
from analysis.settings import Settings, SourceFile

LARGEST_FTE = 1.2  # more than a full job with overtime is a slip of the keys
_COLUMNS = ["person_id", "team_id", "school_id", "board_id", "start", "end", "fte",
            "function_share", "function_group", "contract_type", "replacement", "pool",
            "main_job", "entry_route", "exit_class"]  # fmt: skip


def clean(
    files: Sequence[tuple[RawTable, SourceFile]],
    settings: Settings,
    *,
    units: pd.DataFrame | None = None,
) -> Cleaned:
    """Turn HR exports into one table of contracts.

    Parameters
    ----------
    files : sequence of (RawTable, SourceFile)
        All files of the table, in the order of study.toml.
    units : DataFrame, optional
        The tidy table units: says which schools exist, and fills in board and school.

    Returns
    -------
    Cleaned
        ``start`` is the first and ``end`` the last day in employment, missing while a contract
        has no end; ``fte`` is a part of a full job. A file without a column for the main job
        has main jobs only.
    """
    opened = sheets(files, settings)
    rows = stack(opened, [_tidy(sheet, units) for sheet in opened])
    settled, audit = settle(rows, mark(rows, _rules(units)), opened)
    validate.check(settled, "contracts")
    return Cleaned(settled, audit)


def _rules(units: pd.DataFrame | None) -> dict[str, Rule]:
    known = None if units is None else set(units["unit_id"])
    return {
        "test_employee": is_test,
        "no_person_code": has_no_person,
        "duplicate_row": is_repeated,
        "no_start": has_no_start,
        "end_before_start": ends_before_it_starts,
        "unknown_school": partial(has_unknown_school, known=known),
        "impossible_fte": has_impossible_fte,
    }


def is_test(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at invented employees: number 99999, or a code without a digit."""
    return rows["person_id"] == TEST_PERSON


def has_no_person(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at contracts without a staff number."""
    return rows["person_id"].isna()


def has_no_start(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at contracts without a first day, or with 1900-01-01, which HR systems fill in."""
    return rows["start"].isna()


def ends_before_it_starts(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at contracts whose last day comes before the first."""
    return rows["end"] < rows["start"]


def has_unknown_school(rows: pd.DataFrame, free: pd.Series, *, known: set[str] | None) -> pd.Series:
    """Point at contracts at a school that is not among the units; staff above schools have none."""
    if known is None:
        return pd.Series(False, index=rows.index)
    return rows["school_id"].notna() & ~rows["school_id"].isin(known)


def has_impossible_fte(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at contracts of less than nothing or more than 1.2 of a full job."""
    return (rows["fte"] < 0) | (rows["fte"] > LARGEST_FTE)


def _tidy(sheet: Sheet, units: pd.DataFrame | None) -> pd.DataFrame:
    sheet.need("person_id", "start", "end")
    start = cells.days(sheet, "start").dt.normalize()
    team = places.from_names(sheet, cells.codes(sheet, "team_id"), units)
    school = places.from_names(sheet, cells.codes(sheet, "school_id"), units, "school")
    school = school.fillna(places.parents(team, start, units, "team"))
    board = cells.codes(sheet, "board_id").fillna(places.parents(school, start, units, "school"))
    columns = {
        "person_id": cells.text(sheet, "person_id"),
        "team_id": team,
        "school_id": school,
        "board_id": board,
        "start": start,
        "end": cells.last_days(sheet),
        "fte": _fte(sheet),
        "function_share": _share(sheet),
        "function_group": cells.categories(sheet, "function_group"),
        "contract_type": cells.categories(sheet, "contract_type"),
        "replacement": cells.flags(sheet, "replacement"),
        "pool": cells.flags(sheet, "pool"),
        "main_job": cells.flags(sheet, "main_job", absent=True),
        "entry_route": cells.categories(sheet, "entry_route"),
        # Codes of exit reasons are local and change without notice: unknown is a class of its own.
        "exit_class": cells.categories(sheet, "exit_class", unknown="unknown"),
    }
    return pd.DataFrame(columns)[_COLUMNS]


def _fte(sheet: Sheet) -> pd.Series:
    """Give working time as a part of a full job, whatever unit the export uses."""
    written = cells.numeric(sheet, "fte")
    full_week = sheet.source.values.get("fte", {}).get("full_week")
    try:
        unit, fte = numbers.fte(
            written,
            raw_column=sheet.raw_name("fte") or "",
            full_week=None if full_week is None else float(full_week),
        )
    except DataProblem as problem:
        raise sheet.placed(problem, "fte") from problem
    if unit != "factor":
        sheet.changed("fte", f"{unit}_to_factor", written.notna().sum())
    return fte


def _share(sheet: Sheet) -> pd.Series:
    share = cells.numeric(sheet, "function_share")
    if share.median() <= 1:
        return share
    sheet.changed("function_share", "percent_to_factor", share.notna().sum())
    return share / 100
