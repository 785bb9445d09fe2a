"""How long people stay, from spells that were partly under way when the export begins.

Somebody whose spell was under way when observation began counts as at risk from then on and not
before: who left earlier was never seen. Time is counted in days of the spell, first and last day
included. At risk on a day are those with entry < day <= exit, as in R.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri

from analysis.measures.joining import OPEN
from analysis.measures.spells import Spells, days, days_of


def durations(spells: Spells) -> pd.DataFrame:
    """Turn spells into time under observation.

    Parameters
    ----------
    spells : Spells

    Returns
    -------
    DataFrame, one row per spell that was observed for a day at least
        person_id, unit_id, entry (days served before the first day of observation; 0 for who
        started later), exit (days served on the last day observed) and cause (exit_class; missing
        for who was still in service on the day of the export).
    """
    table = spells.table
    start, end = days(table["start"]), days(table["end"], missing=OPEN)
    first, last = days_of(spells.rules.observed_from), days_of(spells.rules.extract_on)
    frame = table[["person_id", "unit_id"]].assign(
        entry=np.maximum(first - start, 0),
        exit=np.minimum(end, last) - start + 1,
        cause=table["exit_class"],
    )
    return frame[frame["exit"] > frame["entry"]].reset_index(drop=True)


@dataclass(frozen=True, eq=False)
class _Steps:
    """Risk sets at the days on which somebody left."""

    time: np.ndarray
    at_risk: np.ndarray
    events: np.ndarray  # per cause, shape (causes, T)
    before: np.ndarray  # survival just before each time

    @property
    def hazard(self) -> np.ndarray:
        return self.events.sum(axis=0) / self.at_risk

    @property
    def after(self) -> np.ndarray:
        return self.before * (1 - self.hazard)


def _steps(entry: np.ndarray, end: np.ndarray, cause: np.ndarray, n_causes: int) -> _Steps:
    """Count who is at risk and who leaves; ``cause`` is -1 for who stays."""
    left = cause >= 0
    time = np.unique(end[left])
    begun = np.searchsorted(np.sort(entry), time, side="left")
    over = np.searchsorted(np.sort(end), time, side="left")
    at_risk = (begun - over).astype(float)
    place = np.searchsorted(time, end[left])
    events = np.zeros((n_causes, len(time)))
    np.add.at(events, (cause[left], place), 1)
    after = np.cumprod(1 - events.sum(axis=0) / at_risk) if len(time) else np.zeros(0)
    return _Steps(time, at_risk, events, np.r_[1.0, after[:-1]][: len(time)])


def survival(
    entry: pd.Series, exit: pd.Series, left: pd.Series, *, interval_level: float = 0.95
) -> pd.DataFrame:
    """Share still in service after so many days (Kaplan-Meier), with delayed entry.

    Parameters
    ----------
    entry, exit : Series
        Days, with entry < exit; at risk after ``entry`` up to and including ``exit``.
    left : Series of bool
        Whether the person left on ``exit``.
    interval_level : float

    Returns
    -------
    DataFrame, one row per day on which somebody left
        time, n (at risk), count (who left), survival in [0, 1], se (Greenwood), low and high
        (complementary log-log; missing where survival is 0 or 1).

    Source
    ------
    Kaplan & Meier (1958), J. American Statistical Association 53, 457-481. Equals R
    ``survival::survfit``.
    """
    cause = np.where(left.to_numpy(bool), 0, -1)
    steps = _steps(entry.to_numpy(), exit.to_numpy(), cause, 1)
    rest = steps.at_risk - steps.events[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(rest > 0, steps.events[0] / (steps.at_risk * rest), np.nan)
    share = steps.after
    se = share * np.sqrt(np.cumsum(parts))
    high, low = _limits(share, se, interval_level)
    return pd.DataFrame(
        {
            "time": steps.time,
            "n": steps.at_risk.astype(int),
            "count": steps.events[0].astype(int),
            "survival": share,
            "se": se,
            "low": low,
            "high": high,
        }
    )


def _limits(share: np.ndarray, se: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Interval of a share on the scale log(-log(share)): upper and lower limit."""
    with np.errstate(divide="ignore", invalid="ignore"):
        half = ndtri((1 + level) / 2) * se / (share * np.abs(np.log(share)))
        inside = (share > 0) & (share < 1)
        bounds = [np.where(inside, share ** np.exp(sign * half), np.nan) for sign in (-1, 1)]
    return bounds[0], bounds[1]


def cumulative_incidence(
    entry: pd.Series,
    exit: pd.Series,
    cause: pd.Series,
    at: list[int],
    *,
    interval_level: float = 0.95,
) -> pd.DataFrame:
    """Share that has left for each reason after so many days (Aalen-Johansen).

    Other reasons compete: somebody who retires can no longer resign. One minus Kaplan-Meier for
    one reason would overstate it.

    Parameters
    ----------
    entry, exit : Series
        As for ``survival``.
    cause : Series of str
        Reason for leaving on ``exit``; missing for who did not leave.
    at : list of int
        Days to report.
    interval_level : float

    Returns
    -------
    DataFrame, one row per reason and day
        cause, time, n (at risk on that day), count (who left for this reason up to that day),
        share in [0, 1], se (infinitesimal jackknife), low, high (complementary log-log; missing
        where share is 0 or 1).

    Source
    ------
    Aalen & Johansen (1978), Scandinavian J. Statistics 5, 141-150. Equals R
    ``survival::survfit`` with a multi-state outcome, and ``etm``.
    """
    codes, names = pd.factorize(cause, sort=True)
    begin, end = entry.to_numpy(), exit.to_numpy()
    steps = _steps(begin, end, codes, len(names))
    days_asked = np.asarray(at)
    n = [int(((begin < day) & (end >= day)).sum()) for day in days_asked]
    rows = []
    for code, name in enumerate(names):
        share, se = _incidence(steps, begin, end, codes, code, days_asked)
        low, high = (1 - limit for limit in _limits(1 - share, se, interval_level))
        done = np.searchsorted(np.sort(end[codes == code]), days_asked, side="right")
        rows.append(
            pd.DataFrame(
                {"cause": name, "time": days_asked, "n": n, "count": done, "share": share}
            ).assign(se=se, low=low, high=high)
        )
    columns = ["cause", "time", "n", "count", "share", "se", "low", "high"]
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=columns)


def _incidence(
    steps: _Steps,
    begin: np.ndarray,
    end: np.ndarray,
    codes: np.ndarray,
    code: int,
    at: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Share and standard error of one cause, by the influence of each person.

    A person moves the log of survival by minus dM / (Y - dN) and the incidence by survival
    times dM / Y, with dM = dN - hazard on the days at risk. Sums over days are differences of
    running totals, so that cost grows with people plus days.
    """
    y, hazard, own = steps.at_risk, steps.hazard, steps.events[code] / steps.at_risk
    rise = steps.before * own
    with np.errstate(divide="ignore", invalid="ignore"):
        pull = np.where(hazard < 1, 1 / (y * (1 - hazard)), 0.0)
    running = np.cumsum(hazard * pull)
    totals = {
        "a": running,
        "f": np.cumsum(rise),
        "b": np.cumsum(rise / y),
        "d": np.cumsum(rise * np.r_[0.0, running[:-1]][: len(rise)]),
    }
    totals = {name: np.r_[0.0, total] for name, total in totals.items()}
    here, there = (np.searchsorted(steps.time, day, side="right") for day in (begin, end))
    own_step = np.maximum(there - 1, 0)  # the step of the last day, for who leaves on it
    left, of_cause = codes >= 0, codes == code
    drop = np.where(left, pull[own_step] if len(pull) else 0.0, 0.0)
    jump = np.where(of_cause, (steps.before / y)[own_step] if len(y) else 0.0, 0.0)
    share, se = np.empty(len(at)), np.empty(len(at))
    for place, day in enumerate(at):
        last = np.searchsorted(steps.time, day, side="right")
        stop = np.maximum(np.minimum(there, last), here)
        gone = end <= day
        a, f, b, d = (totals[name] for name in "afbd")
        moved = d[stop] - d[here] - a[here] * (f[stop] - f[here])
        moved += np.where(gone, (a[there] - a[here] - drop) * (f[last] - f[there]), 0.0)
        moved += np.where(gone, jump, 0.0) - (b[stop] - b[here])
        moved[begin >= day] = 0.0
        share[place], se[place] = f[last], np.sqrt((moved**2).sum())
    return share, se


def at_days(steps: pd.DataFrame, at: list[int]) -> pd.DataFrame:
    """Read survival off at some days: the last step up to and including each.

    Returns
    -------
    DataFrame
        The columns of ``survival``; before the first step survival is 1 with no interval.
    """
    place = np.searchsorted(steps["time"].to_numpy(), at, side="right") - 1
    found = steps.iloc[np.maximum(place, 0)].reset_index(drop=True)
    before = place < 0
    found.loc[before, ["survival", "se"]] = [1.0, 0.0]
    found.loc[before, ["low", "high"]] = np.nan
    found.loc[before, ["n", "count"]] = 0
    return found.assign(time=at)


def binned(steps: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Keep as few steps as needed for each to stand for at least so many who left.

    Parameters
    ----------
    steps : DataFrame
        From ``survival``.
    minimum : int
        People who must have left between two steps that are shown.

    Returns
    -------
    DataFrame
        Some of the rows; ``count`` is who left since the row before. Departures after the last
        full step are not shown.
    """
    shown, waiting, counts = [], 0, []
    for place, count in enumerate(steps["count"]):
        waiting += count
        if waiting >= minimum:
            shown.append(place)
            counts.append(waiting)
            waiting = 0
    return steps.iloc[shown].assign(count=counts).reset_index(drop=True)


def median_time(steps: pd.DataFrame) -> float:
    """Time at which half have left, on the straight line between two steps; NaN if not reached.

    Source
    ------
    Singer & Willett (2003), Applied longitudinal data analysis, equation 10.6.
    """
    below = np.flatnonzero(steps["survival"].to_numpy() <= 0.5)
    if not below.size:
        return float("nan")
    after = int(below[0])
    time = np.r_[0.0, steps["time"].to_numpy(float)]
    share = np.r_[1.0, steps["survival"].to_numpy()]
    part = (share[after] - 0.5) / (share[after] - share[after + 1])
    return float(time[after] + part * (time[after + 1] - time[after]))
