"""Who was ill when: clean cases of sick leave, without a file or an error in it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.example.dates import FAR, day
from analysis.example.latent import score
from analysis.example.organisation import SECTORS
from analysis.example.parameters import EXTRACT_ON, HAZARD_YEARS, OBSERVED_FROM, SHARES
from analysis.example.population import Population
from analysis.example.simulation import opening_day
from analysis.example.streams import stream

_BEFORE = 730  # days before the export begins from which a long case may still run
# Share of cases by length, and how long they take: flu, an operation, burn-out, not returning.
_LENGTHS = ((0.74, 1), (0.17, 8), (0.07, 43), (0.02, 180))
_PARTIAL_FROM, _PARTIAL_SHARE = 28, 0.55  # long cases that end with working part of the time
_PRESENT = (25, 50, 75)
_OVERLAPS = 40  # lines of full absence that lie inside a line of partial absence
_SATURDAY = 5


@dataclass(frozen=True)
class Lines:
    """Lines of sick leave; a case with partial recovery has several.

    Attributes
    ----------
    person : int array
    case : int array, number of the case
    start, end : day arrays, first and last day; ``dates.FAR`` while it runs
    present : int array, part of the job that is worked, in percent
    """

    person: np.ndarray
    case: np.ndarray
    start: np.ndarray
    end: np.ndarray
    present: np.ndarray

    def chosen(self, rows: np.ndarray) -> "Lines":
        """Take some of them."""
        return Lines(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


def draw(population: Population) -> Lines:
    """Draw all sick leave that the export can show, by person and first day."""
    rng = stream(population.seed, "sickness")
    person, start, length = _cases(population, rng)
    last = start + length - 1
    leaves = _last_day(population, person, start)
    end = np.minimum(last, leaves)
    end = np.where(end >= day(EXTRACT_ON), FAR, end)
    lines = _in_lines(Lines(person, np.arange(len(person)), start, end, np.zeros_like(person)), rng)
    lines = lines.chosen(np.flatnonzero(lines.end >= day(OBSERVED_FROM)))
    return lines.chosen(np.lexsort((lines.present, lines.start, lines.person)))


def _cases(population: Population, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Draw person, first day and length of cases, one after the other for each person."""
    pieces = [_in_year(population, year, rng) for year in range(len(HAZARD_YEARS))]
    person, start = (np.concatenate(parts) for parts in zip(*pieces, strict=True))
    order = np.lexsort((start, person))
    person, start = person[order], start[order]
    length = _lengths(len(person), rng)
    free = np.zeros(len(person), dtype=bool)
    until = np.datetime64("1900-01-01")
    for k in range(len(person)):  # who is ill cannot fall ill
        if k == 0 or person[k] != person[k - 1]:
            until = np.datetime64("1900-01-01")
        free[k] = start[k] > until + 1
        until = start[k] + length[k] - 1 if free[k] else until
    return person[free], start[free], length[free]


def _in_year(
    population: Population, year: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw person and first day of everyone who falls ill in one hazard year."""
    plan, stints = population.plan, population.stints
    first = opening_day(HAZARD_YEARS[year]) if year else day(OBSERVED_FROM) - _BEFORE
    last = min(opening_day(HAZARD_YEARS[year] + 1) - 1, day(EXTRACT_ON))
    begin, end = np.maximum(stints.start, first), np.minimum(stints.end, last)
    days = np.maximum((end - begin).astype(int) + 1, 0)
    within, between = _safety(population, year)
    sector = population.where.school_sector[population.where.seat_school[stints.seat]]
    base = np.where(sector == SECTORS.index("childcare"), plan.ill_childcare, plan.ill_school)
    frail = stream(population.seed, "frailty").gamma(1.5, 1 / 1.5, int(stints.person.max()) + 1)
    effect = np.exp(plan.ill_within * within + plan.ill_between * between)
    n = rng.poisson(base * frail[stints.person] * effect * days / 365.25)
    rows = np.repeat(np.arange(len(n)), n)
    start = begin[rows] + (rng.random(len(rows)) * days[rows]).astype(int)
    return stints.person[rows], np.minimum(_weekday(start), end[rows])


def _weekday(when: np.ndarray) -> np.ndarray:
    """Report on the Monday what began in a weekend."""
    weekday = (when.astype(int) + 3) % 7  # 1 January 1970 was a Thursday
    return when + np.maximum(7 - weekday, 0) * (weekday >= _SATURDAY)


def _safety(population: Population, year: int) -> tuple[np.ndarray, np.ndarray]:
    """True safety behind each stint: of the person around the school, and of the school."""
    careers, stints, where = population.careers, population.stints, population.where
    at = (year, careers.leader_since[year], stints.seat, stints.person, where)
    safety = score(careers.deviates.at(*at), SHARES["team"])
    school = careers.school_safety[year][where.seat_school[stints.seat]]
    plan = population.plan
    return (safety - school) / plan.sd_within, school / plan.sd_between


def _lengths(n: int, rng: np.random.Generator) -> np.ndarray:
    """Draw lengths in days: many cases of a few days, a few that last for months or years."""
    kind = rng.choice(len(_LENGTHS), n, p=[share for share, _ in _LENGTHS])
    shortest = np.array([days for _, days in _LENGTHS])[kind]
    longer = np.stack(
        [
            rng.geometric(0.30, n) - 1,
            rng.integers(0, 35, n),
            rng.exponential(70, n),
            rng.exponential(260, n),
        ]
    )
    return shortest + longer[kind, np.arange(n)].astype(int)


def _last_day(population: Population, person: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Last day in service of the employment in which each case began; sick leave ends with it."""
    spells = population.spells
    order = np.lexsort((spells["start"], spells["person_id"]))
    spells = spells.iloc[order]
    begin = spells["start"].to_numpy("datetime64[D]").astype(int)
    end = spells["end"].fillna(pd.Timestamp(2200, 1, 1)).to_numpy("datetime64[D]")
    key = spells["person_id"].to_numpy() * 100_000 + begin
    found = np.searchsorted(key, person * 100_000 + start.astype(int), side="right") - 1
    return end[found]


def _in_lines(cases: Lines, rng: np.random.Generator) -> Lines:
    """Split long cases where somebody begins to work again, and add full absence inside."""
    closed = np.where(cases.end == FAR, day(EXTRACT_ON), cases.end)
    days = (closed - cases.start).astype(int) + 1
    partial = (days >= _PARTIAL_FROM) & (rng.random(len(days)) < _PARTIAL_SHARE)
    turn = cases.start + (days * rng.uniform(0.4, 0.8, len(days))).astype(int)
    present = rng.choice(_PRESENT, len(days))
    full = Lines(cases.person, cases.case, cases.start, np.where(partial, turn - 1, cases.end),
                 cases.present)  # fmt: skip
    part = Lines(cases.person, cases.case, turn, cases.end, present).chosen(np.flatnonzero(partial))
    return _joined(full, part, _full_inside(part, rng))


def _full_inside(part: Lines, rng: np.random.Generator) -> Lines:
    """Add a week in which somebody who worked part of the time was absent altogether."""
    closed = np.where(part.end == FAR, day(EXTRACT_ON), part.end)
    room = np.flatnonzero((closed - part.start).astype(int) >= 14)
    chosen = part.chosen(np.sort(rng.choice(room, min(_OVERLAPS, len(room)), replace=False)))
    n = len(chosen.person)
    start = chosen.start + rng.integers(2, 6, n)
    return Lines(chosen.person, chosen.case, start, start + rng.integers(2, 7, n), 0 * chosen.case)


def _joined(*parts: Lines) -> Lines:
    names = Lines.__dataclass_fields__
    return Lines(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))
