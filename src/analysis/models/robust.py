"""Standard errors for people who share a school.

Cluster-robust covariance of a linear or logistic regression, with the small-sample corrections
that few schools need. Written for a design, residuals and, in a logistic regression, the weight
p (1 - p) of each person.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit

KINDS = ("CR0", "CR1", "CR1S", "CR2", "CR3")
_SMALL = 1e-12


class Leverage(ArithmeticError):
    """One cluster decides a coefficient by itself, so its error cannot be computed."""


@dataclass(frozen=True, eq=False)
class Robust:
    """Covariance of coefficients that allows for clusters.

    Attributes
    ----------
    kind : str
        CR0 to CR3.
    covariance : array, shape (p, p)
    se : array, shape (p,)
    df : array, shape (p,)
        Degrees of freedom of Satterthwaite for each coefficient.
    n_clusters : int
    influence : array, shape (G, p)
        How far each cluster, sorted, moves the coefficients; the covariance is the sum of its
        products.
    """

    kind: str
    covariance: np.ndarray
    se: np.ndarray
    df: np.ndarray
    n_clusters: int
    influence: np.ndarray


def least_squares(design: np.ndarray, outcome: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fit a linear regression; give coefficients and residuals."""
    coefficients, *_rest = np.linalg.lstsq(design, outcome, rcond=None)
    return coefficients, outcome - design @ coefficients


def cluster_robust(
    design: np.ndarray,
    residuals: np.ndarray,
    clusters: np.ndarray,
    *,
    kind: str = "CR3",
    weights: np.ndarray | None = None,
) -> Robust:
    """Covariance of the coefficients of a regression whose rows come in clusters.

    Parameters
    ----------
    design : array, shape (n, p)
        Of full column rank, the intercept included.
    residuals : array, shape (n,)
        Outcome minus fitted value; in a logistic regression outcome minus probability.
    clusters : array, shape (n,)
        Cluster of each row.
    kind : str
        CR0: no correction. CR1: times G / (G - 1). CR1S: times G (n - 1) / ((G - 1)(n - p)), what
        Stata, R's sandwich HC1 and statsmodels call clustered. CR2: unbiased when rows are
        independent. CR3: close to leaving each cluster out.
    weights : array, shape (n,), optional
        Working weights p (1 - p) of a logistic regression.

    Returns
    -------
    Robust
        Degrees of freedom take rows as independent under the model, as clubSandwich does.

    Raises
    ------
    Leverage
        With fewer than two clusters, or when a coefficient rests on one cluster alone.

    Source
    ------
    Bell & McCaffrey (2002), Survey Methodology 28, 169-181; Pustejovsky & Tipton (2018), J.
    Business & Economic Statistics 36, 672-683. Equals R ``clubSandwich::vcovCR`` for lm and glm.
    """
    if kind not in KINDS:
        raise ValueError(f"kind is one of {', '.join(KINDS)}, not {kind!r}")
    weight = np.ones(len(residuals)) if weights is None else weights
    codes = np.unique(clusters, return_inverse=True)[1]
    n_clusters = int(codes.max()) + 1 if len(codes) else 0
    if n_clusters < 2:
        raise Leverage("fewer than two clusters")
    bread = np.linalg.inv(design.T @ (weight[:, None] * design))
    order = np.argsort(codes, kind="stable")
    parts = np.split(order, np.cumsum(np.bincount(codes))[:-1])
    scores, pulls, own = _pieces(design, residuals, weight, parts, bread, kind)
    factor = _factor(kind, n_clusters, *design.shape)
    influence = np.sqrt(factor) * scores @ bread
    covariance = influence.T @ influence
    df = _satterthwaite(pulls, own, bread)
    return Robust(kind, covariance, np.sqrt(np.diag(covariance)), df, n_clusters, influence)


def _factor(kind: str, clusters: int, n: int, p: int) -> float:
    if kind == "CR1":
        return clusters / (clusters - 1)
    if kind == "CR1S":
        return clusters * (n - 1) / ((clusters - 1) * (n - p))
    return 1.0


def _pieces(
    design: np.ndarray,
    residuals: np.ndarray,
    weight: np.ndarray,
    parts: list[np.ndarray],
    bread: np.ndarray,
    kind: str,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Adjusted score of each cluster, and what the degrees of freedom need.

    With A the adjustment and X the rows of a cluster, the score is X' A r. For u = A' X bread,
    ``pulls`` is X' W u, shape (G, p, p), and ``own`` the diagonal of u' W u.
    """
    p = design.shape[1]
    scores, pulls = np.empty((len(parts), p)), np.empty((len(parts), p, p))
    own = np.empty((len(parts), p))
    for at, rows in enumerate(parts):
        x, w = design[rows], weight[rows]
        adjusted = _adjusted(x, w, bread, kind)  # A' X, one row per person
        scores[at] = adjusted.T @ residuals[rows]
        u = adjusted @ bread
        pulls[at] = (w[:, None] * x).T @ u
        own[at] = (w[:, None] * u**2).sum(axis=0)
    return scores, pulls, own


def _adjusted(x: np.ndarray, w: np.ndarray, bread: np.ndarray, kind: str) -> np.ndarray:
    if kind == "CR3":
        # A = (I - W X bread X')^-1, so X' A = (I - X' W X bread)^-1 X': p by p only.
        left = np.eye(len(bread)) - x.T @ (w[:, None] * x) @ bread
        if abs(np.linalg.det(left)) < _SMALL:
            raise Leverage("a coefficient rests on one cluster")
        return np.linalg.solve(left, x.T).T
    if kind == "CR2":
        return _root_adjusted(x, w, bread)
    return x


def _root_adjusted(x: np.ndarray, w: np.ndarray, bread: np.ndarray) -> np.ndarray:
    """A' X for CR2: A = S B^-1/2 S with S = W^1/2 and B = S (W - W X bread X' W) S."""
    if (w == 1).all():
        return _root_unweighted(x, bread)
    s = np.sqrt(w)
    pulled = (s * w)[:, None] * x
    b = np.diag(w**2) - pulled @ bread @ pulled.T
    values, vectors = np.linalg.eigh(b)
    # A direction without variance is left out, as clubSandwich does.
    root = np.where(values > _SMALL, 1 / np.sqrt(np.maximum(values, _SMALL)), 0.0)
    inner = (vectors * root) @ vectors.T
    return s[:, None] * (inner @ (s[:, None] * x))


def _root_unweighted(x: np.ndarray, bread: np.ndarray) -> np.ndarray:
    """The same where B = I - X bread X': it differs from I in as many directions as X has."""
    directions, sizes, _rest = np.linalg.svd(x @ np.linalg.cholesky(bread), full_matrices=False)
    values = 1 - sizes**2
    root = np.where(values > _SMALL, 1 / np.sqrt(np.maximum(values, _SMALL)), 0.0)
    return x + directions @ ((root - 1)[:, None] * (directions.T @ x))


def _satterthwaite(pulls: np.ndarray, own: np.ndarray, bread: np.ndarray) -> np.ndarray:
    """Degrees of freedom from the G by G matrix of the variance's quadratic form."""
    df = np.empty(len(bread))
    for at in range(len(bread)):
        pull = pulls[:, :, at]
        form = np.diag(own[:, at]) - pull @ bread @ pull.T
        total = (form**2).sum()
        df[at] = np.trace(form) ** 2 / total if total > 0 else np.nan
    return df


def t_interval(
    estimate: float, se: float, df: float, *, interval_level: float = 0.95
) -> tuple[float, float, float]:
    """Interval and two-sided p value from Student's t; give low, high and p."""
    half = stdtrit(df, (1 + interval_level) / 2) * se
    p = 2 * stdtr(df, -abs(estimate / se)) if se > 0 else float("nan")
    return float(estimate - half), float(estimate + half), float(p)
