"""Three invented people whom no report may show.

Each has a role and length of service that nobody else has, a pattern of answers of their own,
and one text that stands nowhere else. A test looks for all of these in everything we write.
"""

from dataclasses import dataclass, replace

import numpy as np

from analysis.example.careers import RUNNING
from analysis.example.organisation import ROLES
from analysis.example.parameters import WAVES
from analysis.example.population import Population

HIRED = (np.datetime64("1996-08-01"), np.datetime64("1998-08-01"), np.datetime64("1994-01-01"))


@dataclass(frozen=True)
class Canary:
    """One of the three.

    Attributes
    ----------
    role, tenure_band : str
        A combination that nobody else has.
    psysafe : tuple of int
        Answers to psysafe_1 to psysafe_6 as ticked, in every wave.
    token : str
        A text that stands once in the raw files.
    place : str
        In which file and column.
    """

    role: str
    tenure_band: str
    psysafe: tuple[int, ...]
    token: str
    place: str


CANARIES = (
    Canary("assistant", "21+", (5, 1, 5, 1, 5, 1), "kanariegeel-7341", "2022: Q90_TEXT"),
    Canary("support", "21+", (1, 5, 1, 5, 1, 5), "zangvogel-5128", "2023: RecipientEmail"),
    Canary("other", "21+", (5, 5, 1, 1, 5, 1), "Kooiman-Vink-9067", "2024: Naam"),
)


def find(population: Population) -> list[int]:
    """Choose the three: people who answer every wave, read the questions and stay."""
    stints = population.careers.stints
    stays = set(stints.person[stints.ends_as == RUNNING])
    chosen = []
    for canary in CANARIES:
        role = ROLES.index(canary.role)
        able = stays
        for wave in WAVES:
            people = population.respondents(wave)
            fits = (population.where.seat_role[people.seat] == role) & (people.straight == 0)
            able = able & set(people.person[fits])
        chosen.append(int(min(able)))
    return chosen


def plant(population: Population) -> Population:
    """Give the three their length of service and their answers."""
    persons = find(population)
    careers, stints = population.careers, population.careers.stints
    since, start = careers.since.copy(), stints.start.copy()
    for person, hired in zip(persons, HIRED, strict=True):
        since[careers.occupant == person] = hired
        rows = np.flatnonzero(stints.person == person)
        start[rows[np.argmin(start[rows])]] = hired
    patterns = {p: canary.psysafe for p, canary in zip(persons, CANARIES, strict=True)}
    careers = replace(careers, since=since, stints=replace(stints, start=start))
    return replace(population, careers=careers, patterns=patterns)
