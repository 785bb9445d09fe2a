"""How long people stay: survival curves and life tables, with people who came in later."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri

from analysis.errors import DataProblem
from analysis.language import gettext as _


@dataclass(frozen=True, eq=False)
class Spans:
    """Spells as numbers: when somebody is under observation and what ends it.

    Attributes
    ----------
    entry, exit : array, shape (n,)
        At risk on day t when entry < t <= exit, as in R.
    event : array of bool, shape (n,)
        The spell ended at ``exit``; otherwise it was still open.
    """

    entry: np.ndarray
    exit: np.ndarray
    event: np.ndarray

    def at_risk(self, times: np.ndarray) -> np.ndarray:
        """People under observation just before each time, shape (t,)."""
        left = np.searchsorted(np.sort(self.exit), times, side="left")
        entered = np.searchsorted(np.sort(self.entry), times, side="left")
        return entered - left

    def ended(self, times: np.ndarray) -> np.ndarray:
        """Events since the time before, the first counted from the beginning, shape (t,)."""
        so_far = np.searchsorted(np.sort(self.exit[self.event]), times, side="right")
        return np.diff(so_far, prepend=0)


def spans(spells: pd.DataFrame, *, exit: str, event: pd.Series, entry: str | None) -> Spans:
    """Read spells as numbers and refuse those that end before they begin.

    Parameters
    ----------
    spells : DataFrame, one row per spell
    exit : str
        Numeric column: time since the start of the spell at which it ended or was last seen.
    event : Series of bool
        The spell ended, on the index of ``spells``.
    entry : str or None
        Numeric column: time since the start at which observation began; None is 0 for everybody.

    Returns
    -------
    Spans

    Raises
    ------
    DataProblem
        With no spells, missing times, or an exit that is not after the entry.
    """
    leave = spells[exit].to_numpy(float)
    enter = np.zeros(len(spells)) if entry is None else spells[entry].to_numpy(float)
    if not len(spells):
        raise DataProblem(_("there are no spells."), column=exit)
    missing = np.isnan(leave) | np.isnan(enter)
    if missing.any():
        raise DataProblem(
            _("a spell without a time cannot be used."), column=exit, rows=int(missing.sum())
        )
    backwards = leave <= enter
    if backwards.any():
        raise DataProblem(
            _("a spell ends before it is observed."),
            column=exit,
            rows=int(backwards.sum()),
            repair=_("count the first and the last day, so that every spell lasts a day"),
        )
    return Spans(enter, leave, event.to_numpy(bool))


_CURVE = ["time", "n_risk", "n_event", "survival", "se", "low", "high"]


def kaplan_meier(
    spells: pd.DataFrame,
    *,
    exit: str,
    event: str,
    entry: str | None = None,
    at: Sequence[float] | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Share of people who are still there after some time.

    Parameters
    ----------
    spells : DataFrame, one row per spell
    exit : str
        Numeric column: time since the start at which the spell ended or was last seen.
    event : str
        Boolean (or 0 and 1) column: it ended.
    entry : str, optional
        Numeric column: time since the start at which observation began, for people who were
        already there. They are at risk after it, not at it.
    at : sequence of float, optional
        Times wanted; all times at which somebody left when left out. Steps of a few people are
        for the release to put together.
    level : float
        Of the interval.

    Returns
    -------
    DataFrame, one row per time
        time, n_risk (just before), n_event (since the row before), survival in [0, 1], se
        (Greenwood), low and high (on the log-log scale, so within [0, 1]). se, low and high are
        NaN where nobody has left yet, or nobody stayed. Without spells there are no rows.

    Raises
    ------
    DataProblem
        See ``spans``.

    Source
    ------
    Kaplan & Meier (1958), JASA 53, 457-481. Equals R ``survival::survfit(conf.type =
    "log-log")`` with delayed entry.
    """
    if spells.empty:
        return pd.DataFrame(columns=_CURVE, dtype=float)
    seen = spans(spells, exit=exit, event=spells[event], entry=entry)
    times = np.unique(seen.exit[seen.event])
    risk, ended = seen.at_risk(times), seen.ended(times)
    stay = np.cumprod(1 - ended / risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(ended / (risk * (risk - ended)))
    wanted = times if at is None else np.asarray(at, float)
    step = np.searchsorted(times, wanted, side="right")
    survival = np.append(1.0, stay)[step]
    relative = np.sqrt(np.append(np.nan, greenwood)[step])
    relative = np.where((survival > 0) & (survival < 1), relative, np.nan)
    low, high = log_log_interval(survival, relative * survival, level=level)
    return pd.DataFrame(
        {
            "time": wanted,
            "n_risk": seen.at_risk(wanted),
            "n_event": seen.ended(wanted),
            "survival": survival,
            "se": relative * survival,
            "low": low,
            "high": high,
        }
    )


def log_log_interval(
    share: np.ndarray, se: np.ndarray, *, level: float
) -> tuple[np.ndarray, np.ndarray]:
    """Interval of a share that stays between 0 and 1; NaN where the share is 0 or 1."""
    inside = (share > 0) & (share < 1)
    safe = np.where(inside, share, 0.5)
    reach = ndtri((1 + level) / 2) * np.where(inside, se, np.nan) / (safe * np.log(safe))
    return safe ** np.exp(-reach), safe ** np.exp(reach)


def median_time(curve: pd.DataFrame) -> float:
    """Time after which half or fewer are left; NaN when the curve never comes that far.

    Parameters
    ----------
    curve : DataFrame
        From ``kaplan_meier`` at all times.
    """
    half = curve["survival"] <= 0.5 + 1e-12
    return float(curve.loc[half, "time"].min()) if half.any() else float("nan")


def life_table(
    people: pd.DataFrame, *, years: str, left: str, entered: str | None = None
) -> pd.DataFrame:
    """Count, year by year of service, who was there and who left.

    Parameters
    ----------
    people : DataFrame, one row per spell
    years : str
        Whole number: the year of service in which somebody left, or the last one that was seen.
    left : str
        Boolean (or 0 and 1) column: left in that year; otherwise still there at its end.
    entered : str, optional
        Whole number: years of service that had passed when observation began.

    Returns
    -------
    DataFrame, one row per year from the first to the last
        year, n_risk, n_event, n_open (seen to the end of this year and no further), hazard (share
        of n_risk that left), se_hazard, survival (to the end of the year), se_survival
        (Greenwood). NaN where nobody was at risk, and for survival in all years after that.

    Source
    ------
    Singer & Willett (2003), Applied Longitudinal Data Analysis, chapter 10.
    """
    seen = spans(people, exit=years, event=people[left], entry=entered)
    if (seen.exit % 1).any() or (seen.entry % 1).any():
        raise DataProblem(_("a life table needs whole years."), column=years)
    year = np.arange(1, seen.exit.max() + 1)
    risk, event = seen.at_risk(year), seen.ended(year)
    gone = np.searchsorted(np.sort(seen.exit), year, side="right")
    with np.errstate(divide="ignore", invalid="ignore"):
        hazard = event / risk
        survival = np.cumprod(1 - hazard)
        greenwood = np.cumsum(event / (risk * (risk - event)))
        se_hazard = np.sqrt(hazard * (1 - hazard) / risk)
        se_survival = survival * np.sqrt(greenwood)
    return pd.DataFrame(
        {
            "year": year.astype(int),
            "n_risk": risk,
            "n_event": event,
            "n_open": np.diff(gone, prepend=0) - event,
            "hazard": hazard,
            "se_hazard": se_hazard,
            "survival": survival,
            "se_survival": se_survival,
        }
    )


def median_lifetime(table: pd.DataFrame) -> float:
    """Years after which half have left, a straight line drawn within the year; NaN if never.

    Parameters
    ----------
    table : DataFrame
        From ``life_table``.

    Source
    ------
    Miller (1981), as in Singer & Willett (2003), p. 338.
    """
    survival = np.append(1.0, table["survival"])
    if not (survival <= 0.5).any():
        return float("nan")
    after = int(np.argmax(survival <= 0.5))
    above, below = survival[after - 1], survival[after]
    return float(after - 1 + (above - 0.5) / (above - below))


def person_periods(
    people: pd.DataFrame, *, exit: str, event: str, entry: str | None = None
) -> pd.DataFrame:
    """One row per person and period at risk, for a yearly hazard.

    Parameters
    ----------
    people : DataFrame, one row per spell
    exit : str
        Whole number: the last period that was seen.
    event : str
        Boolean (or 0 and 1) column: the spell ended in that period.
    entry : str, optional
        Whole number: the last period before observation began; None is 0.

    Returns
    -------
    DataFrame
        The columns of ``people``, with ``period`` from entry + 1 to exit, and the column of the
        event 1 in the last period of a spell that ended, else 0. A logistic regression of it on
        period and covariates is a discrete-time hazard model.

    Source
    ------
    Singer & Willett (1993), J. Educational Statistics 18, 155-195.
    """
    seen = spans(people, exit=exit, event=people[event], entry=entry)
    lengths = (seen.exit - seen.entry).astype(int)
    rows = np.repeat(np.arange(len(people)), lengths)
    number = np.arange(len(rows)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    period = (seen.entry[rows] + 1 + number).astype(int)
    ends = (period == seen.exit[rows]) & seen.event[rows]
    table = people.iloc[rows].reset_index(drop=True)
    return table.assign(period=period, **{event: ends.astype(int)})
