"""The different values of a column, without a Python text for each of a million of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_AT_ONCE = 1 << 16


class Different(Sequence):
    """Texts, each once, in the order in which they first occur; made Python texts when asked."""

    def __init__(self, texts: pa.Array) -> None:
        self._texts = texts

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            chosen = pa.array(range(*place.indices(len(self))), pa.int64())
            return self._texts.take(chosen).to_pylist()
        return self._texts[place].as_py()

    def __iter__(self) -> Iterator[str]:
        for start in range(0, len(self), _AT_ONCE):
            yield from self._texts.slice(start, _AT_ONCE).to_pylist()

    def series(self) -> pd.Series:
        """Give the texts as a column, on an index from 0."""
        return pd.Series(pd.array(self._texts, dtype="str"))

    def holding(self, sign: str) -> list[str]:
        """List the texts in which a sign stands."""
        return self._texts.filter(pc.match_substring(self._texts, sign)).to_pylist()


@dataclass(frozen=True)
class Encoded:
    """A column as places in a list of texts.

    Attributes
    ----------
    places : array of int
        Position in ``texts`` of each cell; -1 where it is missing.
    texts : Different
        The texts that occur.
    """

    places: np.ndarray
    texts: Different

    def missing_as_null(self) -> pa.Array:
        """Give the places as Arrow takes them."""
        return pa.array(self.places, mask=self.places < 0)


def encoded(column: pd.Series) -> Encoded:
    """Number the cells of a column of text or of categories by their text."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return _without_unused(column.cat.codes.to_numpy(), texts(column))
    cells = pa.Array.from_pandas(column.astype("str")).dictionary_encode()
    if isinstance(cells, pa.ChunkedArray):
        cells = cells.combine_chunks()
    places = cells.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return Encoded(places, Different(cells.dictionary))


def _without_unused(places: np.ndarray, texts: pa.Array) -> Encoded:
    """Leave out the texts of rows that were set aside."""
    used = np.bincount(places[places >= 0], minlength=len(texts)) > 0
    if not used.all():
        places = np.append(np.where(used, np.cumsum(used) - 1, -1), -1)[places]
        texts = texts.filter(pa.array(used))
    return Encoded(places, Different(texts))


def distinct(column: pd.Series) -> Different:
    """Give the values of a column of text or of categories, each once, missing left out."""
    return encoded(column).texts


def holding(values: Sequence[str], sign: str) -> list[str]:
    """List the values in which a sign stands; most columns have none, and that is soon known."""
    if isinstance(values, Different):
        return values.holding(sign)
    return [value for value in values if sign in value]


def texts(column: pd.Series) -> pa.Array:
    """Give the texts that stand in a column, for a look at what is among them.

    Of a column of categories each text once, of a column of text every cell.
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        return pa.array(column.cat.categories, pa.large_string())
    return pa.Array.from_pandas(column)
