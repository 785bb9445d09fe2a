"""Signs that somebody answered without reading, one function each."""

import numpy as np
import pandas as pd

_REGULAR = 1e-8  # smallest eigenvalue of the correlations at which a distance means something


def longest_run(given: pd.DataFrame, changes: list[bool] | None = None) -> pd.Series:
    """Count the longest run of equal answers to questions that follow each other.

    Parameters
    ----------
    given : DataFrame, one row per person
        Answers in the order in which the questions were put, not turned.
    changes : list of bool, optional
        Whether a question has other answer options than the one before it: a run ends there.

    Returns
    -------
    Series
        A question without an answer ends a run; 0 for somebody without any answer.

    Source
    ------
    Johnson (2005), J. Research in Personality 39, 103-129.
    """
    values = given.to_numpy(float)
    changes = changes or [False] * values.shape[1]
    now = np.zeros(len(values), int)
    longest = now.copy()
    before = np.full(len(values), np.nan)
    for at in range(values.shape[1]):
        same = (values[:, at] == before) & (not changes[at])
        now = np.where(np.isnan(values[:, at]), 0, np.where(same, now + 1, 1))
        longest, before = np.maximum(longest, now), values[:, at]
    return pd.Series(longest, index=given.index)


def irv(given: pd.DataFrame) -> pd.Series:
    """Standard deviation of each person's answers, not turned; missing with fewer than two.

    Source
    ------
    Dunn and others (2018), J. Business and Psychology 33, 105-121.
    """
    return given.std(axis="columns")


def distance(given: pd.DataFrame) -> pd.DataFrame:
    """How far the pattern of each person lies from that of all.

    Parameters
    ----------
    given : DataFrame, one row per person

    Returns
    -------
    DataFrame
        d2 (squared Mahalanobis distance) and p (chi-square with as many degrees of freedom as
        questions answered). A question without an answer counts as answered like the average.
        Missing for somebody without answers, and for all when questions repeat each other.

    Source
    ------
    Mahalanobis (1936); d2 equals R ``psych::outlier``.
    """
    from scipy.special import chdtrc

    empty = pd.DataFrame({"d2": np.nan, "p": np.nan}, index=given.index)
    if len(given) < 2:
        return empty
    covariance = given.cov().to_numpy()
    off = (given - given.mean()).to_numpy()
    answered = np.isfinite(off).sum(axis=1)
    if not _regular(covariance):
        return empty
    off = np.nan_to_num(off)
    d2 = np.einsum("pi,ij,pj->p", off, np.linalg.inv(covariance), off, optimize=True)
    p = chdtrc(np.maximum(answered, 1), np.maximum(d2, 0))
    return empty.assign(d2=np.where(answered, d2, np.nan), p=np.where(answered, p, np.nan))


def _regular(covariance: np.ndarray) -> bool:
    spread = np.diag(covariance)
    if not spread.size or not np.isfinite(covariance).all() or (spread <= 0).any():
        return False
    alike = covariance / np.sqrt(np.outer(spread, spread))
    return bool(np.linalg.eigvalsh(alike)[0] > _REGULAR)


def even_odd(turned: pd.DataFrame, scale: pd.Series) -> pd.Series:
    """Correlate each person's means of the odd and of the even questions of scales.

    Parameters
    ----------
    turned : DataFrame, one row per person
        Answers, reversed items turned around.
    scale : Series, index the items
        The scale of each item; a scale of one question takes no part.

    Returns
    -------
    Series
        Stepped up with Spearman-Brown, at least -1; missing with fewer than three scales or
        without variance.

    Source
    ------
    Jackson (1976), in Johnson (2005).
    """
    place = scale.groupby(scale).cumcount()
    halves = []
    for start in (0, 1):
        half = place.index[place % 2 == start]
        halves.append(turned[half].T.groupby(scale[half]).mean().T)
    both = [name for name in halves[1].columns if name in halves[0].columns]
    odd, even = (half[both].to_numpy(float) for half in halves)
    r = _rowwise_r(odd, even)
    with np.errstate(divide="ignore", invalid="ignore"):
        stepped = np.where(r > -1, np.maximum(2 * r / (1 + r), -1), -1.0)
    return pd.Series(np.where(np.isnan(r), np.nan, stepped), index=turned.index)


def synonyms(given: pd.DataFrame, *, least: float = 0.6) -> pd.Series:
    """Correlate each person's answers to the two questions of pairs that say nearly the same.

    Parameters
    ----------
    given : DataFrame, one row per person
    least : float
        Correlation over people, above which two questions are a pair.

    Returns
    -------
    Series
        Missing with fewer than three pairs, or without variance.

    Source
    ------
    Meade & Craig (2012), Psychological Methods 17, 437-455.
    """
    r = given.corr().to_numpy() if len(given) > 1 else np.zeros((given.shape[1],) * 2)
    first, second = np.nonzero(np.tril(np.nan_to_num(r), -1) > least)
    values = given.to_numpy(float)
    return pd.Series(_rowwise_r(values[:, first], values[:, second]), index=given.index)


def _rowwise_r(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Correlation of each row of two arrays over the places where both have a number."""
    there = ~np.isnan(x) & ~np.isnan(y)
    n = there.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        off = [
            np.where(there, part - (np.where(there, part, 0).sum(axis=1) / n)[:, None], 0.0)
            for part in (x, y)
        ]
        both, one, other = ((off[i] * off[j]).sum(axis=1) for i, j in ((0, 1), (0, 0), (1, 1)))
        r = both / np.sqrt(one * other)
    return np.where((n > 2) & (one > 1e-12) & (other > 1e-12), np.clip(r, -1, 1), np.nan)
