"""How long people stay who started in the same school year."""

from collections.abc import Sequence

import pandas as pd

from analysis.measures.daynumbers import days, days_of
from analysis.measures.spells import Spells
from analysis.models.survival import kaplan_meier

YEARS = (1, 2, 3, 4, 5)
_COLUMNS = ["cohort", "years", "n", "count", "survival", "low", "high"]


def members(time: pd.DataFrame, windows: pd.DataFrame) -> pd.DataFrame:
    """Say for each spell in which school year it began.

    Parameters
    ----------
    time : DataFrame
        From ``time_in_service.durations``.
    windows : DataFrame
        window, first_day, last_day.

    Returns
    -------
    DataFrame
        The spells that began in one of the windows, with the column cohort.
    """
    cohort = pd.Series(pd.NA, index=time.index, dtype="str")
    for row in windows.to_dict("records"):
        inside = time["start"].between(row["first_day"], row["last_day"])
        cohort = cohort.mask(inside, row["window"])
    return time.assign(cohort=cohort).dropna(subset="cohort").reset_index(drop=True)


def staying(
    people: pd.DataFrame,
    spells: Spells,
    windows: pd.DataFrame,
    *,
    years: Sequence[int] = YEARS,
) -> pd.DataFrame:
    """Share of each cohort that is still there after so many years.

    Parameters
    ----------
    people : DataFrame
        From ``members``.
    spells : Spells
        Those that ``people`` were made of.
    windows : DataFrame
        The same as for ``members``.
    years : sequence of int

    Returns
    -------
    DataFrame, one row per cohort and number of years
        cohort, years, n (in service just before), count (who left since the row before), survival
        (Kaplan-Meier), low, high. Only years that everybody of the cohort could have served by
        the day of the export.
    """
    extract_on, tables = days_of(spells.rules.extract_on), []
    last_start = dict(zip(windows["window"], days(windows["last_day"]), strict=True))
    for cohort, rows in people.groupby("cohort", sort=True):
        seen = [y for y in years if last_start[cohort] + 365 * y - 1 <= extract_on]
        if not seen:
            continue
        rows = rows.assign(left=rows["cause"].notna())
        at = [365 * year for year in seen]
        curve = kaplan_meier(rows, exit="exit", event="left", entry="entry", at=at)
        curve = curve.rename(columns={"n_risk": "n", "n_event": "count"})
        tables.append(curve.assign(cohort=cohort, years=seen)[_COLUMNS])
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=_COLUMNS)
