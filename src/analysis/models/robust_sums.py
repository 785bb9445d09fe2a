"""Cluster-robust errors from sums per unit, for one outcome or for a thousand at once.

The corrections of CR2 and CR3 turn the residuals of a unit within the span of its predictors
only, so that cross products per unit are enough: no row is needed. A simulation of a study then
costs as much as a few matrix products.
"""

from dataclasses import dataclass

import numpy as np

from analysis.models.regression_sums import RegressionSums
from analysis.models.robust import Leverage

KINDS = ("CR2", "CR3")
_SMALL = 1e-12
_FLAT = 1e-10  # share of the largest below which a direction of a unit has no spread


@dataclass(frozen=True, eq=False)
class SandwichSums:
    """What the errors of a regression need, whatever the outcome.

    Attributes
    ----------
    bread : array, shape (p, p)
        Inverse of the cross products.
    design : array, shape (U, p, p)
        X'X of each unit.
    turned : array, shape (U, p, p)
        Takes X'r of a unit, r its residuals, to its adjusted score X'A r.
    df : array, shape (p,)
        Degrees of freedom of Satterthwaite; they do not depend on the outcome.
    """

    bread: np.ndarray
    design: np.ndarray
    turned: np.ndarray
    df: np.ndarray

    def fit(self, response: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Fit outcomes: X'y of each unit, shape (..., U, p), to coefficients and errors (..., p).

        Errors are square roots of the diagonal of the robust covariance.
        """
        beta = response.sum(axis=-2) @ self.bread
        left = response - np.einsum("uij,...j->...ui", self.design, beta)
        scores = np.einsum("uij,...uj->...ui", self.turned, left) @ self.bread
        return beta, np.sqrt((scores**2).sum(axis=-2))


def sandwich(model: RegressionSums, *, kind: str = "CR2") -> SandwichSums:
    """Prepare the errors of a regression.

    Parameters
    ----------
    model : RegressionSums
    kind : str
        CR2 or CR3.

    Returns
    -------
    SandwichSums

    Raises
    ------
    Leverage
        With fewer than two units, or when a coefficient rests on one unit alone.

    Source
    ------
    As ``robust.cluster_robust``; equals R ``clubSandwich::vcovCR``.
    """
    if kind not in KINDS:
        raise ValueError(f"kind is one of {', '.join(KINDS)}, not {kind!r}")
    if len(model.n) < 2:
        raise Leverage("fewer than two units")
    bread = model.inverse
    made = _cr2 if kind == "CR2" else _cr3
    pulled = np.stack([made(cross, bread) for cross in model.design])
    return SandwichSums(
        bread, model.design, pulled.transpose(0, 2, 1), _df(model.design, pulled, bread)
    )


def _cr3(cross: np.ndarray, bread: np.ndarray) -> np.ndarray:
    """S with A X = X S for A = (I - X bread X')^-1."""
    left = np.eye(len(bread)) - bread @ cross
    if abs(np.linalg.det(left)) < _SMALL:
        raise Leverage("a coefficient rests on one unit")
    return np.linalg.inv(left)


def _cr2(cross: np.ndarray, bread: np.ndarray) -> np.ndarray:
    """S with A X = X S for A = (I - X bread X')^-1/2, by the root of X'X."""
    values, vectors = np.linalg.eigh(cross)
    known = values > _FLAT * values.max()
    size = np.sqrt(values[known])
    root = vectors[:, known] * size  # X = Q root', Q'Q = I
    inner = np.eye(known.sum()) - root.T @ bread @ root
    own, turn = np.linalg.eigh(inner)
    # A direction without variance is left out, as clubSandwich does.
    scale = np.where(own > _SMALL, 1 / np.sqrt(np.maximum(own, _SMALL)), 0.0)
    back = vectors[:, known] / size
    return back @ (turn * scale) @ turn.T @ root.T


def _df(design: np.ndarray, pulled: np.ndarray, bread: np.ndarray) -> np.ndarray:
    """Satterthwaite: from the G by G matrix of the variance's quadratic form."""
    u = pulled @ bread
    pulls = design @ u  # X' A X bread of each unit
    own = np.einsum("uia,uij,uja->ua", u, design, u)
    df = np.empty(len(bread))
    for at in range(len(bread)):
        form = np.diag(own[:, at]) - pulls[:, :, at] @ bread @ pulls[:, :, at].T
        total = (form**2).sum()
        df[at] = np.trace(form) ** 2 / total if total > 0 else np.nan
    return df
