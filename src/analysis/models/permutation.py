"""Few schools: the exposures of schools dealt out again, and how often a relation is as strong.

For an exposure that a school has as a whole. The people of a school stay together, so the test
needs no model of how alike they are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from math import factorial

import numpy as np
import pandas as pd

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.measures.moments import Moments, moments
from analysis.models.regression_sums import RegressionSums, regression_sums

DRAWS = 9_999
_ALIKE = 1e-9
_TIE = 1e-9
_AT_ONCE = 1_000_000  # numbers in memory in one block of draws


@dataclass(frozen=True)
class Permutation:
    """A permutation test of one exposure of units.

    Attributes
    ----------
    exposure : str
    estimate : float
        Least squares over people, in units of the outcome.
    t : float
        With a cluster-robust error (CR1S, as Stata).
    p : float
        Two-sided: the share of arrangements with a |t| as large.
    p_floor : float
        The smallest p that these draws can give.
    draws : int
        Arrangements that were compared.
    complete : bool
        All arrangements were compared, so p has no chance in it.
    n_people, n_units : int
    """

    exposure: str
    estimate: float
    t: float
    p: float
    p_floor: float
    draws: int
    complete: bool
    n_people: int
    n_units: int


def unit_permutation(
    people: pd.DataFrame,
    *,
    outcome: str,
    exposure: str,
    unit: str | pd.Series,
    seed: int,
    covariates: Sequence[str] = (),
    draws: int = DRAWS,
) -> Permutation:
    """Deal the exposures of units out again and compare the relation with the one that was found.

    Parameters
    ----------
    people : DataFrame, one row per person
        A person with a missing value in one of the columns is left out.
    outcome, exposure : str
        Numeric columns; the exposure is the same for everybody in a unit.
    unit : str or Series
        The unit of each person: a column or a Series on the same index.
    seed : int
        Of the draws; not used when all arrangements are compared (7 units or fewer).
    covariates : sequence of str
        Numeric columns that stay with their people. The test then takes it that, given nothing
        else, any unit could have had any exposure.
    draws : int
        Random arrangements above 7 units.

    Returns
    -------
    Permutation

    Raises
    ------
    DataProblem
        When the exposure varies within a unit, or there are too few units.

    Source
    ------
    Fisher's randomisation test with a studentised statistic: Chung & Romano (2013), Annals of
    Statistics 41, 484-507.
    """
    sums = moments(people, [exposure, *covariates, outcome], by=unit)
    values = _of_units(sums, exposure)
    if sums.n_units <= 2 + len(covariates):
        raise DataProblem(
            _("a test over units needs more units than predictors."),
            column=exposure,
            found=_("{n} units").format(n=sums.n_units),
        )
    model = regression_sums(sums, outcome=outcome, terms=[exposure, *covariates])
    apart = values - float(sums.n @ values) / sums.n.sum()
    slopes, observed = _statistics(model, apart[None])
    complete = factorial(sums.n_units) <= draws
    blocks = _all(apart) if complete else _random(apart, draws, np.random.default_rng(seed))
    as_far = compared = 0
    for block in blocks:
        t = np.abs(_statistics(model, block)[1])
        as_far += int((t >= abs(observed[0]) * (1 - _TIE)).sum())
        compared += len(block)
    # All arrangements hold the observed one; a random sample of them is given it.
    extra = 0 if complete else 1
    return Permutation(
        exposure=exposure,
        estimate=float(slopes[0]),
        t=float(observed[0] / np.sqrt(model.stata_factor)),
        p=(as_far + extra) / (compared + extra),
        p_floor=1 / (compared + extra),
        draws=compared,
        complete=complete,
        n_people=int(sums.n.sum()),
        n_units=sums.n_units,
    )


def _of_units(sums: Moments, exposure: str) -> np.ndarray:
    """The exposure of each unit; refused when people of one unit differ in it."""
    at = sums.columns.index(exposure)
    values = sums.means[:, at]
    within = sums.products[:, at, at] - sums.n * values**2
    if (within > _ALIKE * np.maximum(sums.products[:, at, at], 1)).any():
        raise DataProblem(
            _("people of one unit differ in the exposure, so it cannot be dealt out to units."),
            column=exposure,
            repair=_("use the mean of the unit, or a test for persons"),
        )
    return values


def _all(values: np.ndarray) -> Iterator[np.ndarray]:
    yield values[np.array(list(permutations(range(len(values)))))]


def _random(values: np.ndarray, draws: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    largest = max(1, _AT_ONCE // len(values))
    for start in range(0, draws, largest):
        block = np.tile(values, (min(largest, draws - start), 1))
        yield rng.permuted(block, axis=1)


def _statistics(model: RegressionSums, exposures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Slope and t (before the small-sample factor) under each arrangement, shape (draws, units).

    Frisch and Waugh: what the covariates explain is taken out of exposure and outcome, with sums
    per unit only. The exposure is column 1 of the model; its own sums are not used.
    """
    kept = [0, *range(2, len(model.names))]
    square = model.design[:, kept][:, :, kept]  # Z'Z of each unit
    response = model.response[:, kept]  # Z'y
    size = model.design[:, 0, 0]
    sums = square[:, 0]  # Z'1
    inverse = np.linalg.inv(square.sum(axis=0))
    outcome_fit = inverse @ response.sum(axis=0)
    left = response - square @ outcome_fit  # Z'(y - Z b) of each unit
    fit = exposures @ sums @ inverse  # the exposure on the covariates, shape (draws, q)
    scores = exposures * left[:, 0] - fit @ left.T
    spread = exposures**2 @ size - np.einsum("dq,dq->d", fit, exposures @ sums)
    own = exposures**2 * size - 2 * exposures * (fit @ sums.T)
    own += np.einsum("dq,uqr,dr->du", fit, square, fit, optimize=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = scores.sum(axis=1) / spread
        t = slope * spread / np.sqrt(((scores - slope[:, None] * own) ** 2).sum(axis=1))
    # An arrangement that the covariates say entirely has no t; it counts as far, to be safe.
    return slope, np.where(np.isnan(t), np.inf, t)
