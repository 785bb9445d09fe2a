"""One factor in many small units that share one covariance, by maximum likelihood."""

import numpy as np

from analysis.measures.factor import FLOOR, one_factor
from analysis.measures.factor_groups import GroupFit, cfi, lowest, rmsea


def shared(within: np.ndarray, between: np.ndarray, n_units: int, n: float) -> dict[str, GroupFit]:
    """Fit units that share one covariance: means free (metric), or following the factor (scalar).

    Parameters
    ----------
    within, between : array, shape (k, k)
        Covariance around the mean of the unit, and of the means of units around the mean of all,
        both divided by the number of people.
    n_units : int
    n : float
        People.

    Returns
    -------
    dict of GroupFit, by model
        Of one group: intercepts are deviations from the mean of all, and means are not kept.
    """
    scale, k = np.sqrt(np.diag(within)), len(within)
    inside, outside = (part / np.outer(scale, scale) for part in (within, between))
    alone = one_factor(inside)
    size = np.linalg.slogdet(inside)[1] + k
    free = k * (k - 3) / 2
    strict, value, fine = _follow(inside, outside, alone.loadings, alone.unique)
    nothing = n * (k - size), k * (k - 1) / 2
    fits = {}
    for model, chi2, df, found, converged in (
        ("metric", n * float(alone.misfit), free, (alone.loadings, alone.unique),
         bool(alone.converged)),
        ("scalar", n * (value - size), free + (n_units - 1) * (k - 1), strict, fine),
    ):  # fmt: skip
        fits[model] = GroupFit(
            chi2, df, cfi(chi2, df, *nothing), rmsea(chi2, df, n, 1),
            (found[0] * scale)[None], np.zeros((1, k)), (found[1] * scale**2)[None],
            np.zeros(1), np.ones(1), (found[1] <= FLOOR * (1 + 1e-6))[None], converged,
        )  # fmt: skip
    return fits


def _follow(
    within: np.ndarray, between: np.ndarray, loadings: np.ndarray, unique: np.ndarray
) -> tuple[tuple[np.ndarray, np.ndarray], float, bool]:
    """Fit units whose items differ in the factor only.

    The factor mean of each unit and the intercepts are at their best given the loadings, which
    leaves loadings and own variances to search: with v the loadings divided by the own variances
    and c their product with the loadings, the discrepancy is
    log|M| + tr(M^-1 (W + B)) less what the factor means take up, v'Bv / (c (1 + c)).
    """
    k, total = len(loadings), np.diag(within) + np.diag(between)

    def slope_of(vector: np.ndarray) -> tuple[float, np.ndarray]:
        loading, own = vector[:k], vector[k:]
        v = loading / own
        c = float(loading @ v)
        inside, outside = within @ v, between @ v
        a, b = float(v @ inside) / (1 + c), float(v @ outside) / c
        value = np.log(own).sum() + np.log1p(c) + (total / own).sum() - a - b
        # Slope on c through log(1 + c), a and b; then on v.
        on_c = 1 / (1 + c) + a / (1 + c) + b / c
        on_v = -2 * inside / (1 + c) - 2 * outside / c
        on_loading = on_c * 2 * v + on_v / own
        on_own = 1 / own - total / own**2 - on_c * v**2 - on_v * v / own
        return value, np.concatenate([on_loading, on_own])

    bounds = [(None, None)] * k + [(FLOOR, None)] * k
    vector, value, fine = lowest(slope_of, np.concatenate([loadings, unique]), bounds)
    sign = -1.0 if vector[:k].sum() < 0 else 1.0
    return (sign * vector[:k], vector[k:]), value, fine
