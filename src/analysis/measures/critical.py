"""How much agreement random answers reach by luck, for a team of this size.

A team agrees more than chance when its index is better than that of 95 % of teams of the same
size that answered at random. For r_wg(j) the distribution is computed exactly; for AD it is
drawn with a fixed seed. Items are taken as independent, as in the published tables.
"""

from functools import lru_cache

import numpy as np

from analysis.measures.agreement import null_shares, null_variance

LARGEST = 100  # larger teams are judged as teams of 100, which asks slightly too much of them
DRAWS = 10_000
SEED = 20_260_101
_NOTHING = 1e-14  # smaller chances are rounding of the transform


def critical_rwg_j(
    size: int, n_items: int, *, options: int = 5, null: str = "uniform", alpha: float = 0.05
) -> float:
    """Smallest r_wg(j) that at most a share ``alpha`` of random teams reaches.

    Parameters
    ----------
    size : int
        People in the team who answered every item.
    n_items : int
        Number of items.
    options, null
        As for ``agreement.rwg_j``.
    alpha : float
        Share of random teams that may reach the value.

    Returns
    -------
    float
        Between 0 and 1; infinite when even full agreement is too likely to be luck, as in a team
        of two with one item, and for fewer than two people.

    Source
    ------
    Own computation, exact; the idea of values by size is that of Dunlap, Burke & Smith-Crowe
    (2003), J. Applied Psychology 88, 356-362.
    """
    if size < 2:
        return float("inf")
    size = min(size, LARGEST)
    chances = _spread_chances(size, n_items, options, null)
    reached = np.flatnonzero((np.cumsum(chances) <= alpha) & (chances > _NOTHING))
    if not reached.size:
        return float("inf")
    largest = int(reached[-1])
    spread = largest / (size * (size - 1) * n_items * null_variance(null, options))
    agreed = max(0.0, 1 - spread)
    return n_items * agreed / (n_items * agreed + 1 - agreed)


@lru_cache(maxsize=512)
def _spread_chances(size: int, n_items: int, options: int, null: str) -> np.ndarray:
    """Chance of each value of the summed spread n * sum(x^2) - sum(x)^2 over independent items."""
    one = _item_chances(size, options, null)
    if n_items == 1:
        return one
    length = n_items * (len(one) - 1) + 1
    padded = 1 << (length - 1).bit_length()
    total = np.fft.irfft(np.fft.rfft(one, padded) ** n_items, padded)[:length]
    return np.clip(total, 0, None)


@lru_cache(maxsize=512)
def _item_chances(size: int, options: int, null: str) -> np.ndarray:
    """Chance of each value of n * sum(x^2) - sum(x)^2 for one item, a whole number."""
    joint = _joint_chances(options, null)[size - 2]
    half = options // 2
    sums = np.arange(joint.shape[0])[:, None] - size * half
    squares = np.arange(joint.shape[1])[None, :]
    spread = size * squares - sums**2
    possible = joint > 0
    return np.bincount(spread[possible], weights=joint[possible])


@lru_cache(maxsize=8)
def _joint_chances(options: int, null: str) -> list[np.ndarray]:
    """Chances of (sum, sum of squares) for teams of 2 to LARGEST, one answer added at a time."""
    half = options // 2  # answers are counted from the middle, which keeps the tables small
    values = np.arange(options) - half
    shares = null_shares(null, options)
    step_sum, step_square = options - 1, int(max(values**2))
    tables = [np.ones((1, 1))]
    for _team_size in range(1, LARGEST + 1):
        before = tables[-1]
        rows, columns = before.shape
        after = np.zeros((rows + step_sum, columns + step_square))
        for value, share in zip(values, shares, strict=True):
            row, column = value + half, value**2
            after[row : row + rows, column : column + columns] += share * before
        tables.append(after)
    return tables[2:]


@lru_cache(maxsize=512)
def critical_ad(
    size: int, n_items: int, *, options: int = 5, null: str = "uniform", alpha: float = 0.05
) -> float:
    """Largest AD that a share ``alpha`` of random teams stays at or under.

    Parameters as for ``critical_rwg_j``. In answer points; a team agrees more than chance when
    its AD is smaller. Drawn 10,000 times with a fixed seed; 0 where nothing is small enough.

    Source
    ------
    Burke & Dunlap (2002), Organizational Research Methods 5, 159-172, for the use of AD.
    """
    if size < 2:
        return 0.0
    rng = np.random.default_rng([SEED, size, n_items, options])
    counts = rng.multinomial(size, null_shares(null, options), size=(DRAWS, n_items))
    values = np.arange(options)
    means = counts @ values / size
    distance = np.abs(values - means[..., None])
    drawn = ((counts * distance).sum(axis=-1) / size).mean(axis=-1)
    return float(np.quantile(drawn, alpha, method="lower"))
