"""One factor behind the items of a scale, by maximum likelihood, for many covariances at once."""

from dataclasses import dataclass

import numpy as np

_STEPS = 200
_CLOSE = 1e-9
FLOOR = 0.005  # smallest share of an item's variance that is its own, as in R's psych


@dataclass(frozen=True, eq=False)
class OneFactor:
    """One-factor models of a stack of covariance matrices.

    Attributes
    ----------
    loadings : array, shape (..., k)
        In the units of the items; their sum is positive.
    unique : array, shape (..., k)
        Variance of each item that the factor does not explain.
    heywood : array of bool, shape (..., k)
        Items whose own variance would have become negative and was held at its floor.
    misfit : array, shape (...)
        Discrepancy log|M| - log|S| + tr(S M^-1) - k, with M the covariance that the model says;
        times N it is the chi-square of the model.
    converged : array of bool, shape (...)
        False too where the matrix has no variance; all numbers are then missing.
    """

    loadings: np.ndarray
    unique: np.ndarray
    heywood: np.ndarray
    misfit: np.ndarray
    converged: np.ndarray


def one_factor(
    covariance: np.ndarray, *, near: OneFactor | None = None, close: float = 1e-9
) -> OneFactor:
    """Fit one factor to each covariance matrix.

    Parameters
    ----------
    covariance : array, shape (..., k, k)
        At least three items; with three the model fits perfectly.
    near : OneFactor, optional
        A model of one matrix to start from, such as that of the people themselves when the
        matrices are draws of them.
    close : float
        Stop when a further step would lower the discrepancy by less than its square.

    Returns
    -------
    OneFactor

    Source
    ------
    Jöreskog (1969), Psychometrika 34, 183-202; Fisher scoring. Equals R ``lavaan::cfa`` where no
    variance is held at its floor.
    """
    shape, k = covariance.shape[:-2], covariance.shape[-1]
    stack = covariance.reshape(-1, k, k)
    loadings, unique = np.full((len(stack), k), np.nan), np.full((len(stack), k), np.nan)
    misfit, done = np.full(len(stack), np.nan), np.zeros(len(stack), bool)
    usable = np.flatnonzero(_usable(stack))
    if usable.size and k > 2:
        found = _scored(stack[usable], near, close)
        loadings[usable], unique[usable], misfit[usable], done[usable] = found
    own = np.einsum("bii->bi", stack)
    with np.errstate(invalid="ignore"):
        heywood = unique <= FLOOR * own * (1 + 1e-6)
    tidy = [part.reshape(*shape, k) for part in (loadings, unique, heywood)]
    return OneFactor(*tidy, misfit.reshape(shape), done.reshape(shape))


def omega_of(
    covariance: np.ndarray, *, near: OneFactor | None = None, close: float = 1e-9
) -> np.ndarray:
    """Omega of each covariance matrix: variance of the sum due to the factor, as a share.

    Parameters
    ----------
    covariance : array, shape (..., k, k)
    near, close
        As for ``one_factor``.

    Returns
    -------
    array, shape (...)
        Missing with fewer than three items or when the model did not converge.

    Source
    ------
    McDonald (1999), Test theory. Equals R ``semTools::compRelSEM``, with the observed variance
    of the sum.
    """
    return explained_share(one_factor(covariance, near=near, close=close), covariance)


def explained_share(found: OneFactor, covariance: np.ndarray) -> np.ndarray:
    """Omega of matrices whose one-factor models are known; see ``omega_of``."""
    share = found.loadings.sum(axis=-1) ** 2 / covariance.sum(axis=(-2, -1))
    return np.where(found.converged, share, np.nan)


def _usable(stack: np.ndarray) -> np.ndarray:
    """Keep matrices that are finite and of which no item repeats the others."""
    finite = np.isfinite(stack).all(axis=(1, 2))
    smallest = np.zeros(len(stack))
    if finite.any():
        scale = np.sqrt(np.maximum(np.einsum("bii->bi", stack[finite]), 1e-300))
        alike = stack[finite] / (scale[:, :, None] * scale[:, None, :])
        smallest[finite] = np.linalg.eigvalsh(alike)[:, 0]
    return finite & (smallest > 1e-8)


def _scored(
    stack: np.ndarray, near: OneFactor | None, close: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    lowest = FLOOR * np.einsum("bii->bi", stack)
    loadings, unique = _start(stack, lowest, near)
    size = np.linalg.slogdet(stack)[1] + stack.shape[-1]
    value = _misfit(stack, loadings, unique) - size
    done = np.zeros(len(stack), bool)
    for _step in range(_STEPS):
        rest = np.flatnonzero(~done)
        if not rest.size:
            break
        now = loadings[rest], unique[rest], value[rest]
        moved, settled = _step_down(stack[rest], lowest[rest], size[rest], close, *now)
        loadings[rest], unique[rest], value[rest] = moved
        done[rest[settled]] = True
    sign = np.where(loadings.sum(axis=1) < 0, -1.0, 1.0)
    return loadings * sign[:, None], unique, value, done


def _start(
    stack: np.ndarray, lowest: np.ndarray, near: OneFactor | None
) -> tuple[np.ndarray, np.ndarray]:
    """Start from a model close by, or from the first principal component of the correlations."""
    if near is not None and bool(near.converged):
        shape = lowest.shape
        return np.broadcast_to(near.loadings, shape) * 1.0, np.maximum(near.unique, lowest)
    scale = np.sqrt(np.einsum("bii->bi", stack))
    values, vectors = np.linalg.eigh(stack / (scale[:, :, None] * scale[:, None, :]))
    unique = np.maximum(1 / np.einsum("bii->bi", np.linalg.inv(stack)), lowest)
    return 0.9 * scale * vectors[:, :, -1] * np.sqrt(values[:, -1:]), unique


def _misfit(stack: np.ndarray, loadings: np.ndarray, unique: np.ndarray) -> np.ndarray:
    """log|M| + tr(S M^-1), with the determinant and inverse of a diagonal plus one factor."""
    weighted = loadings / unique
    one = 1 + (loadings * weighted).sum(axis=1)
    explained = (weighted * (stack @ weighted[:, :, None])[:, :, 0]).sum(axis=1) / one
    trace = (np.einsum("bii->bi", stack) / unique).sum(axis=1) - explained
    return np.log(unique).sum(axis=1) + np.log(one) + trace


def _step_down(
    stack: np.ndarray,
    lowest: np.ndarray,
    size: np.ndarray,
    close: float,
    loadings: np.ndarray,
    unique: np.ndarray,
    value: np.ndarray,
) -> tuple[tuple[np.ndarray, np.ndarray, np.ndarray], np.ndarray]:
    """Take one step of Fisher scoring, halved until the discrepancy does not rise."""
    k = stack.shape[-1]
    slope, curve = _slope_and_curve(stack, loadings, unique)
    held = (unique <= lowest) & (slope[:, k:] > 0)
    if held.any():
        frozen = np.concatenate([np.zeros_like(held), held], axis=1)
        slope = np.where(frozen, 0.0, slope)
        curve = np.where(frozen[:, :, None] | frozen[:, None, :], 0.0, curve)
        curve[:, np.arange(2 * k), np.arange(2 * k)] += frozen
    move = np.linalg.solve(curve, slope[:, :, None])[:, :, 0]
    settled = (move * slope).sum(axis=1) < close**2
    length = np.ones((len(stack), 1))
    for _half in range(12):
        new = loadings - length * move[:, :k], np.maximum(unique - length * move[:, k:], lowest)
        reached = _misfit(stack, *new) - size
        worse = reached > value + 1e-13
        if not worse.any():
            break
        length[worse] /= 2
    keep = worse[:, None]
    best = np.where(keep, loadings, new[0]), np.where(keep, unique, new[1])
    return (*best, np.where(worse, value, reached)), settled | worse


def _slope_and_curve(
    stack: np.ndarray, loadings: np.ndarray, unique: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """First derivatives of the discrepancy, and the second ones one expects."""
    k = stack.shape[-1]
    at = np.arange(k)
    weighted = loadings / unique
    strength = (loadings * weighted).sum(axis=1)
    pull = weighted / (1 + strength)[:, None]  # inverse of the model times the loadings
    inverse = -pull[:, :, None] * weighted[:, None, :]
    inverse[:, at, at] += 1 / unique
    gap = inverse - inverse @ stack @ inverse
    slope = np.concatenate([2 * (gap @ loadings[:, :, None])[:, :, 0], gap[:, at, at]], axis=1)
    quadratic = (loadings * pull).sum(axis=1)
    curve = np.empty((len(stack), 2 * k, 2 * k))
    curve[:, :k, :k] = 2 * (pull[:, :, None] * pull[:, None, :])
    curve[:, :k, :k] += 2 * quadratic[:, None, None] * inverse
    curve[:, :k, k:] = 2 * inverse * pull[:, None, :]
    curve[:, k:, :k] = np.swapaxes(curve[:, :k, k:], 1, 2)
    curve[:, k:, k:] = inverse**2
    return slope, curve
