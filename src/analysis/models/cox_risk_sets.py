"""Risk sets of a Cox model: who could have left at each moment somebody did.

People are at risk on day t when entry < t <= exit. Ties are handled as Efron does: of d people who
leave on one day, the l-th finds the others among the d for (d - l) / d still there.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class RiskSets:
    """Steps of a Cox likelihood: one per moment, and one turn per person who leaves then.

    Attributes
    ----------
    x : array, shape (n, p)
        Terms, centred at their means.
    event : array of bool, shape (n,)
    first, last : array of int, shape (n,)
        The steps from ``first`` up to, but not including, ``last`` find a person at risk.
    time : array, shape (s,)
        When each step is; steps of other strata stand behind each other.
    turn : array of int, shape (e,)
        Step of each turn, one per event.
    share : array, shape (e,)
        Part of the leavers of that step that is already gone: 0, 1/d, 2/d ...
    """

    x: np.ndarray
    event: np.ndarray
    first: np.ndarray
    last: np.ndarray
    time: np.ndarray
    turn: np.ndarray
    share: np.ndarray

    @property
    def own(self) -> np.ndarray:
        """Step at which each person that left did so, shape (e,)."""
        return self.last[self.event] - 1

    def over_risk_sets(self, values: np.ndarray) -> np.ndarray:
        """Add up values of people over the people at risk at each step; shape (s, ...)."""
        steps = len(self.time)
        columns = values.reshape(len(values), -1)
        change = np.empty((steps + 1, columns.shape[1]))
        for j, column in enumerate(columns.T):
            entered = np.bincount(self.first, column, steps + 1)
            change[:, j] = entered - np.bincount(self.last, column, steps + 1)
        sums = np.cumsum(change, axis=0)[:-1]
        return sums.reshape(steps, *values.shape[1:])

    def over_leavers(self, values: np.ndarray) -> np.ndarray:
        """Add up values of people over those who leave at each step; shape (s, ...)."""
        columns = values[self.event].reshape(int(self.event.sum()), -1)
        sums = [np.bincount(self.own, column, len(self.time)) for column in columns.T]
        return np.stack(sums, axis=1).reshape(len(self.time), *values.shape[1:])

    def over_steps(self, values: np.ndarray) -> np.ndarray:
        """Add up values of steps over the steps at which each person is at risk; (n, ...)."""
        so_far = np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0)])
        return so_far[self.last] - so_far[self.first]


def risk_sets(
    x: np.ndarray,
    entry: np.ndarray,
    exit: np.ndarray,
    event: np.ndarray,
    stratum: np.ndarray,
) -> RiskSets:
    """Find the steps; strata never meet.

    Parameters
    ----------
    x : array, shape (n, p)
    entry, exit : array, shape (n,)
    event : array of bool, shape (n,)
    stratum : array of int, shape (n,)
        From 0; one stratum is 0 for everybody.

    Returns
    -------
    RiskSets
    """
    # Strata behind each other on one line: a shift longer than the longest time keeps them apart.
    shift = stratum * (2 * (exit.max() - min(entry.min(), 0)) + 1)
    moments, turns = np.unique((exit + shift)[event], return_counts=True)
    first = np.searchsorted(moments, entry + shift, side="right")
    last = np.searchsorted(moments, exit + shift, side="right")
    turn = np.repeat(np.arange(len(moments)), turns)
    gone = np.arange(len(turn)) - np.repeat(np.cumsum(turns) - turns, turns)
    time = np.zeros(len(moments))
    time[last[event] - 1] = exit[event]
    return RiskSets(x - x.mean(axis=0), event, first, last, time, turn, gone / turns[turn])


@dataclass(frozen=True, eq=False)
class Turns:
    """Weighted sums over those at risk at each turn, at some coefficients.

    Attributes
    ----------
    weight : array, shape (n,)
        exp(x b) of each person.
    total : array, shape (e,)
    mean : array, shape (e, p)
    variance : array, shape (e, p, p)
        Of the terms over those at risk, weighted.
    """

    weight: np.ndarray
    total: np.ndarray
    mean: np.ndarray
    variance: np.ndarray


def turns(sets: RiskSets, beta: np.ndarray) -> Turns:
    """Average the terms over those at risk at each turn."""
    weight = np.exp(sets.x @ beta)
    first = weight[:, None] * sets.x
    second = first[:, :, None] * sets.x[:, None, :]
    total, sums, squares = (
        sets.over_risk_sets(values)[sets.turn]
        - sets.share.reshape(-1, *(1,) * (values.ndim - 1)) * sets.over_leavers(values)[sets.turn]
        for values in (weight, first, second)
    )
    mean = sums / total[:, None]
    variance = squares / total[:, None, None] - mean[:, :, None] * mean[:, None, :]
    return Turns(weight, total, mean, variance)


def score_residuals(sets: RiskSets, at: Turns) -> np.ndarray:
    """What each person adds to the score, shape (n, p); the rows add up to the score.

    Source
    ------
    Therneau & Grambsch (2000), Modeling Survival Data, section 7.1; Efron's ties as in R
    ``survival::residuals(type = "score")``.
    """
    steps = len(sets.time)
    hazard = np.bincount(sets.turn, 1 / at.total, steps)
    late = np.bincount(sets.turn, sets.share / at.total, steps)
    counts = np.bincount(sets.turn, minlength=steps)
    pull, late_pull, mean = (
        np.stack([np.bincount(sets.turn, w * m, steps) for m in at.mean.T], axis=1)
        for w in (1 / at.total, sets.share / at.total, np.ones(len(at.total)))
    )
    expected = sets.x * sets.over_steps(hazard)[:, None] - sets.over_steps(pull)
    residual = -at.weight[:, None] * expected
    x, own = sets.x[sets.event], sets.own
    mine = x - mean[own] / counts[own, None]
    # Somebody who leaves is, at the turns of others on that day, only partly still there.
    mine += at.weight[sets.event, None] * (x * late[own, None] - late_pull[own])
    residual[sets.event] += mine
    return residual
