"""From contracts to spells: when is somebody in service, and when is somebody gone.

A contract is a row of the HR export; several in one employment are normal. A spell is the
uninterrupted employment of one person in a team, at a school or with a board. ``start`` is the
first day in service and ``end`` the last.
"""

import datetime
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.measures import joining
from analysis.measures.coding import CLASSES, REASONS, SCOPES, Coded, coded
from analysis.measures.daynumbers import OPEN, date_of, dates, days_of
from analysis.measures.joining import Joined
from analysis.settings import Settings

ENTRIES = ("joiner", "internal", "reclassified")
EXITS = ("leaver", "internal", "reclassified")
_ONE_ROUND = datetime.timedelta(days=31)  # exports within it are made of different people
_AT_ONCE, _INTERNAL, _RECLASSIFIED = 0, 1, 2
_PER_SPELL = ("person", "unit", "start", "end", "entry", "exit", "why", "again")


@dataclass(frozen=True)
class SpellRules:
    """What counts as one employment, and what the export can know.

    Attributes
    ----------
    extract_on : date
        Day of the HR export; what ends later is still running.
    observed_from : date, optional
        First day from which everybody in service is in the export. When it is not given: the
        first day of the month in which, for the first time, somebody left for good.
    gap_days : int
        Contracts with at most so many days between them are one spell.
    summer_gap_days : int
        The same for days that all lie between 1 July and 15 September.
    jobs : str
        "main": contracts that are not the main job are set aside; "all": they count.
    replacement : bool
        Whether replacement and pool contracts count.
    minimum_fte : float
        A contract smaller than this part of a full job is set aside; one of unknown size counts.
    """

    extract_on: datetime.date
    observed_from: datetime.date | None = None
    gap_days: int = 31
    summer_gap_days: int = 75
    jobs: str = "main"
    replacement: bool = True
    minimum_fte: float = 0.0

    def with_gap(self, days: int) -> "SpellRules":
        """Use one gap rule all year round, to show how much the rule matters."""
        return replace(self, gap_days=days, summer_gap_days=days)

    def with_all_jobs(self) -> "SpellRules":
        """Take side and small jobs along, as sick leave does: who is ill is absent from each."""
        return replace(self, jobs="all", minimum_fte=0.0)


@dataclass(frozen=True, eq=False)
class Spells:
    """Spells of one scope, and what became of every contract.

    Attributes
    ----------
    table : DataFrame, one row per spell
        person_id, scope, unit_id, start, end (missing while it runs), left_truncated,
        right_censored, exit_class (missing while it runs; internal when the person stays with
        the board), n_contracts; further the units above unit_id, ``entry`` (joiner, internal or
        reclassified), ``exit`` (leaver, internal or reclassified; missing while it runs) and
        ``rehire`` (an earlier spell in the same unit exists). In order of the first contract.
    contracts : DataFrame, on the index of the contracts
        ``spell`` (position in ``table``; missing when set aside) and ``reason``.
    scope : str
    rules : SpellRules
        With ``observed_from`` filled in.
    numbers : Numbers
        The same spells as arrays.
    """

    table: pd.DataFrame
    contracts: pd.DataFrame
    scope: str
    rules: SpellRules
    numbers: "Numbers"

    @property
    def set_aside(self) -> pd.Series:
        """Count the contracts that are in no spell, by reason."""
        reasons = self.contracts["reason"]
        return reasons[reasons != ""].value_counts().rename("n")


@dataclass(frozen=True, eq=False)
class Numbers:
    """Spells as arrays of whole numbers, one value per spell: what counting works on.

    Attributes
    ----------
    person : array
        Numbered by first appearance.
    unit : array
        Position in ``units``.
    units : Index
        The units, sorted.
    start, end : array
        First and last day; ``daynumbers.OPEN`` while it runs.
    entry, exit, why : array
        Position in ``ENTRIES``, ``EXITS`` and ``coding.CLASSES``; -1 while it runs.
    again : array of bool
        Whether the person has an earlier spell in the unit.
    """

    person: np.ndarray
    unit: np.ndarray
    units: pd.Index
    start: np.ndarray
    end: np.ndarray
    entry: np.ndarray
    exit: np.ndarray
    why: np.ndarray
    again: np.ndarray

    def take(self, chosen: np.ndarray) -> "Numbers":
        """Keep some of the spells."""
        return replace(self, **{name: getattr(self, name)[chosen] for name in _PER_SPELL})


def rules_of(settings: Settings) -> SpellRules:
    """Take the rules from study.toml, with the day up to which all contracts are known.

    Exports of one employer over time: the last one. Exports of several employers, made within
    some weeks: the first, since after it not everybody is known.
    """
    days = [source.extract_on for source in settings.files_of("contracts")]
    if not days or None in days:
        raise DataProblem(
            _("It is not known on which day the contracts were exported."),
            file="study.toml",
            column="extract_on",
            repair=_("add extract_on = 2025-09-01, the day of the export, to the file"),
        )
    own = settings.turnover
    return SpellRules(
        extract_on=max(days) if max(days) - min(days) > _ONE_ROUND else min(days),
        observed_from=_stated_begin(settings),
        gap_days=own.gap_days,
        summer_gap_days=own.summer_gap_days,
        jobs=own.jobs,
        minimum_fte=own.minimum_fte,
    )


def _stated_begin(settings: Settings) -> datetime.date | None:
    """First day that every file covers, where study.toml says so; one file without it is unknown.

    Exports of one employer over time reach back together, those of several employers only from
    the day on which the last of them begins.
    """
    begins = [source.observed_from for source in settings.files_of("contracts")]
    stated = [day for day in begins if day is not None]
    if not stated:
        return None
    extracts = [source.extract_on for source in settings.files_of("contracts")]
    over_time = max(extracts) - min(extracts) > _ONE_ROUND
    return min(stated) if over_time else max(stated)


def spells(contracts: pd.DataFrame, *, scope: str = "board", rules: SpellRules) -> Spells:
    """Join contracts to spells of one scope.

    Parallel contracts, extensions and contracts with a short gap in the same unit are one spell.
    It ends on the last day of the contract that ends last, for that contract's reason; unless
    the person goes on working for the board, which makes it internal.

    Parameters
    ----------
    contracts : DataFrame, one row per contract
        person_id, the columns of the scope and the units above it, start, end (last day in
        service; missing while it runs); where known exit_class, main_job, replacement, pool.
        Without board_id everybody is taken to work for one board.
    scope : str
        team, school or board: leaving it is what counts.
    rules : SpellRules

    Returns
    -------
    Spells
        Every contract is in exactly one spell or set aside for exactly one reason: no_person,
        no_unit, no_start, end_before_start, replacement, not_main_job, too_small, not_started.

    Raises
    ------
    DataProblem
        If the scope is unknown or a column it needs is absent.
    """
    _refuse(contracts, scope)
    rows = coded(
        contracts,
        scope=scope,
        jobs=rules.jobs,
        replacement=rules.replacement,
        minimum_fte=rules.minimum_fte,
    )
    kept = np.flatnonzero(rows.reason == 0)
    joined = _join(rows, kept, scope, rules)
    rules = replace(rules, observed_from=rules.observed_from or _observed_from(rows, rules))
    extract_on = days_of(rules.extract_on)
    numbers = _numbers(contracts, rows, kept, joined, scope, rules)
    started = joined.start <= extract_on
    spell = np.full(len(contracts), -1)
    spell[kept] = np.where(started, np.cumsum(started) - 1, -1)[joined.spell]
    rows.reason[kept[~started[joined.spell]]] = REASONS.index("not_started")
    fate = pd.DataFrame(
        {"spell": spell, "reason": _words(REASONS, rows.reason)}, index=contracts.index
    )
    fate["spell"] = fate["spell"].where(fate["spell"] >= 0)
    table = _table(contracts, kept[joined.first], joined, numbers, scope, rules)
    table = table[started].reset_index(drop=True)
    return Spells(table, fate, scope, rules, numbers.take(started))


def _words(names: tuple[str, ...], codes: np.ndarray) -> pd.api.extensions.ExtensionArray:
    """Turn codes into words; -1 becomes missing."""
    return pd.array(names, dtype="str").take(codes, allow_fill=True)


def _join(rows: Coded, chosen: np.ndarray, scope: str, rules: SpellRules) -> Joined:
    """Join the contracts of a person in a unit; without units, of a person."""
    group = rows.person[chosen]
    if scope in rows.units:
        group = joining.pair(group, rows.units[scope][chosen])
    gaps = rules.gap_days, rules.summer_gap_days
    return joining.join(group, rows.start[chosen], rows.end[chosen], gaps)


def _refuse(contracts: pd.DataFrame, scope: str) -> None:
    if scope not in SCOPES:
        raise DataProblem(
            _("Spells are counted for a team, a school or a board."),
            found=scope,
            repair=_("choose one of {scopes}").format(scopes=", ".join(SCOPES)),
        )
    needed = ["person_id", f"{scope}_id", "start", "end"]
    absent = [name for name in needed if name not in contracts.columns]
    if absent:
        raise DataProblem(
            _("The contracts lack what spells of this scope need."),
            column=", ".join(absent),
            repair=_("map these columns in study.toml, or choose another scope"),
        )


def _observed_from(rows: Coded, rules: SpellRules) -> datetime.date:
    """First day of the month in which somebody is seen to leave for good for the first time.

    An older contract of somebody who is still there says nothing about those who left then.
    When nobody left, nothing shows how far back the export goes: not before its own day.
    """
    last = np.full(int(rows.person.max(initial=-1)) + 1, -OPEN)
    known = rows.person >= 0
    np.maximum.at(last, rows.person[known], rows.end[known])
    gone = last[last <= days_of(rules.extract_on)]
    return date_of(int(gone.min())).replace(day=1) if gone.size else rules.extract_on


def _numbers(
    contracts: pd.DataFrame,
    rows: Coded,
    kept: np.ndarray,
    joined: Joined,
    scope: str,
    rules: SpellRules,
) -> Numbers:
    first = kept[joined.first]
    running = joined.end > days_of(rules.extract_on)
    entry, leave = _moves(rows, first, joined, scope, rules)
    why = _why(rows, kept, joined)
    # Evidence that somebody stayed with the board overrules the code, and the code alone counts
    # where the export shows no other contract.
    internal = CLASSES.index("internal")
    leave = np.where((leave == _AT_ONCE) & (why == internal), _INTERNAL, leave)
    why = np.where(leave == _INTERNAL, internal, why)
    unit, units = pd.factorize(contracts[f"{scope}_id"].iloc[first], sort=True)
    return Numbers(
        person=rows.person[first],
        unit=unit,
        units=pd.Index(units),
        start=joined.start,
        end=np.where(running, OPEN, joined.end),
        entry=entry,
        exit=np.where(running, -1, leave),
        why=np.where(running, -1, why),
        again=joined.again,
    )


def _moves(
    rows: Coded, first: np.ndarray, joined: Joined, scope: str, rules: SpellRules
) -> tuple[np.ndarray, np.ndarray]:
    """Tell arriving and leaving from moving within the board and from a change of main job.

    A spell lies inside the spell of the person in the unit over all contracts, also those the
    rules drop, and that lies inside the spell of the person with the board.
    """
    entry, leave = (np.full(len(first), _AT_ONCE, np.int8) for _side in range(2))
    dropped = len(rows.intact(scope)) > int((rows.reason == 0).sum())
    levels = [("board", _INTERNAL)] if scope != "board" else []
    levels += [(scope, _RECLASSIFIED)] if dropped else []
    for level, move in levels:
        chosen = rows.intact(level)
        if not len(chosen):  # no contract names a unit of this level
            continue
        around = _join(rows, chosen, level, rules)
        at = np.searchsorted(chosen, first)
        found = (at < len(chosen)) & (chosen[np.minimum(at, len(chosen) - 1)] == first)
        outer = around.spell[np.where(found, at, 0)]
        entry[found & (around.start[outer] < joined.start)] = move
        leave[found & (around.end[outer] > joined.end)] = move
    return entry, leave


def _why(rows: Coded, kept: np.ndarray, joined: Joined) -> np.ndarray:
    """Reason of the contract that ends last; of equals the main job, then a known reason."""
    last = rows.end[kept] == joined.end[joined.spell]
    order = rows.side_job[kept[last]] * len(CLASSES) + rows.why[kept[last]]
    best = np.full(len(joined.start), 2 * len(CLASSES))
    np.minimum.at(best, joined.spell[last], order)
    return best % len(CLASSES)


def _table(
    contracts: pd.DataFrame,
    first: np.ndarray,
    joined: Joined,
    numbers: Numbers,
    scope: str,
    rules: SpellRules,
) -> pd.DataFrame:
    rows = contracts.iloc[first]
    above = [f"{name}_id" for name in SCOPES[SCOPES.index(scope) + 1 :]]
    columns = {
        "person_id": rows["person_id"].array,
        "scope": pd.array([scope], dtype="str").take(np.zeros(len(first), int)),
        "unit_id": rows[f"{scope}_id"].array,
        "start": dates(numbers.start),
        "end": dates(numbers.end),
        "left_truncated": joined.start < days_of(rules.observed_from),
        "right_censored": numbers.end == OPEN,
        "exit_class": _words(CLASSES, numbers.why),
        "n_contracts": joined.n,
    }
    columns |= {name: rows[name].array for name in above if name in contracts.columns}
    moves = {"entry": _words(ENTRIES, numbers.entry), "exit": _words(EXITS, numbers.exit)}
    return pd.DataFrame(columns | moves | {"rehire": numbers.again})
