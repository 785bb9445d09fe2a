"""Who is in service when: stocks, flows and days of a row of windows, unit by unit.

Every spell is looked at once, whatever the number of windows: its first and its last day are put
in the stretch of days they fall in, and stocks follow from adding those up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True, eq=False)
class Grid:
    """Spells seen through windows of whole days that follow each other and share no day.

    Arrays of results have shape (W, U): windows, units.

    Attributes
    ----------
    start, end : array of int, shape (n,)
        First and last day of each spell.
    group : array of int, shape (n,)
        Number of its unit, from 0.
    n_units : int
        U.
    first, last : array of int, shape (W,)
        First and last day of each window.
    """

    start: np.ndarray
    end: np.ndarray
    group: np.ndarray
    n_units: int
    first: np.ndarray
    last: np.ndarray

    @cached_property
    def _edges(self) -> np.ndarray:
        """Days on which a window, or a gap between windows, begins."""
        return np.unique(np.concatenate([self.first, self.last + 1]))

    @cached_property
    def _place(self) -> np.ndarray:
        """Stretch of days of each window; stretch 0 lies before all of them."""
        return np.searchsorted(self._edges, self.first, side="right")

    def _stretch(self, day: np.ndarray) -> np.ndarray:
        low, high = self._edges[0] - 1, self._edges[-1]
        table = np.searchsorted(self._edges, np.arange(low, high + 1), side="right")
        place = np.clip(day, low, high)
        place -= low
        return table.astype(np.int32)[place]

    @cached_property
    def starts_in(self) -> np.ndarray:
        """Stretch of the first day of each spell."""
        return self._stretch(self.start)

    @cached_property
    def ends_in(self) -> np.ndarray:
        """Stretch of the last day of each spell."""
        return self._stretch(self.end)

    def _cell(self, stretch: np.ndarray) -> np.ndarray:
        """Number the unit and stretch of each spell together."""
        cell = self.group.astype(np.int64)  # always a copy, so that it can be changed
        cell *= len(self._edges) + 1
        cell += stretch
        return cell

    @cached_property
    def _starts_at(self) -> np.ndarray:
        return self._cell(self.starts_in)

    @cached_property
    def _ends_at(self) -> np.ndarray:
        return self._cell(self.ends_in)

    def _sum(self, cell: np.ndarray, weights: np.ndarray | None) -> np.ndarray:
        """Count or add up per unit and stretch, shape (U, stretches)."""
        width = len(self._edges) + 1
        cells = np.bincount(cell, weights, self.n_units * width)
        return cells.reshape(self.n_units, width)

    @cached_property
    def _begun(self) -> np.ndarray:
        return self._sum(self._starts_at, None)

    @cached_property
    def _over(self) -> np.ndarray:
        return self._sum(self._ends_at, None)

    def _stock(self, before: np.ndarray) -> np.ndarray:
        """In service on both sides of the midnight before a stretch."""
        net = np.cumsum(self._begun - self._over, axis=1)
        return net[:, before - 1].T

    @cached_property
    def opening(self) -> np.ndarray:
        """In service on both sides of the midnight into the first day."""
        return self._stock(self._place)

    @cached_property
    def closing(self) -> np.ndarray:
        """In service on both sides of the midnight after the last day."""
        return self._stock(self._place + 1)

    @cached_property
    def present(self) -> np.ndarray:
        """Spells with a day in the window."""
        return self.opening + self._begun[:, self._place].T

    def begins(self, kind: np.ndarray, n_kinds: int) -> np.ndarray:
        """First day in the window, by kind from 0, shape (W, U, n_kinds)."""
        return self._by_kind(self._starts_at, kind, n_kinds)

    def ends(self, kind: np.ndarray, n_kinds: int) -> np.ndarray:
        """Last day in the window, by kind; kinds below 0 have none, shape (W, U, n_kinds)."""
        return self._by_kind(self._ends_at, kind, n_kinds)

    def _by_kind(self, cell: np.ndarray, kind: np.ndarray, n_kinds: int) -> np.ndarray:
        width = len(self._edges) + 1
        cell = cell * n_kinds
        cell += np.maximum(kind, 0)
        counts = np.bincount(cell, minlength=self.n_units * width * n_kinds)
        counts = counts.reshape(self.n_units, width, n_kinds)
        return np.swapaxes(counts[:, self._place], 0, 1)

    def days_in_service(self) -> np.ndarray:
        """Add up the days of the window on which somebody was in service."""
        length = (self.last - self.first + 1)[:, None]
        at = self._place
        begun, over = self._begun[:, at].T, self._over[:, at].T
        starts = self._sum(self._starts_at, self.start.astype(float))[:, at].T
        ends = self._sum(self._ends_at, self.end.astype(float))[:, at].T
        last = self.last[:, None]
        # Who comes serves from then on; who goes misses the days that are left.
        return self.opening * length + begun * (last + 1) - starts - (over * last - ends)

    def ends_within(self) -> np.ndarray:
        """Window of the last day of each spell; -1 where it lies in none."""
        window = np.full(len(self._edges) + 1, -1)
        window[self._place] = np.arange(len(self._place))
        return window[self.ends_in]

    def stayed(self) -> np.ndarray:
        """In service at the opening and without a break until the closing."""
        window = self.ends_within()
        gone = (window >= 0) & (self.start < self.first[window])
        cell = window[gone] * self.n_units + self.group[gone]
        left = np.bincount(cell, minlength=len(self.first) * self.n_units)
        return self.opening - left.reshape(self.opening.shape)

    def on(self, day: np.ndarray) -> np.ndarray:
        """Mark who is in service on a day of their own, or on one day."""
        return (self.start <= day) & (self.end >= day)

    def take(self, chosen: np.ndarray) -> "Grid":
        """Keep some of the spells."""
        parts = self.start[chosen], self.end[chosen], self.group[chosen]
        return Grid(*parts, self.n_units, self.first, self.last)

    def repeated(self, person: np.ndarray, marked: Iterator[np.ndarray]) -> np.ndarray:
        """Count marked spells beyond the first of the same person in the same unit.

        Parameters
        ----------
        person : array of int, shape (n,)
        marked : iterator of array of bool, shape (n,)
            For each window in turn.
        """
        pairs = person.astype(np.int64) * self.n_units + self.group
        order = np.argsort(pairs, kind="stable")
        pairs, unit = pairs[order], self.group[order]
        extra = np.zeros((len(self.first), self.n_units), np.int64)
        for at, chosen in enumerate(marked):
            places = np.flatnonzero(chosen[order])
            again = places[1:][pairs[places[1:]] == pairs[places[:-1]]]
            extra[at] = np.bincount(unit[again], minlength=self.n_units)
        return extra

    def in_each(self) -> Iterator[np.ndarray]:
        """Mark for each window the spells with a day in it."""
        for first, last in zip(self.first, self.last, strict=True):
            yield (self.start <= last) & (self.end >= first)
