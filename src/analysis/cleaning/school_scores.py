"""school_scores: one row per school, wave and measure, from published surveys."""

from collections.abc import Sequence

import pandas as pd

from analysis.cleaning import schools, survey, validate
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
_COLUMNS = ["school_id", "wave", "measure", "value", "n", "scale_min", "scale_max"]


def clean(files: Sequence[tuple[RawTable, SourceFile]], settings: Settings) -> Cleaned:
    """Turn published scores into one table; files with other columns are put under each other.

    Parameters
    ----------
    files : sequence of (RawTable, SourceFile)
        All files of the table, in the order of study.toml.

    Returns
    -------
    Cleaned
        A record of a wide file gives a row per measure. In the audit it counts once, as kept
        when one of its measures has a value.
    """
    opened = sheets(files, settings)
    rows = stack(opened, [_tidy(sheet) for sheet in opened])
    marks = mark(rows, RULES)
    schools.count_impossible(rows, marks, opened)
    settled, audit = settle(rows, marks, opened)
    validate.check(settled, "school_scores")
    return Cleaned(settled, audit)


def _tidy(sheet: Sheet) -> pd.DataFrame:
    rows = schools.measures(sheet)
    # By position: a record stands once per measure.
    wave = survey.wave(sheet).loc[rows.index]
    return rows.assign(wave=wave.to_numpy()).astype({"wave": "str"})[_COLUMNS]
