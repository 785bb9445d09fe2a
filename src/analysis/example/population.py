"""The clean population behind the example study: no files, no errors, any size."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.special import expit

from analysis.example import latent, questionnaire
from analysis.example.careers import CLASSES, NOBODY, RUNNING, TRANSFER, Careers, Stints
from analysis.example.dates import FAR, day
from analysis.example.organisation import ROLES, SECTORS, Organisation, organisation
from analysis.example.parameters import (
    FIELDED,
    HAZARD_YEARS,
    OBSERVED_FROM,
    SEED,
    Parameters,
)
from analysis.example.simulation import simulate
from analysis.example.streams import stream

TENURE_BANDS = ("0-2", "3-5", "6-10", "11-20", "21+")
_BAND_FROM = (3, 6, 11, 21)  # whole years of service with which a next band begins


@dataclass(frozen=True)
class Respondents:
    """Who answered in one wave, in the order of their places.

    Attributes
    ----------
    seat, person : int arrays
    answered_on : day array
    straight : int8 array, the answer given to every question by who did not read, else 0
    """

    seat: np.ndarray
    person: np.ndarray
    answered_on: np.ndarray
    straight: np.ndarray

    def chosen(self, rows: np.ndarray) -> "Respondents":
        """Take some of them."""
        return Respondents(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class Population:
    """Everyone who could be in the example, with true scores; see ``draw``.

    Everything beyond the careers is drawn when it is asked for, each from a stream of its own:
    asking for one scale gives the same answers as asking for all. Units and persons are
    whole numbers here; ``organisation.team_ids`` and its kin give them their codes.
    ``patterns`` holds fixed answers on psychological safety of the invented three; see
    ``canaries``.
    """

    seed: int
    plan: Parameters
    where: Organisation
    careers: Careers
    patterns: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def occupant(self, wave: str) -> np.ndarray:
        """Person on each place on the first day of a wave; -1 where it is vacant.

        March of other years has no wave, but has a day like it: "2021" and "2025" are known too.
        """
        return self.careers.occupant[_year(wave)]

    def present(self, wave: str) -> np.ndarray:
        """Places that are taken on the first day of a wave."""
        return np.flatnonzero(self.occupant(wave) != NOBODY)

    def leads(self, seats: np.ndarray) -> np.ndarray:
        """Tell which places are those of the leader of a school."""
        return self.where.seat_role[seats] == ROLES.index("leader")

    def leader(self, year: int) -> np.ndarray:
        """Person who leads each school in March of a year; -1 where nobody does."""
        seats = np.flatnonzero(self.leads(np.arange(len(self.where.seat_role))))
        leaders = np.full(self.where.n_schools, NOBODY)
        leaders[self.where.seat_school[seats]] = self.occupant(str(year))[seats]
        return leaders

    @staticmethod
    def items(scale: str) -> tuple[str, ...]:
        """Codes of the items of a scale, in the order of ``ticked``."""
        return questionnaire.scales()[scale].items

    def respondents(self, wave: str) -> Respondents:
        """Draw who answers a wave, and when. Those who feel unsafe answer less."""
        rng = stream(self.seed, "response", wave)
        year, n = _year(wave), len(self.where.seat_team)
        chance = expit(
            self.plan.response_base + self.plan.response_on_safety * self.careers.safety[year]
        )
        answers = rng.random(n) < chance
        first, last = (day(when) for when in FIELDED[wave])
        length = (last - first).astype(int) + 1
        days = np.minimum((rng.exponential(0.28, n) * length).astype(int), length - 1)
        straight = np.where(rng.random(n) < self.plan.careless_share, rng.integers(2, 5, n), 0)
        seats = np.flatnonzero(answers & (self.careers.occupant[year] != NOBODY))
        person = self.careers.occupant[year][seats]
        return Respondents(seats, person, (first + days)[seats], straight[seats].astype(np.int8))

    def ticked(self, wave: str, scale: str, people: Respondents | None = None) -> np.ndarray:
        """Draw the answers to one scale; see ``questionnaire.answer`` for the codes."""
        people = people or self.respondents(wave)
        known = questionnaire.scales()[scale]
        rng = stream(self.seed, "answers", wave, scale)
        scores = self._latent(scale, known.level, _year(wave), people)
        ticked = questionnaire.answer(
            scores, known, self.leads(people.seat), self.plan.nonanswer, rng
        )
        ticked = np.where(people.straight[:, None] > 0, people.straight[:, None], ticked)
        for person, pattern in self.patterns.items() if scale == "psysafe" else ():
            ticked[people.person == person] = pattern
        return ticked

    def _latent(self, scale: str, level: str, year: int, people: Respondents) -> np.ndarray:
        """True scores of a scale, related to true safety at every level alike."""
        if scale == "psysafe":
            return self.careers.safety[year][people.seat]
        leader = self.careers.leader_since[year]
        at = (year, leader, people.seat, people.person, self.where)
        own = latent.draw(self.seed, scale, self.where, self.careers.n_persons).at(*at)
        safety = self.careers.deviates.at(*at)
        return latent.related(safety, own, scale, latent.shares_of(scale, level))

    def answers(self, wave: str, scales: list[str] | None = None) -> pd.DataFrame:
        """Clean answers of one wave, as cleaning the raw export should give them.

        Parameters
        ----------
        scales : list of str, optional
            Only these scales; all that were asked when left out.

        Returns
        -------
        DataFrame, one row per person who answered
            person_id, team_id, school_id (numbers), wave, answered_on, role, tenure_band and
            the items as ticked, NaN without an answer.
        """
        people = self.respondents(wave)
        chosen = questionnaire.asked(wave) if scales is None else scales
        items = {}
        for scale in chosen:
            ticked = self.ticked(wave, scale, people)
            items |= dict(
                zip(self.items(scale), np.where(ticked > 0, ticked, np.nan).T, strict=True)
            )
        return pd.DataFrame(self._who(wave, people) | items)

    def _who(self, wave: str, people: Respondents) -> dict[str, object]:
        return {
            "person_id": people.person,
            "team_id": self.where.seat_team[people.seat],
            "school_id": self.where.seat_school[people.seat],
            "wave": wave,
            "answered_on": people.answered_on.astype("datetime64[s]"),
            "role": np.array(ROLES)[self.where.seat_role[people.seat]],
            "tenure_band": self.tenure_band(wave, people.seat),
        }

    def tenure_band(self, wave: str, seats: np.ndarray) -> np.ndarray:
        """Whole years of service on the first day of a wave, in bands."""
        since = self.careers.since[_year(wave)][seats]
        years = ((day(FIELDED[wave][0]) - since).astype(int) / 365.25).astype(int)
        return np.array(TENURE_BANDS)[np.searchsorted(_BAND_FROM, years, side="right")]

    def exits(self, wave: str) -> pd.DataFrame:
        """Everyone who was invited: true safety, whether they answered, whether they left.

        Returns
        -------
        DataFrame, one row per person in service on the first day of the wave
            person_id, team_id, school_id, role, wave, safety (variance 1), within and between
            (in the standard deviations that the log odds are stated for), answered, exit_12.
        """
        year, seats = _year(wave), self.present(wave)
        safety = self.careers.safety[year][seats]
        school = self.careers.school_safety[year][self.where.seat_school[seats]]
        answered = np.zeros(len(self.where.seat_team), dtype=bool)
        answered[self.respondents(wave).seat] = True
        return pd.DataFrame(
            {
                "person_id": self.careers.occupant[year][seats],
                "team_id": self.where.seat_team[seats],
                "school_id": self.where.seat_school[seats],
                "role": np.array(ROLES)[self.where.seat_role[seats]],
                "wave": wave,
                "safety": safety,
                "within": (safety - school) / self.plan.sd_within,
                "between": school / self.plan.sd_between,
                "answered": answered[seats],
                "exit_12": self.careers.leaves[year][seats],
            }
        )

    def invited(self, wave: str) -> pd.DataFrame:
        """People per team on the first day of a wave: team_id, school_id, wave, n."""
        counts = np.bincount(self.where.seat_team[self.present(wave)], minlength=self.where.n_teams)
        return pd.DataFrame(
            {
                "team_id": np.arange(self.where.n_teams),
                "school_id": self.where.team_school,
                "wave": wave,
                "n": counts,
            }
        )

    @cached_property
    def stints(self) -> Stints:
        """Periods on one place that the HR export can show, by person and start."""
        stints = self.careers.stints
        stints = stints.chosen(np.flatnonzero(stints.end >= day(OBSERVED_FROM)))
        return stints.chosen(np.lexsort((stints.start, stints.person)))

    @cached_property
    def spells(self) -> pd.DataFrame:
        """Uninterrupted employment with a board: person_id, board_id, start, end, exit_class.

        ``end`` is empty and ``exit_class`` missing while it runs. Gaps that the default rule
        bridges do not exist here: the writer of the export puts them in.
        """
        stints = self.stints
        first = np.ones(len(stints.person), dtype=bool)
        first[1:] = stints.ends_as[:-1] != TRANSFER
        last = np.append(first[1:], True)
        ends_as, end = stints.ends_as[last], stints.end[last]
        classes = np.array([*CLASSES, None], dtype=object)
        return pd.DataFrame(
            {
                "person_id": stints.person[first],
                "board_id": self.where.seat_board[stints.seat[first]],
                "start": stints.start[first].astype("datetime64[s]"),
                "end": np.where(end == FAR, np.datetime64("NaT"), end).astype("datetime64[s]"),
                "exit_class": pd.Series(classes[np.where(ends_as == RUNNING, -1, ends_as)]),
            }
        )

    @property
    def sector(self) -> np.ndarray:
        """Sector of each school."""
        return np.array(SECTORS)[self.where.school_sector]


def _year(wave: str) -> int:
    return HAZARD_YEARS.index(int(wave))


def draw(seed: int = SEED, *, scale: int = 1, plan: Parameters | None = None) -> Population:
    """Draw one population.

    Only the careers are drawn at once (5 ms for an ordinary study). For exit on safety ask
    further for ``exits(wave)`` and ``answers(wave, ["psysafe"])``.

    Parameters
    ----------
    seed : int
    scale : int
        Copies of the organisation side by side, each with its own people; 200 for a target.
    plan : Parameters, optional
        What is planted; a null study sets the log odds to 0.
    """
    plan, where = plan or Parameters(), organisation()
    if scale > 1:
        where = where.repeat(scale)
    return Population(seed, plan, where, simulate(seed, where, plan, scale=scale))
