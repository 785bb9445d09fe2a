"""Is an exposure necessary for a high outcome? The empty corner of a scatter, against a plain line.

Any two things that go together leave the corner of little exposure and much outcome rather empty,
the more so with few units. So the corner is compared with that of units drawn from a plain relation
of the same strength, with the same answers, the same number of people and the same reliability.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri
from scipy.stats import rankdata

DRAWS = 2_000
SEED = 20_260_301
_CHUNK = 100  # draws at once, so that memory stays small


@dataclass(frozen=True)
class Corner:
    """How empty the corner is, beyond what a plain relation leaves empty.

    Attributes
    ----------
    effect_size : float
        Part of the space between the smallest and largest values that lies above the ceiling line,
        in [0, 1].
    plain : float
        The same of a plain relation, on average.
    excess, se, p : float
        ``effect_size`` minus ``plain``; standard deviation of a plain relation; two-sided.
    low, high, low_90, high_90 : float
        Of the excess: what the plain relation varies, turned around.
    n_persons, n_units : int
    """

    effect_size: float
    plain: float
    excess: float
    se: float
    p: float
    low: float
    high: float
    low_90: float
    high_90: float
    n_persons: int
    n_units: int


def effect_size(exposure: np.ndarray, outcome: np.ndarray) -> np.ndarray:
    """Part of the space that lies above the ceiling line, in the corner of little exposure.

    Parameters
    ----------
    exposure, outcome : array, shape (B, n)
        No missing values.

    Returns
    -------
    array, shape (B,)
        In [0, 1]; missing where one of the two does not vary. The line is a staircase: the highest
        outcome seen up to each exposure.

    Source
    ------
    Dul (2016), Organizational Research Methods 19, 10-52: ceiling envelopment with free disposal
    hull, as R ``NCA``.
    """
    order = np.argsort(exposure, axis=1, kind="stable")
    x, y = (np.take_along_axis(values, order, axis=1) for values in (exposure, outcome))
    stairs = np.maximum.accumulate(y, axis=1)
    top = stairs[:, -1:]
    above = ((top - stairs[:, :-1]) * np.diff(x, axis=1)).sum(axis=1)
    space = (x[:, -1] - x[:, 0]) * (top[:, 0] - y.min(axis=1))
    return np.where(space > 0, above / np.where(space > 0, space, 1), np.nan)


def corner(
    people: pd.DataFrame, *, unit: str, minimum: int = 1, draws: int = DRAWS, seed: int = SEED
) -> Corner:
    """Compare the empty corner over means of units with that of a plain relation.

    Parameters
    ----------
    people : DataFrame, one row per person
        exposure, outcome and ``unit``; people without one of them are left out.
    unit : str
    minimum : int
        People that a unit needs.
    draws, seed : int
        Of the plain relation.

    Returns
    -------
    Corner
        Missing numbers when units do not vary. People of the plain relation are drawn with the
        covariances of the normal scores between and within units, and given the answers that were
        seen, by rank: bounded, and as often at their bounds.
    """
    known = people.dropna(subset=["exposure", "outcome", unit])
    size = known.groupby(unit)[unit].transform("size")
    used = known[size >= minimum].sort_values(unit, kind="stable")
    codes, units = pd.factorize(used[unit], sort=True)
    n = np.bincount(codes, minlength=len(units))
    about = {"n_persons": len(used), "n_units": len(units)}
    values = used[["exposure", "outcome"]].to_numpy(float)
    if len(units) < 2:
        return Corner(*[float("nan")] * 9, **about)
    means = _means(values, n)
    seen = float(effect_size(means[None, :, 0], means[None, :, 1])[0])
    if np.isnan(seen):
        return Corner(*[float("nan")] * 9, **about)
    plain = _plain(values, codes, n, draws, np.random.default_rng(seed))
    beyond, under = (
        (compared.sum() + 1) / (draws + 1) for compared in (plain >= seen, plain <= seen)
    )
    ends = seen - np.quantile(plain, [0.975, 0.025, 0.95, 0.05])
    expected = float(plain.mean())
    p = min(1.0, 2 * float(min(beyond, under)))
    spread = float(plain.std(ddof=1))
    return Corner(seen, expected, seen - expected, spread, p, *map(float, ends), **about)


def _means(values: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Means of units; rows are people in the order of their units, shape (…, people, 2)."""
    starts = np.cumsum(n) - n
    return np.add.reduceat(values, starts, axis=-2) / n[:, None]


def _plain(
    values: np.ndarray, codes: np.ndarray, n: np.ndarray, draws: int, rng: np.random.Generator
) -> np.ndarray:
    """Effect sizes under a plain relation, shape (draws,)."""
    scores = ndtri((rankdata(values, axis=0) - 0.5) / len(values))
    between, within = _covariances(scores, n)
    spread = np.sqrt(np.diag(between) + np.diag(within))
    roots = [_root(part) for part in (between, within)]
    given = np.sort(values, axis=0)
    found = []
    for start in range(0, draws, _CHUNK):
        b = min(_CHUNK, draws - start)
        unit = rng.normal(size=(b, len(n), 2)) @ roots[0].T
        person = rng.normal(size=(b, len(codes), 2)) @ roots[1].T
        place = ndtr((unit[:, codes] + person) / spread) * len(values)
        place = np.minimum(place.astype(int), len(values) - 1)
        drawn = np.stack([given[place[..., side], side] for side in (0, 1)], axis=-1)
        means = _means(drawn, n)
        found.append(effect_size(means[..., 0], means[..., 1]))
    return np.concatenate(found)


def _covariances(scores: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Covariances between and within units from an analysis of variance, shape (2, 2) each."""
    people, units = len(scores), len(n)
    means = _means(scores, n)
    rest = scores - np.repeat(means, n, axis=0)
    within = rest.T @ rest / max(people - units, 1)
    apart = means - scores.mean(axis=0)
    squares = (apart * n[:, None]).T @ apart / (units - 1)
    size = (people - (n**2).sum() / people) / (units - 1)
    return (squares - within) / size, within


def _root(covariance: np.ndarray) -> np.ndarray:
    """A root of the nearest covariance matrix: a negative variance counts as none."""
    values, vectors = np.linalg.eigh(covariance)
    return vectors * np.sqrt(np.clip(values, 0, None))
