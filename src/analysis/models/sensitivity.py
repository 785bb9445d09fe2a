"""What a study could have missed, and what it would take to explain a result away."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.measures.moments import Moments
from analysis.models.regression_sums import chosen, refuse_repetition

MEASURES = ("risk_ratio", "odds_ratio", "hazard_ratio")


def smallest_detectable_effect(
    se: float, *, df: float = np.inf, power: float = 0.80, level: float = 0.95
) -> float:
    """The effect that a study of this precision would find in 80 of 100 repetitions.

    Parameters
    ----------
    se : float
        Standard error, in units of the effect.
    df : float
        Degrees of freedom; with few schools the number of schools minus the predictors.
    power : float
        Share of repetitions that find the effect.
    level : float
        Of the two-sided interval that decides.

    Returns
    -------
    float
        In units of the effect, positive.

    Source
    ------
    Bloom (1995), Evaluation Review 19, 547-556: 2.8 standard errors with many df.
    """
    return float((stdtrit(df, (1 + level) / 2) + stdtrit(df, power)) * se)


def design_error(
    *,
    units: int,
    people_per_unit: float,
    icc: float,
    exposure_variance: float = 1.0,
    explained_between: float = 0.0,
    explained_within: float = 0.0,
) -> float:
    """Standard error of the slope of a school-level exposure, before there are data.

    Parameters
    ----------
    units : int
        Schools.
    people_per_unit : float
        Harmonic mean.
    icc : float
        Share of the outcome's variance between schools.
    exposure_variance : float
        Of the exposure over schools: 1 when it is in SD, P (1 - P) when a share P has it.
    explained_between, explained_within : float
        Share of the variance at each level that covariates explain.

    Returns
    -------
    float
        In SD of the outcome per unit of the exposure.

    Source
    ------
    Dong & Maynard (2013), J. Research on Educational Effectiveness 6, 24-67, model CRA2.
    """
    between = icc * (1 - explained_between)
    within = (1 - icc) * (1 - explained_within) / people_per_unit
    return float(np.sqrt((between + within) / (units * exposure_variance)))


@dataclass(frozen=True)
class Equivalence:
    """Whether an effect is too small to matter.

    Attributes
    ----------
    low, high : float
        The 90 % interval.
    smallest : float
        The smallest effect of interest.
    p : float
        Of two one-sided tests.
    equivalent : bool
        The interval lies inside minus ``smallest`` to ``smallest``.
    """

    low: float
    high: float
    smallest: float
    p: float
    equivalent: bool


def equivalence(
    estimate: float, se: float, *, smallest: float, df: float = np.inf, level: float = 0.90
) -> Equivalence:
    """Test whether an effect is smaller than the smallest one of interest.

    Parameters
    ----------
    estimate, se : float
        On a scale where no effect is 0, so the logarithm of a ratio.
    smallest : float
        Smallest effect of interest, positive, on the same scale.
    df : float
        Degrees of freedom.
    level : float
        Of the interval: 90 % belongs to two one-sided tests at 5 %.

    Returns
    -------
    Equivalence

    Source
    ------
    Schuirmann (1987); Lakens (2017), Social Psychological and Personality Science 8, 355-362.
    """
    reach = float(stdtrit(df, (1 + level) / 2) * se)
    low, high = estimate - reach, estimate + reach
    p = float(stdtr(df, (abs(estimate) - smallest) / se))
    return Equivalence(low, high, smallest, p, bool(-smallest < low and high < smallest))


@dataclass(frozen=True)
class Robustness:
    """How strong an unmeasured cause would have to be, in partial R2 with exposure and outcome.

    Attributes
    ----------
    partial_r2 : float
        Of the exposure with the outcome: a confounder that explains all that is left of the
        outcome would have to explain this share of the exposure.
    value : float
        Share of what is left of both that would bring the estimate to zero.
    value_interval : float
        The same, to bring the interval to zero; 0 when it holds zero already.
    """

    partial_r2: float
    value: float
    value_interval: float


def robustness_value(t: float, df: float, *, level: float = 0.95) -> Robustness:
    """Say how strong confounding must be to explain a regression coefficient away.

    Parameters
    ----------
    t : float
        Estimate over its ordinary (not robust) standard error.
    df : float
        Residual degrees of freedom.
    level : float
        Of the interval.

    Returns
    -------
    Robustness

    Source
    ------
    Cinelli & Hazlett (2020), J. Royal Statistical Society B 82, 39-67; equals R ``sensemakr``.
    """
    f = abs(t) / np.sqrt(df)
    critical = float(stdtrit(df - 1, (1 + level) / 2)) / np.sqrt(df - 1)
    left = f - critical
    if left <= 0:
        interval = 0.0
    elif critical * f < 1:
        interval = _value(left)
    else:
        interval = (f**2 - critical**2) / (1 + f**2)
    return Robustness(float(f**2 / (1 + f**2)), float(_value(f)), float(interval))


def _value(f: float) -> float:
    return (np.sqrt(f**4 + 4 * f**2) - f**2) / 2


@dataclass(frozen=True)
class Bound:
    """What would be left if an unmeasured cause were some times as strong as a measured one.

    Attributes
    ----------
    times : float
    r2_exposure, r2_outcome : float
        Partial R2 of that cause with the exposure and with the outcome.
    estimate, se, t, low, high : float
        After taking it into account (95 %, towards zero).
    """

    times: float
    r2_exposure: float
    r2_outcome: float
    estimate: float
    se: float
    t: float
    low: float
    high: float


def benchmark_bound(
    estimate: float,
    se: float,
    df: float,
    *,
    r2_exposure: float,
    r2_outcome: float,
    times: float = 1.0,
) -> Bound:
    """Take into account a cause that is ``times`` as strong as a covariate that was measured.

    Parameters
    ----------
    estimate, se, df : float
        Of the exposure, from ordinary least squares with the covariate in it.
    r2_exposure : float
        Partial R2 of the covariate with the exposure, given the other covariates.
    r2_outcome : float
        Partial R2 of the covariate with the outcome, given exposure and other covariates.
    times : float

    Returns
    -------
    Bound

    Raises
    ------
    DataProblem
        When a cause that strong would explain more than there is.

    Source
    ------
    Cinelli & Hazlett (2020), section 4.4; equals R ``sensemakr::ovb_bounds``.
    """
    exposure = times * r2_exposure / (1 - r2_exposure)
    both = times * r2_exposure**2 / ((1 - times * r2_exposure) * (1 - r2_exposure))
    if exposure >= 1 or both >= 1:
        raise DataProblem(
            _("a cause that strong would explain more of the exposure than there is."),
            found=f"{times:g}",
            repair=_("compare with fewer times the covariate"),
        )
    scale = (np.sqrt(times) + np.sqrt(both)) / np.sqrt(1 - both)
    outcome = min(float(scale**2 * r2_outcome / (1 - r2_outcome)), 1.0)
    bias = se * np.sqrt(df * outcome * exposure / (1 - exposure))
    adjusted = np.sign(estimate) * (abs(estimate) - bias)
    error = se * np.sqrt((1 - outcome) / (1 - exposure) * df / (df - 1))
    reach = stdtrit(df - 1, 0.975) * error
    t = adjusted / error if error > 0 else np.nan
    numbers = (exposure, outcome, adjusted, error, t, adjusted - reach, adjusted + reach)
    return Bound(times, *(float(number) for number in numbers))


@dataclass(frozen=True)
class BetweenRobustness:
    """Robustness of the relation between schools, with a measured covariate to compare with.

    Attributes
    ----------
    estimate, se, df : float
        Least squares on one row per school.
    robustness : Robustness
    benchmark : str
    bound : Bound
        For a cause as strong as the benchmark.
    n_units : int
    """

    estimate: float
    se: float
    df: float
    robustness: Robustness
    benchmark: str
    bound: Bound
    n_units: int


def between_robustness(
    sums: Moments,
    *,
    outcome: str,
    exposure: str,
    benchmark: str,
    covariates: Sequence[str] = (),
) -> BetweenRobustness:
    """Judge the regression of school means on school means, the level of the exposure.

    Parameters
    ----------
    sums : Moments
        Holds the columns, and maybe more.
    outcome, exposure, benchmark : str
    covariates : sequence of str
        Besides the benchmark.

    Returns
    -------
    BetweenRobustness

    Raises
    ------
    DataProblem
        With too few schools, or columns that repeat each other.
    """
    names = [exposure, benchmark, *covariates]
    means = chosen(sums, [*names, outcome]).means
    df = len(means) - len(names) - 1
    if df < 2:
        raise DataProblem(
            _("there are too few schools for this many covariates."),
            found=_("{n} units").format(n=len(means)),
            repair=_("use fewer covariates"),
        )
    x, y = np.column_stack([np.ones(len(means)), means[:, :-1]]), means[:, -1]
    refuse_repetition(np.cov(x[:, 1:].T).reshape(len(names), -1), names)
    estimates, errors = _least_squares(x, y)
    share_outcome = _partial_r2(estimates[2] / errors[2], df)
    back, back_errors = _least_squares(np.delete(x, 1, axis=1), x[:, 1])
    share_exposure = _partial_r2(back[1] / back_errors[1], df + 1)
    estimate, se = float(estimates[1]), float(errors[1])
    bound = benchmark_bound(estimate, se, df, r2_exposure=share_exposure, r2_outcome=share_outcome)
    robust = robustness_value(estimate / se, df)
    return BetweenRobustness(estimate, se, float(df), robust, benchmark, bound, len(means))


def _least_squares(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    inverse = np.linalg.inv(x.T @ x)
    estimates = inverse @ (x.T @ y)
    left = y - x @ estimates
    return estimates, np.sqrt(np.diag(inverse) * (left @ left) / (len(y) - x.shape[1]))


def _partial_r2(t: float, df: float) -> float:
    return float(t**2 / (t**2 + df))


@dataclass(frozen=True)
class EValue:
    """How strong an unmeasured cause would have to be, as risk ratio with both others.

    Attributes
    ----------
    risk_ratio : float
        The ratio as a risk ratio.
    value : float
        For the estimate; 1 is no cause at all.
    value_interval : float
        For the limit nearest to 1; 1 when the interval holds 1.
    """

    risk_ratio: float
    value: float
    value_interval: float


def e_value(
    ratio: float,
    low: float,
    high: float,
    *,
    measure: str,
    outcome_share: float,
    rare_below: float = 0.15,
) -> EValue:
    """Say how strong confounding must be to explain a ratio away.

    Parameters
    ----------
    ratio, low, high : float
        Estimate and interval, positive.
    measure : str
        "risk_ratio", "odds_ratio" or "hazard_ratio".
    outcome_share : float
        Share of people with the outcome at the end of follow-up.
    rare_below : float
        An odds or hazard ratio is read as a risk ratio below this share; above it, it is
        converted, as a yearly exit of 10 to 20 % soon requires.

    Returns
    -------
    EValue

    Source
    ------
    VanderWeele & Ding (2017), Annals of Internal Medicine 167, 268-274; conversions for common
    outcomes from their table 2. Equals R ``EValue``.
    """
    if measure not in MEASURES:
        raise ValueError(f"measure is one of {', '.join(MEASURES)}, not {measure!r}")
    if not 0 < low <= ratio <= high:
        raise ValueError("a ratio and its interval are positive and in order")
    common = outcome_share >= rare_below
    risk, low, high = (_risk_ratio(value, measure, common=common) for value in (ratio, low, high))
    nearest = low if risk > 1 else high
    crossed = low <= 1 <= high
    return EValue(risk, _strength(risk), 1.0 if crossed else _strength(nearest))


def _risk_ratio(ratio: float, measure: str, *, common: bool) -> float:
    if measure == "risk_ratio" or not common:
        return float(ratio)
    if measure == "odds_ratio":
        return float(np.sqrt(ratio))
    return float((1 - 0.5 ** np.sqrt(ratio)) / (1 - 0.5 ** np.sqrt(1 / ratio)))


def _strength(ratio: float) -> float:
    away = max(ratio, 1 / ratio)
    return float(away + np.sqrt(away * (away - 1)))
