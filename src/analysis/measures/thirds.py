"""Three groups of about equal size, from a low to a high score."""

import pandas as pd

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


def counted(people: pd.DataFrame, event: str, *, by: str = "group") -> pd.DataFrame:
    """Count people and events per group, in the order low, middle, high.

    Parameters
    ----------
    people : DataFrame, one row per person
        The column ``by`` and ``event`` (1 or 0).
    event, by : str
        Names of those columns.

    Returns
    -------
    DataFrame
        ``by``, n (rows) and count (rows with the event).
    """
    table = people.groupby(by)[event].agg(n="size", count="sum")
    order = [name for name in NAMES if name in table.index]
    return table.reindex(order).astype(int).rename_axis(by).reset_index()
