"""How far a mean or a share may be off by chance."""

import numpy as np
import pandas as pd


def mean_intervals(table: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Add the t interval of each mean.

    Parameters
    ----------
    table : DataFrame
        score (mean), sd (with n - 1) and n (people) per row.
    level : float
        Coverage of the interval.

    Returns
    -------
    DataFrame
        The same rows with low and high; missing for one person or without variance.

    Source
    ------
    Student (1908); as R ``t.test``.
    """
    from scipy.special import stdtrit

    n = table["n"].to_numpy(float)
    freedom = np.where(n > 1, n - 1, np.nan)
    reach = stdtrit(freedom, (1 + level) / 2) * table["sd"].to_numpy(float) / np.sqrt(n)
    reach = np.where(reach > 0, reach, np.nan)
    score = table["score"].to_numpy(float)
    return table.assign(low=score - reach, high=score + reach)


def wilson(
    share: np.ndarray | float, n: np.ndarray | float, *, level: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Interval of a share.

    Parameters
    ----------
    share : array or float
        In [0, 1].
    n : array or float
        People, or the effective number of them.
    level : float
        Coverage of the interval.

    Returns
    -------
    low, high : arrays
        In [0, 1]; missing where n is 0.

    Source
    ------
    Wilson (1927), J. American Statistical Association 22, 209-212; as R ``prop.test`` without
    continuity correction.
    """
    from scipy.special import ndtri

    z = float(ndtri((1 + level) / 2))
    n = np.where(np.asarray(n, dtype=float) > 0, n, np.nan)
    centre, wide = share + z**2 / (2 * n), 1 + z**2 / n
    half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return (centre - half) / wide, (centre + half) / wide


def poisson(
    events: np.ndarray, base: np.ndarray, *, level: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Interval of a rate of events that may happen more than once.

    Parameters
    ----------
    events : array
        How many there were.
    base : array
        What they are divided by, such as people or person-years.
    level : float
        Coverage of the interval.

    Returns
    -------
    low, high : arrays
        Missing where events or base are.

    Source
    ------
    Garwood (1936), Biometrika 28, 437-442; as R ``poisson.test``.
    """
    from scipy.special import gammaincinv

    tail = (1 - level) / 2
    low = np.where(events > 0, gammaincinv(np.maximum(events, 1), tail), 0.0)
    low = np.where(np.isnan(events), np.nan, low)
    return low / base, gammaincinv(events + 1, 1 - tail) / base


def weighted_poisson(
    events: np.ndarray,
    squares: np.ndarray,
    largest: np.ndarray,
    base: np.ndarray,
    *,
    level: float = 0.95,
) -> tuple[np.ndarray, np.ndarray]:
    """Interval of a rate of events that weigh differently, such as jobs of unequal size.

    Parameters
    ----------
    events : array
        Sum of the weights of the events.
    squares : array
        Sum of the squared weights.
    largest : array
        The largest weight; 1 is taken where there are no events.
    base : array
        What they are divided by, in the unit of the weights.
    level : float
        Coverage of the interval.

    Returns
    -------
    low, high : arrays
        Missing where events or base are. With weights of 1 they are those of ``poisson``.

    Source
    ------
    Fay & Feuer (1997), Statistics in Medicine 16, 791-801.
    """
    from scipy.special import gammaincinv

    tail = (1 - level) / 2
    largest = np.where(largest > 0, largest, 1.0)
    some = np.where(events > 0, events, 1.0)
    spread = np.where(events > 0, squares, 1.0)
    low = spread / some * gammaincinv(some**2 / spread, tail)
    low = np.where(np.isnan(events), np.nan, np.where(events > 0, low, 0.0))
    above, wider = events + largest, squares + largest**2
    return low / base, wider / above * gammaincinv(above**2 / wider, 1 - tail) / base
