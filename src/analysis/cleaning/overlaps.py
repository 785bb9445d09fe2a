"""Contracts of one person side by side: how much of a full job they are together."""

import numpy as np
import pandas as pd

_ROUNDING = 1e-9


def exceeds(rows: pd.DataFrame, most: float) -> pd.Series:
    """Point at contracts that bring a person above a size of job on their first day.

    Parameters
    ----------
    rows : DataFrame
        person_id, start, end (missing while it runs) and fte; an unknown fte counts as 0.
    most : float
        Parts of a full job that one person can have.
    """
    found = pd.Series(False, index=rows.index)
    fte = rows["fte"].where(rows["fte"] > 0)
    known = rows[fte.notna() & rows["person_id"].notna() & rows["start"].notna()]
    together = known.groupby("person_id")["fte"].transform("sum")
    several = known[(together > most + _ROUNDING) & known.duplicated("person_id", keep=False)]
    if len(several):
        found[several.index] = _at_start(several) > most + _ROUNDING
    return found


def _at_start(rows: pd.DataFrame) -> np.ndarray:
    """Add up, for each contract, what the person works on its first day.

    A sweep over first days and days after the last: the sum so far within a person is the size of
    all jobs on that day.
    """
    person = pd.factorize(rows["person_id"])[0]
    start = rows["start"].to_numpy("datetime64[D]").astype(np.int64)
    out = rows["end"].fillna(pd.Timestamp("2262-01-01")).to_numpy("datetime64[D]").astype(np.int64)
    fte = rows["fte"].to_numpy(float)
    who = np.r_[person, person]
    day = np.r_[start, out + 1]
    change = np.r_[fte, -fte]
    order = np.lexsort((day, who))
    total = np.cumsum(change[order])
    moment = np.flatnonzero(np.diff(who[order], append=-1) | np.diff(day[order], append=-1))
    # After the last event of a day; what earlier persons left behind adds up to nothing.
    after = total[moment[np.searchsorted(moment, np.arange(len(order)))]]
    back = np.empty(len(order), float)
    back[order] = after
    return back[: len(rows)]
