"""Joining periods: which contracts of a person in a unit are one uninterrupted employment."""

from dataclasses import dataclass

import numpy as np

from analysis.measures.daynumbers import OPEN

_SUMMER_MONTH, _SUMMER_DAYS = 6, 77  # from 1 July (month 6 from January) up to 15 September
_BITS = 24  # room for the number of a day beside the number of a group


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
    again : array of bool, shape (s,)
        Whether the group has an earlier spell.
    """

    spell: np.ndarray
    start: np.ndarray
    end: np.ndarray
    n: np.ndarray
    first: np.ndarray
    again: np.ndarray


def pair(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Number each combination of two codes; -1 (missing) is a code like any other."""
    width = int(other.max(initial=0)) + 2
    return one.astype(np.int64) * width + other + 1


def join(group: np.ndarray, start: np.ndarray, end: np.ndarray, gaps: tuple[int, int]) -> Joined:
    """Join the periods of each group that overlap or have a short gap between them.

    Parameters
    ----------
    group : array of int, shape (n,)
        Person in a unit, numbered from 0; periods of different groups are never joined.
    start, end : array of int, shape (n,)
        First and last day, numbered; OPEN as end means that it runs on.
    gaps : tuple of int
        Most days of a gap, and most days of a gap that lies in summer.

    Returns
    -------
    Joined
        Cost grows with sorting n periods.
    """
    if not len(group):
        nothing = np.zeros(0, np.int64)
        return Joined(nothing, start, end, nothing, nothing, np.zeros(0, bool))
    order = np.argsort((group.astype(np.int64) << _BITS) + (start + OPEN), kind="stable")
    codes, starts = group[order], start[order]
    begins = np.r_[True, codes[1:] != codes[:-1]]
    # The running latest end within a group: each group is lifted above the one before it.
    lift = np.cumsum(begins) * (4 * OPEN)
    latest = np.maximum.accumulate(end[order] + lift) - lift
    new = begins.copy()
    new[1:] |= ~bridged(latest[:-1], starts[1:], gaps)
    opens = np.flatnonzero(new)
    spell = np.empty(len(order), np.int64)
    spell[order] = np.cumsum(new) - 1
    # Numbered by their first period, so that no code or pseudonym decides the order of spells.
    rank = np.argsort(np.minimum.reduceat(order, opens), kind="stable")
    place = np.empty(len(rank), np.int64)
    place[rank] = np.arange(len(rank))
    closes = np.r_[opens[1:], len(order)] - 1
    return Joined(
        spell=place[spell],
        start=starts[opens][rank],
        end=latest[closes][rank],
        n=(closes - opens + 1)[rank],
        first=order[opens][rank],
        again=~begins[opens][rank],
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
    short = gap <= usual
    longer = np.flatnonzero(~short & (gap <= summer) & (gap > 0))
    years = (end[longer] + 1).astype("datetime64[D]").astype("datetime64[Y]")
    july = (years.astype("datetime64[M]") + _SUMMER_MONTH).astype("datetime64[D]").astype(np.int64)
    short[longer] = (end[longer] + 1 >= july) & (start[longer] - 1 < july + _SUMMER_DAYS)
    return short
