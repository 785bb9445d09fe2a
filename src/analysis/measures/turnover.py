"""Who came, who left, and the yearly rate, under a stated definition.

Flows count events: who leaves, returns and leaves again has two exits. They reconcile exactly:
opening + joiners + internal in + reclassified in - leavers - internal out - reclassified out =
closing. People are counted beside them, each once per window.
"""

import numpy as np
import pandas as pd
from scipy.special import gammaincinv, ndtri

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.measures import joining, stocks
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
from analysis.measures.joining import OPEN
from analysis.measures.spells import CLASSES, Spells, days, days_of

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
_IN = {"joiners": "joiner", "internal_in": "internal", "reclassified_in": "reclassified"}
_OUT = {"leavers": "leaver", "internal_out": "internal", "reclassified_out": "reclassified"}


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
        reclassified_in, leavers, internal_out, reclassified_out, closing, left_<class> (leavers by
        reason); n (people in service on any day) and count (people with an exit that counts);
        definition, events (exits that count), denominator, rate (per head of the denominator),
        low, high, interval; provisional (leavers whose return could still make it a gap: the
        export came too early to know); note (why there is no rate; empty otherwise). Numbers are
        missing in a window that the export does not cover entirely, the rate also where the
        denominator is 0.

    Raises
    ------
    DataProblem
        If the definition is unknown, or a window ends before it begins.

    Source
    ------
    Intervals: exact Poisson (Garwood 1936, Biometrika 28, 437-442), Wilson (1927), J. American
    Statistical Association 22, 209-212. For a complete register they describe chance from year to
    year, not sampling.
    """
    rule = definition(rule) if isinstance(rule, str) else rule
    windows = observed_school_years(spells) if windows is None else windows
    _refuse(windows)
    group, units = _groups(spells.table, by)
    parts = [_window(spells, rule, row, group, len(units)) for row in windows.to_dict("records")]
    if not parts:
        return pd.DataFrame(columns=["window", "first_day", "last_day", "rate", "note"])
    if by is not None:
        for part in parts:
            part.insert(3, by, units)
    return _rates(pd.concat(parts, ignore_index=True), rule, interval_level)


def _refuse(windows: pd.DataFrame) -> None:
    if (windows["last_day"] < windows["first_day"]).any():
        raise DataProblem(
            _("A window ends before it begins."),
            column="last_day",
            repair=_("give each window a first_day and a later last_day"),
        )


def _groups(table: pd.DataFrame, by: str | None) -> tuple[np.ndarray, pd.Index]:
    if by is None:
        return np.zeros(len(table), np.int64), pd.Index([""])
    return pd.factorize(table[by], sort=True)


def _window(
    spells: Spells, rule: Definition, row: dict[str, object], group: np.ndarray, n_units: int
) -> pd.DataFrame:
    """Count one window for every unit."""
    first, last = days(pd.Series([row["first_day"], row["last_day"]]))
    frame = pd.DataFrame({"first_day": [row["first_day"]] * n_units, "last_day": row["last_day"]})
    frame.insert(0, "window", row["window"])
    note = _uncovered(spells, int(first), int(last))
    if note:
        return frame.assign(note=note)
    table = spells.table
    start, end = days(table["start"]), days(table["end"], missing=OPEN)
    inside = stocks.Window(start, end, group, n_units, int(first), int(last))
    counts = _flows(table, inside) | _people(table, inside, rule)
    counts["provisional"] = inside.count(_provisional(spells, end) & inside.ends)
    return frame.assign(**counts, note="")


def _uncovered(spells: Spells, first: int, last: int) -> str:
    if first < days_of(spells.rules.observed_from):
        return _("The export does not cover the beginning of this period.")
    if last > days_of(spells.rules.extract_on):
        return _("The period was not over on the day of the export.")
    return ""


def _flows(table: pd.DataFrame, inside: stocks.Window) -> dict[str, np.ndarray]:
    """Events, which reconcile; stocks are taken across midnight."""
    entry, out = table["entry"].to_numpy(), table["exit"].to_numpy()
    flows = {"opening": inside.count(inside.opening)}
    flows |= {name: inside.count(inside.begins & (entry == kind)) for name, kind in _IN.items()}
    flows |= {name: inside.count(inside.ends & (out == kind)) for name, kind in _OUT.items()}
    flows["closing"] = inside.count(inside.closing)
    left, why = inside.ends & (out == "leaver"), table["exit_class"].to_numpy()
    return flows | {
        f"left_{name}": inside.count(left & (why == name)) for name in CLASSES if name != "internal"
    }


def _people(table: pd.DataFrame, inside: stocks.Window, rule: Definition) -> dict[str, np.ndarray]:
    """What the rate is made of, and distinct people."""
    person = pd.factorize(table["person_id"])[0]
    counted = _counted(table, person, inside, rule)
    return {
        "n": inside.persons(person, inside.present),
        "count": inside.persons(person, counted),
        "events": inside.count(counted),
        "denominator": _denominator(inside, rule),
    }


def _counted(
    table: pd.DataFrame, person: np.ndarray, inside: stocks.Window, rule: Definition
) -> np.ndarray:
    """Mark the exits that the definition counts."""
    of_interest = table["exit_class"].isin(rule.events) & (table["exit"] != "reclassified")
    of_interest = of_interest.to_numpy()
    if rule.denominator == "opening":
        return inside.opening & inside.ends & of_interest
    if rule.denominator == "count_date":
        # There on the first date and not on the second, whatever happened in between.
        back = np.isin(inside.with_unit(person), inside.with_unit(person)[inside.on(inside.last)])
        return inside.on(inside.first) & (inside.end < inside.last) & ~back & of_interest
    return inside.ends & of_interest


def _denominator(inside: stocks.Window, rule: Definition) -> np.ndarray:
    if rule.denominator == "mean_stock":
        return inside.days_in_service() / inside.length
    if rule.denominator == "person_years":
        return inside.days_in_service() / YEAR
    if rule.denominator == "opening":
        return inside.count(inside.opening).astype(float)
    if rule.denominator == "count_date":
        return inside.count(inside.on(inside.first)).astype(float)
    return (inside.count(inside.opening) + inside.count(inside.closing)) / 2


def _provisional(spells: Spells, end: np.ndarray) -> np.ndarray:
    """Mark exits that a contract starting on the day after the export would still bridge."""
    rules = spells.rules
    next_day = np.full(len(end), days_of(rules.extract_on) + 1)
    return joining.bridged(end, next_day, (rules.gap_days, rules.summer_gap_days))


def _rates(table: pd.DataFrame, rule: Definition, level: float) -> pd.DataFrame:
    table = table.assign(definition=rule.name, interval=rule.interval)
    if "events" not in table.columns:
        return table.assign(rate=np.nan, low=np.nan, high=np.nan)
    events, base = table["events"].to_numpy(float), table["denominator"].to_numpy(float)
    base = np.where(base > 0, base, np.nan)
    bounds = _wilson if rule.interval == WILSON else _poisson
    low, high = bounds(events, base, level)
    empty = np.isnan(base) & (table["note"] == "").to_numpy()
    note = table["note"].mask(empty, _("Nobody was in service."))
    return table.assign(rate=events / base, low=low, high=high, note=note)


def _poisson(events: np.ndarray, base: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    tail = (1 - level) / 2
    low = np.where(events > 0, gammaincinv(np.maximum(events, 1), tail), 0.0)
    low = np.where(np.isnan(events), np.nan, low)
    return low / base, gammaincinv(events + 1, 1 - tail) / base


def _wilson(events: np.ndarray, base: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    z2, share = ndtri((1 + level) / 2) ** 2, events / base
    centre, wide = share + z2 / (2 * base), 1 + z2 / base
    half = np.sqrt(z2 * (share * (1 - share) / base + z2 / (4 * base**2)))
    return (centre - half) / wide, (centre + half) / wide


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
