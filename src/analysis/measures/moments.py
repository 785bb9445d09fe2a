"""Counts, sums and cross products per unit: all that reliability, ICC and regression need to know.

Whatever is an exact function of these is computed from them. Leaving out a unit, drawing units
again or giving them weights is then a sum of small matrices instead of a new pass over people.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True, eq=False)
class Moments:
    """Moments of a set of columns within each of U units.

    Attributes
    ----------
    columns : tuple of str
        The k columns.
    units : Index, length U
        The units, sorted.
    n : array, shape (U,)
        People with all k columns filled in.
    sums : array, shape (U, k)
        Sum of each column.
    products : array, shape (U, k, k)
        Sum of the product of each pair of columns.
    """

    columns: tuple[str, ...]
    units: pd.Index
    n: np.ndarray
    sums: np.ndarray
    products: np.ndarray

    @property
    def means(self) -> np.ndarray:
        """Mean of each column in each unit, shape (U, k)."""
        return self.sums / self.n[:, None]

    @property
    def n_units(self) -> int:
        """Number of units."""
        return len(self.units)

    def take(self, positions: Sequence[int] | np.ndarray) -> "Moments":
        """Choose units by position, with repetition: one draw of a bootstrap of units."""
        at = np.asarray(positions)
        return Moments(self.columns, self.units[at], self.n[at], self.sums[at], self.products[at])

    def without(self, unit: object) -> "Moments":
        """Leave one unit out."""
        return self.take(np.flatnonzero(self.units != unit))

    def __add__(self, other: "Moments") -> "Moments":
        """Pool with the moments of other people; a unit known to both is added up."""
        if self.columns != other.columns:
            raise ValueError(f"moments of {self.columns} and {other.columns} cannot be added")
        units = self.units.union(other.units)
        pooled = [part._on(units) for part in (self, other)]
        n, sums, products = (a + b for a, b in zip(*pooled, strict=True))
        return Moments(self.columns, units, n, sums, products)

    def _on(self, units: pd.Index) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        at, k = units.get_indexer(self.units), len(self.columns)
        n, sums = np.zeros(len(units)), np.zeros((len(units), k))
        products = np.zeros((len(units), k, k))
        n[at], sums[at], products[at] = self.n, self.sums, self.products
        return n, sums, products

    def covariance(self) -> np.ndarray:
        """Covariance of the columns over all people, divisor N - 1, shape (k, k)."""
        total, sums = self.n.sum(), self.sums.sum(axis=0)
        return (self.products.sum(axis=0) - np.outer(sums, sums) / total) / (total - 1)

    def within(self) -> np.ndarray:
        """Pooled covariance around the mean of each unit, divisor N - U, shape (k, k)."""
        between = np.einsum("ui,uj->ij", self.means, self.sums)
        return (self.products.sum(axis=0) - between) / (self.n.sum() - self.n_units)


def moments(people: pd.DataFrame, columns: Sequence[str], *, by: str | pd.Series) -> Moments:
    """Sum people up within units.

    Parameters
    ----------
    people : DataFrame, one row per person
    columns : sequence of str, length k
        Numeric columns; a person with one of them missing is left out (listwise).
    by : str or Series
        The unit: a column of ``people`` or a Series on its index. People without one are left
        out.

    Returns
    -------
    Moments
        Of the units with at least one complete person.
    """
    unit = people[by] if isinstance(by, str) else by
    values = people[list(columns)].to_numpy(float)
    used = ~np.isnan(values).any(axis=1) & unit.notna().to_numpy()
    codes, units = pd.factorize(unit[used], sort=True)
    values, k = values[used], values.shape[1]
    products = np.empty((len(units), k, k))
    sums = np.empty((len(units), k))
    for i in range(k):
        sums[:, i] = np.bincount(codes, values[:, i], len(units))
        for j in range(i + 1):
            pair = np.bincount(codes, values[:, i] * values[:, j], len(units))
            products[:, i, j] = products[:, j, i] = pair
    n = np.bincount(codes, minlength=len(units)).astype(float)
    return Moments(tuple(columns), pd.Index(units), n, sums, products)
