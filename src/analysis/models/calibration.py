"""What this very design does when it is repeated: false alarms, coverage and wrong signs.

The predictors and the units stay as they are; the outcome is drawn again, with as much variance
between units and within as was found, once without an effect and once with the one that was
found. Only what the estimator needs of an outcome is drawn: X'y of each unit.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from analysis.measures.moments import Moments
from analysis.models import random_intercept
from analysis.models.regression_sums import RegressionSums, regression_sums
from analysis.models.robust_sums import sandwich

REPLICATES = 1_000


@dataclass(frozen=True)
class Calibration:
    """How the estimator of a study behaves in studies just like it.

    Attributes
    ----------
    replicates : int
        Studies that were simulated without an effect, and as many with the one that was found.
    type_1 : float
        Share of studies without an effect that find one at 5 %; should be .05.
    coverage : float
        Share of studies with the effect whose 95 % interval holds it; should be .95.
    sign_error : float
        Of the studies that find an effect, the share that gives it the wrong sign; NaN when none
        finds one.
    found : int
        Studies behind ``sign_error``.
    type_1_error, coverage_error : float
        Monte Carlo standard errors.
    unit_variance, residual_variance : float
        What was simulated with, on the scale of the model.
    failed : int
        Studies that gave no answer and are left out.
    """

    replicates: int
    type_1: float
    coverage: float
    sign_error: float
    found: int
    type_1_error: float
    coverage_error: float
    unit_variance: float
    residual_variance: float
    failed: int = 0


def calibration(
    sums: Moments,
    *,
    outcome: str,
    terms: list[str],
    term: str,
    seed: int,
    kind: str = "CR2",
    replicates: int = REPLICATES,
    level: float = 0.95,
) -> Calibration:
    """Repeat a linear study with clusters.

    Parameters
    ----------
    sums : Moments
        Holds the outcome and the terms.
    outcome : str
    terms : list of str
    term : str
        The one of them that is of interest.
    seed : int
    kind : str
        CR2 (with the degrees of freedom of Satterthwaite) or CR3 (with units minus one).
    replicates : int
    level : float
        Of the interval.

    Returns
    -------
    Calibration
        Residuals are drawn from the normal distribution.
    """
    model = regression_sums(sums, outcome=outcome, terms=terms)
    mixed = random_intercept.fit_moments(sums, outcome=outcome, terms=terms)
    errors = sandwich(model, kind=kind)
    at = model.names.index(term)
    df = errors.df[at] if kind == "CR2" else len(model.n) - 1
    rng = np.random.default_rng(seed)
    truths = (0.0, float(model.coefficients[at]))
    drawn = []
    for truth in truths:
        slopes = truth * np.eye(len(model.names))[at]
        beta, se = errors.fit(_responses(model, slopes, mixed, rng, replicates))
        drawn.append((beta[:, at] - truth, beta[:, at], se[:, at]))
    variances = mixed.unit_variance, mixed.residual_variance
    return judged(drawn, truth=truths[1], df=df, level=level, variances=variances)


def _responses(
    model: RegressionSums,
    slopes: np.ndarray,
    mixed: random_intercept.RandomIntercept,
    rng: np.random.Generator,
    replicates: int,
) -> np.ndarray:
    """Draw X'y of each unit, shape (replicates, U, p); other coefficients do not matter."""
    units, p = len(model.n), len(model.names)
    values, vectors = np.linalg.eigh(model.design)
    root = vectors * np.sqrt(np.maximum(values, 0))[:, None, :]
    noise = np.einsum("uij,ruj->rui", root, rng.standard_normal((replicates, units, p)))
    level = rng.standard_normal((replicates, units, 1)) * model.design[None, :, :, 0]
    drawn = np.sqrt(mixed.residual_variance) * noise + np.sqrt(mixed.unit_variance) * level
    return drawn + model.design @ slopes


def judged(
    drawn: list[tuple[np.ndarray, np.ndarray, np.ndarray]],
    *,
    truth: float,
    df: float,
    level: float,
    variances: tuple[float, float],
    failed: int = 0,
) -> Calibration:
    """Count false alarms, covered truths and wrong signs.

    Parameters
    ----------
    drawn : list of two tuples of arrays
        Without an effect, then with it: distance from the truth, estimate and error of each study.
    truth : float
        The effect that was simulated.
    df : float
        Degrees of freedom of the interval.
    level : float
    variances : tuple of float
        Between units and within.
    failed : int
    """
    critical = float(stdtrit(df, (1 + level) / 2))
    (none, _none, none_se), (distance, estimate, se) = drawn
    type_1 = float((np.abs(none) > critical * none_se).mean())
    coverage = float((np.abs(distance) <= critical * se).mean())
    found = np.abs(estimate) > critical * se
    wrong = found & (np.sign(estimate) != np.sign(truth))
    share = float(wrong.sum() / found.sum()) if found.any() and truth != 0 else float("nan")
    return Calibration(
        replicates=len(none),
        type_1=type_1,
        coverage=coverage,
        sign_error=share,
        found=int(found.sum()),
        type_1_error=_monte_carlo(type_1, len(none)),
        coverage_error=_monte_carlo(coverage, len(distance)),
        unit_variance=float(variances[0]),
        residual_variance=float(variances[1]),
        failed=failed,
    )


def _monte_carlo(share: float, replicates: int) -> float:
    return float(np.sqrt(share * (1 - share) / replicates))
