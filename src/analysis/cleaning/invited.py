"""invited: one row per team and wave, with how many people were asked."""

from collections.abc import Sequence
from functools import partial

import pandas as pd

from analysis.cleaning import cells, places, survey, validate
from analysis.cleaning.marking import Cleaned, Rule, is_repeated, mark, settle, stack
from analysis.cleaning.sheet import Sheet, sheets
from analysis.intake.raw import RawTable
from analysis.settings import Settings, SourceFile


def clean(
    files: Sequence[tuple[RawTable, SourceFile]],
    settings: Settings,
    *,
    units: pd.DataFrame | None = None,
) -> Cleaned:
    """Turn counts of invitations into one table.

    Parameters
    ----------
    files : sequence of (RawTable, SourceFile)
        All files of the table, in the order of study.toml.
    units : DataFrame, optional
        The tidy table units: says which teams exist and to which school they belong.
    """
    opened = sheets(files, settings)
    rows = stack(opened, [_tidy(sheet, units) for sheet in opened])
    rules: dict[str, Rule] = {
        "duplicate_row": is_repeated,
        "unknown_team": partial(has_unknown_team, known=places.known_codes(units)),
        "impossible_count": has_impossible_count,
    }
    settled, audit = settle(rows, mark(rows, rules), opened)
    validate.check(settled, "invited")
    return Cleaned(settled, audit)


def has_unknown_team(rows: pd.DataFrame, free: pd.Series, *, known: set[str] | None) -> pd.Series:
    """Point at rows whose team is empty or not among the units of the study."""
    return rows["team_id"].isna() if known is None else ~rows["team_id"].isin(known)


def has_impossible_count(rows: pd.DataFrame, free: pd.Series) -> pd.Series:
    """Point at rows without a count, or with one that is negative or no whole number."""
    return rows["n"].isna() | (rows["n"] < 0) | (rows["n"] % 1 > 0)


def _tidy(sheet: Sheet, units: pd.DataFrame | None) -> pd.DataFrame:
    sheet.need("team_id", "n")
    team = places.from_names(sheet, cells.codes(sheet, "team_id"), units)
    places.refuse_strangers(sheet, team, places.known_codes(units))
    start = sheet.source.fielded[0] if sheet.source.fielded else pd.NaT
    day = pd.Series(pd.Timestamp(start), index=team.index, dtype="datetime64[us]")
    school = cells.codes(sheet, "school_id").fillna(places.parents(team, day, units))
    return pd.DataFrame(
        {
            "team_id": team,
            "school_id": school,
            "wave": survey.wave(sheet),
            "n": cells.numeric(sheet, "n"),
        }
    )
