"""contracts: one row per row of the HR export."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

import pandas as pd

from analysis.cleaning import (
    cells,
    extracts,
    numbers,
    overlaps,
    places,
    school_codes,
    validate,
    zeros,
)
from analysis.cleaning.marking import Cleaned, Rule, is_repeated, mark, settle, stack, untouched
from analysis.cleaning.sheet import Sheet, sheets
from analysis.errors import DataProblem
from analysis.intake.pseudonyms import TEST_PERSON
from analysis.intake.raw import RawTable
from analysis.settings import Settings, SourceFile

LARGEST_FTE = 1.2  # more than a full job with overtime is a slip of the keys
_COLUMNS = ["person_id", "team_id", "school_id", "board_id", "start", "end", "fte",
            "function_share", "function_group", "contract_type", "replacement", "pool",
            "main_job", "entry_route", "exit_class", "destination"]  # fmt: skip


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
        has main jobs only. Where exports of several days are given, a contract that a later one
        tells about again is set aside.
    """
    opened = sheets(files, settings, school_codes.TECHNICAL)
    rows = stack(opened, [_tidy(sheet, units) for sheet in opened])
    exported = {sheet.file: sheet.source.extract_on for sheet in opened}
    rows = _closed(rows, exported, opened)
    marks = mark(rows, _rules(units, exported))
    heavy = overlaps.exceeds(rows, LARGEST_FTE, among=untouched(marks))
    rows = rows.drop(columns="_end_unknown")
    settled, audit = settle(rows, marks, opened, only_marked={"many_jobs": heavy})
    validate.check(settled, "contracts")
    return Cleaned(settled, audit)


def _closed(
    rows: pd.DataFrame, exported: Mapping[str, date | None], opened: Sequence[Sheet]
) -> pd.DataFrame:
    """Close what ran in an export and is in no later one; counted per file."""
    end = extracts.closed(rows, exported=exported)
    changed = (end != rows["end"]) & end.notna()
    for sheet in opened:
        own = rows["file"] == sheet.file
        if extracts.stops_early(rows.loc[own, ["start", "end"]], exported[sheet.file]):
            sheet.noted(sheet.raw_name("start") or "start", "stops_before_export")
        sheet.changed("end", "closed_when_last_seen", (changed & own).sum())
    if not changed.any():
        return rows
    unknown = rows["exit_class"].isna() & changed
    return rows.assign(end=end, exit_class=rows["exit_class"].mask(unknown, "unknown"))


def _rules(units: pd.DataFrame | None, exported: Mapping[str, date | None]) -> dict[str, Rule]:
    known = None if units is None else set(units["unit_id"])
    return {
        "test_employee": is_test,
        "no_person_code": has_no_person,
        "duplicate_row": is_repeated,
        "superseded": partial(extracts.is_superseded, exported=exported),
        "no_start": has_no_start,
        "no_end": has_unknown_end,
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


def has_unknown_end(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at contracts that ended on a day nobody knows; an empty cell means they still run."""
    return rows["_end_unknown"]


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
    school = places.from_names(sheet, school_codes.read(sheet), units, "school")
    units_known = None if units is None else set(units["unit_id"])
    zeros.refuse(sheet, team, units_known, "team_id")
    zeros.refuse(sheet, school, units_known, "school_id")
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
        "function_share": cells.parts(sheet, "function_share"),
        "function_group": cells.categories(sheet, "function_group"),
        "contract_type": cells.categories(sheet, "contract_type"),
        "replacement": cells.flags(sheet, "replacement"),
        "pool": cells.flags(sheet, "pool"),
        "main_job": cells.flags(sheet, "main_job", absent=True),
        "entry_route": cells.categories(sheet, "entry_route"),
        # Codes of exit reasons are local and change without notice: unknown is a class of its own.
        "exit_class": cells.categories(sheet, "exit_class", unknown="unknown"),
        "destination": cells.categories(sheet, "destination", unknown="unknown"),
        "_end_unknown": cells.says_unknown(sheet, "end"),
    }
    return pd.DataFrame(columns)[[*_COLUMNS, "_end_unknown"]]


def _fte(sheet: Sheet) -> pd.Series:
    """Give working time as a part of a full job, whatever unit the export uses."""
    written = cells.numeric(sheet, "fte")
    # A sign says it for its own cell, whatever the others are.
    texts = cells.text(sheet, "fte")
    marked = texts.isin([text for text in texts.dropna().unique() if "%" in text])
    full_week = sheet.source.values.get("fte", {}).get("full_week")
    try:
        unit, fte = numbers.fte(
            written.mask(marked),
            raw_column=sheet.raw_name("fte") or "",
            full_week=None if full_week is None else float(full_week),
        )
    except DataProblem as problem:
        raise sheet.placed(problem, "fte") from problem
    if unit != "factor":
        sheet.changed("fte", f"{unit}_to_factor", fte.notna().sum())
    if marked.any():
        n = marked.sum() + (fte.notna().sum() if unit == "percent" else 0)
        sheet.changed("fte", "percent_to_factor", n)
    return fte.mask(marked, written / 100)
