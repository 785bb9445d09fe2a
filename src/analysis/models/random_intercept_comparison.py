"""Do units differ at all?  Is a larger model better?  Answers from the likelihood."""

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, chdtri

from analysis.models.random_intercept import RandomIntercept
from analysis.models.random_intercept_profile import Products, deviance, products

_FAR = 1e8  # a ratio between units and within that no data reach
_HALVINGS = 200


@dataclass(frozen=True)
class LikelihoodRatio:
    """A likelihood-ratio test.

    Attributes
    ----------
    chi2 : float
        Difference in deviance, at least 0.
    df : int
        Difference in the number of parameters.
    p : float
    """

    chi2: float
    df: int
    p: float


def likelihood_ratio(smaller: RandomIntercept, larger: RandomIntercept) -> LikelihoodRatio:
    """Test whether the terms that only ``larger`` has matter.

    Parameters
    ----------
    smaller, larger : RandomIntercept
        Fitted by "ml" to the same people; the terms of the first are among those of the second.

    Returns
    -------
    LikelihoodRatio

    Raises
    ------
    ValueError
        When the two cannot be compared.

    Source
    ------
    Equals R ``anova`` of two lme4 models.
    """
    few, many = set(smaller.coefficients.index), set(larger.coefficients.index)
    if {smaller.method, larger.method} != {"ml"} or not few < many:
        raise ValueError("compare two models by method 'ml', the terms of one among the other's")
    if smaller.n_people != larger.n_people or smaller.outcome != larger.outcome:
        raise ValueError("the two models are not of the same people and outcome")
    chi2 = max(smaller.deviance - larger.deviance, 0.0)
    df = len(many) - len(few)
    return LikelihoodRatio(chi2, df, float(chdtrc(df, chi2)))


def unit_variance_test(model: RandomIntercept) -> LikelihoodRatio:
    """Test whether units differ more than chance makes them.

    Under no difference the estimate is zero half of the time, so p is half of what a chi-square
    of one degree of freedom gives, and 1 for a singular fit.

    Parameters
    ----------
    model : RandomIntercept

    Returns
    -------
    LikelihoodRatio

    Source
    ------
    Self & Liang (1987), J. American Statistical Association 82, 605-610, case 5.
    """
    parts, reml = products(model.moments), model.method == "reml"
    chi2 = max(float(deviance(parts, 0.0, reml=reml)) - model.deviance, 0.0)
    p = float(chdtrc(1, chi2)) / 2 if chi2 > 0 else 1.0
    return LikelihoodRatio(chi2, 1, p)


def icc_interval(model: RandomIntercept, *, level: float = 0.95) -> tuple[float, float]:
    """Interval of the share of variance between units: what the likelihood does not reject.

    Parameters
    ----------
    model : RandomIntercept
    level : float
        Between 0 and 1.

    Returns
    -------
    tuple of float
        low and high, in [0, 1]; low is 0 when no variance between units is among the values that
        are not rejected.

    Source
    ------
    Profile likelihood, as R ``confint(lmer)`` does for standard deviations.
    """
    parts, reml = products(model.moments), model.method == "reml"
    limit = model.deviance + float(chdtri(1, 1 - level))
    best = model.unit_variance / model.residual_variance
    low = 0.0
    if deviance(parts, 0.0, reml=reml) > limit:
        low = _crossing(parts, best, 0.0, limit=limit, reml=reml)
    high = _crossing(parts, best, _FAR, limit=limit, reml=reml)
    return low / (1 + low), high / (1 + high)


def _crossing(parts: Products, inside: float, outside: float, *, limit: float, reml: bool) -> float:
    """Halve, on the scale of log(1 + ratio), until the deviance passes the limit."""
    inside, outside = np.log1p(inside), np.log1p(outside)
    for _halving in range(_HALVINGS):
        middle = (inside + outside) / 2
        if middle in (inside, outside):
            break
        passed = deviance(parts, np.expm1(middle), reml=reml) > limit
        inside, outside = (inside, middle) if passed else (middle, outside)
    return float(np.expm1((inside + outside) / 2))
