"""Who is in service when: stocks, flows and days of one window, unit by unit."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Window:
    """Spells seen through a window of whole days.

    Attributes
    ----------
    start, end : array of int, shape (n,)
        First and last day of each spell.
    group : array of int, shape (n,)
        Number of its unit; -1 is no unit.
    n_units : int
    first, last : int
        First and last day of the window.
    """

    start: np.ndarray
    end: np.ndarray
    group: np.ndarray
    n_units: int
    first: int
    last: int

    @property
    def length(self) -> int:
        """Number of days."""
        return self.last - self.first + 1

    @property
    def opening(self) -> np.ndarray:
        """In service on both sides of the midnight into the first day."""
        return (self.start < self.first) & (self.end >= self.first)

    @property
    def closing(self) -> np.ndarray:
        """In service on both sides of the midnight after the last day."""
        return (self.start <= self.last) & (self.end > self.last)

    @property
    def begins(self) -> np.ndarray:
        """First day in the window."""
        return (self.start >= self.first) & (self.start <= self.last)

    @property
    def ends(self) -> np.ndarray:
        """Last day in the window."""
        return (self.end >= self.first) & (self.end <= self.last)

    @property
    def present(self) -> np.ndarray:
        """In service on any day of the window."""
        return (self.start <= self.last) & (self.end >= self.first)

    def on(self, day: int) -> np.ndarray:
        """In service on a day."""
        return (self.start <= day) & (self.end >= day)

    def count(self, marked: np.ndarray) -> np.ndarray:
        """Count marked spells per unit, shape (n_units,)."""
        return np.bincount(self.group[marked & (self.group >= 0)], minlength=self.n_units)

    def days_in_service(self) -> np.ndarray:
        """Add up the days of the window on which somebody was in service, shape (n_units,)."""
        here = self.present & (self.group >= 0)
        days = np.minimum(self.end[here], self.last) - np.maximum(self.start[here], self.first) + 1
        return np.bincount(self.group[here], days, self.n_units)

    def with_unit(self, person: np.ndarray) -> np.ndarray:
        """Number the combination of a person and the unit."""
        return person.astype(np.int64) * (self.n_units + 1) + self.group

    def persons(self, person: np.ndarray, marked: np.ndarray) -> np.ndarray:
        """Count distinct people with a marked spell per unit, shape (n_units,)."""
        chosen = marked & (self.group >= 0)
        once = np.unique(self.with_unit(person)[chosen]) % (self.n_units + 1)
        return np.bincount(once, minlength=self.n_units)
