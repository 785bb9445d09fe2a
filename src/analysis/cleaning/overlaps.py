"""Contracts of one person side by side: how much of a full job they are together."""

import numpy as np
import pandas as pd

NEEDED = ["person_id", "start", "end", "fte"]
_ROUNDING = 1e-9
_NEVER = 100_000  # in days since 1970: after every date that is read
_WIDTH = 1 << 20  # room for a day beside the number of a person


def exceeds(rows: pd.DataFrame, most: float) -> pd.Series:
    """Point at contracts that bring a person above a size of job on their first day.

    Parameters
    ----------
    rows : DataFrame
        person_id, start, end (missing while it runs) and fte; an unknown fte counts as 0.
    most : float
        Parts of a full job that one person can have.
    """
    person = pd.factorize(rows["person_id"])[0]
    fte = rows["fte"].to_numpy(float)
    known = np.flatnonzero((fte > 0) & (person >= 0) & rows["start"].notna().to_numpy())
    together = np.bincount(person[known], fte[known], minlength=1)[person[known]]
    several = known[together > most + _ROUNDING]
    found = np.zeros(len(rows), bool)
    if several.size:
        work = _at_start(rows.iloc[several], person[several], fte[several])
        found[several] = work > most + _ROUNDING
    return pd.Series(found, index=rows.index)


def _at_start(rows: pd.DataFrame, person: np.ndarray, fte: np.ndarray) -> np.ndarray:
    """Add up, for each contract, what the person works on its first day.

    A sweep over first days and days after the last: the sum so far within a person is the size of
    all jobs on that day.
    """
    start = rows["start"].to_numpy("datetime64[D]").astype(np.int64)
    out = rows["end"].to_numpy("datetime64[D]").astype(np.int64)
    out = np.where(rows["end"].isna(), _NEVER, out)
    who = np.r_[person, person].astype(np.int64)
    moments = who * _WIDTH + np.r_[start, out + 1]
    order = np.argsort(moments, kind="stable")
    moments = moments[order]
    total = np.r_[fte, -fte][order]
    np.cumsum(total, out=total)
    # After the last event of a day; what earlier persons left behind adds up to nothing.
    last = np.append(moments[1:] != moments[:-1], True)
    after = total[last][np.cumsum(last) - last]
    work = np.empty(len(order), float)
    work[order] = after
    return work[: len(rows)]
