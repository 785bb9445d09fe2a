"""How large somebody's job is on a day."""

import pandas as pd


def fte_on(contracts: pd.DataFrame, people: pd.DataFrame, *, day: str = "answered_on") -> pd.Series:
    """Add up the contracts that each person has on a day.

    Parameters
    ----------
    contracts : DataFrame, one row per contract
        person_id, start, end (last day; missing while it runs), fte.
    people : DataFrame
        person_id and the column ``day``.
    day : str
        Column with the day, such as answered_on.

    Returns
    -------
    Series, on the index of ``people``
        Part of a full job. Missing where nobody is in service on that day, or the size of one of
        the contracts is not known.
    """
    asked = people[["person_id", day]].assign(row=range(len(people)))
    pairs = asked.merge(contracts[["person_id", "start", "end", "fte"]], on="person_id")
    there = (pairs["start"] <= pairs[day]) & ~(pairs["end"] < pairs[day])
    sizes = pairs[there].groupby("row")["fte"].sum(skipna=False)
    return sizes.reindex(asked["row"]).set_axis(people.index).rename("fte")
