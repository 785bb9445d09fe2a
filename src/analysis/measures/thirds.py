"""Three groups of about equal size, from a low to a high score."""

import numpy as np
import pandas as pd

from analysis.measures.overall import overall

NAMES = ("low", "middle", "high")


def thirds(score: pd.Series) -> pd.Series:
    """Put people in three groups by their score; people with the same score stay together.

    Parameters
    ----------
    score : Series

    Returns
    -------
    Series of str, on the same index
        low, middle or high: cut at the one-third and two-thirds quantiles, a score on a cut in
        the lower group. Missing where the score is.
    """
    cuts = score.quantile([1 / 3, 2 / 3])
    group = pd.Series(NAMES[2], index=score.index, dtype="str", name="group")
    group = group.mask(score <= cuts.iloc[1], NAMES[1]).mask(score <= cuts.iloc[0], NAMES[0])
    return group.where(score.notna())


def counted(
    people: pd.DataFrame, event: str, *, by: str = "group", cluster: str = "school_id"
) -> pd.DataFrame:
    """Count people and events per group, in the order low, middle, high.

    Parameters
    ----------
    people : DataFrame, one row per person and wave
        The columns ``by`` and ``cluster``, and ``event`` (1 or 0).
    event, by : str
        Names of those columns.
    cluster : str
        The units that people share. They, and people who answered twice, are not independent:
        Wilson's interval would be too narrow.

    Returns
    -------
    DataFrame
        ``by``, n (rows), count (rows with the event), share, low and high (95 %, cluster-robust
        CR3, t with the number of units minus one degrees of freedom, kept within [0, 1]).
    """
    rows = []
    for name in NAMES:
        group = people[people[by] == name]
        if group.empty:
            continue
        scored = group[[cluster]].assign(score=group[event].astype(float), wave=name)
        found = overall(scored, by=cluster).iloc[0]
        low, high = np.clip([found["low"], found["high"]], 0, 1)
        row = {by: name, "n": len(group), "count": int(group[event].sum())}
        rows.append(row | {"share": found["score"], "low": low, "high": high})
    return pd.DataFrame(rows, columns=[by, "n", "count", "share", "low", "high"])


def within_and_between(people: pd.DataFrame) -> pd.DataFrame:
    """Put people in thirds twice: within their school, and by the mean of their school.

    Parameters
    ----------
    people : DataFrame
        deviation (score minus the mean of school and wave) and school_mean.

    Returns
    -------
    DataFrame
        The rows twice, with level (within, between) and group (low, middle, high).
    """
    columns = {"within": "deviation", "between": "school_mean"}
    parts = [people.assign(level=k, group=thirds(people[name])) for k, name in columns.items()]
    return pd.concat(parts, ignore_index=True)


def counted_by_level(people: pd.DataFrame, event: str) -> pd.DataFrame:
    """Count people and events per level and group: see ``counted``; level comes first."""
    tables = [counted(rows, event).assign(level=k) for k, rows in people.groupby("level")]
    columns = ["level", "group", "n", "count", "share", "low", "high"]
    if not tables:
        return pd.DataFrame(columns=columns)
    table = pd.concat(tables, ignore_index=True)[columns]
    return table.sort_values("level", ascending=False, kind="stable").reset_index(drop=True)
