"""What is odd in contracts and does not stop a rate: named and counted, never passed over."""

import numpy as np
import pandas as pd

from analysis.measures import joining
from analysis.measures.daynumbers import days, days_of
from analysis.measures.spells import Spells

LONG = 365  # days of a contract without hours that is more than a formality


def oddities(contracts: pd.DataFrame, board: Spells, school: Spells) -> pd.DataFrame:
    """Count what a reader of the rates must know about the contracts behind them.

    Parameters
    ----------
    contracts : DataFrame
        Those that the spells were made of.
    board, school : Spells
        Of those scopes.

    Returns
    -------
    DataFrame, one row for each that occurs
        remark and n: contracts in no spell of the board, by reason; no_school (contracts that
        count for the board and for no school); no_hours (contracts of 0 fte that ran for more
        than a year: a person in service without hours, who counts as a head and not in fte);
        two_boards (people in service with two boards on one day, who count with each);
        unknown_reason (departures of which the reason is not known).
    """
    counts = board.set_aside.to_dict()
    counts["no_school"] = int(
        ((school.contracts["reason"] == "no_unit") & (board.contracts["reason"] == "")).sum()
    )
    counts["no_hours"] = int(_without_hours(contracts, board).sum())
    counts["two_boards"] = _in_two(board)
    gone = board.table["exit"] == "leaver"
    counts["unknown_reason"] = int((gone & (board.table["exit_class"] == "unknown")).sum())
    rows = [(name, n) for name, n in counts.items() if n]
    return pd.DataFrame(rows, columns=["remark", "n"])


def _without_hours(contracts: pd.DataFrame, board: Spells) -> pd.Series:
    if "fte" not in contracts.columns:
        return pd.Series(False, index=contracts.index)
    last = days_of(board.rules.extract_on)
    length = np.minimum(days(contracts["end"], missing=last), last) - days(contracts["start"]) + 1
    return (contracts["fte"] == 0) & (length > LONG) & (board.contracts["reason"] == "")


def _in_two(board: Spells) -> int:
    """Count people whose spells with two boards share a day."""
    numbers = board.numbers
    several = np.flatnonzero(np.bincount(numbers.person)[numbers.person] > 1)
    if not len(several):
        return 0
    person, unit = numbers.person[several], numbers.unit[several]
    start, end = numbers.start[several], numbers.end[several]
    # Joined over boards a person has fewer stretches than over each board by itself.
    apart = joining.join(joining.pair(person, unit), start, end, (-1, -1))
    owner = person[apart.first]
    together = joining.join(owner, apart.start, apart.end, (-1, -1))
    shared = together.n > 1
    return int(len(np.unique(owner[together.first[shared]])))
