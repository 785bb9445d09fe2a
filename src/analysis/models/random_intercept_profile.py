"""The likelihood of a random-intercept model as a function of one number.

The number is the ratio of two variances, between units over within. Given it, everything else
has a closed form in the cross products of the columns within units and of the unit means, and
units of one size can be added up first. So one evaluation costs as much as a few small matrices.
"""

from dataclasses import dataclass

import numpy as np

from analysis.measures.moments import Moments

# Ratios where a minimum is looked for first; refined afterwards. ICC from one in a million to
# all but one in a million.
_GRID = np.concatenate([[0.0], np.logspace(-6, 6, 37)])
_STEPS = 100
_CLOSE = 1e-14


@dataclass(frozen=True, eq=False)
class Products:
    """Cross products of [1, terms, outcome], all centred at the grand mean.

    Attributes
    ----------
    within : array, shape (k, k)
        Around the mean of each unit, summed over all units.
    between : array, shape (s, k, k)
        Of unit means, summed over the units of one size; not multiplied by that size.
    sizes : array, shape (s,)
        The different unit sizes.
    counts : array, shape (s,)
        Units of each size.
    centre : array, shape (k - 1,)
        The grand means that were taken off.
    """

    within: np.ndarray
    between: np.ndarray
    sizes: np.ndarray
    counts: np.ndarray
    centre: np.ndarray

    @property
    def n_people(self) -> float:
        """People in all units."""
        return float(self.sizes @ self.counts)

    def total(self, ratio: float | np.ndarray) -> np.ndarray:
        """Cross products weighted for the dependence within units, shape (..., k, k)."""
        return self.within + self.summed(self.weight(ratio))

    def summed(self, weight: np.ndarray) -> np.ndarray:
        """Add up the products of all sizes, each with its weight; (..., s) to (..., k, k)."""
        k = len(self.within)
        flat = weight @ self.between.reshape(len(self.sizes), -1)
        return flat.reshape(*weight.shape[:-1], k, k)

    def weight(self, ratio: float | np.ndarray) -> np.ndarray:
        """What a unit of each size counts for: n / (1 + n ratio), shape (..., s)."""
        return self.sizes / (1 + np.multiply.outer(ratio, self.sizes))


def products(moments: Moments) -> Products:
    """Split the cross products of a set of columns into within and between units.

    Parameters
    ----------
    moments : Moments
        Columns are the terms, then the outcome.

    Returns
    -------
    Products
        With a first column of ones in front.
    """
    n, units, k = moments.n, moments.n_units, len(moments.columns)
    centre = moments.sums.sum(axis=0) / n.sum()
    within = np.zeros((k + 1, k + 1))
    # Around the grand mean first: the difference of two large numbers loses digits.
    sums = moments.sums - n[:, None] * centre
    spread = moments.products.sum(axis=0) - n.sum() * np.outer(centre, centre)
    means = np.column_stack([np.ones(units), sums / n[:, None]])
    within[1:, 1:] = spread - sums.T @ means[:, 1:]
    sizes, which = np.unique(n, return_inverse=True)
    between = np.empty((len(sizes), k + 1, k + 1))
    for i in range(k + 1):
        for j in range(i + 1):
            pair = np.bincount(which, means[:, i] * means[:, j], len(sizes))
            between[:, i, j] = between[:, j, i] = pair
    return Products(within, between, sizes, np.bincount(which).astype(float), centre)


@dataclass(frozen=True, eq=False)
class Slopes:
    """First and second derivative to the ratio of what the deviance is made of.

    Attributes
    ----------
    log_rss, log_terms : tuple of (array, array)
        Of the log residual sum of squares and of log det of the terms' cross products.
    log_units : tuple of (array, array)
        Of the sum of log(1 + n ratio) over units.
    """

    log_rss: tuple[np.ndarray, np.ndarray]
    log_terms: tuple[np.ndarray, np.ndarray]
    log_units: tuple[np.ndarray, np.ndarray]


def slopes(parts: Products, ratio: float | np.ndarray) -> Slopes:
    """Differentiate the pieces of the deviance; vectorised over ``ratio``."""
    weight = parts.weight(ratio)
    total = parts.total(ratio)
    first = -parts.summed(weight**2)
    second = 2 * parts.summed(weight**3)
    full = _log_det_slopes(total, first, second)
    terms = _log_det_slopes(*(a[..., :-1, :-1] for a in (total, first, second)))
    log_rss = (full[0] - terms[0], full[1] - terms[1])
    return Slopes(log_rss, terms, (weight @ parts.counts, -(weight**2) @ parts.counts))


def _log_det_slopes(
    matrix: np.ndarray, first: np.ndarray, second: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    inverse = np.linalg.inv(matrix)
    pulled = inverse @ first
    trace = np.trace(pulled, axis1=-2, axis2=-1)
    curve = np.einsum("...ij,...ji->...", inverse, second)
    return trace, curve - np.einsum("...ij,...ji->...", pulled, pulled)


def deviance(parts: Products, ratio: float | np.ndarray, *, reml: bool) -> np.ndarray:
    """-2 log likelihood (restricted when ``reml``), everything but the ratio profiled out.

    Source
    ------
    Bates, Maechler, Bolker & Walker (2015), J. Statistical Software 67(1), equations 34 and 41.
    """
    root = np.linalg.cholesky(parts.total(ratio))
    diagonal = np.diagonal(root, axis1=-2, axis2=-1)
    free = parts.n_people - reml * (diagonal.shape[-1] - 1)
    units = np.log1p(np.multiply.outer(ratio, parts.sizes)) @ parts.counts
    scale = np.log(2 * np.pi * diagonal[..., -1] ** 2 / free)
    terms = 2 * np.log(diagonal[..., :-1]).sum(axis=-1)
    return free * (1 + scale) + units + reml * terms


def deviance_slope(
    parts: Products, ratio: float | np.ndarray, *, reml: bool
) -> tuple[np.ndarray, np.ndarray]:
    """First and second derivative of ``deviance`` to the ratio."""
    free = parts.n_people - reml * (len(parts.within) - 1)
    at = slopes(parts, ratio)
    pieces = zip(at.log_rss, at.log_terms, at.log_units, strict=True)
    first, second = (free * rss + reml * terms + units for rss, terms, units in pieces)
    return first, second


def best_ratio(parts: Products, *, reml: bool) -> float:
    """Find the ratio with the smallest deviance; exactly 0 when that is the boundary.

    Every valley on the grid is refined, since a profile can have two of them.

    Raises
    ------
    ArithmeticError
        When the deviance still falls at the end: people in one unit do not differ at all.
    """
    slope = deviance_slope(parts, _GRID, reml=reml)[0]
    if slope[-1] < 0:
        raise ArithmeticError("no variance within units")
    valleys = np.flatnonzero((slope[:-1] < 0) & (slope[1:] >= 0))
    found = [_refined(parts, _GRID[at], _GRID[at + 1], reml=reml) for at in valleys]
    if slope[0] >= 0:
        found.append(0.0)
    return min(found, key=lambda ratio: float(deviance(parts, ratio, reml=reml)))


def _refined(parts: Products, low: float, high: float, *, reml: bool) -> float:
    """Newton's method on the slope, halving the bracket when a step leaves it."""
    ratio = (low + high) / 2
    for _step in range(_STEPS):
        slope, curve = (float(d) for d in deviance_slope(parts, ratio, reml=reml))
        low, high = (ratio, high) if slope < 0 else (low, ratio)
        step = ratio - slope / curve if curve > 0 else high
        moved = step if low < step < high else (low + high) / 2
        if abs(moved - ratio) <= _CLOSE * moved:
            return moved
        ratio = moved
    return ratio
