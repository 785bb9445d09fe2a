"""The one gate through which data become visible.

Nothing about people is shown that did not pass ``release``. It hides small groups and whatever
would give them away by subtraction, and keeps a record of who stands behind each number, so that
the release as a whole can be audited later without a change in any notebook.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from analysis import session
from analysis.measures.passport import OVERRIDES
from analysis.reporting import disclosure as rules
from analysis.reporting import records
from analysis.reporting.disclosure import SHOWN

KINDS = (
    *("count", "score", "agreement", "share", "rate", "response"),
    *("distribution", "flow", "model", "audit"),
)


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
    by : tuple of str
        Columns that name a row: keys, then labels.
    kind : str
        What the numbers are: one of ``KINDS``.
    minimum : int
        The smallest group that may be shown, in people.
    overrides : dict of str to str
        Permissions of the passport that somebody overruled for this table, with their reasons.
    """

    table: pd.DataFrame
    hidden: pd.Series
    by: tuple[str, ...]
    kind: str
    minimum: int
    overrides: dict[str, str] = field(default_factory=dict)

    @property
    def shown(self) -> pd.DataFrame:
        """Only the rows that are shown."""
        return self.table[self.hidden == SHOWN]

    @property
    def n_hidden(self) -> int:
        """How many cells are hidden."""
        return int((self.hidden != SHOWN).sum())

    def where(self, column: str, value: object) -> "Released":
        """Take the rows with one value of a column that names them."""
        chosen = self.table[column] == value
        return replace(self, table=self.table[chosen], hidden=self.hidden[chosen])

    def only(self, *columns: str) -> "Released":
        """Take some columns, in this order, to show a wide table in parts."""
        return replace(self, table=self.table[list(columns)])

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
    labels: Sequence[str] = (),
    bounds: tuple[float | str, float | str] = (1, 5),
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
        The columns that divide people into cells; an empty list for everyone together.
    kind : str
        What the numbers are. ``count`` people; ``score`` a mean; ``agreement`` how alike answers
        are; ``share`` and ``rate`` with the number behind them in ``count``; ``response`` with
        the invited in ``n`` and those who answered in ``count``; ``distribution`` the shares of
        answer options in share_1, share_2, …; ``flow`` what is left at each step; ``model``
        estimates; ``audit`` rows of files.
    labels : list of str
        Columns that name a row without dividing people: the term of a model, a question.
    bounds : tuple of float or str
        Ends of the answer scale, or the columns that hold them where rows are about scales of
        different length; a mean at an end gives every answer away.

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
    keys, labels = [by] if isinstance(by, str) else list(by), list(labels)
    named = keys + labels
    cells = _with_keys(table, named)
    current = session.current()
    if kind == "distribution":
        cells = rules.merge_small_options(cells, current.minimum)
    found = records.behind(population, keys)
    people = _people(cells, found.members, population, keys, kind)
    reasons = rules.reasons(cells, people, kind, minimum=current.minimum, bounds=bounds)
    withheld = pd.Series(records.withheld(cells, named, current), cells.index, dtype=bool)
    reasons = reasons.mask(withheld & (reasons == SHOWN), rules.COMPLEMENT)
    reasons = rules.protect_complements(
        cells, people, reasons, keys=keys, labels=labels, minimum=current.minimum
    )
    visible = cells.copy()
    for column in [column for column in cells.columns if column not in named]:
        visible[column] = visible[column].where(reasons == SHOWN)
    overrides = dict(table.attrs.get(OVERRIDES, {}))
    released = Released(visible, reasons, tuple(named), kind, current.minimum, overrides)
    records.keep(released, keys=keys, found=found, people=people, session=current)
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


def _people(
    cells: pd.DataFrame,
    members: dict[tuple, list],
    population: pd.DataFrame,
    keys: list[str],
    kind: str,
) -> pd.Series:
    """Count the people behind each row; never more than the table itself says."""
    counts = {key: len(ids) for key, ids in members.items()}
    people = pd.Series([counts.get(key, 0) for key in _row_keys(cells, keys)], index=cells.index)
    stated_in = next((name for name in ("n", "rows", "cells") if name in cells.columns), None)
    if stated_in is None or kind == "response":
        return people
    stated = pd.to_numeric(cells[stated_in]).astype(float)
    if not {"person_id", "pupil_id"} & set(population.columns):
        # Figures that were published per school: their own number of people, where it is known.
        return stated.fillna(np.inf)
    # Rows that name nobody are counted as the table counts them.
    people = people.astype(float).where(people > 0, stated.fillna(0))
    return people.where(stated.isna() | (stated > people), stated)


def _row_keys(cells: pd.DataFrame, keys: list[str]) -> list[tuple]:
    if not keys:
        return [()] * len(cells)
    return list(cells[keys].itertuples(index=False, name=None))
