"""Carries the meaning of a text to every cell that holds it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.intake.different import encoded


@dataclass(frozen=True, eq=False)
class Told:
    """A column of text as its different texts, so that each is understood once.

    Attributes
    ----------
    places : array of int
        Position in ``texts`` of each cell; -1 where it is missing.
    texts : Series of str
        The different texts, on an index from 0; missing where a text is to be read as no text.
    index : Index
        That of the cells.
    """

    places: np.ndarray
    texts: pd.Series
    index: pd.Index

    @cached_property
    def often(self) -> np.ndarray:
        """How many cells hold each text."""
        return np.bincount(self.places[self.places >= 0], minlength=len(self.texts))

    def count(self, which: pd.Series) -> int:
        """Count the cells that hold one of the texts that are pointed at, by their position."""
        return int(self.often[which.index[which.to_numpy(bool)]].sum())

    def without(self, which: pd.Series) -> "Told":
        """Read the texts that are pointed at as no text."""
        if not which.any():
            return self
        gone = which.index[which.to_numpy(bool)]
        return Told(self.places, self.texts.mask(self.texts.index.isin(gone)), self.index)

    def spelled(self, texts: pd.Series) -> "Told":
        """Read each text as another one; texts that become the same are one text."""
        places, kept = pd.factorize(texts)
        if len(kept) == len(texts):
            return Told(self.places, texts, self.index)
        moved = np.append(places, -1)[self.places]
        return Told(moved, pd.Series(kept, dtype="str"), self.index)

    def written(self) -> pd.Series:
        """Give the texts that are left; the index says where they stand in ``texts``."""
        return self.texts.dropna()

    def carried(self, meanings: pd.Series) -> pd.Series:
        """Give each cell the meaning of its text.

        Parameters
        ----------
        meanings : Series
            By position in ``texts``; a text that is not among them has no meaning.

        Returns
        -------
        Series
            Of the same type, missing where a cell has no text or its text no meaning.
        """
        table = meanings.reindex(self.texts.index)
        some_missing = len(self.places) and self.places.min() < 0
        return pd.Series(_taken(table.array, self.places, some_missing), index=self.index)

    def points_at(self, which: pd.Series) -> pd.Series:
        """Tell which cells hold one of the texts that are pointed at."""
        table = np.zeros(len(self.texts) + 1, bool)  # the last entry is for a missing cell
        table[which.index[which.to_numpy(bool)]] = True
        return pd.Series(table[self.places], index=self.index)

    def cells(self) -> pd.Series:
        """Give the column as text."""
        return self.carried(self.texts)


def told(cells: "pd.Series | Told") -> Told:
    """Take a column of text or of categories apart; what is apart already stays as it is."""
    if isinstance(cells, Told):
        return cells
    known = encoded(cells)
    return Told(known.places, known.texts.series(), cells.index)


def carried(cells: pd.Series, table: pd.Series) -> pd.Series:
    """Look up each cell in a table whose index is text.

    Each different text is understood once, however many rows a file has.

    Returns
    -------
    Series
        Of the type of ``table``, on the index of ``cells``; missing where a cell is missing or
        not in the table.
    """
    apart = told(cells)
    meanings = table.reindex(apart.texts.array).set_axis(apart.texts.index)
    return apart.carried(meanings).rename(cells.name)


def _taken(
    table: pd.api.extensions.ExtensionArray, places: np.ndarray, some_missing: bool
) -> pd.api.extensions.ExtensionArray | np.ndarray:
    """Take values by their place, missing for -1."""
    plain = table.to_numpy() if isinstance(table, pd.arrays.NumpyExtensionArray) else table
    if isinstance(plain, np.ndarray):
        return pd.api.extensions.take(plain, places, allow_fill=some_missing)
    return plain.take(places, allow_fill=some_missing)
