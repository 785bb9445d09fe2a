"""People in units: a linear model whose intercept and one slope vary over units, from sums.

Equal to R's lme4 and lmerTest. A fit at the edge of what is possible (slopes that do not vary, or
that follow from the intercepts) is found and named.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.measures.moments import Moments, moments
from analysis.models.coefficients import coefficient_table
from analysis.models.quasi_newton import NoMaximum, maximise
from analysis.models.random_slopes_likelihood import Likelihood, triangle
from analysis.models.regression_sums import chosen, refuse_repetition

METHODS = ("reml", "ml")
NO_INTERCEPTS, NO_SLOPES, BOUND = "intercepts_alike", "slopes_alike", "slopes_follow_intercepts"
_EDGE = 1e-4  # as lme4's isSingular
_STARTS = (0.1, 0.5)


@dataclass(frozen=True, eq=False)
class RandomSlopes:
    """A fitted model with a random intercept and a random slope.

    Attributes
    ----------
    method, outcome, slope : str
    coefficients : DataFrame, index term ("Intercept" first)
        estimate, se, df (Satterthwaite), t, p, low, high (95 %).
    unit_covariance : array, shape (2, 2)
        Of intercepts and slopes over units; the intercept is that at 0 of the term.
    correlation : float
        Between intercepts and slopes; NaN when one of them does not vary.
    residual_variance : float
    log_likelihood : float
        Restricted when the method is "reml".
    singular : str
        Empty, or why the fit lies at an edge: intercepts_alike, slopes_alike or
        slopes_follow_intercepts (a correlation of one). A simpler model then says as much.
    n_people, n_units : int
    """

    method: str
    outcome: str
    slope: str
    coefficients: pd.DataFrame
    unit_covariance: np.ndarray
    correlation: float
    residual_variance: float
    log_likelihood: float
    singular: str
    n_people: int
    n_units: int

    @property
    def deviance(self) -> float:
        """-2 log likelihood."""
        return -2 * self.log_likelihood


def fit(
    people: pd.DataFrame,
    *,
    outcome: str,
    terms: Sequence[str],
    slope: str,
    unit: str | pd.Series,
    method: str = "reml",
) -> RandomSlopes:
    """Fit outcome on terms, with an intercept and the slope of one term that vary over units.

    Parameters
    ----------
    people : DataFrame, one row per person
        A person with a missing value in one of the columns is left out.
    outcome : str
    terms : sequence of str
        Numeric columns; the intercept is added.
    slope : str
        The one of them whose slope varies; it has to vary within units.
    unit : str or Series
    method : str
        "reml" or "ml".

    Returns
    -------
    RandomSlopes

    Raises
    ------
    DataProblem
        With fewer than three units, a slope that no unit can show, repeated columns, or an
        outcome that the terms tell exactly.

    Source
    ------
    Bates, Maechler, Bolker & Walker (2015), J. Statistical Software 67(1). Equals R
    ``lme4::lmer`` and ``lmerTest``.
    """
    if method not in METHODS:
        raise ValueError(f"method is one of {', '.join(METHODS)}, not {method!r}")
    if slope not in terms:
        raise ValueError(f"the slope {slope!r} is not among the terms")
    sums = chosen(moments(people, [*terms, outcome], by=unit), [*terms, outcome])
    at = list(terms).index(slope)
    _refuse(sums, at)
    scaled, back = _scaled(sums, at)
    model = Likelihood(scaled, 1 + at, reml=method == "reml")
    theta = _top(model)
    return _fitted(model, theta, sums, back, method=method, slope=slope)


def _refuse(sums: Moments, at: int) -> None:
    within = sums.products[:, at, at] - sums.sums[:, at] ** 2 / sums.n
    if sums.n_units < 3 or not within.max() > 1e-9 * max(sums.products[:, at, at].max(), 1e-300):
        raise DataProblem(
            _("a slope that varies needs three units or more in which people differ."),
            column=sums.columns[at],
            found=_("{n} units").format(n=sums.n_units),
        )


def _scaled(sums: Moments, at: int) -> tuple[np.ndarray, np.ndarray]:
    """Cross products of [1, terms, outcome], centred and in standard deviations; and the way back.

    The way back takes coefficients of scaled columns to those of the columns as they are.
    """
    total = sums.n.sum()
    centre = sums.sums.sum(axis=0) / total
    spread = np.sqrt(np.diag(sums.covariance()))
    if not (spread > 0).all():
        refuse_repetition(sums.covariance(), sums.columns)
    crossed = np.einsum("ui,j->uij", sums.sums, centre)
    square = sums.products - crossed - crossed.transpose(0, 2, 1)
    square += sums.n[:, None, None] * np.outer(centre, centre)
    k = len(centre) + 1
    whole = np.empty((sums.n_units, k, k))
    whole[:, 0, 0], whole[:, 1:, 1:] = sums.n, square / np.outer(spread, spread)
    whole[:, 0, 1:] = (sums.sums - sums.n[:, None] * centre) / spread
    whole[:, 1:, 0] = whole[:, 0, 1:]
    refuse_repetition(whole.sum(axis=0)[:-1, :-1], ["Intercept", *sums.columns[:-1]])
    back = np.diag(np.r_[1.0, 1 / spread[:-1]]) * spread[-1]
    back[0, 1:] = -centre[:-1] / spread[:-1] * spread[-1]
    return whole, back


def _top(model: Likelihood) -> np.ndarray:
    """The best of a few climbs, with a triangle whose diagonal is not negative."""
    found = []
    for size in _STARTS:
        start, guess = np.array([size, 0.0, size]), np.eye(3) / model.units
        try:
            found.append(maximise(model.climb, start, guess, close=1e-13))
        except (NoMaximum, np.linalg.LinAlgError):
            continue
    if not found:
        raise DataProblem(
            _("within units everybody has the same value, given the predictors."),
            repair=_("compare the units by one value each"),
        )
    best = max(found, key=lambda theta: model.climb(theta)[0])
    signs = np.where(np.array([best[0], best[2]]) < 0, -1.0, 1.0)
    return best * np.array([signs[0], signs[0], signs[1]])


def _edge(theta: np.ndarray) -> str:
    if abs(theta[0]) < _EDGE:
        return NO_INTERCEPTS
    if abs(theta[2]) < _EDGE:
        return NO_SLOPES if abs(theta[1]) < _EDGE else BOUND
    return ""


def _fitted(
    model: Likelihood,
    theta: np.ndarray,
    sums: Moments,
    back: np.ndarray,
    *,
    method: str,
    slope: str,
) -> RandomSlopes:
    parts = model.parts(theta)
    scale = float(parts.rss / model.free)
    covariance = scale * back @ parts.inverse @ back.T
    estimates = back @ parts.beta
    spread = np.sqrt(sums.covariance()[-1, -1])
    estimates[0] += sums.sums[:, -1].sum() / sums.n.sum()
    df = model.satterthwaite(theta, back)
    # Intercepts are counted at 0 of the term and not at its mean, so they move with the slopes.
    turn = back[np.ix_([0, model.at], [0, model.at])]
    lower = triangle(theta)
    between = scale * turn @ lower @ lower.T @ turn.T
    sds = np.sqrt(np.diag(between))
    known = bool((sds > 0).all())
    return RandomSlopes(
        method=method,
        outcome=sums.columns[-1],
        slope=slope,
        coefficients=coefficient_table(
            ["Intercept", *sums.columns[:-1]], estimates, np.sqrt(np.diag(covariance)), df=df
        ),
        unit_covariance=between,
        correlation=float(between[0, 1] / sds.prod()) if known else float("nan"),
        residual_variance=scale * spread**2,
        log_likelihood=model.log_likelihood(theta, back, spread),
        singular=_edge(theta),
        n_people=int(sums.n.sum()),
        n_units=sums.n_units,
    )
