"""Carries the meaning of a text to every cell that holds it."""

import pandas as pd


def carried(cells: pd.Series, table: pd.Series) -> pd.Series:
    """Look up each cell in a table whose index is text.

    Each different text is understood once, however many rows a file has.

    Returns
    -------
    Series
        Of the type of ``table``, on the index of ``cells``; missing where a cell is missing or
        not in the table.
    """
    found = table.reindex(pd.Index(cells.astype("str").array))
    return found.set_axis(cells.index).rename(cells.name)
