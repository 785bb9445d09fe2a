"""Whether the pages of a report together give away a group that none of them shows.

A page hides small groups and what would give those away by subtraction within a table. Two pages
can still do together what neither does alone: schools on one, and on another the teams of these
schools, of which one is too small to show. The record of all releases says who stands behind each
cell, so the attacker's sums can be done before a reader does them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.reporting.disclosure import SHOWN, SMALL
from analysis.reporting.released_cells import Cells

_CELL = ["page", "number", "cell"]
_NEAR = 1e-6


@dataclass(frozen=True)
class Leak:
    """Cells that are shown, and together give away a group that is too small to show.

    Attributes
    ----------
    people : int
        How large that group is.
    cells : tuple of int
        Positions in the table of cells, the first the one to hide.
    pages : tuple of str
        Where those cells are.
    """

    people: int
    cells: tuple[int, ...]
    pages: tuple[str, ...]


def leaks(cells: Cells, minimum: int) -> list[Leak]:
    """Find the groups that follow by subtraction and are smaller than ``minimum``.

    Three sums are tried on cells that tell the same about the same scale and moment: one cell
    minus another; a cell minus all cells of one table that lie in it; and, because the number of
    people is told about everything, any sum of cells that leaves a group that was hidden.

    Parameters
    ----------
    cells : Cells
    minimum : int
        The smallest group that may be shown.

    Returns
    -------
    list of Leak
        The first cell of each is the smallest on the last of the pages concerned.
    """
    table = cells.table
    shown = np.flatnonzero(table["hidden"] == SHOWN)
    found, seen = [], set()
    for rows in _alike(table, shown):
        same = frozenset(zip(cells.release[rows], cells.who[rows], strict=True))
        if same not in seen:  # most topics of a table are about the same people
            seen.add(same)
            found += [*_pairs(cells, rows, minimum), *_unions(cells, rows, minimum)]
    return found + list(_hidden_groups(cells, shown, minimum))


def _alike(table: pd.DataFrame, shown: np.ndarray) -> Iterator[np.ndarray]:
    """Rows that tell the same about the same scale and moment, so that they can be subtracted."""
    groups = table.iloc[shown].groupby(["moment", "topic"], sort=False).indices
    measures = table["measure"].to_numpy()
    for places in groups.values():
        rows = shown[places]
        for measure in set(measures[rows]):
            yield rows[(measures[rows] == measure) | (measures[rows] == "")]


def _leak(cells: Cells, people: float, rows: np.ndarray) -> Leak:
    """Put the cell to hide first: on the last page, in its last table, the smallest."""
    table = cells.table.iloc[rows]
    order = np.lexsort([table["people"], -table["number"].astype(int), -table["rank"].astype(int)])
    pages = tuple(dict.fromkeys(table["page"].iloc[order]))
    return Leak(round(people), tuple(rows[order].tolist()), pages)


def _distinct(cells: Cells, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the distinct sets of people, and for each the row of the first page that shows it."""
    who, at = np.unique(cells.who[rows], return_index=True)
    return who, rows[at]


def _pairs(cells: Cells, rows: np.ndarray, minimum: int) -> Iterator[Leak]:
    """Cells that differ by a few people."""
    who, first = _distinct(cells, rows)
    size = cells.size[who]
    apart = size[:, None] + size - 2 * cells.shared[np.ix_(who, who)]
    few = np.triu((apart > 0) & (apart < minimum))
    for one, other in zip(*np.nonzero(few), strict=True):
        yield _leak(cells, apart[one, other], first[[one, other]])


def _unions(cells: Cells, rows: np.ndarray, minimum: int) -> Iterator[Leak]:
    """A cell beside all cells of one table that lie in it, but for a few people."""
    wholes, whole_rows = _distinct(cells, rows)
    for release in np.unique(cells.release[rows]):
        who, first = _distinct(cells, rows[cells.release[rows] == release])
        within = cells.shared[np.ix_(who, who)]
        if len(who) < 2 or within.sum() > within.trace():
            continue  # cells that share people do not add up
        common = cells.shared[np.ix_(wholes, who)]
        inside = common > cells.size[who] / 2
        apart = cells.size[wholes] + inside @ cells.size[who] - 2 * (common * inside).sum(axis=1)
        few = (apart > 0) & (apart < minimum) & (inside.sum(axis=1) > 1)
        for at in np.flatnonzero(few):
            yield _leak(cells, apart[at], np.append(whole_rows[at], first[inside[at]]))


def _hidden_groups(cells: Cells, shown: np.ndarray, minimum: int) -> Iterator[Leak]:
    """Groups that were hidden because they are small, and are a sum of cells that are shown."""
    table = cells.table
    for moment, small in table[table["hidden"] == SMALL].groupby("moment"):
        who, rows = _distinct(cells, shown[table["moment"].to_numpy()[shown] == moment])
        groups = small["who"].unique()
        groups = groups[(cells.size[groups] < minimum) & ~np.isin(groups, who)]
        if not len(who) or not len(groups):
            continue
        between, wanted = cells.shared[np.ix_(who, who)], cells.shared[np.ix_(who, groups)]
        parts = np.linalg.pinv(between, hermitian=True) @ wanted
        left = cells.size[groups] - (parts * wanted).sum(axis=0)
        for at in np.flatnonzero(left < _NEAR * minimum):
            used = np.abs(parts[:, at]) > _NEAR
            yield _leak(cells, cells.size[groups[at]], rows[used])


def to_hide(cells: Cells, minimum: int) -> tuple[dict[str, dict[str, list[str]]], list[Leak]]:
    """Choose cells to hide until nothing follows by subtraction.

    Parameters
    ----------
    cells : Cells
    minimum : int

    Returns
    -------
    hidden : dict of str to dict
        Per page, per number of a release: the names of the cells to hide.
    found : list of Leak
        What was found at first.
    """
    first = found = leaks(cells, minimum)
    chosen: list[int] = []
    while found:
        rows = sorted({row for leak in found for row in _same(cells, leak.cells[0])})
        chosen += rows
        cells = cells.without(rows)
        found = leaks(cells, minimum)
    hidden: dict[str, dict[str, list[str]]] = {}
    for page, number, cell in cells.table.loc[chosen, _CELL].itertuples(index=False, name=None):
        names = hidden.setdefault(page, {}).setdefault(str(number), [])
        if cell not in names:
            names.append(cell)
    return hidden, first


def _same(cells: Cells, row: int) -> list[int]:
    """Rows of the same table about the same people: the group is hidden under every label."""
    return np.flatnonzero(
        (cells.release == cells.release[row]) & (cells.who == cells.who[row])
    ).tolist()
