"""Sick leave: time lost, how often, how long, and who was never ill; per school and higher.

Four figures, each with its own unit: the part of the working time that was lost (weighed by the
size of jobs), reports per employee and year, days per case that ended, and the share of people
without sick leave. Nothing here is about a team or a person, and nothing knows a reason.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.measures import joining, sick_days
from analysis.measures import spells as service_rules
from analysis.measures.daynumbers import OPEN, days, days_of
from analysis.measures.sick_days import Overlap, Periods
from analysis.measures.spells import SpellRules, Spells
from analysis.measures.turnover import observed_school_years
from analysis.settings import Settings

LONGEST = 730  # days of one case that the capped mean counts: after two years pay usually ends
DOMINANT = 0.5  # above this part of all time lost one person is seen through a figure
_YEAR = (365, 366)


@dataclass(frozen=True, eq=False)
class Staff:
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


def rules_of(settings: Settings) -> SpellRules:
    """Take the rules for service from study.toml, as sick leave needs them.

    Side jobs count, since who is ill is absent from every job; and nothing is known after the
    day on which sick leave was exported, where that was before the contracts were.
    """
    rules = service_rules.rules_of(settings).with_all_jobs()
    days = [source.extract_on for source in settings.files_of("absences") if source.extract_on]
    return replace(rules, extract_on=min([rules.extract_on, *days]))


def absence(
    absences: pd.DataFrame,
    contracts: pd.DataFrame,
    service: Spells,
    windows: pd.DataFrame | None = None,
    *,
    by: str | pd.Series | None = None,
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
    by : str or Series, optional
        A column of ``service.table`` that stays the same during a spell, such as unit_id; or
        what each unit is, such as its sector, with units as the index. Everybody together unless
        given.

    Returns
    -------
    DataFrame, one row per window, or per window and value of ``by``
        window, first_day, last_day, ``by``; n (people in service on any day), count (those of
        them with a day of sick leave), heads (mean number in service per day); absent_share
        (calendar days × size of the job × part absent, divided by calendar days × size of the
        job), low and high (its 95 % interval), largest_share (part of the time lost that is of
        one person); reports (cases begun), frequency (reports per head and year); closed (cases
        ended), duration (mean days, first to last calendar day) and duration_capped (at 730
        days); all_year (people in service on every day), nil and nil_share (those without any sick
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
    beyond a year, which is included. Pregnancy and maternity are not among the lines. The
    interval is that of a ratio with people as independent units (Cochran, 1977, chapter 6) and a
    t distribution: it says what chance does from year to year among people like these.
    """
    refuse_teams(service, by)
    windows = observed_school_years(service) if windows is None else windows
    if (windows["last_day"] < windows["first_day"]).any():
        raise DataProblem(
            _("A window ends before it begins."),
            column="last_day",
            repair=_("give each window a first_day and a later last_day"),
        )
    staff, name = staff_of(absences, contracts, service, by), name_of(by)
    parts = [_window(staff, service, row, name) for row in windows.to_dict("records")]
    if not parts:
        keys = ["window", "first_day", "last_day", *([name] if name else [])]
        return pd.DataFrame(columns=[*keys, *_FIGURES, "note"])
    return pd.concat(parts, ignore_index=True)


def name_of(by: str | pd.Series | None) -> str:
    """Name the column that divides people; empty where none does."""
    return str(by.name) if isinstance(by, pd.Series) else by or ""


def refuse_teams(service: Spells, by: str | pd.Series | None) -> None:
    """Refuse figures per team: a team is small enough to know who was ill."""
    if service.scope == "team" or name_of(by) == "team_id":
        raise DataProblem(
            _("Sick leave is counted per school and higher, never per team."),
            column="team_id",
            repair=_("choose the scope school or board"),
        )


def staff_of(
    absences: pd.DataFrame,
    contracts: pd.DataFrame,
    service: Spells,
    by: str | pd.Series | None,
) -> Staff:
    """Put everybody in service beside their jobs and cases, numbered by unit and person."""
    table, spell = service.table, service.contracts["spell"]
    codes, person = pd.factorize(table["person_id"])
    group, units = _groups(table, by)
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
    return Staff(
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


def _groups(
    table: pd.DataFrame, by: str | pd.Series | None
) -> tuple[np.ndarray, pd.Index | list[str]]:
    if by is None:
        return np.zeros(len(table), int), [""]
    chosen = table["unit_id"].map(by) if isinstance(by, pd.Series) else table[by]
    return pd.factorize(chosen, sort=True)


def _window(staff: Staff, service: Spells, row: dict[str, object], by: str) -> pd.DataFrame:
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
    note = uncovered(service, first, last)
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


_FIGURES = ("n", "count", "heads", "absent_share", "low", "high", "largest_share", "reports",
            "frequency", "closed", "duration", "duration_capped", "all_year", "nil", "nil_share",
            "part_year", "part_year_nil", "no_fte")  # fmt: skip


def uncovered(service: Spells, first: int, last: int) -> str:
    """Say why the export does not cover a window; empty where it does."""
    if first < days_of(service.rules.observed_from):
        return _("The export does not cover the beginning of this period.")
    if last > days_of(service.rules.extract_on):
        return _("The period was not over on the day of the export.")
    return ""


def _count(unit: np.ndarray, staff: Staff, weights: np.ndarray | None = None) -> np.ndarray:
    return np.bincount(unit, weights, minlength=len(staff.units))


def _once(staff: Staff, periods: np.ndarray) -> np.ndarray:
    """Count distinct people of some periods of presence per unit."""
    person, unit = staff.present.person[periods], staff.unit[periods]
    found = np.unique(np.stack([unit, person]), axis=1)
    return _count(found[0], staff)


def _people(staff: Staff, first: int, last: int) -> dict[str, np.ndarray]:
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


def _lost(staff: Staff, first: int, last: int) -> dict[str, np.ndarray]:
    """Working time lost, of all that was agreed; in days of a full job."""
    inside = np.minimum(staff.jobs.end, last) - np.maximum(staff.jobs.start, first) + 1
    known = (inside > 0) & ~np.isnan(staff.jobs.weight)
    one, job = staff.at_work.one, staff.at_work.other
    days_ill = staff.at_work.days_in(first, last)
    counts = np.flatnonzero((days_ill > 0) & known[job])
    one, job, days_ill = one[counts], job[counts], days_ill[counts]
    agreed = inside[known] * staff.jobs.weight[known]
    lost = days_ill * staff.ill.weight[one] * staff.jobs.weight[job]
    # Per unit and person, so that the interval can take people as what is independent.
    key = joining.pair(staff.job_unit, staff.jobs.person)
    pairs, place = np.unique(key[known], return_inverse=True)
    of_person = pd.DataFrame(
        {
            "unit": staff.job_unit[known][np.unique(place, return_index=True)[1]],
            "agreed": np.bincount(place, agreed, len(pairs)),
            "lost": np.bincount(np.searchsorted(pairs, key[job]), lost, len(pairs)),
        }
    )
    unknown = (inside > 0) & np.isnan(staff.jobs.weight)
    return _ratio(of_person, len(staff.units)) | {"no_fte": _count(staff.job_unit[unknown], staff)}


def _ratio(of_person: pd.DataFrame, n_units: int) -> dict[str, np.ndarray]:
    """Time lost of time agreed per unit, with its interval and the part of one person."""
    agreed_at_all = of_person[of_person["agreed"] > 0]
    groups = agreed_at_all.groupby("unit")
    sums = groups[["agreed", "lost"]].sum()
    share = sums["lost"] / sums["agreed"]
    unit = agreed_at_all["unit"]
    residual = agreed_at_all["lost"] - unit.map(share) * agreed_at_all["agreed"]
    people = groups.size().astype(float)
    freedom = (people - 1).where(people > 1)
    spread = np.sqrt((residual**2).groupby(unit).sum() * people / freedom) / sums["agreed"]
    reach = stdtrit(freedom, 0.975) * spread
    largest = groups["lost"].max() / sums["lost"].where(sums["lost"] > 0)
    columns = {
        "absent_share": share,
        "low": (share - reach).clip(lower=0),
        "high": (share + reach).clip(upper=1),
        "largest_share": largest,
    }
    units = range(n_units)
    return {name: values.reindex(units).to_numpy(float) for name, values in columns.items()}


def _cases(staff: Staff, first: int, last: int) -> dict[str, np.ndarray]:
    """Cases begun, and cases ended with their length, of people in service on that day."""
    case, unit = staff.in_service.one, staff.unit[staff.in_service.other]
    begun = on_day(staff, staff.cases.start, first, last)
    ended = on_day(staff, staff.cases.end, first, last)
    length = (staff.cases.end - staff.cases.start + 1)[case[ended]]
    closed = _count(unit[ended], staff)
    some = np.where(closed > 0, closed, np.nan)
    return {
        "reports": _count(unit[begun], staff),
        "closed": closed,
        "duration": _count(unit[ended], staff, length) / some,
        "duration_capped": _count(unit[ended], staff, np.minimum(length, LONGEST)) / some,
    }


def on_day(staff: Staff, day: np.ndarray, first: int, last: int) -> np.ndarray:
    """Find pairs of case and presence in which a day of the case lies in window and presence."""
    when = day[staff.in_service.one]
    there = staff.in_service.other
    inside = (staff.present.start[there] <= when) & (when <= staff.present.end[there])
    return np.flatnonzero(inside & (when >= first) & (when <= last))


def guarded(table: pd.DataFrame, *, minimum: int) -> pd.DataFrame:
    """Empty the time lost where too few people make it, and say why in ``note``.

    A group may be large enough to be shown and still tell of one colleague who is ill for long:
    where more than half of the time lost is of one person, or where on an ordinary day fewer
    people than the minimum are there.

    Parameters
    ----------
    table : DataFrame
        As ``absence`` gives it.
    minimum : int
        The smallest group that may be shown.
    """
    few = table["heads"] < minimum
    seen_through = few | (table["largest_share"] > DOMINANT)
    figures = ["absent_share", "low", "high"]
    why = _("Too few people make this figure.")
    return table.assign(
        **{name: table[name].mask(seen_through) for name in figures},
        note=table["note"].mask(seen_through & (table["note"] == ""), why),
    )
