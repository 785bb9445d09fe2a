"""Rows of several files that are about one thing: what one lacks, another tells."""

from collections.abc import Sequence

import pandas as pd


def completes(rows: pd.DataFrame, free: pd.Series, *, key: Sequence[str]) -> pd.Series:
    """Point at rows that tell more about a thing of which an earlier file has a row.

    Parameters
    ----------
    key : sequence of str
        What makes two rows about the same thing, such as unit_id and year.

    Returns
    -------
    Series of bool
        Rows that contradict another row about the same thing are not pointed at: two files that
        say different things are for a person to settle.
    """
    chosen = rows[free].dropna(subset=list(key))
    groups = chosen.groupby(list(key), sort=False)
    later = chosen.duplicated(list(key))
    told = [name for name in chosen.columns if name not in (*key, "file", "row")]
    several_files = groups["file"].transform("nunique") == groups["file"].transform("size")
    agree = pd.Series(True, index=chosen.index)
    for name in told if later.any() else ():
        agree &= groups[name].transform("nunique") <= 1
    return (later & several_files & agree).reindex(rows.index, fill_value=False)


def filled(rows: pd.DataFrame, completing: pd.Series, *, key: Sequence[str]) -> pd.DataFrame:
    """Carry what the completing rows tell to the row they complete.

    Parameters
    ----------
    completing : Series of bool
        As ``completes`` gives them.
    """
    if not completing.any():
        return rows
    things = pd.MultiIndex.from_frame(rows[list(key)])
    touched = things.isin(things[completing.to_numpy()])
    told = [name for name in rows.columns if name not in (*key, "file", "row")]
    first = rows[touched].groupby(list(key), sort=False)[told].transform("first")
    completed = rows.copy()
    for name in told:
        completed.loc[touched, name] = completed.loc[touched, name].fillna(first[name])
    return completed
