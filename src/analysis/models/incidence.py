"""Why people leave: the share that has left for each reason, the other reasons competing."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.models.survival import Spans, log_log_interval, spans

_AT_ONCE = 4_000_000  # numbers in memory in one block of times


def cumulative_incidence(
    spells: pd.DataFrame,
    *,
    exit: str,
    cause: str,
    entry: str | None = None,
    at: Sequence[float] | None = None,
    unit: str | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Share of people who have left for each reason after some time.

    One minus a Kaplan-Meier curve per reason would count people as if they could still leave for
    another reason after they left; here the shares of all reasons and of those who stay make 1.

    Parameters
    ----------
    spells : DataFrame, one row per spell
    exit : str
        Numeric column: time since the start at which the spell ended or was last seen.
    cause : str
        Column with the reason; missing when the spell is still open.
    entry : str, optional
        Numeric column: time since the start at which observation began.
    at : sequence of float, optional
        Times wanted; all times at which somebody left when left out.
    unit : str, optional
        Column with the school: errors then allow for people who share one.
    level : float
        Of the interval.

    Returns
    -------
    DataFrame, one row per cause and time
        cause, time, n_risk (just before), n_event (for this cause, since the row before),
        incidence in [0, 1], se (infinitesimal jackknife), low and high (within [0, 1]; NaN where
        incidence is 0 or 1).

    Raises
    ------
    DataProblem
        See ``survival.spans``.

    Source
    ------
    Aalen & Johansen (1978), Scandinavian J. Statistics 5, 141-150. Equals R
    ``survival::survfit`` with a multi-state outcome, ``id`` per row and ``cluster``.
    """
    if spells.empty:
        return _empty()
    seen = spans(spells, exit=exit, event=spells[cause].notna(), entry=entry)
    steps = _Steps(seen)
    wanted = steps.times if at is None else np.asarray(at, float)
    reason = spells[cause].to_numpy()
    codes = np.arange(len(spells)) if unit is None else pd.factorize(spells[unit], sort=True)[0]
    tables = []
    for name in sorted(spells[cause].dropna().unique()):
        mine = Spans(seen.entry, seen.exit, seen.event & (reason == name))
        share, se = steps.incidence(mine, wanted, codes)
        low, high = log_log_interval(1 - share, se, level=level)
        columns = {
            "cause": name,
            "time": wanted,
            "n_risk": seen.at_risk(wanted),
            "n_event": mine.ended(wanted),
            "incidence": share,
            "se": se,
            "low": 1 - high,
            "high": 1 - low,
        }
        tables.append(pd.DataFrame(columns))
    return pd.concat(tables, ignore_index=True) if tables else _empty()


def _empty() -> pd.DataFrame:
    names = ["cause", "time", "n_risk", "n_event", "incidence", "se", "low", "high"]
    return pd.DataFrame(columns=names)


class _Steps:
    """What happens at each time somebody leaves, for whatever reason.

    ``stay`` is the share still there just before, and ``pull`` the running sum of h / (Y - d):
    what one more person at risk takes off the log of that share.
    """

    def __init__(self, seen: Spans) -> None:
        self.seen = seen
        self.times = np.unique(seen.exit[seen.event])
        self.risk, self.ended = seen.at_risk(self.times), seen.ended(self.times)
        last = np.flatnonzero(self.risk == self.ended)
        # Once nobody is left, nothing that happens later has any share.
        self.known = int(last[0]) + 1 if len(last) else len(self.times)
        hazard = self.ended / self.risk
        self.stay = np.concatenate([[1.0], np.cumprod(1 - hazard)[:-1]])
        with np.errstate(divide="ignore"):
            pull = self.ended / (self.risk * (self.risk - self.ended))
        self.pull = np.concatenate([[0.0], np.cumsum(np.where(np.isfinite(pull), pull, 0.0))])

    def incidence(
        self, mine: Spans, wanted: np.ndarray, codes: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Share that left for one reason by each wanted time, and its error."""
        gained = self.stay * mine.ended(self.times) / self.risk
        gained[self.known :] = 0.0
        risen = np.concatenate([[0.0], np.cumsum(gained)])
        upto = np.searchsorted(self.times, wanted, side="right")
        return risen[upto], self._errors(mine, gained, risen, upto, codes)

    def _errors(
        self,
        mine: Spans,
        gained: np.ndarray,
        risen: np.ndarray,
        upto: np.ndarray,
        codes: np.ndarray,
    ) -> np.ndarray:
        """Square root of the sum of squared influences, people of one unit added up first."""
        first = np.searchsorted(self.times, self.seen.entry, side="right")
        last = np.searchsorted(self.times, self.seen.exit, side="right")
        influence = _Influence(self, mine, gained, risen, first, last)
        out = np.empty(len(upto))
        block = max(1, _AT_ONCE // len(codes))
        for start in range(0, len(upto), block):
            values = influence.at(upto[start : start + block])
            sums = [np.bincount(codes, column) for column in values.T]
            out[start : start + block] = [np.sqrt(total @ total) for total in sums]
        return out


class _Influence:
    """What one more copy of each person would do to the share that left for one reason.

    A person at risk from step ``first`` up to ``last`` lowers every hazard of the reason on the
    way (``thins``), changes the share that is there to leave (``pull``), and adds its own event.
    """

    def __init__(
        self,
        steps: _Steps,
        mine: Spans,
        gained: np.ndarray,
        risen: np.ndarray,
        first: np.ndarray,
        last: np.ndarray,
    ) -> None:
        self.first, self.last, self.risen, self.pull = first, last, risen, steps.pull
        self.met = np.concatenate([[0.0], np.cumsum(gained * steps.pull[:-1])])
        self.thins = np.concatenate([[0.0], np.cumsum(gained / steps.risk)])
        own = np.maximum(last - 1, 0)  # the step of somebody's own exit
        ended = mine.event & (own < steps.known)
        self.own = np.where(ended, steps.stay[own] / steps.risk[own], 0.0)
        left = np.maximum(steps.risk - steps.ended, 1)
        # Everybody still there leaves at a last step; what comes after has no share to change.
        gone = steps.seen.event & (steps.risk[own] > steps.ended[own])
        self.gone = np.where(gone, 1 / left[own], 0.0)

    def at(self, upto: np.ndarray) -> np.ndarray:
        """Influence on the share at each of some steps, shape (n, len(upto))."""
        first, last = self.first[:, None], self.last[:, None]
        end = np.maximum(np.minimum(upto, last), first)
        rise, met, thins = (a[end] - a[first] for a in (self.risen, self.met, self.thins))
        value = met - self.pull[first] * rise - thins
        after = np.maximum(upto, last)
        later = self.risen[after] - self.risen[last]
        value += later * (self.pull[last] - self.pull[first] - self.gone[:, None])
        return value + np.where(upto >= last, self.own[:, None], 0.0)
