"""Few schools: a p value and an interval from turning the residuals of whole schools around.

Linear models only. Every draw is a sum over units, so ten thousand of them cost milliseconds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.measures.moments import Moments, moments
from analysis.models.regression_sums import RegressionSums, regression_sums

DRAWS = 9_999
ALL_DRAWS_UP_TO = 12  # units: 2^11 = 2,048 different draws
WEBB_UNDER = 10  # units: few Rademacher draws differ, so six points stand beside them
_WEBB = np.sqrt([0.5, 1.0, 1.5])
_AT_ONCE = 2_000_000  # numbers in memory in one block of draws
_TIE = 1e-9
_FURTHEST = 2.0**20  # standard errors; an interval that reaches here has no end
_HALVINGS = 50


@dataclass(frozen=True)
class WildBootstrap:
    """A null-imposed wild cluster bootstrap-t of one coefficient.

    Attributes
    ----------
    term : str
    estimate : float
        Least squares, in units of the outcome.
    se : float
        Cluster-robust (CR1S, as Stata).
    t : float
        Distance from the null value, in standard errors.
    p : float
        Two-sided, from Rademacher draws.
    p_floor : float
        The smallest p that these units and draws can give.
    p_webb : float or None
        From six-point draws, with fewer than 10 units.
    low, high : float
        Null values that are not rejected; infinite where the interval has no end, as with five
        units or fewer at 95 %.
    interval_level : float
    draws : int
        Draws that were compared.
    complete : bool
        All different draws were compared, so p has no chance in it.
    n_people, n_units : int
    """

    term: str
    estimate: float
    se: float
    t: float
    p: float
    p_floor: float
    p_webb: float | None
    low: float
    high: float
    interval_level: float
    draws: int
    complete: bool
    n_people: int
    n_units: int


def wild_bootstrap(
    people: pd.DataFrame,
    *,
    outcome: str,
    terms: Sequence[str],
    term: str,
    unit: str | pd.Series,
    seed: int,
    null: float = 0.0,
    draws: int = DRAWS,
    interval_level: float = 0.95,
) -> WildBootstrap:
    """Test one coefficient of a linear regression when people come in few units.

    Parameters
    ----------
    people : DataFrame, one row per person
        A person with a missing value in one of the columns is left out.
    outcome : str
        Numeric column.
    terms : sequence of str
        Numeric columns; the intercept is added.
    term : str
        The one of them that is tested.
    unit : str or Series
        The level at which the exposure varies: a column or a Series on the same index.
    seed : int
        Of the draws; not used when all draws are compared (12 units or fewer).
    null : float
        The value that is tested.
    draws : int
        Random draws above 12 units.
    interval_level : float
        Between 0 and 1.

    Returns
    -------
    WildBootstrap

    Raises
    ------
    DataProblem
        With fewer than two units, repeated predictors, or a coefficient without error.

    Source
    ------
    Cameron, Gelbach & Miller (2008), Review of Economics and Statistics 90, 414-427; Webb (2023),
    Canadian J. Economics 56, 839-858; interval by inversion as in Roodman, MacKinnon, Nielsen &
    Webb (2019), Stata Journal 19, 4-60 (``boottest``).
    """
    sums = moments(people, [*terms, outcome], by=unit)
    return wild_bootstrap_moments(
        sums,
        outcome=outcome,
        terms=terms,
        term=term,
        seed=seed,
        null=null,
        draws=draws,
        interval_level=interval_level,
    )


def wild_bootstrap_moments(
    sums: Moments,
    *,
    outcome: str,
    terms: Sequence[str],
    term: str,
    seed: int,
    null: float = 0.0,
    draws: int = DRAWS,
    interval_level: float = 0.95,
) -> WildBootstrap:
    """Do the test of ``wild_bootstrap`` on sums per unit that exist already."""
    _refuse_one_unit(sums)
    model = regression_sums(sums, outcome=outcome, terms=terms)
    pulls = _pulls(model, model.names.index(term))
    observed = _drawn(pulls, [np.ones((1, sums.n_units))])
    _refuse_no_error(observed, null, term)
    complete = sums.n_units <= ALL_DRAWS_UP_TO
    signs, webb = _both(pulls, sums.n_units, draws, complete, np.random.default_rng(seed))
    estimate, se = _estimate(observed, model.stata_factor)
    edges = [
        _edge(estimate, step, observed, signs, complete, 1 - interval_level) for step in (-se, se)
    ]
    return WildBootstrap(
        term=term,
        estimate=estimate,
        se=se,
        t=_signed_t(estimate - null, model.stata_factor * observed.variance(null)[0]),
        p=_p(signs, observed, null, complete=complete),
        p_floor=_floor(sums.n_units, len(signs.top), complete=complete),
        p_webb=None if webb is None else _p(webb, observed, null, complete=False),
        low=edges[0],
        high=edges[1],
        interval_level=interval_level,
        draws=len(signs.top),
        complete=complete,
        n_people=int(sums.n.sum()),
        n_units=sums.n_units,
    )


def _refuse_one_unit(sums: Moments) -> None:
    if sums.n_units < 2:
        raise DataProblem(
            _("a test over units needs two units or more."),
            found=_("{n} units").format(n=sums.n_units),
        )


def _refuse_no_error(observed: "_Drawn", null: float, term: str) -> None:
    if observed.variance(null)[0] <= _TIE * observed.size(null)[0]:
        raise DataProblem(
            _("a coefficient that rests on as many units as it has predictors has no error."),
            column=term,
            repair=_("use fewer predictors"),
        )


@dataclass(frozen=True, eq=False)
class _Pulls:
    """What unit g adds to the coefficient, as null * -1 times the second plus the first.

    ``own`` (U, 2) is c' X_g' u_g with u the residuals under the null, c the column of the inverse
    that belongs to the coefficient; ``all`` (U, p, 2) is X_g' u_g; ``share`` (U, p) is what unit g
    takes of a change in the coefficients, c' X_g' X_g times the inverse.
    """

    own: np.ndarray
    all: np.ndarray
    share: np.ndarray


def _pulls(model: RegressionSums, at: int) -> _Pulls:
    others = [i for i in range(len(model.names)) if i != at]
    total = model.design.sum(axis=0)
    # Under a null of r, the others are fitted to y - r x: one fit for y and one for x.
    both = np.stack([model.response.sum(axis=0), total[:, at]], axis=1)
    fitted = np.zeros((len(total), 2))
    fitted[others] = np.linalg.solve(total[np.ix_(others, others)], both[others])
    target = np.stack([model.response, model.design[:, :, at]], axis=2)
    pulls = target - model.design @ fitted
    column = model.inverse[at]
    own = np.einsum("i,uir->ur", column, pulls)
    return _Pulls(own, pulls, column @ model.design @ model.inverse)


@dataclass(frozen=True, eq=False)
class _Drawn:
    """Coefficient and squared error of each draw, as polynomials of the null value r.

    The coefficient minus r is top[:, 0] - r top[:, 1]; its variance, before the small-sample
    factor, is square[:, 0] - 2 r square[:, 1] + r^2 square[:, 2].
    """

    top: np.ndarray
    square: np.ndarray

    def variance(self, null: float) -> np.ndarray:
        return self.square @ np.array([1, -2 * null, null**2])

    def size(self, null: float) -> np.ndarray:
        """Scale against which a variance counts as zero."""
        return (self.top @ np.array([1, -null])) ** 2 + self.square[:, 0]

    def t(self, null: float) -> np.ndarray:
        """Absolute t without the small-sample factor; infinite where a draw has no error."""
        variance = np.maximum(self.variance(null), 0)
        top = np.abs(self.top @ np.array([1, -null]))
        out = np.full(len(top), np.inf)
        return np.divide(top, np.sqrt(variance), out=out, where=variance > 0)


def _drawn(pulls: _Pulls, blocks: Iterator[np.ndarray] | list[np.ndarray]) -> _Drawn:
    top, square = [], []
    for signs in blocks:
        moved = np.einsum("du,upr->dpr", signs, pulls.all, optimize=True)
        first, second = (signs * pulls.own[:, r] - moved[:, :, r] @ pulls.share.T for r in range(2))
        top.append(signs @ pulls.own)
        pairs = ((first, first), (first, second), (second, second))
        square.append(np.stack([np.einsum("du,du->d", a, b) for a, b in pairs], axis=1))
    return _Drawn(np.concatenate(top), np.concatenate(square))


def _both(
    pulls: _Pulls, units: int, draws: int, complete: bool, rng: np.random.Generator
) -> tuple[_Drawn, _Drawn | None]:
    """Sign draws, and six-point draws where units are few."""
    signs = _all_signs(units) if complete else _random_signs(units, draws, rng)
    drawn = _drawn(pulls, signs)
    few = units < WEBB_UNDER
    return drawn, _drawn(pulls, _webb(units, draws, rng)) if few else None


def _all_signs(units: int) -> list[np.ndarray]:
    """Every way to turn units around, the first one kept: turning all gives the same |t|."""
    bits = (np.arange(2 ** (units - 1))[:, None] >> np.arange(units - 1)) & 1
    return [np.column_stack([np.ones(len(bits)), 1.0 - 2.0 * bits])]


def _random_signs(units: int, draws: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    for size in _blocks(units, draws):
        yield 1.0 - 2.0 * rng.integers(0, 2, (size, units))


def _webb(units: int, draws: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    points = np.concatenate([-_WEBB, _WEBB])
    for size in _blocks(units, draws):
        yield points[rng.integers(0, 6, (size, units))]


def _blocks(units: int, draws: int) -> Iterator[int]:
    largest = max(1, _AT_ONCE // units)
    for start in range(0, draws, largest):
        yield min(largest, draws - start)


def _estimate(observed: _Drawn, factor: float) -> tuple[float, float]:
    """Least squares is the null value at which nothing is left to pull."""
    estimate = observed.top[0, 0] / observed.top[0, 1]
    return float(estimate), float(np.sqrt(factor * observed.variance(estimate)[0]))


def _signed_t(distance: float, variance: float) -> float:
    return float(distance / np.sqrt(variance))


def _p(drawn: _Drawn, observed: _Drawn, null: float, *, complete: bool) -> float:
    as_far = int((drawn.t(null) >= observed.t(null)[0] * (1 - _TIE)).sum())
    # All draws hold the observed one; a random sample of them is given it.
    return as_far / len(drawn.top) if complete else (1 + as_far) / (1 + len(drawn.top))


def _floor(units: int, draws: int, *, complete: bool) -> float:
    smallest = 2.0 ** (1 - units)
    return smallest if complete else max(smallest, 1 / (1 + draws))


def _edge(
    estimate: float, step: float, observed: _Drawn, drawn: _Drawn, complete: bool, alpha: float
) -> float:
    """Walk away from the estimate until the null value is rejected, then halve."""
    far = 1.0
    while _p(drawn, observed, estimate + far * step, complete=complete) > alpha:
        far *= 2
        if far > _FURTHEST:
            return float(np.copysign(np.inf, step))
    near = far / 2 if far > 1 else 0.0
    for _halving in range(_HALVINGS):
        middle = (near + far) / 2
        kept = _p(drawn, observed, estimate + middle * step, complete=complete) > alpha
        near, far = (middle, far) if kept else (near, middle)
    return float(estimate + far * step)
