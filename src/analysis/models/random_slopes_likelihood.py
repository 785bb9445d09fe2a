"""The likelihood of a model with random intercepts and slopes, and its derivatives.

The unknowns are the three numbers of a lower triangle L: intercepts and slopes of units have
covariance sigma^2 L L'. Given it, everything else has a closed form in cross products per unit.
"""

from dataclasses import dataclass

import numpy as np

_STEP = 1e-5


def triangle(theta: np.ndarray) -> np.ndarray:
    """The lower triangle of three numbers."""
    return np.array([[theta[0], 0.0], [theta[1], theta[2]]])


@dataclass(frozen=True, eq=False)
class Parts:
    """What follows from one triangle.

    Attributes
    ----------
    beta, inverse : array
        Coefficients, and the inverse of their weighted cross products.
    rss : float
        Weighted residual sum of squares.
    log_units, log_terms : float
        Log determinants.
    slope : array, shape (2, 2)
        Derivative to L L' of log_units plus log_terms (when restricted).
    pull : array, shape (2, 2)
        Minus the derivative of ``rss`` to L L'.
    """

    beta: np.ndarray
    inverse: np.ndarray
    rss: float
    log_units: float
    log_terms: float
    slope: np.ndarray
    pull: np.ndarray


class Likelihood:
    """Minus twice the log likelihood, everything but the triangle profiled out."""

    def __init__(self, whole: np.ndarray, at: int, *, reml: bool) -> None:
        """Take cross products of [1, terms, outcome], (U, k, k), and where the slope stands."""
        self.at, self.reml, self.units = at, reml, len(whole)
        self.whole = whole
        random = [0, at]
        self.zz = whole[:, random][:, :, random]
        self.zw = whole[:, random]
        self.people = float(whole[:, 0, 0].sum())
        self.terms = whole.shape[1] - 1
        self.free = self.people - reml * self.terms

    def parts(self, theta: np.ndarray) -> Parts:
        """Weigh the sums of each unit for the dependence within it."""
        lower = triangle(theta)
        inner = np.eye(2) + lower.T @ self.zz @ lower
        weight = lower @ np.linalg.inv(inner) @ lower.T  # Z'Z and W'Z lose this much
        total = self.whole - self.zw.transpose(0, 2, 1) @ weight @ self.zw
        summed = total.sum(axis=0)
        inverse = np.linalg.inv(summed[:-1, :-1])
        beta = inverse @ summed[:-1, -1]
        rss = float(summed[-1, -1] - summed[:-1, -1] @ beta)
        left = self.zw - self.zz @ weight @ self.zw  # Z'V^-1 of every column
        residual = left[:, :, -1] - left[:, :, :-1] @ beta
        slope = (self.zz - self.zz @ weight @ self.zz).sum(axis=0)
        if self.reml:
            slope = slope - np.einsum("uip,pq,ujq->ij", left[:, :, :-1], inverse, left[:, :, :-1])
        return Parts(
            beta=beta,
            inverse=inverse,
            rss=rss,
            log_units=float(np.linalg.slogdet(inner)[1].sum()),
            log_terms=float(np.linalg.slogdet(summed[:-1, :-1])[1]),
            slope=slope,
            pull=residual.T @ residual,
        )

    def climb(self, theta: np.ndarray) -> tuple[float, np.ndarray]:
        """The log likelihood, up to a constant, and its gradient."""
        parts = self.parts(theta)
        if not parts.rss > 0:
            raise np.linalg.LinAlgError("nothing is left of the outcome")
        value = self.free * np.log(parts.rss) + parts.log_units + self.reml * parts.log_terms
        by_square = parts.slope - self.free / parts.rss * parts.pull
        return -value / 2, -self._by_theta(by_square, theta) / 2

    def _by_theta(self, by_square: np.ndarray, theta: np.ndarray) -> np.ndarray:
        turned = 2 * by_square @ triangle(theta)
        return np.array([turned[0, 0], turned[1, 0], turned[1, 1]])

    def log_likelihood(self, theta: np.ndarray, back: np.ndarray, spread: float) -> float:
        """The log likelihood for the columns as they were before scaling."""
        parts = self.parts(theta)
        value = self.free * (1 + np.log(2 * np.pi * parts.rss / self.free))
        value += parts.log_units + self.reml * parts.log_terms
        value += 2 * self.people * np.log(spread)
        # Restricted: the determinant of the terms is that of the columns as they are.
        value -= self.reml * 2 * np.linalg.slogdet(back)[1]
        return float(-value / 2)

    def satterthwaite(self, theta: np.ndarray, back: np.ndarray) -> np.ndarray:
        """Degrees of freedom 2 C^2 / var(C) of each squared error C, by the delta method.

        The unknowns are the triangle and sigma; their covariance is twice the inverse of the
        second derivatives of the deviance. Directions without curvature are left out, as
        lmerTest does.
        """
        at = np.append(theta, np.sqrt(self.parts(theta).rss / self.free))
        curve = _differences(self._gradient, at)
        values, vectors = np.linalg.eigh((curve + curve.T) / 2)
        kept = values > 1e-6 * values.max()
        covariance = 2 * (vectors[:, kept] / values[kept]) @ vectors[:, kept].T
        squared = self._squared_errors(at, back)
        slopes = _differences(lambda point: self._squared_errors(point, back), at)
        return 2 * squared**2 / np.einsum("ai,ab,bi->i", slopes, covariance, slopes)

    def _gradient(self, at: np.ndarray) -> np.ndarray:
        """Derivative of the deviance to the triangle and sigma, sigma not profiled out."""
        theta, sigma = at[:3], at[3]
        parts = self.parts(theta)
        by_square = parts.slope - parts.pull / sigma**2
        by_sigma = 2 * self.free / sigma - 2 * parts.rss / sigma**3
        return np.append(self._by_theta(by_square, theta), by_sigma)

    def _squared_errors(self, at: np.ndarray, back: np.ndarray) -> np.ndarray:
        inverse = self.parts(at[:3]).inverse
        return at[3] ** 2 * np.einsum("ij,jk,ik->i", back, inverse, back)


def _differences(function: object, at: np.ndarray) -> np.ndarray:
    """Central differences: one row per unknown."""
    rows = []
    for i in range(len(at)):
        move = np.zeros(len(at))
        move[i] = _STEP * max(1.0, abs(at[i]))
        rows.append((function(at + move) - function(at - move)) / (2 * move[i]))
    return np.array(rows)
