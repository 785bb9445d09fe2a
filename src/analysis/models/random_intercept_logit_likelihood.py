"""The likelihood of a logistic model with a random intercept, by adaptive quadrature.

For each unit the integral over its intercept is a weighted sum at a few points around the most
likely intercept. All units, and all points, are computed at once.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

_STEPS = 100
_CLOSE = 1e-11
_LONGEST = 3.0  # log odds that one step towards the most likely intercept may take


@dataclass(frozen=True, eq=False)
class Rows:
    """People, sorted by unit.

    Attributes
    ----------
    design : array, shape (n, p)
        With the intercept.
    outcome : array, shape (n,)
        0 or 1.
    sizes : array of int, shape (U,)
        People in each unit, in the same order.
    """

    design: np.ndarray
    outcome: np.ndarray
    sizes: np.ndarray

    @cached_property
    def starts(self) -> np.ndarray:
        """Where each unit begins."""
        return np.concatenate([[0], np.cumsum(self.sizes)[:-1]])

    @cached_property
    def unit(self) -> np.ndarray:
        """Position of the unit of each person."""
        return np.repeat(np.arange(len(self.sizes)), self.sizes)

    def sums(self, values: np.ndarray) -> np.ndarray:
        """Add up within units, along the last axis."""
        return np.add.reduceat(values, self.starts, axis=-1)

    def spread(self, values: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        """Give each person what its unit has, along the last axis."""
        return np.take(values, self.unit, axis=-1, out=out, mode="clip")


@dataclass(frozen=True, eq=False)
class Modes:
    """The most likely intercept of each unit, in standard deviations of the intercept.

    Attributes
    ----------
    at : array, shape (U,)
    curve : array, shape (U,)
        Minus the second derivative of the log likelihood there: 1 or more.
    probability : array, shape (n,)
        Of each person at the intercept of its unit.
    """

    at: np.ndarray
    curve: np.ndarray
    probability: np.ndarray


def modes(rows: Rows, log_odds: np.ndarray, sd: float, start: np.ndarray) -> Modes:
    """Find the most likely intercepts by Newton's method, all units at once.

    Parameters
    ----------
    rows : Rows
    log_odds : array, shape (n,)
        From the terms alone.
    sd : float
        Standard deviation of the intercept.
    start : array, shape (U,)

    Returns
    -------
    Modes
    """
    at = start
    longest = _LONGEST / max(abs(sd), _LONGEST)
    for _step in range(_STEPS):
        probability = 1 / (1 + np.exp(-log_odds - rows.spread(sd * at)))
        curve = 1 + sd**2 * rows.sums(probability * (1 - probability))
        step = (sd * rows.sums(rows.outcome - probability) - at) / curve
        if np.abs(step).max() < _CLOSE:
            break
        at = at + np.clip(step, -longest, longest)
    return Modes(at, curve, probability)


class Likelihood:
    """Log likelihood and its gradient to (coefficients, sd), for quadrature with some points.

    The exact derivative of what is computed, the move of the points included: with one point
    (Laplace) its top is that of R ``lme4::glmer(nAGQ = 1)`` and not merely close to it.

    Parameters
    ----------
    rows : Rows
    points : int
        1 is Laplace's approximation.
    """

    def __init__(self, rows: Rows, points: int) -> None:
        self._rows = rows
        nodes, weights = np.polynomial.hermite.hermgauss(points)
        self._nodes = np.sqrt(2) * nodes
        self._log_weights = np.log(weights) + nodes**2 - np.log(np.pi) / 2
        self._successes = rows.sums(rows.outcome)
        self._start = np.zeros(len(rows.sizes))
        # A product this thin is slower when a library divides it over threads: einsum does not.
        self._columns = np.ascontiguousarray(rows.design.T)
        # Most of the time would go into asking for memory: two large blocks serve every call.
        self._one = np.empty((points, len(rows.outcome)))
        self._two = np.empty_like(self._one)

    def __call__(self, parameters: np.ndarray) -> tuple[float, np.ndarray]:
        """Give the log likelihood and its gradient, shape (p + 1,)."""
        rows, sd = self._rows, float(parameters[-1])
        with np.errstate(over="ignore"):
            log_odds = np.einsum("pi,p->i", self._columns, parameters[:-1])
            found = modes(rows, log_odds, sd, self._start)
            self._start = found.at
            return self._integrated(log_odds, sd, found)

    def _integrated(
        self, log_odds: np.ndarray, sd: float, found: Modes
    ) -> tuple[float, np.ndarray]:
        rows = self._rows
        width = 1 / np.sqrt(found.curve)
        intercepts = found.at + np.multiply.outer(self._nodes, width)  # (points, U)
        odds = rows.spread(sd * intercepts, out=self._one)
        odds += log_odds
        np.exp(odds, out=odds)
        odds += 1
        probability = np.divide(-1, odds, out=self._two)
        probability += 1
        height = self._successes * sd * intercepts - rows.sums(np.log(odds, out=odds))
        height += self._log_weights[:, None] - intercepts**2 / 2
        top = height.max(axis=0)
        share = np.exp(height - top)
        whole = share.sum(axis=0)
        share /= whole
        value = float(
            np.einsum("i,i", rows.outcome, log_odds) + (top + np.log(whole) + np.log(width)).sum()
        )
        return value, self._gradient(sd, found, width, intercepts, probability, share)

    def _gradient(
        self,
        sd: float,
        found: Modes,
        width: np.ndarray,
        intercepts: np.ndarray,
        probability: np.ndarray,
        share: np.ndarray,
    ) -> np.ndarray:
        """Follow a change in the parameters through the points, their middle and their width.

        ``by_curve`` and ``by_middle`` are what a change in the curve and in the middle of a unit
        does to its log likelihood; both depend on the parameters in turn.
        """
        rows, p = self._rows, found.probability
        left = self._successes - rows.sums(probability)  # outcome minus expected, (points, U)
        pull = sd * left - intercepts
        moved = (share * pull).sum(axis=0)
        widened = (share * pull * self._nodes[:, None]).sum(axis=0)
        weight = p * (1 - p)
        skew = weight * (1 - 2 * p)
        weights, skews = rows.sums(weight), rows.sums(skew)
        by_curve = -(width**2) * (1 + width * widened) / 2
        by_middle = (by_curve * sd**3 * skews + moved) / found.curve
        person = rows.outcome - np.einsum(
            "ki,ki->i", rows.spread(share, out=self._one), probability
        )
        person += rows.spread(by_curve * sd**2) * skew - rows.spread(by_middle * sd) * weight
        at_mode = self._successes - rows.sums(p)
        by_sd = (share * intercepts * left).sum(axis=0)
        by_sd += by_curve * sd * (2 * weights + sd * skews * found.at)
        by_sd += by_middle * (at_mode - sd * found.at * weights)
        return np.append(np.einsum("pi,i->p", self._columns, person), by_sd.sum())
