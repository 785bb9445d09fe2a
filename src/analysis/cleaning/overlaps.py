"""Contracts of one person side by side: how much of a full job they are together."""

import numpy as np
import pandas as pd

_ROUNDING = 1e-9
_NEVER = 100_000  # in days since 1970: after every date that is read
_AT_ONCE = 1 << 18  # contracts
_WIDTH = 1 << 20  # room for a day beside the number of a person


def exceeds(rows: pd.DataFrame, most: float, *, among: pd.Series | None = None) -> pd.Series:
    """Point at contracts that bring a person above a size of job on their first day.

    Parameters
    ----------
    rows : DataFrame
        person_id, start, end (missing while it runs) and fte; an unknown fte counts as 0.
    most : float
        Parts of a full job that one person can have.
    among : Series of bool, optional
        The contracts that count; all unless given.
    """
    person = pd.factorize(rows["person_id"])[0]
    fte = rows["fte"].to_numpy(float)
    counts = (fte > 0) & (person >= 0) & rows["start"].notna().to_numpy()
    known = np.flatnonzero(counts if among is None else counts & among.to_numpy())
    together = np.bincount(person[known], fte[known], minlength=1)[person[known]]
    several = known[together > most + _ROUNDING]
    found = np.zeros(len(rows), bool)
    parts = 1 + len(several) // _AT_ONCE
    for part in range(parts if len(several) else 0):
        chosen = several[person[several] % parts == part]  # persons stay whole
        work = _at_start(rows["start"], rows["end"], person, fte, chosen)
        found[chosen] = work > most + _ROUNDING
    return pd.Series(found, index=rows.index)


def _at_start(
    start: pd.Series, end: pd.Series, person: np.ndarray, fte: np.ndarray, chosen: np.ndarray
) -> np.ndarray:
    """Add up, for each contract, what the person works on its first day.

    A sweep over first days and days after the last: the sum so far within a person is the size of
    all jobs on that day.
    """
    first = start.to_numpy()[chosen].astype("datetime64[D]").astype(np.int64)
    last_day = end.to_numpy()[chosen].astype("datetime64[D]")
    out = np.where(np.isnat(last_day), _NEVER, last_day.astype(np.int64))
    moments = np.tile(person[chosen].astype(np.int64) * _WIDTH, 2) + np.r_[first, out + 1]
    order = np.argsort(moments, kind="stable")
    moments = moments[order]
    total = np.r_[fte[chosen], -fte[chosen]][order]
    np.cumsum(total, out=total)
    # After the last event of a day; what earlier persons left behind adds up to nothing.
    last = np.append(moments[1:] != moments[:-1], True)
    after = total[last][np.cumsum(last) - last]
    work = np.empty(len(order), float)
    work[order] = after
    return work[: len(chosen)]
