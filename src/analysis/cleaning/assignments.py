"""assignments: one row per team or person that works with a group in a school year."""

from collections.abc import Sequence
from functools import partial

import pandas as pd

from analysis.cleaning import cells, places, validate
from analysis.cleaning.marking import Cleaned, Rule, is_repeated, mark, settle, stack
from analysis.cleaning.sheet import Sheet, sheets
from analysis.intake.raw import RawTable
from analysis.settings import Settings, SourceFile

_COLUMNS = ["group_id", "school_id", "team_id", "person_id", "year", "share"]


def clean(
    files: Sequence[tuple[RawTable, SourceFile]],
    settings: Settings,
    *,
    units: pd.DataFrame | None = None,
) -> Cleaned:
    """Turn lists of who works with which group into one table.

    Parameters
    ----------
    files : sequence of (RawTable, SourceFile)
        All files of the table, in the order of study.toml.
    units : DataFrame, optional
        The tidy table units: says which teams and schools exist, and fills in the school.

    Returns
    -------
    Cleaned
        ``person_id`` is missing where a whole team shares the group. ``share`` is a part of one.
    """
    opened = sheets(files, settings)
    rows = stack(opened, [_tidy(sheet, units) for sheet in opened])
    rules: dict[str, Rule] = {
        "duplicate_row": is_repeated,
        "no_group_code": has_no_group,
        "unknown_team": partial(has_unknown_team, known=places.known_codes(units)),
        "unknown_school": partial(has_unknown_school, known=places.known_schools(units)),
        "nobody_named": names_nobody,
        "impossible_share": has_impossible_share,
    }
    settled, audit = settle(rows, mark(rows, rules), opened)
    validate.check(settled, "assignments")
    return Cleaned(settled, audit)


def has_no_group(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at rows without a code for the group."""
    return rows["group_id"].isna()


def has_unknown_team(rows: pd.DataFrame, free: pd.Series, *, known: set[str] | None) -> pd.Series:
    """Point at rows of a team that is not among the units; a row may be without a team."""
    if known is None:
        return pd.Series(False, index=rows.index)
    return rows["team_id"].notna() & ~rows["team_id"].isin(known)


def has_unknown_school(rows: pd.DataFrame, free: pd.Series, *, known: set[str] | None) -> pd.Series:
    """Point at rows whose school is empty or not among the units."""
    return rows["school_id"].isna() if known is None else ~rows["school_id"].isin(known)


def names_nobody(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at rows with neither a team nor a person: they tell nothing."""
    return rows["team_id"].isna() & rows["person_id"].isna()


def has_impossible_share(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at rows with nothing or less of a group, or more than all of it."""
    return (rows["share"] <= 0) | (rows["share"] > 1)


def _tidy(sheet: Sheet, units: pd.DataFrame | None) -> pd.DataFrame:
    sheet.need("group_id")
    team = places.from_names(sheet, cells.codes(sheet, "team_id"), units)
    year = cells.years(sheet)
    start = pd.to_datetime(pd.DataFrame({"year": year, "month": 8, "day": 1}), errors="coerce")
    school = places.from_names(sheet, cells.codes(sheet, "school_id"), units, "school")
    columns = {
        "group_id": cells.codes(sheet, "group_id"),
        "school_id": school.fillna(places.parents(team, start.astype("datetime64[us]"), units)),
        "team_id": team,
        "person_id": cells.text(sheet, "person_id"),
        "year": year,
        "share": cells.parts(sheet, "share"),
    }
    return pd.DataFrame(columns)[_COLUMNS]
