"""The one gate through which data become visible.

Nothing about people is shown that did not pass ``release``. It hides small groups and whatever
would give them away by subtraction, and keeps a record of who stands behind each number, so that
the release as a whole can be audited later without a change in any notebook.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis import session
from analysis.reporting import records

KINDS = ("count", "score", "agreement", "share", "rate", "model", "audit")
SHOWN, SMALL, COMPLEMENT, REVEALING = "", "small", "complement", "revealing"
_MEMBERS = ("person_id", "pupil_id", "school_id")
_COUNTED = ("share", "rate")


@dataclass(frozen=True, eq=False)
class Released:
    """A table that may be shown.

    Attributes
    ----------
    table : DataFrame, one row per cell
        Key columns first; every other column is missing where the cell is hidden.
    hidden : Series of str, on the index of ``table``
        Why a cell is hidden: "small" (fewer people than the minimum), "complement" (it would
        give away a small cell), "revealing" (its value says something about everyone in a small
        group); "" where it is shown.
    by : list of str
        Key columns.
    kind : str
        What the numbers are: one of ``KINDS``.
    minimum : int
        The smallest group that may be shown, in people.
    """

    table: pd.DataFrame
    hidden: pd.Series
    by: tuple[str, ...]
    kind: str
    minimum: int

    @property
    def shown(self) -> pd.DataFrame:
        """Only the rows that are shown."""
        return self.table[self.hidden == SHOWN]

    @property
    def n_hidden(self) -> int:
        """How many cells are hidden."""
        return int((self.hidden != SHOWN).sum())

    def __repr__(self) -> str:
        from analysis.reporting import tables

        return tables.as_text(self)

    def _repr_html_(self) -> str:
        from analysis.reporting import tables

        return tables.as_html(self)


def release(
    table: pd.DataFrame,
    *,
    population: pd.DataFrame,
    by: str | Sequence[str],
    kind: str,
    bounds: tuple[float, float] = (1, 5),
) -> Released:
    """Hide what would reveal a person or a small group; record what is shown.

    Parameters
    ----------
    table : DataFrame
        One row per cell. Key columns may be columns or the index. ``n`` holds the number of
        people, ``count`` the number of them behind a ``share`` or a ``rate``.
    population : DataFrame
        The rows behind the table, with the key columns and person_id or pupil_id. For figures
        that others published per school: school_id, and ``n`` where it is known.
    by : str or list of str
        The key columns; an empty list for a table about everyone together.
    kind : str
        count, score, agreement, share, rate, model or audit.
    bounds : tuple of float
        Ends of the answer scale; a mean at an end gives every answer away.

    Returns
    -------
    Released
        The same rows in the same order; hidden cells are missing and say why.

    Raises
    ------
    ValueError
        If the table and its population do not fit together: a mistake in the notebook.
    """
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r} is not one of {', '.join(KINDS)}")
    keys = [by] if isinstance(by, str) else list(by)
    cells = _with_keys(table, keys)
    current = session.current()
    members = _members(population, keys)
    people = _people(cells, members, population, keys)
    reasons = _reasons(cells, people, kind, current.minimum, bounds)
    reasons = _protect_complements(cells, people, reasons, keys, current.minimum)
    visible = cells.copy()
    values = [column for column in cells.columns if column not in keys]
    for column in values:
        visible[column] = visible[column].where(reasons == SHOWN)
    released = Released(visible, reasons, tuple(keys), kind, current.minimum)
    records.keep(released, members=members, people=people, session=current)
    return released


def _with_keys(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Put the key columns in front, on a plain index."""
    from_index = [name for name in table.index.names if name in keys]
    flat = table.reset_index(level=from_index) if from_index else table
    absent = [key for key in keys if key not in flat.columns]
    if absent:
        raise ValueError(f"the table lacks the key columns {absent}")
    rest = [column for column in flat.columns if column not in keys]
    return flat[keys + rest].reset_index(drop=True)


def _members(population: pd.DataFrame, keys: list[str]) -> dict[tuple, list]:
    """List the distinct people of each cell; with no keys, one list under the empty key."""
    member = next((name for name in _MEMBERS if name in population.columns), None)
    if member is None:
        raise ValueError(f"the population needs one of the columns {', '.join(_MEMBERS)}")
    absent = [key for key in keys if key not in population.columns]
    if absent:
        raise ValueError(f"the population lacks the key columns {absent}")
    if not keys:
        return {(): sorted(population[member].dropna().unique())}
    named = population.dropna(subset=[member]).assign(_member=population[member])
    groups = named.groupby(keys, observed=True, sort=False)["_member"].unique()
    return {_as_key(key): sorted(ids) for key, ids in groups.items()}


def _as_key(key: Any) -> tuple:
    return key if isinstance(key, tuple) else (key,)


def _people(
    cells: pd.DataFrame, members: dict[tuple, list], population: pd.DataFrame, keys: list[str]
) -> pd.Series:
    """Count the people behind each row; never more than the table itself says."""
    counts = {key: len(ids) for key, ids in members.items()}
    people = pd.Series([counts.get(key, 0) for key in _row_keys(cells, keys)], index=cells.index)
    if "n" not in cells.columns:
        return people
    stated = pd.to_numeric(cells["n"]).astype(float)
    if not {"person_id", "pupil_id"} & set(population.columns):
        # Figures that were published per school: their own number of people, where it is known.
        return stated.fillna(np.inf)
    return people.astype(float).where(stated.isna() | (stated > people), stated)


def _row_keys(cells: pd.DataFrame, keys: list[str]) -> list[tuple]:
    if not keys:
        return [()] * len(cells)
    return list(cells[keys].itertuples(index=False, name=None))


def _reasons(
    cells: pd.DataFrame,
    people: pd.Series,
    kind: str,
    minimum: int,
    bounds: tuple[float, float],
) -> pd.Series:
    """Judge each cell by itself."""
    reasons = pd.Series(SHOWN, index=cells.index, dtype=object)
    few = people < 2 * minimum
    if kind == "score" and "score" in cells.columns:
        reasons[few & cells["score"].isin(bounds)] = REVEALING
    if kind in _COUNTED and "count" in cells.columns:
        count = cells["count"].astype(float)
        rest = people - count
        reasons[few & ((count == 0) | (rest == 0))] = REVEALING
        reasons[count.between(1, minimum - 1) | rest.between(1, minimum - 1)] = SMALL
    if kind == "model":
        reasons[few] = SMALL
    reasons[(people > 0) & (people < minimum)] = SMALL
    return reasons


def _protect_complements(
    cells: pd.DataFrame, people: pd.Series, reasons: pd.Series, keys: list[str], minimum: int
) -> pd.Series:
    """Hide more cells until no hidden one follows from a total by subtraction.

    Totals are taken to be known along every key. Within each line of the table the hidden cells
    must be at least two, and hold at least the minimum together; the smallest shown cells are
    added until they do.
    """
    reasons = reasons.copy()
    for _again in range(len(cells) + 1):
        before = (reasons != SHOWN).sum()
        for line in _lines(cells, keys):
            _protect_line(line, people, reasons, minimum)
        if (reasons != SHOWN).sum() == before:
            break
    return reasons


def _lines(cells: pd.DataFrame, keys: list[str]) -> list[pd.Index]:
    """Rows that add up to one total: all values of one key, the other keys held still."""
    if len(keys) < 2:
        return [cells.index]
    lines = []
    for key in keys:
        others = [other for other in keys if other != key]
        groups = cells.groupby(others, observed=True, sort=False)
        lines += [rows.index for _others, rows in groups if len(rows) > 1]
    return lines


def _protect_line(line: pd.Index, people: pd.Series, reasons: pd.Series, minimum: int) -> None:
    """Add to the reasons of one line; the Series given is the caller's own copy."""
    while True:
        hidden = [row for row in line if reasons[row] != SHOWN]
        candidates = [row for row in line if reasons[row] == SHOWN and people[row] > 0]
        safe = len(hidden) != 1 and people[hidden].sum() >= minimum
        if not hidden or safe or not candidates:
            return
        reasons[min(candidates, key=lambda row: people[row])] = COMPLEMENT
