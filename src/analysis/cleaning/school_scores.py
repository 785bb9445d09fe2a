"""school_scores: one row per school, wave and measure, from published surveys."""

from collections.abc import Collection, Sequence

import pandas as pd

from analysis.cleaning import school_codes, schools, survey, validate
from analysis.cleaning.marking import Cleaned, Rule, mark, settle, stack
from analysis.cleaning.sheet import Sheet, sheets
from analysis.intake.raw import RawTable
from analysis.settings import Settings, SourceFile

_COLUMNS = ["school_id", "wave", "measure", "value", "n", "scale_min", "scale_max"]


def clean(
    files: Sequence[tuple[RawTable, SourceFile]],
    settings: Settings,
    *,
    units: pd.DataFrame | None = None,
    schools_known: Collection[str] = (),
) -> Cleaned:
    """Turn published scores into one table; files with other columns are put under each other.

    Parameters
    ----------
    files : sequence of (RawTable, SourceFile)
        All files of the table, in the order of study.toml.
    units : DataFrame, optional
        The tidy table units: a code that is a board there is a total here.
    schools_known : collection of str
        Codes of schools that other tables hold: a code without their leading zeros is set aside.

    Returns
    -------
    Cleaned
        A record of a wide file gives a row per measure. In the audit it counts once, as kept
        when one of its measures has a value.
    """
    opened = sheets(files, settings, school_codes.TECHNICAL)
    rows = stack(opened, [_tidy(sheet) for sheet in opened])
    judged: dict[str, Rule] = {
        "no_value": schools.has_no_value,
        "impossible_value": schools.is_impossible,
    }
    marks = mark(rows, schools.rules(units, schools_known, judged))
    schools.count_impossible(rows, marks, opened)
    settled, audit = settle(rows, marks, opened)
    validate.check(settled, "school_scores")
    return Cleaned(settled, audit)


def _tidy(sheet: Sheet) -> pd.DataFrame:
    rows = schools.measures(sheet)
    # By position: a record stands once per measure.
    wave = survey.wave(sheet).loc[rows.index]
    return rows.assign(wave=wave.to_numpy()).astype({"wave": "str"})[_COLUMNS]
