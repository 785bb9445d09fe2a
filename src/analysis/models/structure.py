"""Can topics be told apart, and do they go together as one? From correlations between questions.

Two topics are one in measurement when questions of different topics go together as strongly as
questions of the same topic. Three topics that are all signs of one thing behind them go together
in a way that tells how strongly each of them is such a sign.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.measures.team_bootstrap import DRAWS, FEW, draw, pair_sums

SEED = 20_260_303
LEAST_PEOPLE = 30  # fewer, and correlations between questions are chance


@dataclass(frozen=True)
class Likeness:
    """A number about the structure of topics, with whole clusters drawn again.

    Attributes
    ----------
    estimate, se : float
    low, high, low_90, high_90 : float
        Percentiles; missing with fewer than ten clusters.
    n_persons, n_units : int
        People who answered every topic; clusters.
    """

    estimate: float
    se: float
    low: float
    high: float
    low_90: float
    high_90: float
    n_persons: int
    n_units: int


def ratios(covariance: np.ndarray, topics: np.ndarray) -> np.ndarray:
    """Heterotrait-monotrait ratio of each pair of topics.

    Parameters
    ----------
    covariance : array, shape (B, k, k)
        Of the questions.
    topics : array of int, shape (k,)
        Topic of each question, from 0.

    Returns
    -------
    array, shape (B, t, t)
        Mean correlation between questions of two topics, divided by the geometric mean of the mean
        correlations within each; 1 on the diagonal. Missing where questions of one topic do not go
        together, or a topic has one question.

    Source
    ------
    Henseler, Ringle & Sarstedt (2015), J. Academy of Marketing Science 43, 115-135, as R
    ``semTools::htmt(htmt2 = FALSE)``.
    """
    sd = np.sqrt(np.einsum("bii->bi", covariance))
    sd = np.where(sd > 0, sd, np.nan)
    correlation = covariance / (sd[:, :, None] * sd[:, None, :])
    belongs = (topics[:, None] == np.unique(topics)).astype(float)
    sums = np.einsum("it,bij,ju->btu", belongs, correlation, belongs)
    n = belongs.sum(axis=0)
    own = np.einsum("btt->bt", sums)
    with np.errstate(divide="ignore", invalid="ignore"):
        within = (own - n) / (n * (n - 1))
        within = np.where(within > 0, within, np.nan)
        found = sums / np.outer(n, n) / np.sqrt(within[:, :, None] * within[:, None, :])
    at = np.arange(len(n))
    found[:, at, at] = 1.0
    return found


def above(likeness: np.ndarray) -> np.ndarray:
    """Loadings of three topics on one factor above them.

    Parameters
    ----------
    likeness : array, shape (B, 3, 3)
        Correlations between topics.

    Returns
    -------
    array, shape (B, 3)
        Exact, because three correlations tell three loadings; above 1 where the topics do not fit
        one factor. Missing where their product is not positive: then no factor stands above them.

    Source
    ------
    Spearman's formula of three; as ``lavaan`` fits a second-order factor over three factors.
    """
    pairs = likeness[:, [0, 0, 1], [1, 2, 2]]
    whole = pairs.prod(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        loadings = np.sqrt(np.where(whole > 0, whole, np.nan)) / pairs[:, ::-1]
    return np.where((pairs > 0).all(axis=1, keepdims=True), loadings, np.nan)


def alike(
    items: pd.DataFrame,
    topics: Mapping[str, list[str]],
    cluster: pd.Series,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Likeness:
    """Heterotrait-monotrait ratio of two topics.

    Parameters
    ----------
    items : DataFrame, one row per person
        Questions, turned. People who left one open count for the others.
    topics : dict of str to list of str
        Two topics, each with its questions.
    cluster : Series, on the index of ``items``
    draws, seed : int
    """
    return _told(items, topics, cluster, lambda found: found[:, 0, 1], draws, seed)


def smallest_loading(
    items: pd.DataFrame,
    topics: Mapping[str, list[str]],
    cluster: pd.Series,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Likeness:
    """Smallest loading of three topics on one factor above them; see ``alike``.

    Correlations between topics are heterotrait-monotrait ratios, which are free of the error of
    the questions where those of a topic weigh about equally. Where two topics do not go together
    at all, nothing stands above them, and the smallest loading counts as 0.
    """
    return _told(items, topics, cluster, _smallest, draws, seed)


def _smallest(likeness: np.ndarray) -> np.ndarray:
    found = above(likeness).min(axis=1)
    known = np.isfinite(likeness).all(axis=(1, 2))
    return np.where(known & np.isnan(found), 0.0, found)


def _told(
    items: pd.DataFrame,
    topics: Mapping[str, list[str]],
    cluster: pd.Series,
    number: Callable[[np.ndarray], np.ndarray],
    draws: int,
    seed: int,
) -> Likeness:
    columns = [item for questions in topics.values() for item in questions]
    belongs = np.repeat(np.arange(len(topics)), [len(questions) for questions in topics.values()])
    some = [items[questions].notna().any(axis=1) for questions in topics.values()]
    used = items.loc[np.logical_and.reduce(some) & cluster.notna(), columns]
    units = cluster.loc[used.index].nunique()
    about = {"n_persons": len(used), "n_units": int(units)}
    if len(used) < LEAST_PEOPLE:
        return Likeness(*[float("nan")] * 6, **about)
    sums = pair_sums(used, cluster.loc[used.index])
    once = number(ratios(sums.covariance(np.ones((1, units))), belongs))
    drawn = np.empty(0)
    if units >= FEW:
        drawn = number(ratios(sums.covariance(draw(units, draws, seed)), belongs))
    # Many draws without a number say that the structure itself is in doubt: then no interval.
    usual = len(drawn) > 0 and np.isfinite(drawn).mean() > 0.95
    if not usual:
        return Likeness(float(once[0]), *[float("nan")] * 5, **about)
    ends = np.nanquantile(drawn, [0.025, 0.975, 0.05, 0.95])
    return Likeness(float(once[0]), float(np.nanstd(drawn, ddof=1)), *map(float, ends), **about)
