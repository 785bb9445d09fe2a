"""Sick leave: time lost, how often, how long, and who was never ill; per school and higher.

Four figures, each with its own unit: the part of the working time that was lost (weighed by the
size of jobs), reports per employee and year, days per case that ended, and the share of people
without sick leave. Nothing here is about a team or a person, and nothing knows a reason.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.measures import joining, sick_days
from analysis.measures.daynumbers import OPEN, days, days_of
from analysis.measures.sick_days import Overlap, Periods
from analysis.measures.spells import Spells
from analysis.measures.turnover import observed_school_years

LONGEST = 730  # days of one case that the capped mean counts: after two years pay usually ends
LENGTHS = ((1, 7), (8, 42), (43, 91), (92, 182), (183, 365), (366, 730), (731, OPEN))
LENGTH_NAMES = tuple(f"{low}-{high}" if high < OPEN else f"{low}+" for low, high in LENGTHS)
_YEAR = (365, 366)


@dataclass(frozen=True, eq=False)
class _Staff:
    """Everybody in service, with the jobs they have and the cases of sick leave.

    Attributes
    ----------
    person : Index, person_id by number
    units : Index, values of the column that divides people
    present : Periods of people in a unit, short breaks between contracts bridged
    unit : array of int, unit of each of these
    jobs : Periods of contracts, weighed by their size
    job_unit : array of int
    ill : Periods in which part of the job was absent
    cases : Periods
    at_work : Overlap of ``ill`` and ``jobs``
    in_service : Overlap of ``cases`` and ``present``
    """

    person: pd.Index
    units: pd.Index
    present: Periods
    unit: np.ndarray
    jobs: Periods
    job_unit: np.ndarray
    ill: Periods
    cases: Periods
    at_work: Overlap
    in_service: Overlap


def absence(
    absences: pd.DataFrame,
    contracts: pd.DataFrame,
    service: Spells,
    windows: pd.DataFrame | None = None,
    *,
    by: str | None = None,
) -> pd.DataFrame:
    """Measure sick leave per window.

    Parameters
    ----------
    absences : DataFrame, one row per line of sick leave
        person_id, start, end (last day; missing while it runs), share (part of the job absent;
        missing counts as the whole job). Lines of a person that overlap or follow each other
        are one case; on a day with two lines the highest share counts.
    contracts : DataFrame, one row per contract
        Those that ``service`` was made of, with fte.
    service : Spells
        Of scope school or board; ``SpellRules.with_all_jobs()`` takes side jobs along.
    windows : DataFrame, optional
        window, first_day and last_day (both in the window); the observed school years unless
        given.
    by : str, optional
        A column of ``service.table`` that stays the same during a spell, such as unit_id;
        everybody together unless given.

    Returns
    -------
    DataFrame, one row per window, or per window and value of ``by``
        window, first_day, last_day, ``by``; n (people in service on any day), count (those of
        them with a day of sick leave), heads (mean number in service per day); absent_share
        (calendar days × size of the job × part absent, divided by calendar days × size of the
        job); reports (cases begun), frequency (reports per head and year); closed (cases ended),
        duration (mean days, first to last calendar day) and duration_capped (at 730 days);
        all_year (people in service on every day), nil and nil_share (those without any sick
        leave); part_year and part_year_nil (the others); no_fte (contracts of unknown size, which
        the time lost leaves out); note (why there are no figures; empty otherwise). Figures are
        missing in a window that the export does not cover entirely, and where nobody was there.

    Raises
    ------
    DataProblem
        If it is asked per team, or a window ends before it begins.

    Source
    ------
    Formula of Vernet for time lost; Statistics Netherlands for calendar days and for absence
    beyond a year, which is included. Pregnancy and maternity are not among the lines.
    """
    _refuse_teams(service, by)
    windows = observed_school_years(service) if windows is None else windows
    if (windows["last_day"] < windows["first_day"]).any():
        raise DataProblem(
            _("A window ends before it begins."),
            column="last_day",
            repair=_("give each window a first_day and a later last_day"),
        )
    staff = _staff(absences, contracts, service, by)
    parts = [_window(staff, service, row, by) for row in windows.to_dict("records")]
    if not parts:
        return pd.DataFrame(columns=["window", "first_day", "last_day", "absent_share", "note"])
    return pd.concat(parts, ignore_index=True)


def _refuse_teams(service: Spells, by: str | None) -> None:
    if service.scope == "team" or by == "team_id":
        raise DataProblem(
            _("Sick leave is counted per school and higher, never per team."),
            column="team_id",
            repair=_("choose the scope school or board"),
        )


def _staff(
    absences: pd.DataFrame, contracts: pd.DataFrame, service: Spells, by: str | None
) -> _Staff:
    table, spell = service.table, service.contracts["spell"]
    codes, person = pd.factorize(table["person_id"])
    group, units = pd.factorize(table[by], sort=True) if by else (np.zeros(len(table), int), [""])
    kept = np.flatnonzero(group >= 0)
    start, end = days(table["start"])[kept], days(table["end"], missing=OPEN)[kept]
    # Somebody at two schools is one person of their board, and one person at each of them.
    joined = joining.join(joining.pair(codes[kept], group[kept]), start, end, (0, 0))
    first = kept[joined.first]
    present = Periods(codes[first], joined.start, joined.end, np.ones(len(first)))
    rows = np.flatnonzero(spell.notna())
    of_spell = spell.iloc[rows].astype(int).to_numpy()
    known = group[of_spell] >= 0
    rows, of_spell = rows[known], of_spell[known]
    jobs = Periods(
        codes[of_spell],
        days(contracts["start"].iloc[rows]),
        days(contracts["end"].iloc[rows], missing=OPEN),
        contracts["fte"].iloc[rows].to_numpy(float),
    )
    lines = sick_days.lines(absences, pd.Index(person))
    ill, cases = sick_days.stretches(lines), sick_days.cases(lines)
    return _Staff(
        person=pd.Index(person),
        units=pd.Index(units),
        present=present,
        unit=group[first],
        jobs=jobs,
        job_unit=group[of_spell],
        ill=ill,
        cases=cases,
        at_work=sick_days.overlap(ill, jobs),
        in_service=sick_days.overlap(cases, present),
    )


def _window(staff: _Staff, service: Spells, row: dict[str, object], by: str | None) -> pd.DataFrame:
    """Measure one window for every unit."""
    n = len(staff.units)
    frame = pd.DataFrame(
        {
            "window": [row["window"]] * n,
            "first_day": row["first_day"],
            "last_day": row["last_day"],
            **({by: staff.units} if by else {}),
        }
    )
    first, last = days(pd.Series([row["first_day"], row["last_day"]])).tolist()
    note = _uncovered(service, first, last)
    counts = _people(staff, first, last) | _lost(staff, first, last) | _cases(staff, first, last)
    table = frame.assign(**counts)
    heads = table["heads"].where(table["heads"] > 0)
    length = last - first + 1
    table["frequency"] = table["reports"] / heads * (1 if length in _YEAR else 365 / length)
    table["nil_share"] = table["nil"] / table["all_year"].where(table["all_year"] > 0)
    table = table[[*frame.columns, *_FIGURES]]
    if note:
        table[list(_FIGURES)] = np.nan
    return table.assign(note=note)


_FIGURES = ("n", "count", "heads", "absent_share", "reports", "frequency", "closed", "duration",
            "duration_capped", "all_year", "nil", "nil_share", "part_year", "part_year_nil",
            "no_fte")  # fmt: skip


def _uncovered(service: Spells, first: int, last: int) -> str:
    if first < days_of(service.rules.observed_from):
        return _("The export does not cover the beginning of this period.")
    if last > days_of(service.rules.extract_on):
        return _("The period was not over on the day of the export.")
    return ""


def _count(unit: np.ndarray, staff: _Staff, weights: np.ndarray | None = None) -> np.ndarray:
    return np.bincount(unit, weights, minlength=len(staff.units))


def _once(staff: _Staff, periods: np.ndarray) -> np.ndarray:
    """Count distinct people of some periods of presence per unit."""
    person, unit = staff.present.person[periods], staff.unit[periods]
    found = np.unique(np.stack([unit, person]), axis=1)
    return _count(found[0], staff)


def _people(staff: _Staff, first: int, last: int) -> dict[str, np.ndarray]:
    """Who was there, all year or part of it, and who of them was ever ill."""
    start, end = staff.present.start, staff.present.end
    inside = np.minimum(end, last) - np.maximum(start, first) + 1
    there, whole = inside > 0, (start <= first) & (end >= last)
    ill = np.zeros(len(start), bool)
    ill[staff.in_service.other[staff.in_service.days_in(first, last) > 0]] = True
    n, count = _once(staff, there), _once(staff, there & ill)
    all_year, nil = _once(staff, whole), _once(staff, whole & ~ill)
    return {
        "n": n,
        "count": count,
        "heads": _count(staff.unit[there], staff, inside[there]) / (last - first + 1),
        "all_year": all_year,
        "nil": nil,
        "part_year": n - all_year,
        "part_year_nil": n - count - nil,
    }


def _lost(staff: _Staff, first: int, last: int) -> dict[str, np.ndarray]:
    """Working time lost, of all that was agreed; in days of a full job."""
    inside = np.minimum(staff.jobs.end, last) - np.maximum(staff.jobs.start, first) + 1
    known = np.flatnonzero((inside > 0) & ~np.isnan(staff.jobs.weight))
    unknown = np.flatnonzero((inside > 0) & np.isnan(staff.jobs.weight))
    agreed = _count(staff.job_unit[known], staff, inside[known] * staff.jobs.weight[known])
    one, job = staff.at_work.one, staff.at_work.other
    lost = staff.at_work.days_in(first, last) * staff.ill.weight[one] * staff.jobs.weight[job]
    lost = _count(staff.job_unit[job], staff, np.nan_to_num(lost))
    share = np.divide(lost, agreed, out=np.full(len(lost), np.nan), where=agreed > 0)
    return {"absent_share": share, "no_fte": _count(staff.job_unit[unknown], staff)}


def _cases(staff: _Staff, first: int, last: int) -> dict[str, np.ndarray]:
    """Cases begun, and cases ended with their length, of people in service on that day."""
    case, unit = staff.in_service.one, staff.unit[staff.in_service.other]
    begun = _on(staff, staff.cases.start, first, last)
    ended = _on(staff, staff.cases.end, first, last)
    length = (staff.cases.end - staff.cases.start + 1)[case[ended]]
    closed = _count(unit[ended], staff)
    some = np.where(closed > 0, closed, np.nan)
    return {
        "reports": _count(unit[begun], staff),
        "closed": closed,
        "duration": _count(unit[ended], staff, length) / some,
        "duration_capped": _count(unit[ended], staff, np.minimum(length, LONGEST)) / some,
    }


def _on(staff: _Staff, day: np.ndarray, first: int, last: int) -> np.ndarray:
    """Find pairs of case and presence in which a day of the case lies in window and presence."""
    when = day[staff.in_service.one]
    there = staff.in_service.other
    inside = (staff.present.start[there] <= when) & (when <= staff.present.end[there])
    return np.flatnonzero(inside & (when >= first) & (when <= last))


def people(service: Spells, windows: pd.DataFrame, *, by: str | None = None) -> pd.DataFrame:
    """List who was in service in each window: the people behind ``absence``.

    Returns
    -------
    DataFrame
        person_id, window and ``by``, each once.
    """
    table = service.table
    columns = ["person_id", *([by] if by else [])]
    parts = []
    for row in windows.to_dict("records"):
        there = (table["start"] <= row["last_day"]) & ~(table["end"] < row["first_day"])
        parts.append(table.loc[there, columns].assign(window=row["window"]))
    return pd.concat(parts, ignore_index=True).drop_duplicates(ignore_index=True)


def closed_cases(
    absences: pd.DataFrame,
    contracts: pd.DataFrame,
    service: Spells,
    windows: pd.DataFrame | None = None,
    *,
    by: str | None = None,
) -> pd.DataFrame:
    """List the cases that ended in each window; for the arguments see ``absence``.

    Returns
    -------
    DataFrame, one row per case (and unit)
        person_id, window, ``by``, days (first to last calendar day), length_class.
    """
    _refuse_teams(service, by)
    windows = observed_school_years(service) if windows is None else windows
    staff = _staff(absences, contracts, service, by)
    parts = []
    for row in windows.to_dict("records"):
        first, last = days(pd.Series([row["first_day"], row["last_day"]])).tolist()
        ended = [] if _uncovered(service, first, last) else _on(staff, staff.cases.end, first, last)
        case, there = staff.in_service.one[ended], staff.in_service.other[ended]
        length = (staff.cases.end - staff.cases.start + 1)[case]
        unit = {by: staff.units[staff.unit[there]]} if by else {}
        person = staff.person[staff.cases.person[case]]
        part = {"person_id": person, "window": row["window"], **unit, "days": length}
        parts.append(pd.DataFrame(part))
    found = pd.concat(parts, ignore_index=True)
    return found.assign(length_class=_class_of(found["days"]))


def _class_of(length: pd.Series) -> pd.Series:
    place = np.searchsorted([low for low, _high in LENGTHS], length, side="right") - 1
    return pd.Series(np.array(LENGTH_NAMES)[place], index=length.index, dtype="str")


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
    order = table["length_class"].map(LENGTH_NAMES.index)
    table = table.assign(order=order).sort_values([*keys, "order"], ignore_index=True)
    whole = table.groupby(keys)[["cases", "days"]].transform("sum") if keys else table.sum()
    return table.assign(
        case_share=table["cases"] / whole["cases"], day_share=table["days"] / whole["days"]
    ).drop(columns=["order", "days"])
