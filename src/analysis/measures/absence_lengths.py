"""How long cases of sick leave take, in the classes that Dutch school boards use."""

import numpy as np
import pandas as pd

from analysis.measures import absence
from analysis.measures.daynumbers import OPEN, days
from analysis.measures.spells import Spells
from analysis.measures.turnover import observed_school_years

LENGTHS = ((1, 7), (8, 42), (43, 91), (92, 182), (183, 365), (366, 730), (731, OPEN))
NAMES = tuple(f"{low}-{high}" if high < OPEN else f"{low}+" for low, high in LENGTHS)
SHORT, MIDDLE = NAMES[:2]  # up to a week, and up to six weeks


def closed_cases(
    absences: pd.DataFrame,
    contracts: pd.DataFrame,
    service: Spells,
    windows: pd.DataFrame | None = None,
    *,
    by: str | pd.Series | None = None,
) -> pd.DataFrame:
    """List the cases that ended in each window; for the arguments see ``absence.absence``.

    Returns
    -------
    DataFrame, one row per case (and unit)
        person_id, window, ``by``, days (first to last calendar day), length_class.
    """
    absence.refuse_teams(service, by)
    windows = observed_school_years(service) if windows is None else windows
    staff, name = absence.staff_of(absences, contracts, service, by), absence.name_of(by)
    parts = []
    for row in windows.to_dict("records"):
        first, last = days(pd.Series([row["first_day"], row["last_day"]])).tolist()
        ended = absence.on_day(staff, staff.cases.end, first, last)
        ended = ended[:0] if absence.uncovered(service, first, last) else ended
        case, there = staff.in_service.one[ended], staff.in_service.other[ended]
        length = (staff.cases.end - staff.cases.start + 1)[case]
        unit = {name: staff.units[staff.unit[there]]} if name else {}
        person = staff.person[staff.cases.person[case]]
        part = {"person_id": person, "window": row["window"], **unit, "days": length}
        parts.append(pd.DataFrame(part))
    found = pd.concat(parts, ignore_index=True)
    return found.assign(length_class=_class_of(found["days"]))


def _class_of(length: pd.Series) -> pd.Series:
    place = np.searchsorted([low for low, _high in LENGTHS], length, side="right") - 1
    return pd.Series(np.array(NAMES)[place], index=length.index, dtype="str")


def length_classes(closed: pd.DataFrame, *, by: list[str] | None = None) -> pd.DataFrame:
    """Count cases that ended by how long they took.

    Parameters
    ----------
    closed : DataFrame
        As ``closed_cases`` gives.
    by : list of str, optional
        Columns that divide them, such as window.

    Returns
    -------
    DataFrame, one row per class that occurs, short ones first
        ``by``, length_class, n (people), cases, case_share (of all cases), day_share (of all
        days of sick leave in these cases).
    """
    keys = by or []
    groups = closed.groupby([*keys, "length_class"])
    table = groups.agg(n=("person_id", "nunique"), cases=("days", "size"), days=("days", "sum"))
    table = table.reset_index()
    order = table["length_class"].map(NAMES.index)
    table = table.assign(order=order).sort_values([*keys, "order"], ignore_index=True)
    whole = table.groupby(keys)[["cases", "days"]].transform("sum") if keys else table.sum()
    return table.assign(
        case_share=table["cases"] / whole["cases"], day_share=table["days"] / whole["days"]
    ).drop(columns=["order", "days"])
