"""Which of several things tells most of an outcome? Shares of what they tell together.

What a predictor adds depends on what stands in the model already. Its share is what it adds on
average over all orders in which predictors can enter.
"""

from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
import pandas as pd

from analysis.measures.moments import Moments, moments
from analysis.measures.team_bootstrap import DRAWS, FEW, draw

SEED = 20_260_302


@dataclass(frozen=True)
class Lead:
    """How far one predictor is ahead of the strongest of its rivals.

    Attributes
    ----------
    shares : dict of str to float
        Share of each predictor in what all of them tell together; they add up to 1.
    explained : float
        What they tell together, of what is left when the rest is held equal.
    estimate, se : float
        Share of the first minus the largest of the others.
    low, high, low_90, high_90 : float
        From whole clusters drawn again; the highest limit allows for the choice among rivals.
        Missing with fewer than ten clusters.
    n_units : int
        Clusters.
    """

    shares: dict[str, float]
    explained: float
    estimate: float
    se: float
    low: float
    high: float
    low_90: float
    high_90: float
    n_units: int


def averaged(correlation: np.ndarray, *, held: int = 0) -> np.ndarray:
    """What each predictor adds to the explained part of an outcome, averaged over all orders.

    Parameters
    ----------
    correlation : array, shape (B, k + 1, k + 1)
        Correlations or covariances; the outcome is the last, and the first ``held`` predictors
        stand in every model before the others.
    held : int

    Returns
    -------
    array, shape (B, k - held)
        In parts of the variance of the outcome. Missing where predictors repeat each other.

    Source
    ------
    Lindeman, Merenda & Gold (1980), as R ``relaimpo::calc.relimp(type = "lmg")``; Grömping (2006),
    J. Statistical Software 17(1).
    """
    k = correlation.shape[1] - 1
    free = range(held, k)
    always = tuple(range(held))
    explained = {
        chosen: _explained(correlation, always + chosen)
        for size in range(len(free) + 1)
        for chosen in combinations(free, size)
    }
    added = np.zeros((len(correlation), len(free)))
    for at, one in enumerate(free):
        for chosen, before in explained.items():
            if one not in chosen:
                after = explained[tuple(sorted((*chosen, one)))]
                orders = len(free) * comb(len(free) - 1, len(chosen))
                added[:, at] += (after - before) / orders
    return added


def _explained(correlation: np.ndarray, chosen: tuple[int, ...]) -> np.ndarray:
    """Explained part of the variance of the last variable, shape (B,)."""
    if not chosen:
        return np.zeros(len(correlation))
    at = np.array(chosen)
    among = correlation[:, at[:, None], at]
    towards = correlation[:, at, -1]
    flat = np.abs(np.linalg.det(_scaled(among))) < 1e-10
    among = np.where(flat[:, None, None], np.eye(len(at)), among)
    told = np.einsum("bi,bi->b", towards, np.linalg.solve(among, towards[..., None])[..., 0])
    return np.where(flat, np.nan, told / correlation[:, -1, -1])


def _scaled(covariance: np.ndarray) -> np.ndarray:
    sd = np.sqrt(np.einsum("bii->bi", covariance))
    sd = np.where(sd > 0, sd, 1)
    return covariance / (sd[:, :, None] * sd[:, None, :])


def lead(
    rows: pd.DataFrame,
    *,
    exposure: str,
    rivals: list[str],
    outcome: str,
    held: list[str],
    cluster: str,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Lead:
    """Compare the share of one predictor with those of its rivals.

    Parameters
    ----------
    rows : DataFrame
        The columns that are named; rows with a missing value are left out.
    exposure, outcome : str
    rivals, held : list of str
        Predictors to compare with; and what stands in every model before them.
    cluster : str
        What is drawn again as a whole.
    draws, seed : int
    """
    columns = [*held, exposure, *rivals, outcome]
    used = rows[[*columns, cluster]].dropna()
    used = used.assign(**{name: used[name] - used[name].mean() for name in columns})
    sums = moments(used, columns, by=cluster)
    units = len(sums.n)
    once = _shares(sums, np.ones((1, units)), len(held))
    drawn = _shares(sums, draw(units, draws, seed), len(held)) if units >= FEW else once[:0, :]
    ahead, apart = (part[:, :1] - part[:, 1:-1] for part in (once, drawn))
    nearest = int(ahead[0].argmin()) if np.isfinite(ahead).all() else 0
    many = len(rivals)
    ends = {"low": 0.025, "high": 1 - 0.025 / many, "low_90": 0.05, "high_90": 1 - 0.05 / many}
    # Ahead of every rival: the lowest limit counts. Behind one of them: the highest does.
    limits = {name: _limit(apart, at) for name, at in ends.items()}
    shares = dict(zip([exposure, *rivals], map(float, once[0, :-1]), strict=True))
    spread = float(np.nanstd(apart[:, nearest], ddof=1)) if len(apart) else float("nan")
    return Lead(
        shares, float(once[0, -1]), float(ahead[0, nearest]), spread, **limits, n_units=units
    )


def _shares(sums: Moments, weights: np.ndarray, held: int) -> np.ndarray:
    """Share of each predictor, and last what all of them tell of what is left."""
    n, totals = weights @ sums.n, weights @ sums.sums
    units, k = sums.sums.shape
    products = (weights @ sums.products.reshape(units, k * k)).reshape(-1, k, k)
    around = totals[:, :, None] * totals[:, None, :] / n[:, None, None]
    covariance = (products - around) / n[:, None, None]
    added = averaged(covariance, held=held)
    told = added.sum(axis=1, keepdims=True)
    rest = 1 - _explained(covariance, tuple(range(held)))[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.concatenate([added / told, told / rest], axis=1)


def _limit(apart: np.ndarray, at: float) -> float:
    if not len(apart) or np.isnan(apart).mean() > 0.5:
        return float("nan")
    return float(np.nanquantile(apart, at, axis=0).min())
