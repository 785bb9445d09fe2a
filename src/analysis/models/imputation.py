"""Filling in missing numbers many times over, with the unit that somebody belongs to in it.

Each missing number is drawn from what a random-intercept model, itself drawn from its posterior,
expects for that person in that unit. People of one unit stay alike, and how little is known of
the unit goes into the draws. Draws are exact: no chain has to settle when one column is missing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.measures.moments import Moments
from analysis.models.random_intercept_profile import Products, deviance, products
from analysis.models.regression_sums import refuse_repetition

IMPUTATIONS = 20
_ROUNDS = 10  # over the columns, when more than one of them is missing
_APART = 3  # rounds from one imputation to the next
_LEAST_KNOWN = 10  # people with the column filled in, beyond the number of predictors
# Ratios of the variance between units to that within, close enough together to be drawn from.
_STEP = 0.1
_RATIOS = np.exp(np.arange(-14.0, 7.0, _STEP))
_FLAT = 1e-8  # share of a spread that counts as none


@dataclass(frozen=True, eq=False)
class Imputed:
    """A table with missing numbers, and what they may have been.

    Attributes
    ----------
    table : DataFrame
        As it was given.
    drawn : dict of str to array, shape (m, missing)
        For each incomplete column the numbers that fill it in, in the order of its rows.
    """

    table: pd.DataFrame
    drawn: dict[str, np.ndarray]

    @property
    def m(self) -> int:
        """How many times it was filled in."""
        return len(next(iter(self.drawn.values())))

    def completed(self) -> Iterator[pd.DataFrame]:
        """Give the table filled in, m times."""
        holes = {name: self.table[name].isna().to_numpy() for name in self.drawn}
        for draw in range(self.m):
            filled = {}
            for name, values in self.drawn.items():
                column = self.table[name].to_numpy(float, copy=True)
                column[holes[name]] = values[draw]
                filled[name] = column
            yield self.table.assign(**filled)


def impute(
    table: pd.DataFrame,
    *,
    incomplete: Sequence[str],
    predictors: Sequence[str],
    unit: str,
    seed: int,
    m: int = IMPUTATIONS,
    rounds: int = _ROUNDS,
) -> Imputed:
    """Draw the missing numbers of some columns m times.

    Parameters
    ----------
    table : DataFrame, one row per person
        Rows in which a predictor or the unit is missing are an error: leave them out first.
    incomplete : sequence of str
        Numeric columns with missing numbers, related linearly to the others.
    predictors : sequence of str
        Numeric columns without missing numbers: everything in the analysis, its outcome included,
        and whatever tells who has missing numbers. Of a column that varies within units the mean
        of the unit is a predictor too, so that relations within and between may differ.
    unit : str
        Column with the unit; people of one unit are alike.
    seed : int
    m : int
        Imputations, 20 or more for intervals that do not move.
    rounds : int
        Times that each column is drawn again given the others before the first imputation; three
        times from one to the next.

    Returns
    -------
    Imputed

    Raises
    ------
    DataProblem
        When a predictor has missing numbers, a column is known of too few people, or predictors
        repeat each other.

    Source
    ------
    Model and fully conditional drawing as in R ``mice`` (2l.pan, 2l.lmer): van Buuren (2018),
    Flexible imputation of missing data, chapter 7. Prior: flat on coefficients and on the
    standard deviation between units (Gelman, 2006, Bayesian Analysis 1, 515-534), 1 / variance
    within. The ratio of the variances is drawn on a grid, the rest in closed form.
    """
    _refuse(table, incomplete, predictors, unit)
    rng = np.random.default_rng(seed)
    codes = pd.factorize(table[unit], sort=True)[0]
    known = {name: table[name].notna().to_numpy() for name in incomplete}
    fixed = _with_means(table[list(predictors)].to_numpy(float), codes)
    drawn: dict[str, list[np.ndarray]] = {name: [] for name in incomplete}
    if len(incomplete) == 1:
        name = incomplete[0]
        model = _Model(fixed, table[name].to_numpy(float), codes, known[name])
        drawn[name] = [model.draw(rng) for _draw in range(m)]
    else:
        current = _begin(table, known, rng)
        for draw in range(m):
            _again(current, fixed, codes, known, rng, _APART if draw else rounds)
            for name, values in current.items():
                drawn[name].append(values[~known[name]])
    return Imputed(table, {name: np.stack(values) for name, values in drawn.items()})


def _refuse(
    table: pd.DataFrame, incomplete: Sequence[str], predictors: Sequence[str], unit: str
) -> None:
    holes = [name for name in [*predictors, unit] if table[name].isna().any()]
    if holes:
        raise DataProblem(
            _("what predicts missing numbers may not be missing itself."),
            column=", ".join(holes),
            repair=_("leave these rows out, or fill in this column too"),
        )
    few = [name for name in incomplete if table[name].notna().sum() < _LEAST_KNOWN]
    if few:
        raise DataProblem(
            _("too few people have this column filled in to say what it may be for others."),
            column=", ".join(few),
            repair=_("leave the column out"),
        )


def _with_means(columns: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Add the mean of the unit of each column that varies within units."""
    if not columns.size:
        return columns
    sizes = np.bincount(codes)
    means = np.stack([np.bincount(codes, column) / sizes for column in columns.T], axis=1)[codes]
    spread = columns.std(axis=0)
    least = _FLAT * np.where(spread > 0, spread, 1)
    both = ((columns - means).std(axis=0) > least) & (means.std(axis=0) > least)
    return np.column_stack([columns, means[:, both]])


def _begin(
    table: pd.DataFrame, known: dict[str, np.ndarray], rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Fill each column with numbers of other people."""
    current = {}
    for name, there in known.items():
        values = table[name].to_numpy(float, copy=True)
        values[~there] = rng.choice(values[there], (~there).sum())
        current[name] = values
    return current


def _again(
    current: dict[str, np.ndarray],
    fixed: np.ndarray,
    codes: np.ndarray,
    known: dict[str, np.ndarray],
    rng: np.random.Generator,
    rounds: int,
) -> None:
    """Draw several columns given each other; ``current`` is the caller's own."""
    for _round in range(rounds):
        for name, there in known.items():
            others = [values for other, values in current.items() if other != name]
            design = np.column_stack([fixed, _with_means(np.column_stack(others), codes)])
            current[name][~there] = _Model(design, current[name], codes, there).draw(rng)


class _Model:
    """One column on the others, with an intercept per unit; fitted where the column is known."""

    def __init__(
        self, design: np.ndarray, values: np.ndarray, codes: np.ndarray, known: np.ndarray
    ) -> None:
        self._design, self._codes, self._known = design, codes, known
        self._sums = _sums(design[known], values[known], codes[known])
        self._parts = products(self._sums)
        names = [str(place) for place in range(design.shape[1])]
        refuse_repetition(self._parts.total(0.0)[:-1, :-1], ["Intercept", *names])
        self._chance = _posterior(self._parts)

    def draw(self, rng: np.random.Generator) -> np.ndarray:
        """Draw a model from its posterior, and with it the numbers that are missing."""
        parts = self._parts
        at = min(int(np.searchsorted(self._chance, rng.random())), len(_RATIOS) - 1)
        ratio = float(_RATIOS[at] * np.exp(rng.uniform(-_STEP / 2, _STEP / 2)))
        total = parts.total(ratio)
        root = np.linalg.cholesky(np.linalg.inv(total[:-1, :-1]))
        centred = root @ root.T @ total[:-1, -1]
        rss = total[-1, -1] - total[:-1, -1] @ centred
        variance = rss / rng.chisquare(parts.n_people - len(centred) - 1)
        beta = centred + np.sqrt(variance) * root @ rng.standard_normal(len(centred))
        effects = self._effects(beta, ratio, variance, rng)
        rows = ~self._known
        expected = beta[0] + (self._design[rows] - parts.centre[:-1]) @ beta[1:]
        noise = np.sqrt(variance) * rng.standard_normal(rows.sum())
        return parts.centre[-1] + expected + effects[self._codes[rows]] + noise

    def _effects(
        self, beta: np.ndarray, ratio: float, variance: float, rng: np.random.Generator
    ) -> np.ndarray:
        """What each unit adds; units of which nobody is known are drawn from all units."""
        sums, centre = self._sums, self._parts.centre
        difference = np.zeros(self._codes.max() + 1)
        n = np.zeros_like(difference)
        means = sums.means - centre
        difference[sums.units] = means[:, -1] - beta[0] - means[:, :-1] @ beta[1:]
        n[sums.units] = sums.n
        reliability = n * ratio / (1 + n * ratio)
        spread = np.sqrt(ratio * variance * (1 - reliability))
        return reliability * difference + spread * rng.standard_normal(len(n))


def _sums(design: np.ndarray, values: np.ndarray, codes: np.ndarray) -> Moments:
    """As ``moments.moments`` of columns without missing numbers, made without a table."""
    order = np.argsort(codes, kind="stable")
    units, starts = np.unique(codes[order], return_index=True)
    people = np.column_stack([design, values])[order]
    squares = np.einsum("ni,nj->nij", people, people)
    columns = tuple(str(place) for place in range(people.shape[1]))
    return Moments(
        columns,
        pd.Index(units),
        np.diff(np.append(starts, len(people))).astype(float),
        np.add.reduceat(people, starts, axis=0),
        np.add.reduceat(squares, starts, axis=0),
    )


def _posterior(parts: Products) -> np.ndarray:
    """Cumulative probability of each ratio of the grid."""
    # The restricted likelihood of the ratio with the variance within integrated out, where a
    # flat prior on the standard deviation between units takes away one degree of freedom.
    total = parts.total(_RATIOS)
    diagonal = np.diagonal(np.linalg.cholesky(total), axis1=-2, axis2=-1)
    log = -deviance(parts, _RATIOS, reml=True) / 2 + np.log(diagonal[:, -1])
    log += np.log(_RATIOS) / 2
    chance = np.exp(log - log.max())
    return np.cumsum(chance) / chance.sum()
