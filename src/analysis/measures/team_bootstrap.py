"""Intervals for reliability that know that people work in teams: whole teams are drawn again.

Everything is computed from sums per team, so that two thousand draws take a fraction of a second.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from analysis.measures.factor import omega_of, one_factor

DRAWS = 2_000
SEED = 20_260_102
_CLOSE = 1e-5  # draws need no more than six digits
FEW = 10  # with fewer teams a draw of teams says too little


@dataclass(frozen=True, eq=False)
class PairSums:
    """Sums per unit for each pair of items, over the people who answered both.

    Attributes
    ----------
    units : Index, length U
    n : array, shape (U, k, k)
        People who answered both items.
    sums : array, shape (U, k, k)
        Sum of item i over the people who also answered item j.
    products : array, shape (U, k, k)
    """

    units: pd.Index
    n: np.ndarray
    sums: np.ndarray
    products: np.ndarray

    def covariance(self, weights: np.ndarray) -> np.ndarray:
        """Pairwise covariance matrices with each unit counted so many times.

        Parameters
        ----------
        weights : array, shape (B, U)

        Returns
        -------
        array, shape (B, k, k)
            Missing where fewer than two people answered both items.
        """
        n, sums, products = (
            _weighted(weights, part) for part in (self.n, self.sums, self.products)
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            spread = products - sums * np.swapaxes(sums, 1, 2) / n
            return np.where(n > 1, spread / (n - 1), np.nan)


def _weighted(weights: np.ndarray, part: np.ndarray) -> np.ndarray:
    units, k = part.shape[:2]
    return (weights @ part.reshape(units, k * k)).reshape(len(weights), k, k)


def pair_sums(items: pd.DataFrame, unit: pd.Series) -> PairSums:
    """Sum items up per unit; every pair uses all people who answered both.

    Parameters
    ----------
    items : DataFrame, shape (n_people, k)
    unit : Series
        On the same index; people without a unit are left out.
    """
    unit = unit if unit.index.equals(items.index) else unit.reindex(items.index)
    codes, units = pd.factorize(unit, sort=True)
    values = items.to_numpy(float)[codes >= 0]
    codes, there = codes[codes >= 0], ~np.isnan(values)
    # Counted from the mean of the item, so that squares of large numbers do not cost digits.
    centre = np.where(there.any(axis=0), np.nansum(values, axis=0) / there.sum(axis=0).clip(1), 0)
    filled = np.where(there, values - centre, 0.0)
    k = values.shape[1]
    parts = np.empty((3, len(units), k, k))
    for i in range(k):
        for j in range(k):
            parts[1, :, i, j] = np.bincount(codes, filled[:, i] * there[:, j], len(units))
            if j <= i:  # who answered both, and the product, are the same the other way round
                both = np.bincount(codes, there[:, i] & there[:, j], len(units))
                product = np.bincount(codes, filled[:, i] * filled[:, j], len(units))
                parts[0, :, i, j] = parts[0, :, j, i] = both
                parts[2, :, i, j] = parts[2, :, j, i] = product
    return PairSums(units, *parts)


def reliability_intervals(
    items: pd.DataFrame,
    unit: pd.Series,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    interval_level: float = 0.95,
) -> pd.DataFrame:
    """Alpha and omega with intervals from drawing whole units again.

    Parameters
    ----------
    items : DataFrame, shape (n_people, k)
        Answers, reversed items already turned around.
    unit : Series
        Team or school of each person, on the same index. People without one are left out,
        unless nobody has one: then the estimates have no limits.
    draws, seed : int
    interval_level : float

    Returns
    -------
    DataFrame, one row per coefficient ("alpha", "omega")
        estimate, low, high (percentiles), interval_level, n_units, draws (those that gave a
        value). Alpha uses every pair of answers, omega only people who answered every item.
        Limits are missing with fewer than 10 units.

    Source
    ------
    Field & Welsh (2007), J. Royal Statistical Society B 69, 369-390, for drawing clusters.
    """
    whole, known = items.dropna(), bool(unit.notna().any())
    together = unit if known else pd.Series("all", index=unit.index)
    rows = []
    for name, used in (("alpha", items), ("omega", whole)):
        sums = pair_sums(used, together)
        n_units, n_drawn = len(sums.units) if known else 0, len(sums.units)
        once = sums.covariance(np.ones((1, n_drawn))) if n_drawn else np.full((1, 1, 1), np.nan)
        drawn = sums.covariance(draw(n_units, draws, seed)) if n_units >= FEW else once[:0]
        values = _alpha(drawn) if name == "alpha" else _omega(drawn, once)
        value = _alpha(once)[0] if name == "alpha" else omega_of(once)[0]
        rows.append({"coefficient": name, "estimate": value} | _limits(values, interval_level))
        rows[-1] |= {"interval_level": interval_level, "n_units": n_units}
    return pd.DataFrame(rows).set_index("coefficient")


@lru_cache(maxsize=1)
def draw(n_units: int, draws: int, seed: int) -> np.ndarray:
    """How often each unit occurs in each draw, shape (draws, n_units).

    Kept, because the scales of one questionnaire are judged on the same draws of the same units.
    """
    rng = np.random.default_rng(seed)
    counts = rng.multinomial(n_units, np.full(n_units, 1 / n_units), size=draws).astype(float)
    counts.flags.writeable = False
    return counts


def _alpha(covariance: np.ndarray) -> np.ndarray:
    k, total = covariance.shape[-1], covariance.sum(axis=(1, 2))
    if k < 2:
        return np.full(len(covariance), np.nan)
    total = np.where(total > 0, total, np.nan)
    return k / (k - 1) * (1 - np.einsum("bii->b", covariance) / total)


def _omega(drawn: np.ndarray, once: np.ndarray) -> np.ndarray:
    return omega_of(drawn, near=one_factor(once[0]), close=_CLOSE)


def _limits(values: np.ndarray, level: float) -> dict[str, float]:
    found = values[np.isfinite(values)]
    if not found.size:
        return {"low": np.nan, "high": np.nan, "draws": 0}
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return {"low": float(low), "high": float(high), "draws": int(found.size)}
