"""Do members of a team see it the same way? Indices that justify a team mean.

A person with a missing answer is left out of all indices of a scale (listwise), as R's package
multilevel does. Leaving a missing answer out of its own item only is another statistic.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from analysis.errors import DataProblem
from analysis.language import gettext as _

# Share of random answers per option, lowest first, when everybody leans to the favourable side.
# LeBreton & Senter (2008), table 2: variances 1.34, 0.90 and 0.44.
SKEWED: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        "slight_skew": (0.05, 0.15, 0.20, 0.35, 0.25),
        "moderate_skew": (0.0, 0.10, 0.15, 0.40, 0.35),
        "heavy_skew": (0.0, 0.0, 0.10, 0.40, 0.50),
    }
)


def null_shares(null: str, options: int) -> tuple[float, ...]:
    """Give the share of answers per option when people answer at random.

    Parameters
    ----------
    null : str
        uniform, slight_skew, moderate_skew or heavy_skew. The skewed ones are published for five
        options.
    options : int
        Number of answer options.

    Raises
    ------
    DataProblem
        If no such distribution is published for this number of options.
    """
    if null == "uniform":
        return (1 / options,) * options
    if null in SKEWED and options == 5:
        return SKEWED[null]
    raise DataProblem(
        _("There is no null distribution {null} for {n} answer options.").format(
            null=null, n=options
        ),
        found=", ".join(("uniform", *SKEWED)),
        repair=_("use uniform, or a scale with five options"),
    )


def null_variance(null: str, options: int) -> float:
    """Variance of one answer when people answer at random: 2 for five options, uniform."""
    shares = null_shares(null, options)
    mean = sum(share * value for value, share in enumerate(shares))
    return sum(share * (value - mean) ** 2 for value, share in enumerate(shares))


@dataclass(frozen=True, eq=False)
class _Groups:
    """The people who answered everything, unit by unit; units without any keep their place."""

    values: np.ndarray  # shape (n, k)
    codes: np.ndarray  # shape (n,)
    units: pd.Index
    n: np.ndarray  # shape (U,)

    def mean(self, values: np.ndarray) -> np.ndarray:
        """Mean of each column per unit, shape (U, k); missing without people."""
        sums = np.full((len(self.n), values.shape[1]), np.nan)
        if len(values):
            # Rows stand unit by unit, so that each sum is one stretch of them.
            starts = np.cumsum(self.n) - self.n
            sums[self.n > 0] = np.add.reduceat(values, starts[self.n > 0], axis=0)
        return sums / np.maximum(self.n, 1)[:, None]

    def variance(self, centres: np.ndarray) -> np.ndarray:
        """Variance of each item per unit, shape (U, k); missing under two people."""
        squares = self.mean((self.values - centres[self.codes]) ** 2)
        return squares * np.where(self.n > 1, self.n / np.maximum(self.n - 1, 1), np.nan)[:, None]

    def series(self, values: np.ndarray, name: str) -> pd.Series:
        return pd.Series(values, index=self.units, name=name)


def _groups(items: pd.DataFrame, unit: pd.Series, options: int) -> _Groups:
    """Keep the people who answered everything and have a unit."""
    values = items.to_numpy(float)
    outside = (np.fmin.reduce(values, initial=1) < 1) | (
        np.fmax.reduce(values, initial=1) > options
    )
    if outside.any():
        raise DataProblem(
            _("Answers lie outside 1 to {options}.").format(options=options),
            column=", ".join(items.columns[outside].astype(str)),
            repair=_("map the labels of these answers in study.toml"),
        )
    unit = unit if unit.index.equals(items.index) else unit.reindex(items.index)
    codes, units = pd.factorize(unit, sort=True)
    used = ~np.isnan(values).any(axis=1) & (codes >= 0)
    order = np.flatnonzero(used)
    # Small whole numbers are sorted by counting, which is many times faster.
    small = codes[order].astype(np.uint16 if len(units) < 2**16 else np.int64)
    order = order[np.argsort(small, kind="stable")]
    n = np.bincount(codes[order], minlength=len(units))
    return _Groups(values[order], codes[order], pd.Index(units, name=unit.name), n)


def mean_item_variance(items: pd.DataFrame, unit: pd.Series, *, options: int = 5) -> pd.Series:
    """Variance of an item within each unit, averaged over items; missing under two people."""
    people = _groups(items, unit, options)
    spread = people.variance(people.mean(people.values)).mean(axis=1)
    return people.series(spread, "variance")


def n_used(items: pd.DataFrame, unit: pd.Series) -> pd.Series:
    """Count the people per unit whose answers are complete; the indices rest on them."""
    highest = int(np.nanmax(items.to_numpy(float), initial=1))
    people = _groups(items, unit, highest)
    return people.series(people.n, "n")


def rwg_j(
    items: pd.DataFrame, unit: pd.Series, *, options: int = 5, null: str = "uniform"
) -> pd.Series:
    """Within-unit agreement r_wg(j) on a set of Likert items.

    Compares the spread inside each unit with the spread that random answering would give: 1 is
    full agreement, 0 is no more agreement than chance. Rises with the number of items.

    Parameters
    ----------
    items : DataFrame, shape (n_people, n_items)
        Answers coded 1..options, reversed items already turned around.
    unit : Series, shape (n_people,)
        Unit of each person, on the same index as ``items``.
    options : int
        Number of answer options, at least 2.
    null : str
        How random answers are spread: see ``null_shares``.

    Returns
    -------
    Series, one value per unit, in [0, 1]
        Missing where fewer than two people answered every item.

    Raises
    ------
    DataProblem
        If an answer lies outside 1..options.

    Source
    ------
    James, Demaree & Wolf (1984), J. Applied Psychology 69, 85-98. Equals R
    ``multilevel::rwg.j``, including its floor at 0.
    """
    spread = mean_item_variance(items, unit, options=options)
    values = from_spread(spread.to_numpy() / null_variance(null, options), items.shape[1])
    return pd.Series(values, index=spread.index, name="rwg_j")


def from_spread(spread: np.ndarray, n_items: int) -> np.ndarray:
    """Turn variance as a share of chance variance into r_wg(j), with its floor at 0."""
    agreed = np.maximum(1 - spread, 0)
    return n_items * agreed / (n_items * agreed + 1 - agreed)


def r_star_wg_j(
    items: pd.DataFrame, unit: pd.Series, *, options: int = 5, null: str = "uniform"
) -> pd.Series:
    """Agreement r*_wg(j), which does not rise with the number of items.

    Parameters as for ``rwg_j``. At most 1; below 0 where people differ more than by chance;
    missing where fewer than two people answered every item.

    Source
    ------
    Lindell, Brandt & Whitney (1999), Applied Psychological Measurement 23, 127-135. Equals R
    ``multilevel::rwg.j.lindell``.
    """
    spread = mean_item_variance(items, unit, options=options)
    return (1 - spread / null_variance(null, options)).rename("r_star_wg_j")


def average_deviation(items: pd.DataFrame, unit: pd.Series, *, options: int = 5) -> pd.Series:
    """Mean distance from the unit's mean, averaged over items (AD, in answer points).

    Parameters as for ``rwg_j``. 0 is full agreement; missing where fewer than two people answered
    every item.

    Source
    ------
    Burke, Finkelstein & Dusig (1999), Organizational Research Methods 2, 49-68. Equals R
    ``multilevel::ad.m``.
    """
    people = _groups(items, unit, options)
    distance = people.mean(np.abs(people.values - people.mean(people.values)[people.codes]))
    return people.series(np.where(people.n > 1, distance.mean(axis=1), np.nan), "ad")


def a_wg(items: pd.DataFrame, unit: pd.Series, *, options: int = 5) -> pd.Series:
    """Agreement a_wg: spread compared with the most that the unit's own mean allows.

    Parameters as for ``rwg_j``; options run from 1 to ``options``. Averaged over items; an item
    whose mean is too close to an end of the scale for its number of people is left out, and the
    value is missing where that goes for all items.

    Source
    ------
    Brown & Hauenstein (2005), Organizational Research Methods 8, 165-184. Equals R
    ``multilevel::awg``.
    """
    people = _groups(items, unit, options)
    mean = people.mean(people.values)
    variance = people.variance(mean)
    raters = np.where(people.n > 1, people.n, np.nan)[:, None]
    most = ((options + 1) * mean - mean**2 - options) * raters / (raters - 1)
    lowest, highest = (raters - 1 + options) / raters, (options * (raters - 1) + 1) / raters
    with np.errstate(invalid="ignore"):
        inside = (mean >= lowest) & (mean <= highest) & (most > 0)
        values = np.where(inside, 1 - 2 * variance / np.where(inside, most, 1), np.nan)
        at_end = ((mean == 1) | (mean == options)) & (raters > 1)
    values = np.where(at_end, 1.0, values)
    known = (~np.isnan(values)).sum(axis=1)
    average = np.nansum(values, axis=1) / np.where(known > 0, known, np.nan)
    return people.series(average, "a_wg")
