"""Stocks and flows of staff, counted on the clean careers and not by our measures."""

import numpy as np
import pandas as pd

from analysis.example.parameters import SCHOOL_YEARS
from analysis.example.population import Population

_DAY = pd.Timedelta(days=1)


def by_school_year(population: Population) -> dict[str, dict[str, float]]:
    """Count board employment per school year, for all boards together.

    Returns
    -------
    dict of dict, by school year such as 2020/2021
        opening (in service on both sides of the midnight before 1 August), joiners (first day
        in the year), leavers (last day in the year), closing, mean_stock over the days.
    """
    spells = population.spells
    return {f"{year}/{year + 1}": _year(spells, year) for year in SCHOOL_YEARS}


def _year(spells: pd.DataFrame, year: int) -> dict[str, float]:
    first, last = pd.Timestamp(year, 8, 1), pd.Timestamp(year + 1, 7, 31)
    start, end = spells["start"], spells["end"].fillna(pd.Timestamp(9999, 12, 31))
    days = (end.clip(upper=last) - start.clip(lower=first)) / _DAY + 1
    return {
        "opening": int(((start < first) & (end >= first)).sum()),
        "joiners": int(start.between(first, last).sum()),
        "leavers": int(end.between(first, last).sum()),
        "closing": int(((start <= last) & (end > last)).sum()),
        "mean_stock": float(days.clip(lower=0).sum() / ((last - first) / _DAY + 1)),
    }


def leader_changes(population: Population) -> int:
    """Count schools that have another leader than in the school year before."""
    leaders = np.stack([population.leader(year + 1) for year in SCHOOL_YEARS])
    return int((leaders[1:] != leaders[:-1]).sum())
