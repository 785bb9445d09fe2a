"""People in units: a linear model with a random intercept, from sums per unit.

Equal to R's lme4 and lmerTest, and right where the units hardly differ: a variance of zero is
found as the boundary that it is, and named.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.measures.moments import Moments, moments
from analysis.models.coefficients import coefficient_table
from analysis.models.random_intercept_profile import (
    Products,
    best_ratio,
    deviance,
    products,
    slopes,
)
from analysis.models.regression_sums import ALIKE, chosen, refuse_repetition

METHODS = ("reml", "ml")


@dataclass(frozen=True, eq=False)
class RandomIntercept:
    """A fitted random-intercept model.

    Attributes
    ----------
    method : str
        "reml" or "ml".
    outcome : str
    coefficients : DataFrame, index term ("Intercept" first)
        estimate, se, df (Satterthwaite), t, p, low, high (95 %).
    covariance : array, shape (p, p)
        Of the coefficients.
    unit_variance, residual_variance : float
        Between units and within, in squared units of the outcome.
    log_likelihood : float
        Restricted when the method is "reml".
    r2_marginal, r2_conditional : float
        Share of variance that the terms, and the terms with the units, account for.
    singular : bool
        The unit variance is estimated as exactly zero: the units differ no more than chance
        makes them. Errors and df are then those of a regression that ignores the units, so look
        at a cluster-robust error beside them.
    moments : Moments
        What the model was fitted to: terms, then the outcome.
    """

    method: str
    outcome: str
    coefficients: pd.DataFrame
    covariance: np.ndarray
    unit_variance: float
    residual_variance: float
    log_likelihood: float
    r2_marginal: float
    r2_conditional: float
    singular: bool
    moments: Moments

    @property
    def icc(self) -> float:
        """Share of the variance left by the terms that lies between units, in [0, 1)."""
        return self.unit_variance / (self.unit_variance + self.residual_variance)

    @property
    def deviance(self) -> float:
        """-2 log likelihood."""
        return -2 * self.log_likelihood

    @property
    def n_people(self) -> int:
        """People with nothing missing."""
        return int(self.moments.n.sum())

    @property
    def n_units(self) -> int:
        """Units with at least one such person."""
        return self.moments.n_units


def fit(
    people: pd.DataFrame,
    *,
    outcome: str,
    terms: Sequence[str] = (),
    unit: str | pd.Series,
    method: str = "reml",
) -> RandomIntercept:
    """Fit outcome on terms with an intercept that varies over units.

    Parameters
    ----------
    people : DataFrame, one row per person
        A person with a missing value in one of the columns is left out.
    outcome : str
        Numeric column.
    terms : sequence of str
        Numeric columns, of persons or of units; the intercept is added.
    unit : str or Series
        The unit of each person: a column or a Series on the same index.
    method : str
        "reml" for estimates and intervals, "ml" to compare models with other terms.

    Returns
    -------
    RandomIntercept

    Raises
    ------
    DataProblem
        With fewer than two units, no unit of two people, columns that repeat each other, or an
        outcome that does not vary within units.

    Source
    ------
    Laird & Ware (1982), Biometrics 38, 963-974. Equals R ``lme4::lmer`` and, for degrees of
    freedom, ``lmerTest``; R2 after Nakagawa & Schielzeth (2013), Methods in Ecology and Evolution
    4, 133-142.
    """
    sums = moments(people, [*terms, outcome], by=unit)
    return fit_moments(sums, outcome=outcome, terms=terms, method=method)


def fit_moments(
    sums: Moments, *, outcome: str, terms: Sequence[str] = (), method: str = "reml"
) -> RandomIntercept:
    """Fit the model of ``fit`` to moments that exist already, or were drawn or left out.

    Parameters
    ----------
    sums : Moments
        Holds the outcome and the terms, maybe more columns. People missing on one of its columns
        are not in it.
    outcome, terms, method
        As in ``fit``.

    Returns
    -------
    RandomIntercept
    """
    if method not in METHODS:
        raise ValueError(f"method is one of {', '.join(METHODS)}, not {method!r}")
    sums = chosen(sums, [*terms, outcome])
    _refuse_few(sums)
    parts = products(sums)
    _refuse_what_cannot_be_fitted(parts, sums)
    try:
        ratio = best_ratio(parts, reml=method == "reml")
    except (ArithmeticError, np.linalg.LinAlgError) as error:
        raise _no_spread(outcome) from error
    return _fitted(parts, sums, ratio, method=method)


def _refuse_few(sums: Moments) -> None:
    if sums.n_units < 2 or sums.n.max() < 2:
        raise DataProblem(
            _("a model with units needs two units or more, and a unit with two people or more."),
            column=sums.columns[-1],
            found=_("{n} units").format(n=sums.n_units),
            repair=_("use a unit that holds more people, or a model without units"),
        )


def _refuse_what_cannot_be_fitted(parts: Products, sums: Moments) -> None:
    total = parts.total(0.0)
    if parts.within[-1, -1] <= ALIKE * total[-1, -1]:
        raise _no_spread(sums.columns[-1])
    refuse_repetition(total[:-1, :-1], ["Intercept", *sums.columns[:-1]])


def _no_spread(outcome: str) -> DataProblem:
    return DataProblem(
        _("within units everybody has the same value, given the predictors."),
        column=outcome,
        repair=_("compare the units by one value each"),
    )


def _fitted(parts: Products, sums: Moments, ratio: float, *, method: str) -> RandomIntercept:
    reml = method == "reml"
    total = parts.total(ratio)
    inverse = np.linalg.inv(total[:-1, :-1])
    beta = inverse @ total[:-1, -1]
    rss = float(total[-1, -1] - total[:-1, -1] @ beta)
    free = parts.n_people - reml * len(beta)
    scale = rss / free
    shift = _uncentred(parts)
    df = np.full(len(beta), free)
    if ratio > 0:
        df = _satterthwaite(parts, ratio, shift @ inverse, scale=scale, free=free, reml=reml)
    covariance = scale * shift @ inverse @ shift.T
    estimates = shift @ beta
    estimates[0] += parts.centre[-1]
    names = ["Intercept", *sums.columns[:-1]]
    spread = parts.total(0.0)[1:-1, 1:-1]
    explained = float(beta[1:] @ spread @ beta[1:]) / (parts.n_people - 1)
    whole = explained + scale * (1 + ratio)
    return RandomIntercept(
        method=method,
        outcome=sums.columns[-1],
        coefficients=coefficient_table(names, estimates, np.sqrt(np.diag(covariance)), df=df),
        covariance=covariance,
        unit_variance=ratio * scale,
        residual_variance=scale,
        log_likelihood=-float(deviance(parts, ratio, reml=reml)) / 2,
        r2_marginal=explained / whole,
        r2_conditional=(explained + ratio * scale) / whole,
        singular=ratio == 0,
        moments=sums,
    )


def unit_effects(model: RandomIntercept) -> pd.DataFrame:
    """How far each unit lies from what its terms predict, shrunken by its reliability.

    Parameters
    ----------
    model : RandomIntercept

    Returns
    -------
    DataFrame, one row per unit, indexed as the moments
        n people; difference (mean residual, in units of the outcome); reliability of that
        difference, in [0, 1); effect = reliability times difference (the best linear unbiased
        predictor); se of the effect around the true one, given the estimates. All effects are 0
        in a singular fit.

    Source
    ------
    Robinson (1991), Statistical Science 6, 15-32. Equals R ``lme4::ranef(condVar = TRUE)``.
    """
    means = model.moments.means
    beta = model.coefficients["estimate"].to_numpy()
    difference = means[:, -1] - beta[0] - means[:, :-1] @ beta[1:]
    ratio = model.unit_variance / model.residual_variance
    reliability = model.moments.n * ratio / (1 + model.moments.n * ratio)
    return pd.DataFrame(
        {
            "n": model.moments.n.astype(int),
            "difference": difference,
            "reliability": reliability,
            "effect": reliability * difference,
            "se": np.sqrt(model.unit_variance * (1 - reliability)),
        },
        index=model.moments.units,
    )


def _uncentred(parts: Products) -> np.ndarray:
    """From coefficients of centred terms to those of the terms as they are."""
    shift = np.eye(len(parts.centre))
    shift[0, 1:] = -parts.centre[:-1]
    return shift


def _satterthwaite(
    parts: Products, ratio: float, rows: np.ndarray, *, scale: float, free: float, reml: bool
) -> np.ndarray:
    """Degrees of freedom 2 C^2 / var(C) of each squared error C, by the delta method.

    C = scale * c' A^-1 c depends on the ratio and the scale; their covariance is twice the
    inverse of the second derivatives of the deviance. ``rows`` holds c' A^-1. At a ratio of zero
    the ratio cannot vary and df is ``free``, as in lmerTest.
    """
    at = slopes(parts, ratio)
    rise, bend = at.log_rss
    curve = np.empty((2, 2))
    curve[0, 0] = at.log_units[1] + free * (bend + rise**2) + reml * at.log_terms[1]
    curve[0, 1] = curve[1, 0] = -free * rise / scale
    curve[1, 1] = free / scale**2
    first = -parts.summed(parts.weight(ratio) ** 2)[:-1, :-1]
    kernel = parts.total(ratio)[:-1, :-1]
    size = np.einsum("ij,jk,ik->i", rows, kernel, rows)
    tilt = -scale * np.einsum("ij,jk,ik->i", rows, first, rows)
    gradient = np.stack([tilt, size])
    variance = 2 * np.einsum("ai,ab,bi->i", gradient, np.linalg.inv(curve), gradient)
    return 2 * (scale * size) ** 2 / variance
