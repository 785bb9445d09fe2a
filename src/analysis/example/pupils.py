"""Pupils and children, year by year: where they are, and how they grow where staff feel safe."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analysis.example import latent
from analysis.example.organisation import SECTORS
from analysis.example.parameters import DOMAINS, HAZARD_YEARS, SHARES, WITH_SAFETY
from analysis.example.population import Population
from analysis.example.streams import stream
from analysis.example.tables import units

YEARS = (2021, 2022, 2023, 2024)  # 2021 is the school year 2021/22, measured in the winter of 2022
_PER_GROUP = 24
_MOVES = 0.04  # share of places that somebody else takes in the middle of a career
_COMMON = 0.6  # what two scores of one kind share at the start
_STABLE = 0.7  # part of what a school adds, safety left aside, that is the same every year
_GROUP = 0.15  # standard deviation of what a group adds in one year
_INTAKE = 0.30  # standard deviation between schools of what pupils bring along in tests
_THERE = 0.82  # share of pupils who are there when scores are taken
# Pupils per member of staff, years they stay, and per domain: share measured, first and last year.
_STAY = {"primary": 8, "secondary": 5, "special": 8, "childcare": 3}
_PER_SEAT = {"primary": 5.4, "secondary": 4.1, "special": 1.3, "childcare": 3.0}
_MEASURED = {
    "primary": {
        "language": (0.90, 2, 8),
        "arithmetic": (0.90, 2, 8),
        "wellbeing": (0.60, 0, 8),
        "involvement": (0.60, 0, 8),
        "mindset": (0.70, 5, 8),
    },
    "secondary": {
        "language": (0.75, 0, 3),
        "arithmetic": (0.75, 0, 3),
        "wellbeing": (0.45, 0, 5),
        "mindset": (0.45, 0, 5),
    },
    "special": {
        "language": (0.70, 0, 8),
        "arithmetic": (0.70, 0, 8),
        "wellbeing": (0.70, 0, 8),
        "involvement": (0.70, 0, 8),
    },
    "childcare": {"wellbeing": (0.85, 0, 3), "involvement": (0.85, 0, 3)},
}


@dataclass(frozen=True)
class Enrolment:
    """Who is at which school in each year, as arrays of shape (years, places).

    Attributes
    ----------
    pupil : int array
        Numbered from 0, by place and then by year of arrival.
    new : bool array, whether somebody was not there the year before
    position : float array, years that somebody has behind them
    school, group : int arrays
    """

    pupil: np.ndarray
    new: np.ndarray
    position: np.ndarray
    school: np.ndarray
    group: np.ndarray


@dataclass(frozen=True)
class Pupils:
    """Scores of one winter for everybody who was measured, by school, group and pupil.

    Attributes
    ----------
    year : int
    pupil, school, group : int arrays
    measured_on : day array
    scores : float array, shape (pupils, domains), with one decimal; NaN where not measured
    """

    year: int
    pupil: np.ndarray
    school: np.ndarray
    group: np.ndarray
    measured_on: np.ndarray
    scores: np.ndarray


def group_sizes(population: Population) -> tuple[np.ndarray, np.ndarray]:
    """Places for pupils, and groups they are divided over, of each school."""
    where, sector = population.where, population.sector
    staff = np.bincount(where.seat_school, minlength=where.n_schools)
    places = np.round(staff * np.array([_PER_SEAT[name] for name in sector])).astype(int)
    return places, np.maximum(np.round(places / _PER_GROUP).astype(int), 1)


def enrolment(population: Population) -> Enrolment:
    """Let pupils pass through the groups of their school, and others take their place."""
    rng = stream(population.seed, "enrolment")
    places, groups = group_sizes(population)
    school = np.repeat(np.arange(len(places)), places)
    stay = np.array([_STAY[name] for name in population.sector])[school]
    first = np.concatenate([np.arange(n) / n for n in places]) * stay
    years = np.arange(len(YEARS))[:, None]
    passed = np.floor((first + years) / stay)
    new = rng.random((len(YEARS), len(school))) < _MOVES
    new[1:] |= np.diff(passed, axis=0) > 0
    new[0] = False
    arrivals = np.cumsum(new, axis=0)
    earlier = np.concatenate([[0], np.cumsum(arrivals[-1] + 1)[:-1]])
    position = (first + years) % stay
    offset = np.concatenate([[0], np.cumsum(groups)[:-1]])
    group = offset[school] + (position / stay * groups[school]).astype(int)
    return Enrolment(earlier + arrivals, new, position, np.broadcast_to(school, new.shape), group)


def school_scores(population: Population, year: int) -> tuple[np.ndarray, np.ndarray]:
    """True safety and true innovation climate of each school in March of ``year``, variance 1."""
    careers, seed, where = population.careers, population.seed, population.where
    own = latent.draw(seed, "innoclim", where, careers.n_persons)
    leader = careers.leader_since[HAZARD_YEARS.index(year)]
    weight, schools = WITH_SAFETY["innoclim"], np.arange(where.n_schools)
    shares = np.array(SHARES["team"][:2]) / sum(SHARES["team"][:2])
    safety = [careers.deviates.school, careers.deviates.leader[leader, schools]]
    others = [own.school, own.leader[leader, schools]]
    climate = [weight * s + np.sqrt(1 - weight**2) * o for s, o in zip(safety, others, strict=True)]
    return tuple(sum(np.sqrt(shares)[:, None] * np.stack(part)) for part in (safety, climate))


def draw(population: Population) -> Iterator[Pupils]:
    """Draw the winters one after the other.

    A score builds on the score of a year before; what the school adds in between hangs on how
    safe its staff felt, and how open to new ideas they were, in the spring before.
    """
    there, rng = enrolment(population), stream(population.seed, "pupils")
    stable = rng.standard_normal((len(DOMAINS), population.where.n_schools))
    latents = _at_the_start(population, there, rng)
    for t, year in enumerate(YEARS):
        now = there.pupil[t]
        added = _added(population, year, stable, rng)
        by_group = _GROUP * rng.standard_normal((len(DOMAINS), int(there.group.max()) + 1))
        for d, domain in enumerate(DOMAINS):
            kept = population.plan.outcomes[domain].persistence
            rest = np.sqrt(
                1 - kept**2 - _GROUP**2 - population.plan.outcomes[domain].sd_school ** 2
            )
            latents[d, now] = (
                kept * latents[d, now]
                + added[d, there.school[t]]
                + by_group[d, there.group[t]]
                + rest * rng.standard_normal(len(now))
            )
        yield _measured(population, there, t, latents[:, now], rng)


def _at_the_start(population: Population, there: Enrolment, rng: np.random.Generator) -> np.ndarray:
    """True scores before the first winter: tests go together, and so do observations.

    Test scores are lower where the weighting of a school says that pupils have more against them.
    """
    n = int(there.pupil.max()) + 1
    shared = rng.standard_normal((2, n))
    kinds = np.array([0 if domain in ("language", "arithmetic") else 1 for domain in DOMAINS])
    own = rng.standard_normal((len(DOMAINS), n))
    scores = np.sqrt(_COMMON) * shared[kinds] + np.sqrt(1 - _COMMON) * own
    school = np.empty(n, dtype=int)
    school[there.pupil] = there.school
    return scores + np.outer(kinds == 0, _intake(population, rng)[school])


def _intake(population: Population, rng: np.random.Generator) -> np.ndarray:
    """What pupils bring along, per school; high weighting means more disadvantage."""
    weighting = units.register(population, stream(population.seed, "raw units"))["Schoolweging"]
    known = (weighting.mean() - weighting) / weighting.std()
    unknown = rng.standard_normal(population.where.n_schools)
    return _INTAKE * np.where(known.isna(), unknown, known.to_numpy())


def _added(
    population: Population, year: int, stable: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """What each school adds to a score in one year, shape (domains, schools)."""
    safety, climate = school_scores(population, year)
    yearly = rng.standard_normal(stable.shape)
    other = np.sqrt(_STABLE) * stable + np.sqrt(1 - _STABLE) * yearly
    added = []
    for d, domain in enumerate(DOMAINS):
        plan = population.plan.outcomes[domain]
        explained = plan.direct * safety + plan.through * climate
        added.append(plan.sd_school * (explained + np.sqrt(plan.unexplained) * other[d]))
    return np.stack(added)


def _measured(
    population: Population, there: Enrolment, t: int, latents: np.ndarray, rng: np.random.Generator
) -> Pupils:
    """Turn true scores into scores: with error, rounded, and not for everybody."""
    plan, shape = population.plan.outcomes, latents.shape
    error, chance = rng.standard_normal(shape), rng.random(shape)
    absent = rng.random(shape[1]) >= _THERE
    scores = np.full(shape, np.nan)
    for d, domain in enumerate(DOMAINS):
        about = plan[domain]
        seen = np.sqrt(about.reliability) * latents[d] + np.sqrt(1 - about.reliability) * error[d]
        low, high = about.scale
        scores[d] = np.clip(np.round(about.mean + about.sd * seen, 1), low, high)
        share = _share_measured(population, there, t, domain)
        scores[d, absent | (chance[d] >= share)] = np.nan
    day = _days(int(there.group.max()) + 1, YEARS[t], rng)
    rows = np.flatnonzero(~np.isnan(scores).all(axis=0))
    rows = rows[np.lexsort((there.pupil[t, rows], there.group[t, rows]))]
    return Pupils(
        YEARS[t],
        there.pupil[t, rows],
        there.school[t, rows],
        there.group[t, rows],
        day[there.group[t, rows]],
        scores[:, rows].T,
    )


def _share_measured(population: Population, there: Enrolment, t: int, domain: str) -> np.ndarray:
    sector = population.where.school_sector[there.school[t]]
    share = np.zeros(len(sector))
    for number, name in enumerate(SECTORS):
        chance, first, last = _MEASURED[name].get(domain, (0.0, 0, 0))
        inside = (there.position[t] >= first) & (there.position[t] < last)
        share[(sector == number) & inside] = chance
    return share


def _days(n_groups: int, year: int, rng: np.random.Generator) -> np.ndarray:
    """Day on which each group is measured: a weekday between 10 January and 25 February."""
    first = np.datetime64(f"{year + 1}-01-10")
    day = first + rng.integers(0, 45, n_groups)
    weekday = (day.astype(int) + 3) % 7  # 1 January 1970 was a Thursday
    return np.where(weekday >= 5, day + (7 - weekday), day)
