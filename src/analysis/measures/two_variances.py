"""Variance between and within units, by restricted maximum likelihood with only an intercept."""

from dataclasses import dataclass

import numpy as np

_GRID = np.concatenate([[0.0], np.logspace(-6, 6, 61)])  # ratios between which a minimum is sought


@dataclass(frozen=True, eq=False)
class _Sizes:
    """Units taken together by their size: the likelihood knows no more of them.

    Means are counted from their average, so that squares of large numbers do not cost digits.
    """

    n: np.ndarray  # the different sizes, shape (S,)
    totals: np.ndarray  # units, sum of means and sum of squared means per size, shape (S, 3)
    persons: float
    within: float

    @classmethod
    def of(cls, n: np.ndarray, means: np.ndarray, within: float) -> "_Sizes":
        sizes, code = np.unique(n, return_inverse=True)
        from_middle = means - means.mean()
        parts = [np.bincount(code, part) for part in (None, from_middle, from_middle**2)]
        return cls(sizes, np.stack(parts, axis=1).astype(float), float(n.sum()), within)

    def rest(self, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Sum of weights, weighted centre, and the variation left, for each row of weights."""
        total, sums, squares = (weight @ self.totals).T
        centre = sums / total
        return total, centre, self.within + squares - sums * centre

    def weight(self, theta: np.ndarray) -> np.ndarray:
        return self.n / (1 + theta[..., None] * self.n)


def variance_parts(n: np.ndarray, means: np.ndarray, within: float) -> tuple[float, float]:
    """Variance between and within units by restricted maximum likelihood.

    Parameters
    ----------
    n, means : array, shape (J,)
        People per unit and their mean score.
    within : float
        Sum of squared deviations from the mean of the unit.

    Returns
    -------
    tau2, sigma2 : float
        tau2 is exactly 0 when units differ no more than chance.

    Source
    ------
    Equals R ``nlme::lme`` and ``lme4::lmer`` with only an intercept.
    """
    if within <= 0:
        # Nobody differs from colleagues: all variance lies between units.
        return float(np.var(means, ddof=1)), 0.0
    sizes = _Sizes.of(n, means, within)
    theta = _variance_ratio(sizes)
    _total, _centre, rest = sizes.rest(sizes.weight(np.array([theta])))
    sigma2 = float(rest[0]) / (sizes.persons - 1)
    return float(theta * sigma2), sigma2


def _variance_ratio(sizes: _Sizes) -> float:
    """Ratio tau2 / sigma2 where the restricted likelihood is highest; 0 at its boundary."""
    slopes = _slope(_GRID, sizes)
    # The deviance has a minimum wherever its slope turns from falling to rising.
    turns = np.flatnonzero((slopes[:-1] < 0) & (slopes[1:] >= 0))
    ends = [(_GRID[at], _GRID[at + 1], slopes[at], slopes[at + 1]) for at in turns]
    candidates = ([0.0] if slopes[0] >= 0 else []) + [_crossing(*end, sizes) for end in ends]
    if len(candidates) == 1:
        return candidates[0]
    return min(candidates, key=lambda theta: _deviance(theta, sizes), default=0.0)


def _crossing(low: float, high: float, below: float, above: float, sizes: _Sizes) -> float:
    """Find where the slope crosses 0, by the straight line between two ends (Illinois rule)."""
    before, side = low, 0
    for _step in range(100):
        middle = (low * above - high * below) / (above - below)
        slope = float(_slope(np.array([middle]), sizes)[0])
        if slope < 0:
            # An end that stays twice in a row is given less weight, so that both ends close in.
            low, below, above = middle, slope, above / 2 if side < 0 else above
            side = -1
        else:
            high, above, below = middle, slope, below / 2 if side > 0 else below
            side = 1
        if abs(middle - before) <= 1e-13 * middle:
            break
        before = middle
    return middle


def _deviance(theta: float, sizes: _Sizes) -> float:
    total, _centre, rest = sizes.rest(sizes.weight(np.array([theta])))
    grown = np.log1p(theta * sizes.n) @ sizes.totals[:, 0]
    return float((sizes.persons - 1) * np.log(rest[0]) + grown + np.log(total[0]))


def _slope(theta: np.ndarray, sizes: _Sizes) -> np.ndarray:
    """Derivative of the deviance; that of a weight n / (1 + theta n) is minus its square."""
    weight = sizes.weight(theta)
    total, centre, rest = sizes.rest(weight)
    units, sums, squares = (weight**2 @ sizes.totals).T
    around = squares - 2 * centre * sums + centre**2 * units
    return total - (sizes.persons - 1) * around / rest - units / total
