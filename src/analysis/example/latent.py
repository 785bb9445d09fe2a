"""Latent scores in parts: what belongs to the school, its leader, the team and the person."""

from dataclasses import dataclass

import numpy as np

from analysis.example.organisation import Organisation
from analysis.example.parameters import HAZARD_YEARS, LEADERSHIP, LEVELS, SHARES, WITH_SAFETY
from analysis.example.streams import stream

Parts = dict[str, np.ndarray]  # standard normal deviates of some people, by level


@dataclass(frozen=True)
class Deviates:
    """Standard normal deviates of one construct at each level.

    Attributes
    ----------
    school : shape (schools,)
    leader : shape (years, schools), what each school gets if its leader changes that year
    team : shape (teams,)
    team_year : shape (years, teams)
    person : shape (persons,)
    person_year : shape (years, seats)
    """

    school: np.ndarray
    leader: np.ndarray
    team: np.ndarray
    team_year: np.ndarray
    person: np.ndarray
    person_year: np.ndarray

    def at(
        self,
        year: int,
        leader: np.ndarray,
        seats: np.ndarray,
        persons: np.ndarray,
        where: Organisation,
    ) -> Parts:
        """Give the deviates of the people on some places in one hazard year.

        ``leader`` tells of each school in which year its present leader came.
        """
        school, team = where.seat_school[seats], where.seat_team[seats]
        return {
            "school": self.school[school],
            "leader": self.leader[leader[school], school],
            "team": self.team[team],
            "team_year": self.team_year[year][team],
            "person": self.person[persons],
            "person_year": self.person_year[year][seats],
        }


def draw(seed: int, name: str, where: Organisation, n_persons: int) -> Deviates:
    """Draw the deviates of one construct, for as many persons as may ever be asked."""
    rng = stream(seed, "latent", name)
    years = len(HAZARD_YEARS)
    return Deviates(
        school=rng.standard_normal(where.n_schools),
        leader=rng.standard_normal((years, where.n_schools)),
        team=rng.standard_normal(where.n_teams),
        team_year=rng.standard_normal((years, where.n_teams)),
        person=rng.standard_normal(n_persons),
        person_year=rng.standard_normal((years, len(where.seat_team))),
    )


def shares_of(scale: str, level: str) -> tuple[float, ...]:
    """Parts of the variance of a scale, in the order of ``LEVELS``."""
    return SHARES["leadership" if scale in LEADERSHIP else level]


def score(parts: Parts, shares: tuple[float, ...]) -> np.ndarray:
    """Add the deviates of each level, weighed by their share: a latent score of variance 1."""
    weighed = (np.sqrt(share) * parts[level] for level, share in zip(LEVELS, shares, strict=True))
    return sum(weighed)


def related(safety: Parts, own: Parts, scale: str, shares: tuple[float, ...]) -> np.ndarray:
    """Give a latent score that goes together with safety, at every level alike."""
    weight = WITH_SAFETY[scale]
    rest = np.sqrt(1 - weight**2)
    return score({at: weight * safety[at] + rest * own[at] for at in LEVELS}, shares)
