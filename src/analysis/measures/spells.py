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
from analysis.measures.joining import OPEN
from analysis.settings import Settings

SCOPES = ("team", "school", "board")
CLASSES = (
    "voluntary",
    "involuntary",
    "end_of_temporary_contract",
    "natural",
    "internal",
    "unknown",
)
LEAVER, INTERNAL, RECLASSIFIED, JOINER = "leaver", "internal", "reclassified", "joiner"


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
    """

    extract_on: datetime.date
    observed_from: datetime.date | None = None
    gap_days: int = 31
    summer_gap_days: int = 75
    jobs: str = "main"
    replacement: bool = True

    def with_gap(self, days: int) -> "SpellRules":
        """Use one gap rule all year round, to show how much the rule matters."""
        return replace(self, gap_days=days, summer_gap_days=days)


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
    """

    table: pd.DataFrame
    contracts: pd.DataFrame
    scope: str
    rules: SpellRules

    @property
    def set_aside(self) -> pd.Series:
        """Count the contracts that are in no spell, by reason."""
        reasons = self.contracts["reason"]
        return reasons[reasons != ""].value_counts().rename("n")


def rules_of(settings: Settings) -> SpellRules:
    """Take the rules from study.toml; with several HR files the earliest day of export counts."""
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
        extract_on=min(days), gap_days=own.gap_days, summer_gap_days=own.summer_gap_days
    )


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
        no_unit, no_start, end_before_start, replacement, not_main_job, not_started.

    Raises
    ------
    DataProblem
        If the scope is unknown or a column it needs is absent.
    """
    _refuse(contracts, scope)
    reason = _reasons(contracts, scope, rules)
    kept = np.flatnonzero(reason == "")
    joined = _join(contracts.iloc[kept], [f"{scope}_id"], rules)
    started = joined.start <= days_of(rules.extract_on)
    spell = np.full(len(contracts), -1)
    spell[kept] = np.where(started, np.cumsum(started) - 1, -1)[joined.spell]
    reason[kept[~started[joined.spell]]] = "not_started"
    rules = replace(rules, observed_from=rules.observed_from or _observed_from(contracts, rules))
    table = _table(contracts.iloc[kept], joined, scope, rules)
    came, went = _moves(contracts, reason, kept[joined.first], joined, scope, rules)
    table = _with_exits(table, came, went)[started].reset_index(drop=True)
    fate = pd.DataFrame({"spell": spell, "reason": reason}, index=contracts.index)
    fate["spell"] = fate["spell"].where(fate["spell"] >= 0)
    return Spells(table, fate, scope, rules)


def _join(rows: pd.DataFrame, unit: list[str], rules: SpellRules) -> joining.Joined:
    """Join the contracts of a person in a unit; without a unit, of a person."""
    group = pd.factorize(rows["person_id"])[0]
    for column in unit:
        group = joining.pair(group, pd.factorize(rows[column])[0])
    start, end = days(rows["start"]), days(rows["end"], missing=OPEN)
    return joining.join(group, start, end, (rules.gap_days, rules.summer_gap_days))


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


def _flag(contracts: pd.DataFrame, column: str, *, missing: bool) -> np.ndarray:
    if column not in contracts.columns:
        return np.full(len(contracts), missing)
    values = contracts[column]
    return np.where(values.isna(), missing, values == True)  # noqa: E712 (may hold missing values)


def _reasons(contracts: pd.DataFrame, scope: str, rules: SpellRules) -> np.ndarray:
    """Name for each contract the first rule that sets it aside."""
    start, end = days(contracts["start"]), days(contracts["end"], missing=OPEN)
    substitute = _flag(contracts, "replacement", missing=False)
    substitute = substitute | _flag(contracts, "pool", missing=False)
    tests = {
        "no_person": contracts["person_id"].isna().to_numpy(),
        "no_unit": contracts[f"{scope}_id"].isna().to_numpy(),
        "no_start": contracts["start"].isna().to_numpy(),
        "end_before_start": end < start,
        "replacement": substitute & (not rules.replacement),
        "not_main_job": ~_flag(contracts, "main_job", missing=True) & (rules.jobs == "main"),
    }
    reasons = np.select(list(tests.values()), list(tests), default="")
    return reasons.astype(object)


def _observed_from(contracts: pd.DataFrame, rules: SpellRules) -> datetime.date:
    """First day of the month in which somebody is seen to leave for good for the first time.

    An older contract of somebody who is still there says nothing about those who left then.
    When nobody left, nothing shows how far back the export goes: not before its own day.
    """
    end = pd.Series(days(contracts["end"], missing=OPEN))
    last = end.groupby(contracts["person_id"].to_numpy()).max()
    gone = last[last <= days_of(rules.extract_on)]
    return rules.extract_on if gone.empty else date_of(int(gone.min())).replace(day=1)


def _table(
    kept: pd.DataFrame, joined: joining.Joined, scope: str, rules: SpellRules
) -> pd.DataFrame:
    rows = kept.iloc[joined.first]
    running = joined.end > days_of(rules.extract_on)
    above = [f"{name}_id" for name in SCOPES[SCOPES.index(scope) + 1 :]]
    table = pd.DataFrame(
        {
            "person_id": rows["person_id"].to_numpy(),
            "scope": scope,
            "unit_id": rows[f"{scope}_id"].to_numpy(),
            "start": dates(joined.start),
            "end": dates(np.where(running, OPEN, joined.end)),
            "left_truncated": joined.start < days_of(rules.observed_from),
            "right_censored": running,
            "exit_class": _exit_class(kept, joined),
            "n_contracts": joined.n,
            **{name: rows[name].to_numpy() for name in above if name in kept.columns},
        }
    )
    first = table.groupby(["person_id", "unit_id"])["start"].transform("min")
    return table.assign(rehire=table["start"] > first)


def _moves(
    contracts: pd.DataFrame,
    reason: np.ndarray,
    first: np.ndarray,
    joined: joining.Joined,
    scope: str,
    rules: SpellRules,
) -> tuple[np.ndarray, np.ndarray]:
    """Tell arriving and leaving from moving within the board and from a change of main job.

    A spell lies inside the spell of the person in the unit over all contracts, also those the
    rules set aside, and that lies inside the spell of the person with the board.
    """
    valid = np.flatnonzero(np.isin(reason, ("", "replacement", "not_main_job", "not_started")))
    at = np.searchsorted(valid, first)
    board = ["board_id"] if "board_id" in contracts.columns else []
    came, went = np.full(len(first), JOINER, object), np.full(len(first), LEAVER, object)
    for columns, move in ((board, INTERNAL), ([f"{scope}_id"], RECLASSIFIED)):
        around = _join(contracts.iloc[valid], columns, rules)
        outer = around.spell[at]
        came[around.start[outer] < joined.start] = move
        went[around.end[outer] > joined.end] = move
    if scope == "board":
        # Around a spell with the board there is only the same board: what differs is the job.
        came[came == INTERNAL], went[went == INTERNAL] = RECLASSIFIED, RECLASSIFIED
    return came, went


def _with_exits(table: pd.DataFrame, came: np.ndarray, went: np.ndarray) -> pd.DataFrame:
    """Add how each spell began and ended; evidence that somebody stayed overrules the code."""
    running = table["right_censored"]
    coded = table["exit_class"] == "internal"
    went = np.where(coded & (went == LEAVER), INTERNAL, went)
    exit_class = table["exit_class"].mask(went == INTERNAL, "internal")
    return table.assign(
        exit_class=exit_class.where(~running),
        entry=pd.Series(came, index=table.index, dtype="str"),
        exit=pd.Series(went, index=table.index, dtype="str").where(~running),
    )


def _exit_class(kept: pd.DataFrame, joined: joining.Joined) -> pd.api.extensions.ExtensionArray:
    """Reason of the contract that ends last; of equals the main job, then a known reason."""
    given = kept["exit_class"] if "exit_class" in kept.columns else pd.Series(None, kept.index)
    rank = given.map({name: at for at, name in enumerate(CLASSES)})
    rank = rank.fillna(CLASSES.index("unknown")).to_numpy(int)
    side_job = ~_flag(kept, "main_job", missing=True)
    last = np.lexsort((rank, side_job, -days(kept["end"], missing=OPEN), joined.spell))
    firsts = np.unique(joined.spell[last], return_index=True)[1]
    return pd.array(np.array(CLASSES, dtype=object)[rank[last[firsts]]], dtype="str")


def days(dates: pd.Series, *, missing: int = 0) -> np.ndarray:
    """Number days since 1970-01-01; times of day are dropped."""
    values = pd.to_datetime(dates).to_numpy("datetime64[D]")
    return np.where(np.isnat(values), missing, values.astype(np.int64))


def days_of(day: datetime.date) -> int:
    """Number of one day since 1970-01-01."""
    return int(np.datetime64(day, "D").astype(np.int64))


def date_of(day: int) -> datetime.date:
    """Turn the number of a day back into a date."""
    return np.datetime64(day, "D").astype(datetime.date)


def dates(numbers: np.ndarray) -> pd.Series:
    """Turn numbers of days back into dates; OPEN becomes missing."""
    values = numbers.astype("datetime64[D]")
    values = np.where(numbers >= OPEN, np.datetime64("NaT"), values)
    return pd.Series(values).astype("datetime64[us]")
