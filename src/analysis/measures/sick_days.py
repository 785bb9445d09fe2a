"""From lines of the HR export to cases of sick leave, and to the part of a job lost on each day.

A case that ends with working part of the time has several lines, and lines may overlap: on such
a day the highest part counts.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.measures import joining
from analysis.measures.daynumbers import OPEN, days

_BITS = 24  # room for the number of a day beside the number of a person


@dataclass(frozen=True, eq=False)
class Periods:
    """Periods of days of persons, as arrays of the same length.

    Attributes
    ----------
    person : array of int
        Number of the person.
    start, end : array of int
        First and last day, numbered; OPEN while it runs.
    weight : array of float
        What one day in it counts: a part of the job absent, or the size of a job.
    """

    person: np.ndarray
    start: np.ndarray
    end: np.ndarray
    weight: np.ndarray

    def chosen(self, rows: np.ndarray) -> "Periods":
        """Take some of them."""
        return Periods(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


def lines(absences: pd.DataFrame, person: pd.Index) -> Periods:
    """Take the lines of people whose number is known.

    Parameters
    ----------
    absences : DataFrame, one row per line
        person_id, start, end (last day; missing while it runs), share (part of the job absent).
        A missing share counts as the whole job. Lines without a start, or that end before it,
        are left out.
    person : Index
        person_id of everybody, by number.
    """
    share = absences["share"].fillna(1.0) if "share" in absences.columns else 1.0
    found = Periods(
        person.get_indexer(absences["person_id"]),
        days(absences["start"], missing=OPEN),
        days(absences["end"], missing=OPEN),
        np.clip(np.broadcast_to(np.asarray(share, float), len(absences)), 0, 1),
    )
    usable = (found.person >= 0) & (found.start < OPEN) & (found.end >= found.start)
    return found.chosen(np.flatnonzero(usable))


def cases(found: Periods) -> Periods:
    """Join lines of a person that overlap or follow each other without a day between: one case.

    Returns
    -------
    Periods
        With weight 1, in the order of their first line.
    """
    joined = joining.join(found.person, found.start, found.end, (0, 0))
    return Periods(found.person[joined.first], joined.start, joined.end, np.ones(len(joined.start)))


def stretches(found: Periods) -> Periods:
    """Cut lines into stretches of days of which no two of a person share a day.

    Returns
    -------
    Periods
        The weight of each is the highest part of the lines that cover it.

    Source
    ------
    The highest share per day, capped at 1: the house rule for a full and a partial case at once.
    """
    begins = _placed(found.person, found.start)
    after = _placed(found.person, found.end + 1)
    points = np.unique(np.concatenate([begins, after]))
    first, last = np.searchsorted(points, begins), np.searchsorted(points, after)
    line = np.repeat(np.arange(len(begins)), last - first)
    piece = np.arange(len(line)) - np.repeat(np.cumsum(last - first) - (last - first), last - first)
    piece += first[line]
    highest = np.full(len(points), -1.0)
    np.maximum.at(highest, piece, found.weight[line])
    covered = np.flatnonzero(highest >= 0)
    day = points & ((1 << _BITS) - 1)
    return Periods(
        points[covered] >> _BITS, day[covered], day[covered + 1] - 1, highest[covered]
    ).chosen(np.flatnonzero(highest[covered] > 0))


def _placed(person: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Put person and day in one number that sorts by both."""
    return (person.astype(np.int64) << _BITS) + np.minimum(day, OPEN + 1)


@dataclass(frozen=True, eq=False)
class Overlap:
    """Pairs of periods of one person that share days.

    Attributes
    ----------
    one, other : array of int
        Positions in both lists.
    start, end : array of int
        First and last day that they share.
    """

    one: np.ndarray
    other: np.ndarray
    start: np.ndarray
    end: np.ndarray

    def days_in(self, first: int, last: int) -> np.ndarray:
        """Days of each pair that lie in a window."""
        return np.maximum(np.minimum(self.end, last) - np.maximum(self.start, first) + 1, 0)


def overlap(one: Periods, other: Periods) -> Overlap:
    """Find all pairs of periods of the same person that share a day."""
    left = pd.DataFrame({"person": one.person, "one": np.arange(len(one.person))})
    right = pd.DataFrame({"person": other.person, "other": np.arange(len(other.person))})
    pairs = left.merge(right, on="person")
    i, j = pairs["one"].to_numpy(), pairs["other"].to_numpy()
    start, end = np.maximum(one.start[i], other.start[j]), np.minimum(one.end[i], other.end[j])
    shared = np.flatnonzero(start <= end)
    return Overlap(i[shared], j[shared], start[shared], end[shared])
