"""Who came, who left, and the yearly rate, under a stated definition.

Flows count events: who leaves, returns and leaves again has two exits. They reconcile exactly:
opening + joiners + internal in + reclassified in - leavers - internal out - reclassified out =
closing. People are counted beside them, each once per window.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.measures import joining, stocks
from analysis.measures.coding import CLASSES
from analysis.measures.daynumbers import days, days_of
from analysis.measures.definitions import (
    CARDS,
    PRESETS,
    WILSON,
    Definition,
    calendar_years,
    count_dates,
    definition,
    school_years,
)
from analysis.measures.intervals import poisson, wilson
from analysis.measures.spells import ENTRIES, EXITS, Numbers, Spells

__all__ = [
    "CARDS",
    "PRESETS",
    "Definition",
    "calendar_years",
    "count_dates",
    "definition",
    "observed_school_years",
    "school_years",
    "turnover",
    "unreconciled",
]
YEAR = 365.25
_IN = ("joiners", "internal_in", "reclassified_in")  # in the order of ENTRIES
_OUT = ("leavers", "internal_out", "reclassified_out")  # in the order of EXITS


def observed_school_years(spells: Spells) -> pd.DataFrame:
    """List the school years that the HR export covers from the first day to the last."""
    first, last = spells.rules.observed_from, spells.rules.extract_on
    begin = first.year if (first.month, first.day) <= (8, 1) else first.year + 1
    end = last.year - 1 if (last.month, last.day) >= (7, 31) else last.year - 2
    return school_years(begin, end)


def turnover(
    spells: Spells,
    rule: Definition | str = "mean_stock",
    windows: pd.DataFrame | None = None,
    *,
    by: str | None = None,
    interval_level: float = 0.95,
) -> pd.DataFrame:
    """Count flows and the rate per window.

    Parameters
    ----------
    spells : Spells
        The scope (team, school, board) decides what leaving is.
    rule : Definition or str
        The definition, or the name of a preset.
    windows : DataFrame, optional
        window, first_day and last_day (both in the window); the observed school years unless
        given. For ``count_date`` the two count dates: see ``count_dates``.
    by : str, optional
        A column of ``spells.table`` that stays the same during a spell, such as unit_id; everybody
        together unless given.
    interval_level : float

    Returns
    -------
    DataFrame, one row per window, or per window and value of ``by``
        window, first_day, last_day, ``by``; events: opening, joiners, internal_in,
        reclassified_in, leavers, internal_out, reclassified_out, closing; stayed (of the opening,
        in service without a break until the closing: divided by opening it is the stability
        index); left_<class> (leavers by reason); n (people in service on any day) and count
        (people with an exit that counts);
        definition, events (exits that count), denominator, rate (per head of the denominator),
        low, high, interval; provisional (leavers whose return could still make it a gap: the
        export came too early to know); note (why there is no rate; empty otherwise). Numbers are
        missing in a window that the export does not cover entirely, the rate also where the
        denominator is 0.

    Raises
    ------
    DataProblem
        If the definition is unknown or counts full jobs, or a window ends before it begins.

    Source
    ------
    Intervals: exact Poisson (Garwood 1936, Biometrika 28, 437-442), Wilson (1927), J. American
    Statistical Association 22, 209-212. For a complete register they describe chance from year to
    year, not sampling.
    """
    rule = definition(rule) if isinstance(rule, str) else rule
    windows = observed_school_years(spells) if windows is None else windows
    _refuse(windows, rule)
    group, units = groups_of(spells, by)
    notes = uncovered(spells, windows)
    table = windows[["window", "first_day", "last_day"]].loc[windows.index.repeat(len(units))]
    table = table.reset_index(drop=True)
    if by is not None:
        table.insert(3, by, units.take(np.tile(np.arange(len(units)), len(windows))))
    covered = np.flatnonzero(notes == "")
    counts = _counts(spells, rule, windows.iloc[covered], group, len(units))
    for name, values in counts.items():
        table[name] = _spread_out(values, covered, len(windows), len(units))
    table["note"] = pd.array(np.repeat(notes, len(units)), dtype="str")
    return _rates(table, rule, interval_level)


def _refuse(windows: pd.DataFrame, rule: Definition) -> None:
    if rule.unit != "heads":
        raise DataProblem(
            _("Turnover in full jobs needs the size of contracts."),
            found=rule.unit,
            repair=_("use fte_turnover, which takes the contracts as well"),
        )
    if (windows["last_day"] < windows["first_day"]).any():
        raise DataProblem(
            _("A window ends before it begins."),
            column="last_day",
            repair=_("give each window a first_day and a later last_day"),
        )


def groups_of(spells: Spells, by: str | None) -> tuple[np.ndarray, pd.Index]:
    """Number the values of a column of the spells, sorted; one group of everybody without it."""
    if by is None:
        return np.zeros(len(spells.table), np.int64), pd.Index([""])
    if by == "unit_id":
        return spells.numbers.unit, spells.numbers.units
    codes, units = pd.factorize(spells.table[by], sort=True)
    return codes, pd.Index(units)


def uncovered(spells: Spells, windows: pd.DataFrame) -> np.ndarray:
    """Say for each window why it has no rate; empty where the export covers it."""
    first, last = days(windows["first_day"]), days(windows["last_day"])
    early = first < days_of(spells.rules.observed_from)
    late = last > days_of(spells.rules.extract_on)
    reasons = [
        _("The export does not cover the beginning of this period."),
        _("The period was not over on the day of the export."),
    ]
    return np.select([early, late], reasons, default="").astype(object)


def _spread_out(
    values: np.ndarray, covered: np.ndarray, n_windows: int, n_units: int
) -> np.ndarray:
    """Put counts of the covered windows among all windows, the others missing."""
    if len(covered) == n_windows:
        return values.ravel()
    every = np.full((n_windows, n_units), np.nan)
    every[covered] = values
    return every.ravel()


def _counts(
    spells: Spells, rule: Definition, windows: pd.DataFrame, group: np.ndarray, n_units: int
) -> dict[str, np.ndarray]:
    """Count every window for every unit: arrays of shape (W, U) by name."""
    first, last = days(windows["first_day"]), days(windows["last_day"])
    known = np.flatnonzero(group >= 0)
    numbers = spells.numbers.take(known) if len(known) < len(group) else spells.numbers
    group = group[known] if len(known) < len(group) else group
    if (first[1:] > last[:-1]).all():
        rows = [(first, last)]
    else:  # windows that share days are looked at one by one
        rows = [(first[at : at + 1], last[at : at + 1]) for at in range(len(first))]
    parts = []
    for begin, end in rows if len(first) else [_any_day(spells)]:
        grid = stocks.Grid(numbers.start, numbers.end, group, n_units, begin, end)
        parts.append(_flows(numbers, grid, spells) | _people(numbers, grid, rule))
    counts = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return {name: values[: len(first)] for name, values in counts.items()}


def _any_day(spells: Spells) -> tuple[np.ndarray, np.ndarray]:
    """Give a window of one day, for the names of the columns when no window is covered."""
    day = np.array([days_of(spells.rules.extract_on)])
    return day, day


def _flows(numbers: Numbers, grid: stocks.Grid, spells: Spells) -> dict[str, np.ndarray]:
    """Events, which reconcile; stocks are taken across midnight."""
    came = grid.begins(numbers.entry, len(ENTRIES))
    gone = grid.ends(_kind(numbers), len(EXITS) * len(CLASSES))
    gone = gone.reshape(*gone.shape[:2], len(EXITS), len(CLASSES))
    flows = {"opening": grid.opening}
    flows |= {name: came[:, :, at] for at, name in enumerate(_IN)}
    flows |= {name: gone[:, :, at].sum(axis=2) for at, name in enumerate(_OUT)}
    flows["closing"] = grid.closing
    flows["stayed"] = grid.stayed()
    flows |= {
        f"left_{name}": gone[:, :, 0, at] for at, name in enumerate(CLASSES) if name != "internal"
    }
    return flows | {"provisional": _provisional(numbers, grid, spells)}


def _kind(numbers: Numbers) -> np.ndarray:
    return np.where(numbers.exit < 0, -1, numbers.exit * len(CLASSES) + numbers.why)


def _provisional(numbers: Numbers, grid: stocks.Grid, spells: Spells) -> np.ndarray:
    """Count leavers whom a contract starting on the day after the export would still bring back."""
    rules = spells.rules
    gaps, next_day = (rules.gap_days, rules.summer_gap_days), days_of(rules.extract_on) + 1
    late = np.flatnonzero((numbers.end >= next_day - max(gaps) - 1) & (numbers.exit == 0))
    end = numbers.end[late]
    chosen = late[joining.bridged(end, np.full(len(end), next_day), gaps)]
    return grid.take(chosen).ends(np.zeros(len(chosen), int), 1)[:, :, 0]


def _people(numbers: Numbers, grid: stocks.Grid, rule: Definition) -> dict[str, np.ndarray]:
    """What the rate is made of, and distinct people.

    Only people with several spells can be counted twice, so only they are compared.
    """
    counted = list(_counted(numbers, grid, rule))
    events = np.stack([np.bincount(grid.group[at], minlength=grid.n_units) for at in counted])
    several = np.flatnonzero(_several(numbers, grid)[numbers.person])
    few, person = grid.take(several), numbers.person[several]
    marked = np.zeros(len(numbers.person), bool)

    def again() -> Iterator[np.ndarray]:
        for at in counted:
            marked[:] = False
            marked[at] = True
            yield marked[several]

    return {
        "n": grid.present - few.repeated(person, few.in_each()),
        "count": events - few.repeated(person, again()),
        "events": events,
        "denominator": _denominator(grid, rule),
    }


def _several(numbers: Numbers, grid: stocks.Grid) -> np.ndarray:
    """Mark people with several spells in a unit; where units are put together, with several."""
    if grid.group is numbers.unit:
        marks = np.zeros(int(numbers.person.max(initial=-1)) + 1, bool)
        marks[numbers.person[numbers.again]] = True
        return marks
    return np.bincount(numbers.person) > 1


def _counted(numbers: Numbers, grid: stocks.Grid, rule: Definition) -> Iterator[np.ndarray]:
    """Give for each window the positions of the exits that the definition counts."""
    classes = [CLASSES.index(name) for name in rule.events]
    wanted = np.isin(np.arange(-1, len(CLASSES)), classes)[numbers.why + 1]
    wanted &= numbers.exit != EXITS.index("reclassified")
    if rule.denominator == "count_date":
        yield from _absent(numbers, grid, wanted)
        return
    window = grid.ends_within()
    wanted &= window >= 0
    if rule.denominator == "opening":
        wanted &= numbers.start < grid.first[window]
    chosen = np.flatnonzero(wanted)
    order = np.argsort(window[chosen], kind="stable")
    cuts = np.searchsorted(window[chosen][order], np.arange(1, len(grid.first)))
    yield from np.split(chosen[order], cuts)


def _absent(numbers: Numbers, grid: stocks.Grid, wanted: np.ndarray) -> Iterator[np.ndarray]:
    """There on the first date and not on the second, whatever happened in between."""
    pairs = joining.pair(numbers.person, grid.group)
    for first, last in zip(grid.first, grid.last, strict=True):
        back = np.isin(pairs, pairs[grid.on(last)])
        yield np.flatnonzero(grid.on(first) & (numbers.end < last) & ~back & wanted)


def _denominator(grid: stocks.Grid, rule: Definition) -> np.ndarray:
    if rule.denominator == "mean_stock":
        return grid.days_in_service() / (grid.last - grid.first + 1)[:, None]
    if rule.denominator == "person_years":
        return grid.days_in_service() / YEAR
    if rule.denominator == "opening":
        return grid.opening.astype(float)
    if rule.denominator == "count_date":
        there = [grid.group[grid.on(day)] for day in grid.first]
        return np.stack([np.bincount(unit, minlength=grid.n_units) for unit in there]).astype(float)
    return (grid.opening + grid.closing) / 2


def _rates(table: pd.DataFrame, rule: Definition, level: float) -> pd.DataFrame:
    table = table.assign(definition=rule.name, interval=rule.interval)
    events, base = table["events"].to_numpy(float), table["denominator"].to_numpy(float)
    base = np.where(base > 0, base, np.nan)
    if rule.interval == WILSON:
        low, high = wilson(events / base, base, level=level)
    else:
        low, high = poisson(events, base, level=level)
    empty = np.isnan(base) & (table["note"] == "").to_numpy()
    note = table["note"].mask(empty, _("Nobody was in service."))
    return table.assign(rate=events / base, low=low, high=high, note=note)


def unreconciled(flows: pd.DataFrame) -> pd.Series:
    """Tell by how many people the stocks and flows of a table disagree.

    Parameters
    ----------
    flows : DataFrame
        opening, closing, leavers and joiners; internal_in, internal_out, reclassified_in and
        reclassified_out count as 0 when the table lacks them.

    Returns
    -------
    Series
        opening + everybody who came - everybody who went - closing: 0 when they reconcile, above
        0 when people disappeared without being counted as leavers.
    """
    came, gone = (
        sum((flows[name] for name in names if name in flows.columns), start=0 * flows["opening"])
        for names in (_IN, _OUT)
    )
    return (flows["opening"] + came - gone - flows["closing"]).rename("unreconciled")
