"""Sick leave counted day by day on the clean cases, and not by our measures."""

import numpy as np
import pandas as pd

from analysis.example import history, sickness
from analysis.example.dates import FAR, day
from analysis.example.organisation import SECTORS
from analysis.example.parameters import EXTRACT_ON, OBSERVED_FROM, SCHOOL_YEARS
from analysis.example.population import Population

LONGEST = 730  # days of one case that a capped mean counts
_FIRST, _LAST = day(OBSERVED_FROM), day(EXTRACT_ON)


def by_school_year(population: Population) -> dict[str, dict[str, float]]:
    """Count sick leave per school year, for all boards together.

    Returns
    -------
    dict of dict, by school year such as 2020/2021
        absent_share, and that of schools and of childcare (working time that was lost, weighed by
        the size of jobs), reports (cases begun), closed (cases ended), duration and
        duration_capped (mean days of closed cases), all_year (people in service on every day,
        short breaks between contracts bridged) and nil (those of them without a sick day).
    """
    lines = sickness.draw(population)
    ill, jobs = _ill(lines), history.contracts(population)
    return {
        f"{year}/{year + 1}": _lost_time(population, jobs, ill, year)
        | _cases(lines, year)
        | _nil(population, ill, year)
        for year in SCHOOL_YEARS
    }


def _window(year: int) -> tuple[int, int]:
    """Place of the first day of a school year, and of the day after the last."""
    first, after = (np.datetime64(f"{y}-08-01") for y in (year, year + 1))
    return int((first - _FIRST).astype(int)), int((after - _FIRST).astype(int))


def _place(when: np.datetime64) -> int:
    return int((np.clip(when, _FIRST, _LAST + 1) - _FIRST).astype(int))


def _ill(lines: sickness.Lines) -> dict[int, np.ndarray]:
    """Part of the job that is absent on each day, by person; of two lines the larger part."""
    absent: dict[int, np.ndarray] = {}
    length = int((_LAST - _FIRST).astype(int)) + 1
    for k, person in enumerate(lines.person.tolist()):
        calendar = absent.setdefault(person, np.zeros(length))
        here = slice(_place(lines.start[k]), _place(lines.end[k]) + 1)
        calendar[here] = np.maximum(calendar[here], 1 - lines.present[k] / 100)
    return absent


def _lost_time(
    population: Population, jobs: list[history.Contract], ill: dict[int, np.ndarray], year: int
) -> dict[str, float]:
    first, after = _window(year)
    childcare = SECTORS.index("childcare")
    worked, lost = np.zeros(2), np.zeros(2)
    for row in jobs:
        begin, end = max(_place(row.start), first), min(_place(row.end) + 1, after)
        school = population.where.seat_school[row.seat]
        kind = int(population.where.school_sector[school] == childcare)
        if begin < end:
            worked[kind] += row.fte * (end - begin)
            lost[kind] += row.fte * ill.get(row.person, np.zeros(0))[begin:end].sum()
    return {
        "absent_share": float(lost.sum() / worked.sum()),
        "absent_share_school": float(lost[0] / worked[0]),
        "absent_share_childcare": float(lost[1] / worked[1]),
    }


def _cases(lines: sickness.Lines, year: int) -> dict[str, float]:
    first, last = np.datetime64(f"{year}-08-01"), np.datetime64(f"{year + 1}-07-31")
    cases = pd.DataFrame({"case": lines.case, "start": lines.start, "end": lines.end})
    cases = cases.groupby("case").agg({"start": "min", "end": "max"})
    start, end = (cases[name].to_numpy("datetime64[D]") for name in ("start", "end"))
    closed = (end >= first) & (end <= last)
    days = (end - start).astype(int)[closed] + 1
    return {
        "reports": int(((start >= first) & (start <= last)).sum()),
        "closed": int(closed.sum()),
        "duration": float(days.mean()),
        "duration_capped": float(np.minimum(days, LONGEST).mean()),
    }


def _nil(population: Population, ill: dict[int, np.ndarray], year: int) -> dict[str, float]:
    first, after = _window(year)
    begin, end = pd.Timestamp(year, 8, 1), pd.Timestamp(year + 1, 7, 31)
    spells = population.spells
    end_day = spells["end"].fillna(pd.Timestamp(FAR.astype(object)))
    there = spells.loc[(spells["start"] <= begin) & (end_day >= end), "person_id"]
    well = [not ill[p][first:after].any() if p in ill else True for p in there.tolist()]
    return {"all_year": len(there), "nil": int(sum(well))}
