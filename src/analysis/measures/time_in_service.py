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
