"""Who worked where and when, and who left: clean careers, without a file or an error in it."""

from dataclasses import dataclass

import numpy as np

from analysis.example.latent import Deviates

CLASSES = ("natural", "voluntary", "involuntary", "end_of_temporary_contract")
NATURAL, VOLUNTARY, INVOLUNTARY, TEMPORARY = range(4)
RUNNING, TRANSFER = -1, -2  # how a stint ends that does not end in an exit
NOBODY = -1


@dataclass(frozen=True)
class Stints:
    """Periods of one person on one place; a transfer ends one and begins the next.

    Attributes
    ----------
    person, seat : int arrays
    start, end : day arrays, first and last day; ``dates.FAR`` while it runs
    ends_as : int array
        Position in ``CLASSES`` of an exit, ``RUNNING`` or ``TRANSFER``.
    """

    person: np.ndarray
    seat: np.ndarray
    start: np.ndarray
    end: np.ndarray
    ends_as: np.ndarray

    def chosen(self, rows: np.ndarray) -> "Stints":
        """Keep some of the rows."""
        return Stints(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class Careers:
    """Everything that happened between the first and the last day of the example.

    Attributes
    ----------
    occupant : int array, shape (years, seats)
        Person on each place when the hazard year begins, ``NOBODY`` where it is vacant.
    since : day array, shape (years, seats)
        First day of the occupant with the board, on any place.
    safety : float array, shape (years, seats)
        True safety, of variance 1 in the population. On a vacant place it means nothing.
    school_safety : float array, shape (years, schools)
        The part of true safety that is the same for the whole school.
    leaves : bool array, shape (years, seats)
        Whether the occupant leaves the board before the next hazard year begins.
    leader_since : int array, shape (years, schools)
        Position of the hazard year in which the leader of that year came.
    stints : Stints
        In no order that means anything.
    deviates : Deviates
        What true safety was made of.
    n_persons : int
        Persons with a place; numbers from here on belong to short replacements.
    """

    occupant: np.ndarray
    since: np.ndarray
    safety: np.ndarray
    school_safety: np.ndarray
    leaves: np.ndarray
    leader_since: np.ndarray
    stints: Stints
    deviates: Deviates
    n_persons: int
