"""What a unit's mean is likely to be: pulled towards the others as far as it is unreliable."""

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from analysis.measures.two_variances import variance_parts

LOWER, SAME, HIGHER = "lower", "not_distinguishable", "higher"


def shrunken_means(
    values: pd.Series, unit: pd.Series, *, interval_level: float = 0.95
) -> pd.DataFrame:
    """Mean of each unit as the mixed model expects it, with an interval.

    Parameters
    ----------
    values : Series, one per person
        People without a value or a unit are left out.
    unit : Series
        Unit of each person, on the same index.
    interval_level : float

    Returns
    -------
    DataFrame, one row per unit, index the unit
        n, mean (as observed), reliability in [0, 1], shrunken (overall mean plus reliability
        times the distance from it), se, low, high, and position: "lower" or "higher" than the
        overall mean when the interval leaves it out, else "not_distinguishable". When units do
        not differ, all are equal to the overall mean. Missing with fewer than two units or when
        no unit has two people.

    Notes
    -----
    The overall mean is that of the mixed model, in which each unit counts for its reliability. The
    interval allows for chance in the unit and in the overall mean (Student's t with the number of
    units minus one), not for chance in the two variances.

    Source
    ------
    Henderson (1975), Biometrics 31, 423-447: the best linear unbiased prediction, and the
    variance of its error.
    """
    unit = unit if unit.index.equals(values.index) else unit.reindex(values.index)
    codes, units = pd.factorize(unit, sort=True)
    y = values.to_numpy(float)
    used = ~np.isnan(y) & (codes >= 0)
    counts = np.bincount(codes[used], minlength=len(units))
    present = counts > 0
    n = counts[present].astype(float)
    sums = np.bincount(codes[used], y[used], len(units))
    means = sums[present] / n
    table = pd.DataFrame({"n": counts[present], "mean": means}, index=pd.Index(units[present]))
    table.index.name = unit.name
    if len(n) < 2 or n.sum() <= len(n):
        return table.assign(
            reliability=np.nan, shrunken=np.nan, se=np.nan, low=np.nan, high=np.nan, position=SAME
        )
    within = float(((y[used] - (sums / np.maximum(counts, 1))[codes[used]]) ** 2).sum())
    return _with_means(table, n, means, variance_parts(n, means, within), interval_level)


def _with_means(
    table: pd.DataFrame,
    n: np.ndarray,
    means: np.ndarray,
    parts: tuple[float, float],
    level: float,
) -> pd.DataFrame:
    tau2, sigma2 = parts
    spread = tau2 + sigma2 / n
    weight = 1 / np.where(spread > 0, spread, 1.0)
    overall, chance = (weight * means).sum() / weight.sum(), 1 / weight.sum()
    reliability = np.where(spread > 0, tau2 / np.where(spread > 0, spread, 1), 1.0)
    shrunken = overall + reliability * (means - overall)
    se = np.sqrt(tau2 * (1 - reliability) + (1 - reliability) ** 2 * chance)
    half = stdtrit(len(n) - 1, (1 + level) / 2) * se
    low, high = shrunken - half, shrunken + half
    position = np.select([high < overall, low > overall], [LOWER, HIGHER], SAME)
    return table.assign(
        reliability=reliability, shrunken=shrunken, se=se, low=low, high=high, position=position
    )
