"""How long spells were observed: what survival curves need, and what may be shown of them."""

import numpy as np
import pandas as pd

from analysis.measures.daynumbers import days_of
from analysis.measures.spells import Spells


def durations(spells: Spells) -> pd.DataFrame:
    """Turn spells into days under observation, the first and the last day included.

    Parameters
    ----------
    spells : Spells

    Returns
    -------
    DataFrame, one row per spell that was observed for a day at least
        person_id, unit_id, start, entry (days served before the first day that the export covers;
        0 for who started later), exit (days served on the last day observed), left (whether the
        spell ended) and cause (exit_class; missing while it runs). Somebody is at risk on the
        days with entry < day <= exit.
    """
    table = spells.table
    start, end = spells.numbers.start, spells.numbers.end
    first, last = days_of(spells.rules.observed_from), days_of(spells.rules.extract_on)
    frame = table[["person_id", "unit_id", "start"]].assign(
        entry=np.maximum(first - start, 0),
        exit=np.minimum(end, last) - start + 1,
        left=~table["right_censored"],
        cause=table["exit_class"],
    )
    return frame[frame["exit"] > frame["entry"]].reset_index(drop=True)


def binned(curve: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Keep as few steps of a curve as needed for each to stand for enough people.

    Parameters
    ----------
    curve : DataFrame
        One row per step, in the order of time, with n_event (who left since the row before).
    minimum : int
        People who must have left between two steps that are shown.

    Returns
    -------
    DataFrame
        Some of the rows; n_event is who left since the row before that is kept. Departures after
        the last full step are not shown.
    """
    kept, counts, waiting = [], [], 0
    for place, count in enumerate(curve["n_event"]):
        waiting += count
        if waiting >= minimum:
            kept.append(place)
            counts.append(waiting)
            waiting = 0
    return curve.iloc[kept].assign(n_event=counts).reset_index(drop=True)


def binned_by(curves: pd.DataFrame, minimum: int, *, by: str) -> pd.DataFrame:
    """Bin the curve of each group by itself; groups whose people are others.

    Parameters
    ----------
    curves : DataFrame
        Rows of several curves, each in the order of time, with ``by`` and n_event.
    minimum : int
    by : str
    """
    parts = [binned(rows, minimum) for _group, rows in curves.groupby(by, sort=False)]
    return pd.concat(parts, ignore_index=True) if parts else curves


def binned_together(curves: pd.DataFrame, minimum: int, *, by: str, time: str) -> pd.DataFrame:
    """Bin curves that share people, such as reasons to leave: all at the same times.

    At a time that is kept every reason has enough departures since the time kept before it.
    Otherwise the total of all reasons would give the smallest away.

    Parameters
    ----------
    curves : DataFrame
        by, time and n_event, one row for each pair.
    minimum : int
        Departures that each reason must have between two times that are shown.
    by, time : str
        Columns.
    """
    if curves.empty:
        return curves
    steps = curves.pivot(index=time, columns=by, values="n_event").sort_index()
    waiting, kept = steps.iloc[0] * 0, {}
    for moment, row in steps.iterrows():
        waiting = waiting + row
        if (waiting >= minimum).all():
            kept[moment], waiting = waiting, waiting * 0
    rows = curves[curves[time].isin(list(kept))]
    counts = [kept[moment][name] for moment, name in zip(rows[time], rows[by], strict=True)]
    return rows.assign(n_event=counts).reset_index(drop=True)


def few_reasons(
    time: pd.DataFrame, shown: tuple[str, ...] = ("voluntary", "end_of_temporary_contract")
) -> pd.DataFrame:
    """Take the reasons to leave that are not shown together as one: other."""
    cause = time["cause"]
    return time.assign(cause=cause.where(cause.isna() | cause.isin(shown), "other"))
