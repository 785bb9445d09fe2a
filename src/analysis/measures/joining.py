"""Joining periods: which contracts of a person in a unit are one uninterrupted employment."""

from dataclasses import dataclass

import numpy as np

OPEN = 4_000_000  # a day far beyond any other: a contract without an end
_SUMMER_MONTH, _SUMMER_DAYS = 6, 77  # from 1 July (month 6 from January) up to 15 September


@dataclass(frozen=True, eq=False)
class Joined:
    """Periods put together.

    Attributes
    ----------
    spell : array, shape (n,)
        For each period the number of its spell. Spells are numbered by their first period in the
        order given.
    start, end : array, shape (s,)
        First and last day of each spell.
    n : array, shape (s,)
        Number of its periods.
    first : array, shape (s,)
        Position of a period that opens it: the first by start, then by position.
    """

    spell: np.ndarray
    start: np.ndarray
    end: np.ndarray
    n: np.ndarray
    first: np.ndarray


def pair(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Number each combination of two codes."""
    width = int(other.max()) + 1 if len(other) else 1
    return one.astype(np.int64) * width + other


def join(group: np.ndarray, start: np.ndarray, end: np.ndarray, gaps: tuple[int, int]) -> Joined:
    """Join the periods of each group that overlap or have a short gap between them.

    Parameters
    ----------
    group : array of int, shape (n,)
        Person in a unit; periods of different groups are never joined.
    start, end : array of int, shape (n,)
        First and last day, numbered; OPEN as end means that it runs on.
    gaps : tuple of int
        Most days of a gap, and most days of a gap that lies in summer.

    Returns
    -------
    Joined
        Cost grows with sorting n periods.
    """
    order = np.lexsort((end, start, group))
    codes = group[order]
    begins = np.r_[True, codes[1:] != codes[:-1]] if len(order) else np.zeros(0, bool)
    # The running latest end within a group: each group is lifted above the one before it.
    lift = np.cumsum(begins) * (4 * OPEN)
    latest = np.maximum.accumulate(end[order] + lift) - lift if len(order) else end[order]
    new = begins.copy()
    new[1:] |= ~bridged(latest[:-1], start[order][1:], gaps)
    opens = np.flatnonzero(new)
    spell = np.empty(len(order), np.int64)
    spell[order] = np.cumsum(new) - 1
    if not len(opens):
        return Joined(spell, start, end, spell, spell)
    return _numbered(spell, order, opens, start, latest)


def _numbered(
    spell: np.ndarray, order: np.ndarray, opens: np.ndarray, start: np.ndarray, latest: np.ndarray
) -> Joined:
    """Number spells by their first period, so that no code or pseudonym decides their order."""
    earliest_row = np.minimum.reduceat(order, opens)
    rank = np.argsort(earliest_row, kind="stable")
    place = np.empty(len(rank), np.int64)
    place[rank] = np.arange(len(rank))
    closes = np.r_[opens[1:], len(order)] - 1
    return Joined(
        spell=place[spell],
        start=start[order][opens][rank],
        end=latest[closes][rank],
        n=(closes - opens + 1)[rank],
        first=order[opens][rank],
    )


def bridged(end: np.ndarray, start: np.ndarray, gaps: tuple[int, int]) -> np.ndarray:
    """Tell whether the days between an end and the next start are few enough to be no break.

    Parameters
    ----------
    end, start : array of int, shape (n,)
        Last day before the gap and first day after it, numbered.
    gaps : tuple of int
        Most days of a gap, and most days of a gap that lies between 1 July and 15 September.
    """
    usual, summer = gaps
    gap = start - end - 1
    bridged = gap <= usual
    longer = np.flatnonzero(~bridged & (gap <= summer) & (gap > 0))
    years = (end[longer] + 1).astype("datetime64[D]").astype("datetime64[Y]")
    july = (years.astype("datetime64[M]") + _SUMMER_MONTH).astype("datetime64[D]").astype(np.int64)
    inside = (end[longer] + 1 >= july) & (start[longer] - 1 < july + _SUMMER_DAYS)
    bridged[longer] = inside
    return bridged
