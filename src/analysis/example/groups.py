"""Who works with which group of pupils."""

from dataclasses import dataclass

import numpy as np

from analysis.example import pupils
from analysis.example.organisation import ROLES
from analysis.example.population import Population
from analysis.example.streams import stream

NOBODY_NAMED = -1
_SHARED = {"primary": 0.0, "secondary": 0.85, "special": 0.0, "childcare": 0.45}
_TWO = 0.45  # of the groups with a teacher of their own
_SHARES = ((0.6, 0.4), (0.8, 0.2), (0.5, 0.5))  # how two people divide the week


@dataclass(frozen=True)
class Assignments:
    """Rows of one school year, by group.

    Attributes
    ----------
    year : int
    group, school, team : int arrays
    person : int array, ``NOBODY_NAMED`` where a whole team shares the group or a place is vacant
    share : float array
    """

    year: int
    group: np.ndarray
    school: np.ndarray
    team: np.ndarray
    person: np.ndarray
    share: np.ndarray


def draw(population: Population, year: int) -> Assignments:
    """Divide the groups of each school over its teachers and pedagogical employees.

    Who has a place in March, halfway through the school year, works with its group all year.
    """
    rng = stream(population.seed, "assignments", year)
    occupant, where = population.occupant(str(year + 1)), population.where
    _places, n_groups = pupils.group_sizes(population)
    rows, group = [], 0
    for school, n in enumerate(n_groups):
        seats = _teaching(population, school)
        shared = _SHARED[population.sector[school]]
        for k in range(n):
            first = k * len(seats) // n
            pair = [seats[first], seats[(first + 1) % len(seats)]]
            team = where.seat_team[pair[0]]
            drawn, choice = rng.random(2), _SHARES[int(rng.integers(len(_SHARES)))]
            if drawn[0] < shared:
                rows.append((group, school, team, NOBODY_NAMED, 1.0))
            elif drawn[1] < _TWO and len(set(pair)) > 1 and (occupant[pair] >= 0).all():
                for seat, share in zip(pair, choice, strict=True):
                    rows.append((group, school, where.seat_team[seat], occupant[seat], share))
            else:
                rows.append((group, school, team, occupant[pair[0]], 1.0))
            group += 1
    columns = (np.array(column) for column in zip(*rows, strict=True))
    return Assignments(year, *columns)


def _teaching(population: Population, school: int) -> np.ndarray:
    """Places of those who work with a group, by team; of all but the leader in a tiny school."""
    where = population.where
    here = np.flatnonzero(where.seat_school == school)
    teaching = np.isin(where.seat_role[here], [ROLES.index("teacher"), ROLES.index("care")])
    return here[teaching] if teaching.any() else here[~population.leads(here)]
