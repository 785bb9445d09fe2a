"""Logistic regression, small and fast enough to be refitted thousands of times."""

from dataclasses import dataclass

import numpy as np

_STEPS = 40
_CLOSE = 1e-10


class Separation(ArithmeticError):
    """A predictor splits those with and without the outcome, so its effect has no end."""


class Collinear(ArithmeticError):
    """Predictors repeat each other, so their effects cannot be told apart."""


@dataclass(frozen=True, eq=False)
class Logit:
    """A fitted logistic regression.

    Attributes
    ----------
    coefficients : array, shape (p,)
        Log odds.
    fitted : array, shape (n,)
        Probabilities.
    log_likelihood : float
    """

    coefficients: np.ndarray
    fitted: np.ndarray
    log_likelihood: float

    @property
    def weights(self) -> np.ndarray:
        """Working weights p (1 - p), which the robust covariance needs."""
        return self.fitted * (1 - self.fitted)


def fit(design: np.ndarray, outcome: np.ndarray) -> Logit:
    """Fit a logistic regression by maximum likelihood.

    Parameters
    ----------
    design : array, shape (n, p)
        With the intercept; nothing missing.
    outcome : array, shape (n,)
        0 or 1.

    Returns
    -------
    Logit

    Raises
    ------
    Separation
        When the likelihood has no maximum: everybody or nobody has the outcome, or a predictor
        (or a mixture of them) divides the two groups.
    Collinear
        When the columns of the design are linearly dependent.

    Source
    ------
    Iteratively reweighted least squares; equals R ``stats::glm(family = binomial)``.
    """
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise Collinear("columns of the design are linearly dependent")
    if outcome.min() == outcome.max():
        raise Separation("the outcome is the same for everybody")
    coefficients = np.zeros(design.shape[1])
    for _step in range(_STEPS):
        probability = _probability(design @ coefficients)
        weight = probability * (1 - probability)
        information = design.T @ (weight[:, None] * design)
        score = design.T @ (outcome - probability)
        try:
            move = np.linalg.solve(information, score)
        except np.linalg.LinAlgError as error:
            raise Separation("the weights vanish") from error
        move = _held(move, design)
        coefficients = coefficients + move
        if np.abs(design @ move).max() < _CLOSE:
            return _fitted(design, outcome, coefficients)
    raise Separation("the coefficients keep growing")


def _held(move: np.ndarray, design: np.ndarray) -> np.ndarray:
    """Shorten a step that would change somebody's log odds by more than 5."""
    longest = np.abs(design @ move).max()
    return move * min(1.0, 5.0 / longest) if longest > 0 else move


def _probability(log_odds: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(log_odds, -500, 500)))


def _fitted(design: np.ndarray, outcome: np.ndarray, coefficients: np.ndarray) -> Logit:
    log_odds = design @ coefficients
    log_likelihood = float((outcome * log_odds - np.logaddexp(0, log_odds)).sum())
    return Logit(coefficients, _probability(log_odds), log_likelihood)
