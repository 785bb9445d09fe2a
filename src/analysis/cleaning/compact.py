"""Columns of few different values: one byte per cell, until somebody computes with them.

A survey holds millions of answers and few numbers. Cleaning keeps them, and texts that many rows
share, as pandas categories; a tidy table that is read from the study holds plain columns again.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd


def constant(value: str, index: pd.Index) -> pd.Series:
    """Give a column that holds one text in all its rows."""
    kind = pd.CategoricalDtype(pd.Index([value], dtype="str"))
    places = np.zeros(len(index), np.int8)
    return pd.Series(pd.Categorical.from_codes(places, dtype=kind), index=index)


def texts(columns: pd.DataFrame) -> pd.DataFrame:
    """Keep columns of text as categories."""
    return columns.astype(dict.fromkeys(columns.columns, "category"))


def numbers(column: pd.Series) -> np.ndarray:
    """Give the numbers of a column of categories or of numbers, missing ones as NaN."""
    return column.astype("float64").to_numpy()


def is_compact(column: pd.Series) -> bool:
    """Tell whether a column is kept as categories."""
    return isinstance(column.dtype, pd.CategoricalDtype)


def alike(parts: Sequence[pd.DataFrame]) -> list[pd.DataFrame]:
    """Give columns of categories the same ones in all tables, so that these fit beneath each other.

    A table that lacks such a column gets one without values.
    """
    shared: dict[str, pd.Index] = {}
    for part in parts:
        for name in filter(lambda name: is_compact(part[name]), part.columns):
            here = part[name].cat.categories
            known = shared.setdefault(name, here)
            shared[name] = known.append(here[~here.isin(known)])
    kinds = {name: pd.CategoricalDtype(categories) for name, categories in shared.items()}
    return [part.assign(**_recoded(part, kinds)) for part in parts]


def _recoded(
    part: pd.DataFrame, kinds: dict[str, pd.CategoricalDtype]
) -> dict[str, pd.Series | pd.Categorical]:
    nothing = np.full(len(part), -1, np.int8)
    found: dict[str, pd.Series | pd.Categorical] = {}
    for name, kind in kinds.items():
        if name not in part:
            found[name] = pd.Categorical.from_codes(nothing, dtype=kind)
        elif is_compact(part[name]):
            found[name] = part[name].cat.set_categories(kind.categories)
    return found
