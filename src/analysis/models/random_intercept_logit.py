"""Leaving or staying in schools: logistic regression with a random intercept.

Equal to R's lme4::glmer, with what a reader can use: the difference in risk, per 100 colleagues.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import chdtrc, ndtri

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.models import logit
from analysis.models.coefficients import coefficient_table
from analysis.models.quasi_newton import NoMaximum, curvature, maximise
from analysis.models.random_intercept_comparison import LikelihoodRatio
from analysis.models.random_intercept_logit_likelihood import Likelihood, Rows, modes

POINTS = 9
_FIRST_SDS = (0.1, 0.3, 0.6, 1.0, 1.6, 2.5)
_AVERAGED = 40  # points for the risk of an average unit
_LOGISTIC = np.pi**2 / 3  # variance of the standard logistic distribution


@dataclass(frozen=True, eq=False)
class RandomInterceptLogit:
    """A fitted logistic model with a random intercept.

    Attributes
    ----------
    outcome : str
    points : int
        Of the quadrature; 1 is Laplace's approximation.
    coefficients : DataFrame, index term ("Intercept" first)
        estimate (log odds within a unit), se, df (infinite), t (a z value), p, low, high (95 %),
        odds_ratio.
    covariance : array, shape (p + 1, p + 1)
        Of the coefficients and, last, the standard deviation of the units; zero for the latter
        in a singular fit.
    unit_sd : float
        Standard deviation of the intercept between units, in log odds.
    log_likelihood, log_likelihood_without_units : float
    singular : bool
        Units differ no more than chance makes them: the model is a logistic regression, so look
        at a cluster-robust error beside it.
    units : DataFrame, one row per unit
        n people; effect (most likely intercept, log odds) and its se, as ``ranef``.
    n_events : int
        People with the outcome.
    """

    outcome: str
    points: int
    coefficients: pd.DataFrame
    covariance: np.ndarray
    unit_sd: float
    log_likelihood: float
    log_likelihood_without_units: float
    singular: bool
    units: pd.DataFrame
    n_events: int

    @property
    def icc(self) -> float:
        """Share of the variance of the underlying propensity that lies between units."""
        return self.unit_sd**2 / (self.unit_sd**2 + _LOGISTIC)

    @property
    def n_people(self) -> int:
        """People with nothing missing."""
        return int(self.units["n"].sum())

    @property
    def n_units(self) -> int:
        """Units with at least one such person."""
        return len(self.units)


@dataclass(frozen=True)
class RiskDifference:
    """What a change in one term does to the risk, averaged over people and units.

    Attributes
    ----------
    term : str
    change : float
        In units of the term.
    risk : float
        Of people as they are, per 100.
    estimate : float
        Change in the risk when everybody has ``change`` more of the term, per 100.
    se, low, high : float
        Delta method; 95 %.
    """

    term: str
    change: float
    risk: float
    estimate: float
    se: float
    low: float
    high: float


def fit(
    people: pd.DataFrame,
    *,
    outcome: str,
    terms: Sequence[str] = (),
    unit: str | pd.Series,
    points: int = POINTS,
) -> RandomInterceptLogit:
    """Fit the log odds of the outcome on terms, with an intercept that varies over units.

    Parameters
    ----------
    people : DataFrame, one row per person, or per person and year for a yearly hazard
        A row with a missing value in one of the columns is left out.
    outcome : str
        Column of 0 and 1, or of booleans.
    terms : sequence of str
        Numeric columns; the intercept is added.
    unit : str or Series
        The unit of each row: a column or a Series on the same index.
    points : int
        Of the adaptive Gauss-Hermite quadrature: 9, or 1 to compare with other programs.

    Returns
    -------
    RandomInterceptLogit

    Raises
    ------
    DataProblem
        When the outcome has other values or only one, a predictor divides those with and without
        the outcome, predictors repeat each other, or there are fewer than two units.

    Source
    ------
    Pinheiro & Bates (1995), J. Computational and Graphical Statistics 4, 12-35. Equals R
    ``lme4::glmer(nAGQ = points)``.
    """
    rows, units = _rows(people, outcome, list(terms), unit)
    plain = _plain(rows, outcome)
    likelihood = Likelihood(rows, points)
    top = _top(rows, plain, likelihood)
    if top[-1] == 0:
        value, covariance = plain.log_likelihood, _without_units(rows, plain)
    else:
        value = likelihood(top)[0]
        steps = 1e-3 * np.sqrt(np.diag(_first_inverse(rows, plain, top[-1])))
        covariance = np.linalg.inv(curvature(likelihood, top, steps))
    errors = np.sqrt(np.diag(covariance)[:-1])
    table = coefficient_table(["Intercept", *terms], top[:-1], errors)
    found = modes(rows, rows.design @ top[:-1], top[-1], np.zeros(len(rows.sizes)))
    effects = {
        "n": rows.sizes,
        "effect": top[-1] * found.at,
        "se": top[-1] / np.sqrt(found.curve),
    }
    return RandomInterceptLogit(
        outcome=outcome,
        points=points,
        coefficients=table.assign(odds_ratio=np.exp(table["estimate"])),
        covariance=covariance,
        unit_sd=float(top[-1]),
        log_likelihood=float(value),
        log_likelihood_without_units=plain.log_likelihood,
        singular=bool(top[-1] == 0),
        units=pd.DataFrame(effects, index=units),
        n_events=int(rows.outcome.sum()),
    )


def unit_variance_test(model: RandomInterceptLogit) -> LikelihoodRatio:
    """Test whether units differ more than chance makes them; p is halved at the boundary.

    Source
    ------
    Self & Liang (1987), J. American Statistical Association 82, 605-610, case 5.
    """
    chi2 = max(2 * (model.log_likelihood - model.log_likelihood_without_units), 0.0)
    p = float(chdtrc(1, chi2)) / 2 if chi2 > 0 else 1.0
    return LikelihoodRatio(chi2, 1, p)


def risk_difference(
    model: RandomInterceptLogit, people: pd.DataFrame, *, term: str, change: float = 1.0
) -> RiskDifference:
    """Say what a change in one term does, in people out of 100.

    The risk of each person is averaged over the units it might be in, then over the people.

    Parameters
    ----------
    model : RandomInterceptLogit
    people : DataFrame
        Whose other terms are used as they are; rows with a missing value are left out.
    term : str
    change : float
        In units of the term, such as one point or one standard deviation.

    Returns
    -------
    RiskDifference

    Source
    ------
    Marginal standardisation, delta method: Norton, Miller & Kleinman (2013), Stata Journal 13,
    492-509, with the risk integrated over the random intercept.
    """
    terms = list(model.coefficients.index[1:])
    x = people[terms].dropna().to_numpy(float)
    design = np.column_stack([np.ones(len(x)), x])
    moved = design.copy()
    moved[:, 1 + terms.index(term)] += change
    before, slope_before = _average_risk(model, design)
    after, slope_after = _average_risk(model, moved)
    slope = slope_after - slope_before
    estimate, se = 100 * (after - before), 100 * np.sqrt(slope @ model.covariance @ slope)
    reach = ndtri(0.975) * se
    numbers = (100 * before, estimate, se, estimate - reach, estimate + reach)
    return RiskDifference(term, change, *(float(number) for number in numbers))


def _average_risk(model: RandomInterceptLogit, design: np.ndarray) -> tuple[float, np.ndarray]:
    """Risk over units and people, and its derivative to (coefficients, sd)."""
    nodes, weights = np.polynomial.hermite.hermgauss(_AVERAGED)
    nodes, weights = np.sqrt(2) * nodes, weights / np.sqrt(np.pi)
    log_odds = design @ model.coefficients["estimate"].to_numpy()
    risk, by_odds, by_sd = 0.0, np.zeros(len(design)), 0.0
    for node, weight in zip(nodes, weights, strict=True):
        p = 1 / (1 + np.exp(-log_odds - model.unit_sd * node))
        steep = weight * p * (1 - p)
        risk += weight * p.mean()
        by_odds += steep
        by_sd += node * steep.mean()
    return float(risk), np.append(design.T @ by_odds / len(design), by_sd)


def _rows(
    people: pd.DataFrame, outcome: str, terms: list[str], unit: str | pd.Series
) -> tuple[Rows, pd.Index]:
    groups = people[unit] if isinstance(unit, str) else unit
    values = people[[*terms, outcome]].to_numpy(float)
    used = ~np.isnan(values).any(axis=1) & groups.notna().to_numpy()
    values = values[used]
    if not np.isin(values[:, -1], (0.0, 1.0)).all():
        raise DataProblem(
            _("the outcome of this model is 0 or 1."),
            column=outcome,
            rows=int((~np.isin(values[:, -1], (0.0, 1.0))).sum()),
        )
    codes, units = pd.factorize(groups[used], sort=True)
    if len(units) < 2:
        raise DataProblem(
            _("a model with units needs two units or more."),
            column=outcome,
            found=_("{n} units").format(n=len(units)),
        )
    order = np.lexsort((*values.T, codes))
    sizes = np.bincount(codes)
    design = np.column_stack([np.ones(len(values)), values[order, :-1]])
    return Rows(design, values[order, -1], sizes), pd.Index(units)


def _plain(rows: Rows, outcome: str) -> logit.Logit:
    try:
        return logit.fit(rows.design, rows.outcome)
    except logit.Separation as error:
        raise DataProblem(
            _("everybody or nobody has the outcome, or a predictor divides the two groups."),
            column=outcome,
            repair=_("leave out the predictor that divides them, or take categories together"),
        ) from error
    except logit.Collinear as error:
        raise DataProblem(
            _("the predictors repeat each other."),
            column=outcome,
            repair=_("leave one of them out"),
        ) from error


def _top(rows: Rows, plain: logit.Logit, likelihood: Likelihood) -> np.ndarray:
    """Coefficients and sd at the maximum; sd is exactly 0 when that is the boundary."""
    laplace = Likelihood(rows, 1)
    values = [laplace(np.append(plain.coefficients, sd))[0] for sd in _FIRST_SDS]
    first = _FIRST_SDS[int(np.argmax(values))]
    if _slope_at_zero(rows, plain) <= 0 and max(values) <= plain.log_likelihood:
        return np.append(plain.coefficients, 0.0)
    start = np.append(plain.coefficients, first)
    try:
        top = maximise(likelihood, start, _first_inverse(rows, plain, first))
    except (NoMaximum, np.linalg.LinAlgError) as error:
        raise DataProblem(
            _("the likelihood of this model has no maximum that can be found."),
            repair=_("use fewer predictors, or larger units"),
        ) from error
    # The sign of a standard deviation says nothing.
    top[-1] = abs(top[-1])
    if likelihood(top)[0] <= plain.log_likelihood:
        return np.append(plain.coefficients, 0.0)
    return top


def _slope_at_zero(rows: Rows, plain: logit.Logit) -> float:
    """Derivative of the log likelihood to the variance of the units, where that is zero."""
    left = rows.sums(rows.outcome - plain.fitted)
    return float((left**2 - rows.sums(plain.weights)).sum() / 2)


def _first_inverse(rows: Rows, plain: logit.Logit, sd: float) -> np.ndarray:
    """Covariance as if the working response were normal: a good first guess, no more."""
    weighted = plain.weights[:, None] * rows.design
    pulls = rows.sums(np.ascontiguousarray(weighted.T))
    weights = pulls[0]
    shrunk = sd**2 / (1 + sd**2 * weights)
    size = rows.design.shape[1]
    information = np.zeros((size + 1, size + 1))
    information[:-1, :-1] = rows.design.T @ weighted - (pulls * shrunk) @ pulls.T
    information[-1, -1] = 2 * sd**2 * ((weights / (1 + sd**2 * weights)) ** 2).sum()
    return np.linalg.inv(information)


def _without_units(rows: Rows, plain: logit.Logit) -> np.ndarray:
    """Covariance of the logistic regression, with nothing for the sd that is zero."""
    size = rows.design.shape[1]
    covariance = np.zeros((size + 1, size + 1))
    information = rows.design.T @ (plain.weights[:, None] * rows.design)
    covariance[:-1, :-1] = np.linalg.inv(information)
    return covariance
