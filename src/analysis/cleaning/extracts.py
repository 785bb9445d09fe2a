"""Several HR exports over time: a later one knows how a contract of an earlier one went on."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from analysis.cleaning.lookup import carried

_SAME = ["person_id", "start", "school_id"]
_SILENT = pd.Timedelta(days=92)
_ENOUGH = 50  # contracts; in a smaller file a quarter of a year without a change is ordinary
_FOUND = 0.5  # of the people in service stand in the later export too: then it continues this one


def is_superseded(
    rows: pd.DataFrame, free: pd.Series, *, exported: Mapping[str, date | None]
) -> pd.Series:
    """Point at contracts of which a later export tells the story again, and further.

    That is so when the later export has a contract of the same person, first day and school; and
    for a contract that was running when it also has the person, but no later first day that could
    have ended this contract.

    Parameters
    ----------
    rows : DataFrame
        Contracts with their file.
    exported : dict
        Day of export of each file; a file without one replaces nothing.
    """
    pairs = _pairs(rows, exported)
    if not pairs:
        return pd.Series(False, index=rows.index)
    again, same = _told_again(rows, exported)
    found = free & again & ~same
    for earlier, later, day in pairs:
        running = earlier[free[earlier.index] & ~again[earlier.index] & _runs(earlier, day)]
        known = running[running["person_id"].isin(later["person_id"])]
        found[known.index[_next_start(known, later, day).isna()]] = True
    return found


def stops_early(rows: pd.DataFrame, day: date | None) -> bool:
    """Tell whether nothing begins or ends in the last months before the day of the export.

    A file that was made earlier than study.toml says shows everybody as staying.
    """
    if day is None or len(rows) < _ENOUGH:
        return False
    at = pd.Timestamp(day)
    last = max(
        (days[days <= at].max() for days in (rows["start"], rows["end"]) if (days <= at).any()),
        default=pd.NaT,
    )
    return bool(last < at - _SILENT)


def _told_again(
    rows: pd.DataFrame, exported: Mapping[str, date | None]
) -> tuple[pd.Series, pd.Series]:
    """Tell which rows a later export has too, and which of them the last of these has unchanged.

    An unchanged row was counted once already: its twin in the later export is set aside.
    """
    day = pd.to_datetime(rows["file"].astype("str").map(exported))
    last = day.groupby([rows[name] for name in _SAME], dropna=False).transform("max")
    said = pd.util.hash_pandas_object(rows.drop(columns=["file", "row"]), index=False)
    return day < last, said.isin(said[day == last])


def closed(rows: pd.DataFrame, *, exported: Mapping[str, date | None]) -> pd.Series:
    """Give the last days, with an end for contracts that ran and stand in no later export.

    Somebody who is in no later export has left on a day that nobody knows: the day of the last
    export with them is taken, the last day they are known to have worked. Somebody who is in it
    with a later contract has moved: the day before that contract is taken.

    Returns
    -------
    Series of datetime64
        Unchanged where there is one export, or where most people of an export are not in the
        later one, so that it is of other people.
    """
    end = rows["end"].copy()
    if len(_days(exported)) < 2:
        return end
    known = rows["person_id"].notna() & rows["start"].notna()
    for earlier, later, day in _pairs(rows[known], exported):
        running = earlier[_runs(earlier, day)]
        back = running["person_id"].isin(later["person_id"])
        if not len(running) or back.mean() < _FOUND:
            continue
        changed = running[~_in(running, later, _SAME)]
        following = _next_start(changed, later, day) - pd.Timedelta(days=1)
        gone = ~changed["person_id"].isin(later["person_id"])
        end.loc[changed.index] = end[changed.index].mask(gone, pd.Timestamp(day))
        end.loc[changed.index] = following.fillna(end[changed.index])
    return end


def _pairs(
    rows: pd.DataFrame, exported: Mapping[str, date | None]
) -> list[tuple[pd.DataFrame, pd.DataFrame, date]]:
    """Put the rows of each export beside those of all later ones."""
    days = _days(exported)
    if len(days) < 2:
        return []
    of = rows["file"].astype("str").map(exported)
    return [(rows[of == day], rows[of > day], day) for day in days[:-1]]


def _days(exported: Mapping[str, date | None]) -> list[date]:
    return sorted({day for day in exported.values() if day is not None})


def _runs(rows: pd.DataFrame, day: date) -> pd.Series:
    at = pd.Timestamp(day)
    return (rows["start"] <= at) & (rows["end"].isna() | (rows["end"] > at))


def _in(rows: pd.DataFrame, others: pd.DataFrame, columns: list[str]) -> pd.Series:
    """Tell which rows have a row among the others with the same values, missing ones included."""
    other = pd.MultiIndex.from_frame(others[columns].astype("str"))
    return pd.Series(
        pd.MultiIndex.from_frame(rows[columns].astype("str")).isin(other), index=rows.index
    )


def _next_start(rows: pd.DataFrame, later: pd.DataFrame, day: date) -> pd.Series:
    """Give the first day after the export on which the person begins another contract."""
    after = later[later["start"] > pd.Timestamp(day)]
    return carried(rows["person_id"], after.groupby("person_id")["start"].min())
