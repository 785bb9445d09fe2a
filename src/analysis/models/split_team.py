"""Do two scales go together because the same people answered both? Teams are split to find out.

One half of a team tells the exposure, the other half the outcome. What somebody's mood or style of
answering adds to both answers cannot pass from one half to the other: what is left is a relation
between teams. The price is that half a team says less about the team than the whole does, so that
the slope with both scales from the *same* half is shown as well.
"""

import numpy as np
import pandas as pd

from analysis.measures.team_bootstrap import DRAWS, FEW

SMALLEST = 8  # people: halves of four
HALVES = 500
SEED = 20_260_601
PARTS = ("whole", "same_half", "split", "inflation", "same_source")


def split_team(
    people: pd.DataFrame,
    *,
    unit: str = "team_id",
    cluster: str | None = None,
    smallest: int = SMALLEST,
    halves: int = HALVES,
    draws: int = DRAWS,
    seed: int = SEED,
    interval_level: float = 0.95,
) -> pd.DataFrame:
    """Compare the slope over whole teams with the slope over split teams.

    Parameters
    ----------
    people : DataFrame, one row per person
        exposure, outcome, ``unit`` and ``cluster``. People without one of them are left out.
    unit : str
        The teams that are split.
    cluster : str, optional
        What is drawn again for the interval, such as the school of a team; the teams themselves
        unless given.
    smallest : int
        People that a team needs.
    halves : int
        How often each team is split at random; slopes are averaged over these.
    draws, seed : int
        Of the bootstrap.
    interval_level : float

    Returns
    -------
    DataFrame, one row per part
        taken_from, estimate, low, high (percentiles), interval_level, n_persons, n_units (teams),
        n_units_left_out (too small). Parts are slopes, in points of the outcome per point of the
        exposure over team means: *whole* team, *same_half* (both scales from one half), *split*
        (one scale from each half); and differences: *inflation* (whole minus split) and
        *same_source* (same_half minus split: the part of it that is not due to smaller groups).
        Missing with fewer than two teams or when teams do not differ; limits are missing with
        fewer than ten clusters.

    Source
    ------
    Ostroff, Kinicki & Clark (2002), J. Applied Psychology 87, 355-368; Podsakoff and others
    (2024), Annual Review of Organizational Psychology 11, 17-61.
    """
    columns = [unit, "exposure", "outcome"] + ([cluster] if cluster and cluster != unit else [])
    known = people.dropna(subset=columns)
    size = known.groupby(unit)[unit].transform("size")
    used = known[size >= smallest].sort_values(unit, kind="stable")
    teams = used[unit].nunique()
    left_out = known[unit].nunique() - teams
    about = {"interval_level": interval_level, "n_persons": len(used), "n_units": teams,
             "n_units_left_out": left_out}  # fmt: skip
    if teams < 2:
        empty = pd.DataFrame({"taken_from": PARTS}).assign(estimate=np.nan, low=np.nan, high=np.nan)
        return empty.assign(**about)
    rng = np.random.default_rng(seed)
    points = _points(used, unit, halves, rng)
    clusters = used.groupby(unit)[cluster or unit].first().to_numpy()
    once = _slopes(points, np.ones((1, teams)))
    drawn = _slopes(points, _weights(clusters, draws, rng))
    rows = [
        {"taken_from": part, "estimate": once[part][0], **_limits(drawn[part], interval_level)}
        for part in PARTS
    ]
    return pd.DataFrame(rows).assign(**about)


def _points(
    used: pd.DataFrame, unit: str, halves: int, rng: np.random.Generator
) -> dict[str, list[tuple[np.ndarray, np.ndarray]]]:
    """Exposure and outcome of each team in each split, arrays of shape (U, splits)."""
    codes, _names = pd.factorize(used[unit], sort=True)
    n = np.bincount(codes)
    # The order of people within each team is drawn anew for every split.
    order = np.argsort(codes + rng.random((halves, len(codes))), axis=1)
    starts = np.cumsum(n) - n
    place = np.arange(len(codes)) - np.repeat(starts, n)
    odd = (n % 2) * rng.integers(0, 2, (halves, len(n)))
    first = place < np.repeat(n // 2 + odd, n, axis=1)
    sizes = np.add.reduceat(first, starts, axis=1, dtype=float)
    x, y = (used[name].to_numpy(float) for name in ("exposure", "outcome"))
    x, y = x - x.mean(), y - y.mean()
    parts = []
    for values in (x, y):
        mine = np.add.reduceat(values[order] * first, starts, axis=1)
        whole = np.bincount(codes, values)
        parts.append((mine / sizes, (whole - mine) / (n - sizes), whole / n))
    (xa, xb, xw), (ya, yb, yw) = [[np.atleast_2d(p).T for p in part] for part in parts]
    return {
        "whole": [(xw, yw)],
        "same_half": [(xa, ya), (xb, yb)],
        "split": [(xa, yb), (xb, ya)],
    }


def _slopes(
    points: dict[str, list[tuple[np.ndarray, np.ndarray]]], weights: np.ndarray
) -> dict[str, np.ndarray]:
    """Average slope of each part for each way to count teams, shape (B, U)."""
    found = {}
    for part, pairs in points.items():
        slopes = [_slope(x, y, weights) for x, y in pairs]
        found[part] = np.mean([slope.mean(axis=1) for slope in slopes], axis=0)
    found["inflation"] = found["whole"] - found["split"]
    found["same_source"] = found["same_half"] - found["split"]
    return found


def _slope(x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> np.ndarray:
    total = weights.sum(axis=1, keepdims=True)
    sum_x, sum_y = weights @ x, weights @ y
    spread = weights @ (x * x) - sum_x**2 / total
    both = weights @ (x * y) - sum_x * sum_y / total
    return np.where(spread > 1e-12, both / np.where(spread > 1e-12, spread, 1), np.nan)


def _weights(clusters: np.ndarray, draws: int, rng: np.random.Generator) -> np.ndarray:
    """How often each team counts in each draw of clusters; none with fewer than ten clusters."""
    codes, names = pd.factorize(clusters)
    if len(names) < FEW:
        return np.empty((0, len(codes)))
    counts = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=draws)
    return counts[:, codes].astype(float)


def _limits(values: np.ndarray, level: float) -> dict[str, float]:
    found = values[np.isfinite(values)]
    if not found.size:
        return {"low": np.nan, "high": np.nan}
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return {"low": float(low), "high": float(high)}
