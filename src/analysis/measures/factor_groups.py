"""One factor in several groups at once, by maximum likelihood, from means and covariances."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analysis.measures.factor import FLOOR, one_factor
from analysis.measures.moments import Moments

MODELS = ("configural", "metric", "scalar")


@dataclass(frozen=True, eq=False)
class GroupFit:
    """A one-factor model of G groups and k items.

    The factor has mean 0 and variance 1 in the first group, and in every group where loadings or
    intercepts are the group's own.

    Attributes
    ----------
    chi2, df : float
        Against means and covariances that are free in every group, or as the function says.
    cfi, rmsea : float
        CFI against items that do not correlate. RMSEA with the square root of the number of
        covariances that were fitted.
    loadings, intercepts, unique : array, shape (G, k)
    means, variances : array, shape (G,)
        Of the factor.
    heywood : array of bool, shape (G, k)
        Items whose own variance is held at its floor.
    converged : bool
    """

    chi2: float
    df: float
    cfi: float
    rmsea: float
    loadings: np.ndarray
    intercepts: np.ndarray
    unique: np.ndarray
    means: np.ndarray
    variances: np.ndarray
    heywood: np.ndarray
    converged: bool


def stepwise(sums: Moments) -> dict[str, GroupFit]:
    """Fit the configural, metric and scalar model.

    Parameters
    ----------
    sums : Moments
        Of at least two groups, each with a regular covariance.

    Returns
    -------
    dict of GroupFit, by model

    Source
    ------
    Equals R ``lavaan::cfa(std.lv = TRUE, group.equal = …)`` where no variance is at its floor.
    """
    scale = np.sqrt(np.diag(sums.covariance()))
    n, centre = sums.n, sums.sums.sum(axis=0) / sums.n.sum()
    means = (sums.means - centre) / scale
    covariance = np.stack(
        [sums.take([at]).covariance() * (n[at] - 1) / n[at] for at in range(len(n))]
    )
    covariance = covariance / np.outer(scale, scale)
    alone = one_factor(covariance)
    nothing = _uncorrelated(n, covariance)
    fits, start = {}, None
    for model in MODELS:
        start = _Equal(n, means, covariance, model).fit(start, alone)
        fits[model] = _as_fit(start, n, nothing, scale=scale, centre=centre)
    return fits


def regular(covariance: np.ndarray) -> bool:
    """Tell whether every item varies and none repeats the others."""
    spread = np.diag(covariance)
    if not np.isfinite(covariance).all() or (spread <= 0).any():
        return False
    alike = covariance / np.sqrt(np.outer(spread, spread))
    return bool(np.linalg.eigvalsh(alike)[0] > 1e-8)


def chance(chi2: object, df: object) -> np.ndarray:
    """Chance of a chi-square at least this large; missing without degrees of freedom."""
    from scipy.special import chdtrc

    df = np.asarray(df, float)
    return np.where(df > 0, chdtrc(np.where(df > 0, df, 1), np.asarray(chi2, float)), np.nan)


def cfi(chi2: float, df: float, chi2_none: float, df_none: float) -> float:
    """Comparative fit index: how much of the misfit of no model at all is taken away."""
    worst = max(chi2_none - df_none, chi2 - df, 0.0)
    return 1.0 if worst == 0 else 1 - max(chi2 - df, 0.0) / worst


def rmsea(chi2: float, df: float, n: float, groups: int) -> float:
    """Root mean square error of approximation, for so many covariances."""
    return float(np.sqrt(groups * max(chi2 - df, 0.0) / (df * n))) if df > 0 else 0.0


def _uncorrelated(n: np.ndarray, covariance: np.ndarray) -> tuple[float, float]:
    """Chi-square and degrees of freedom of items that do not correlate in any group."""
    k = covariance.shape[-1]
    spread = np.log(np.einsum("gii->gi", covariance)).sum(axis=1)
    return float(n @ (spread - np.linalg.slogdet(covariance)[1])), len(n) * k * (k - 1) / 2


@dataclass(frozen=True, eq=False)
class _Point:
    """Parameters of a model, with its discrepancy."""

    loadings: np.ndarray
    intercepts: np.ndarray
    unique: np.ndarray
    means: np.ndarray
    variances: np.ndarray
    held: np.ndarray
    value: float
    df: float
    converged: bool


class _Equal:
    """The discrepancy of one model as a function of a vector of parameters, with its slope."""

    def __init__(
        self, n: np.ndarray, means: np.ndarray, covariance: np.ndarray, model: str
    ) -> None:
        self.weight, self.observed, self.covariance = n / n.sum(), means, covariance
        self.groups, self.k = means.shape
        self.model = model
        rows = {"configural": (self.groups, 0), "metric": (1, 0), "scalar": (1, 1)}[model]
        self.loading_rows, self.intercept_rows = rows
        self.size = np.linalg.slogdet(covariance)[1] + self.k
        # Where intercepts are the group's own they equal the observed means: nothing to search.
        moved = self.groups - 1
        self.lengths = [
            self.loading_rows * self.k,
            self.groups * self.k,
            moved if self.loading_rows == 1 else 0,
            self.intercept_rows * self.k,
            moved if self.intercept_rows else 0,
        ]

    @property
    def df(self) -> float:
        k, means = self.k, 0 if self.intercept_rows else self.groups * self.k
        return self.groups * k * (k + 3) / 2 - sum(self.lengths) - means

    def spread_out(self, vector: np.ndarray) -> tuple[np.ndarray, ...]:
        """Give loadings, unique, variances, intercepts and factor means of every group."""
        parts = np.split(vector, np.cumsum(self.lengths)[:-1])
        loadings = np.broadcast_to(parts[0].reshape(-1, self.k), (self.groups, self.k))
        unique = parts[1].reshape(self.groups, self.k)
        variances = np.concatenate([[1.0], parts[2]]) if len(parts[2]) else np.ones(self.groups)
        if not self.intercept_rows:
            return loadings, unique, variances, self.observed, np.zeros(self.groups)
        intercepts = np.broadcast_to(parts[3], (self.groups, self.k))
        return loadings, unique, variances, intercepts, np.concatenate([[0.0], parts[4]])

    def at(self, vector: np.ndarray) -> tuple[float, np.ndarray]:
        """Discrepancy, weighted over groups, and its slope on each parameter."""
        loadings, unique, variances, intercepts, means = self.spread_out(vector)
        model = np.einsum("g,gi,gj->gij", variances, loadings, loadings)
        model[:, range(self.k), range(self.k)] += unique
        inverse = np.linalg.inv(model)
        off = self.observed - intercepts - means[:, None] * loadings
        seen = self.covariance + off[:, :, None] * off[:, None, :]
        value = np.linalg.slogdet(model)[1] + np.einsum("gij,gji->g", inverse, seen) - self.size
        gap = inverse - inverse @ seen @ inverse
        pulled = np.einsum("gij,gj->gi", inverse, off)
        weight = self.weight[:, None]
        steep = weight * (
            2 * variances[:, None] * np.einsum("gij,gj->gi", gap, loadings)
            - 2 * means[:, None] * pulled
        )
        slopes = [
            (steep.sum(axis=0) if self.loading_rows == 1 else steep).ravel(),
            (weight * np.einsum("gii->gi", gap)).ravel(),
        ]
        if self.loading_rows == 1:
            both = np.einsum("gi,gij,gj->g", loadings, gap, loadings)
            slopes.append((self.weight * both)[1:])
        if self.intercept_rows:
            slopes.append(-2 * (weight * pulled).sum(axis=0))
            slopes.append(-2 * (self.weight * (loadings * pulled).sum(axis=1))[1:])
        return float(self.weight @ value), np.concatenate(slopes)

    def fit(self, near: _Point | None, alone: object) -> _Point:
        """Search from the model before, or from the groups one by one."""
        start = self._start(near, alone)
        floors = FLOOR * np.einsum("gii->gi", self.covariance).ravel()
        open_ended = (None, None)
        bounds = [
            *[open_ended] * self.lengths[0],
            *[(low, None) for low in floors],
            *[(1e-4, None)] * self.lengths[2],
            *[open_ended] * (self.lengths[3] + self.lengths[4]),
        ]
        vector, value, fine = lowest(self.at, start, bounds)
        loadings, unique, variances, intercepts, means = self.spread_out(vector)
        sign = np.where(loadings.sum(axis=1) < 0, -1.0, 1.0)
        return _Point(
            loadings=loadings * sign[:, None],
            intercepts=intercepts,
            unique=unique,
            means=means * sign,
            variances=variances,
            held=unique.ravel() <= floors * (1 + 1e-6),
            value=value,
            df=self.df,
            converged=fine,
        )

    def _start(self, near: _Point | None, alone: object) -> np.ndarray:
        loadings = near.loadings if near else alone.loadings
        unique = near.unique if near else alone.unique
        if self.loading_rows == 1:
            loadings = (self.weight @ loadings)[None]
        parts = [loadings.ravel(), unique.ravel(), np.ones(self.lengths[2])]
        if self.intercept_rows:
            parts += [self.weight @ self.observed, np.zeros(self.lengths[4])]
        return np.concatenate(parts)


def lowest(
    slope_of: Callable[[np.ndarray], tuple[float, np.ndarray]],
    start: np.ndarray,
    bounds: list[tuple[float | None, float | None]],
) -> tuple[np.ndarray, float, bool]:
    """Search for the lowest discrepancy within bounds."""
    from scipy.optimize import minimize

    precise = {"maxiter": 2_000, "maxfun": 20_000, "ftol": 1e-15, "gtol": 1e-8, "maxcor": 30}
    found = minimize(slope_of, start, jac=True, method="L-BFGS-B", bounds=bounds, options=precise)
    # It also stops when no step improves the 15th digit; then the slope says whether it is there.
    reached = found.x - found.jac
    low = np.array([-np.inf if end[0] is None else end[0] for end in bounds])
    steep = np.abs(np.maximum(reached, low) - found.x).max()
    return found.x, float(found.fun), bool(steep < 1e-4)


def _as_fit(
    point: _Point,
    n: np.ndarray,
    nothing: tuple[float, float],
    *,
    scale: np.ndarray,
    centre: np.ndarray,
) -> GroupFit:
    chi2, people = float(n.sum() * max(point.value, 0.0)), n.sum()
    loadings, unique = point.loadings * scale, point.unique * scale**2
    return GroupFit(
        chi2=chi2,
        df=point.df,
        cfi=cfi(chi2, point.df, *nothing),
        rmsea=rmsea(chi2, point.df, people, len(n)),
        loadings=loadings,
        intercepts=point.intercepts * scale + centre,
        unique=unique,
        means=point.means,
        variances=point.variances,
        heywood=point.held.reshape(point.unique.shape),
        converged=point.converged,
    )
