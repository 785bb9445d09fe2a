"""Who leaves soon after the first start, people from another career apart."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.measures.daynumbers import days, days_of
from analysis.measures.intervals import wilson
from analysis.measures.spells import Spells

MONTHS = (12, 24)
CAREER_CHANGER, OTHERS = "career_changer", "others"


def starters(spells: Spells, contracts: pd.DataFrame) -> pd.DataFrame:
    """List everybody who is seen to start for the first time.

    Parameters
    ----------
    spells : Spells
        Of scope board.
    contracts : DataFrame
        Those that ``spells`` was made of, with entry_route where it is known.

    Returns
    -------
    DataFrame, one row per person
        person_id, unit_id, start, end (missing while it runs), exit, entered_as (career_changer,
        or others: also when the route is not known). Who was already there when the export
        begins is left out, and so is a later start of the same person.
    """
    table = spells.table.assign(entered_as=_routes(spells, contracts))
    first = table.groupby("person_id")["start"].transform("min") == table["start"]
    kept = first & ~table["left_truncated"] & (table["entry"] == "joiner")
    columns = ["person_id", "unit_id", "start", "end", "exit", "entered_as"]
    return table.loc[kept, columns].drop_duplicates("person_id").reset_index(drop=True)


def _routes(spells: Spells, contracts: pd.DataFrame) -> pd.Series:
    place = spells.contracts["spell"].dropna().astype(int)
    if "entry_route" not in contracts:
        return pd.Series(OTHERS, index=spells.table.index)
    changed = contracts.loc[place.index, "entry_route"] == CAREER_CHANGER
    any_contract = changed.groupby(place).any().reindex(spells.table.index, fill_value=False)
    return pd.Series(np.where(any_contract, CAREER_CHANGER, OTHERS), index=spells.table.index)


def early_attrition(
    people: pd.DataFrame,
    spells: Spells,
    *,
    months: Sequence[int] = MONTHS,
    interval_level: float = 0.95,
) -> pd.DataFrame:
    """Count who left the board within so many months of the first start.

    Parameters
    ----------
    people : DataFrame
        From ``starters``.
    spells : Spells
        The same as for ``starters``: says up to which day people were followed.
    months : sequence of int
    interval_level : float

    Returns
    -------
    DataFrame, one row per entered_as and number of months
        entered_as, months, n (people followed so long, or gone before), count (of them, left for
        any reason but a move within the board), share, low, high (Wilson). People who started too
        short before the export are left out, whether they left or not.
    """
    last, rows = days_of(spells.rules.extract_on), []
    for number in months:
        until = days(people["start"] + pd.DateOffset(months=number)) - 1
        followed = people[until <= last].assign(until=until[until <= last])
        left = (followed["exit"] == "leaver") & (
            days(followed["end"], missing=last + 1) <= followed["until"]
        )
        counted = left.groupby(followed["entered_as"]).agg(n="size", count="sum")
        rows.append(counted.reset_index().assign(months=number))
    table = pd.concat(rows, ignore_index=True).sort_values(["entered_as", "months"])
    table = table.assign(share=table["count"] / table["n"])[
        ["entered_as", "months", "n", "count", "share"]
    ].reset_index(drop=True)
    low, high = wilson(
        table["share"].to_numpy(float), table["n"].to_numpy(float), level=interval_level
    )
    return table.assign(low=low, high=high)
