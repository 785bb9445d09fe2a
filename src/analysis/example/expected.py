"""What planted scales give on average: reliability and agreement of teams, without a draw.

Answers are steps of a normal variable, so their covariances follow from correlations by the
Hermite series of a step function. Nothing is simulated, and nothing comes from our estimators.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from analysis.example import latent, questionnaire
from analysis.example.questionnaire import Scale

_TERMS = 24  # the series has converged long before


@dataclass(frozen=True)
class Expected:
    """A scale in the population, answers complete and turned the right way.

    Attributes
    ----------
    mean, sd : float
        Of the scale score, the mean of the items, 1 to 5.
    alpha : float
        Cronbach's alpha.
    icc1_team, icc1_school : float
        Share of the variance of the score between teams, and between schools.
    icc1_team_latent : float
        The same for true scores.
    """

    mean: float
    sd: float
    alpha: float
    icc1_team: float
    icc1_school: float
    icc1_team_latent: float


def expected(name: str) -> Expected:
    """Compute what a scale gives in an endless population.

    Source
    ------
    Mehler's formula: the covariance of f(x) and g(y) for standard normal x and y with
    correlation r is the sum over k of a_k b_k r**k, with a and b the Hermite coefficients.
    """
    scale = questionnaire.scales()[name]
    shares = latent.shares_of(name, scale.level)
    series = _series(scale)
    between = np.outer(scale.loading, scale.loading)
    within_person = _covariance(series, between)
    np.fill_diagonal(within_person, _variance(scale))
    total = within_person.sum()
    n = len(scale.items)
    alpha = n / (n - 1) * (1 - np.trace(within_person) / total) if n > 1 else np.nan
    team, school = sum(shares[:4]), sum(shares[:2])
    return Expected(
        mean=float(5 - _below(scale).sum(axis=1).mean()),
        sd=float(np.sqrt(total) / n),
        alpha=float(alpha),
        icc1_team=float(_covariance(series, between * team).sum() / total),
        icc1_school=float(_covariance(series, between * school).sum() / total),
        icc1_team_latent=float(team),
    )


def _series(scale: Scale) -> np.ndarray:
    """Hermite coefficients of each item, shape (items, terms), from the first order on."""
    t = scale.thresholds
    density = np.exp(-(t**2) / 2) / np.sqrt(2 * np.pi)
    before, current = np.zeros_like(t), np.ones_like(t)  # normalised Hermite polynomials
    columns = []
    for k in range(1, _TERMS + 1):
        # The integral of a step against the k-th polynomial is density times the one before.
        columns.append((density * current).sum(axis=1) / np.sqrt(k))
        before, current = current, (t * current - np.sqrt(k - 1) * before) / np.sqrt(k)
    return np.stack(columns, axis=1)


def _covariance(series: np.ndarray, correlation: np.ndarray) -> np.ndarray:
    powers = correlation[:, :, None] ** np.arange(1, _TERMS + 1)
    return np.einsum("ik,jk,ijk->ij", series, series, powers)


def _below(scale: Scale) -> np.ndarray:
    """Share of people below each step."""
    return ndtr(scale.thresholds)


def _variance(scale: Scale) -> np.ndarray:
    """Variance of each item, from the shares of its answers."""
    below = np.pad(_below(scale), ((0, 0), (1, 1)), constant_values=((0, 0), (0, 1)))
    shares, values = np.diff(below, axis=1), np.arange(1, 6)
    mean = shares @ values
    return shares @ values**2 - mean**2
