"""Contracts as numbers: what the joining of contracts into spells works on."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.measures.daynumbers import OPEN, days

SCOPES = ("team", "school", "board")
CLASSES = (
    "voluntary",
    "involuntary",
    "end_of_temporary_contract",
    "natural",
    "internal",
    "unknown",
)
# Why a contract is in no spell, in the order in which the rules are applied; the first that hits.
REASONS = (
    "",
    "no_person",
    "no_start",
    "end_before_start",
    "no_unit",
    "replacement",
    "not_main_job",
    "too_small",
    "not_started",
)
_INTACT = REASONS.index("no_unit")  # from here on a contract shows that somebody was employed


@dataclass(frozen=True, eq=False)
class Coded:
    """Contracts as arrays of length n.

    Attributes
    ----------
    person : array of int
        Numbered by first appearance; -1 is missing.
    units : dict of array of int
        The same for each scope that the contracts have.
    start, end : array of int
        First and last day; OPEN while it runs.
    why : array of int
        Position in ``CLASSES``; unknown when it is not given.
    side_job : array of bool
        Known not to be the main job.
    reason : array of int
        Position in ``REASONS``.
    """

    person: np.ndarray
    units: dict[str, np.ndarray] = field(repr=False)
    start: np.ndarray
    end: np.ndarray
    why: np.ndarray
    side_job: np.ndarray
    reason: np.ndarray

    def intact(self, scope: str) -> np.ndarray:
        """Positions that show employment in a unit of this scope, also where rules drop them."""
        known = self.units[scope] >= 0 if scope in self.units else np.ones(len(self.person), bool)
        return np.flatnonzero(((self.reason == 0) | (self.reason >= _INTACT)) & known)


def coded(
    contracts: pd.DataFrame,
    *,
    scope: str,
    jobs: str,
    replacement: bool,
    minimum_fte: float = 0.0,
) -> Coded:
    """Turn contracts into numbers and name what the rules set aside.

    Parameters
    ----------
    contracts : DataFrame
        As for ``spells.spells``.
    scope : str
    jobs, replacement, minimum_fte
        As in ``spells.SpellRules``.
    """
    person = pd.factorize(contracts["person_id"])[0]
    units = {
        name: pd.factorize(contracts[f"{name}_id"])[0]
        for name in SCOPES
        if f"{name}_id" in contracts.columns
    }
    start = days(contracts["start"], missing=OPEN)
    end = days(contracts["end"], missing=OPEN)
    side_job = ~_flag(contracts, "main_job", missing=True)
    substitute = _flag(contracts, "replacement", missing=False)
    substitute |= _flag(contracts, "pool", missing=False)
    tests = {
        "no_person": person < 0,
        "no_start": start == OPEN,
        "end_before_start": end < start,
        "no_unit": units[scope] < 0,
        "replacement": substitute & (not replacement),
        "not_main_job": side_job & (jobs == "main"),
        "too_small": _too_small(contracts, minimum_fte),
    }
    reason = np.zeros(len(person), np.int8)
    for name in reversed(tests):  # so that the first rule is the one that is kept
        reason[tests[name]] = REASONS.index(name)
    return Coded(person, units, start, end, _why(contracts), side_job, reason)


def _too_small(contracts: pd.DataFrame, minimum_fte: float) -> np.ndarray:
    """Smaller than the smallest contract that counts; nothing is known of a missing size."""
    if minimum_fte <= 0 or "fte" not in contracts.columns:
        return np.zeros(len(contracts), bool)
    return contracts["fte"].to_numpy(float) < minimum_fte


def _flag(contracts: pd.DataFrame, column: str, *, missing: bool) -> np.ndarray:
    if column not in contracts.columns:
        return np.full(len(contracts), missing)
    values = contracts[column]
    if values.dtype == bool:
        return values.to_numpy().copy()
    return np.where(values.isna(), missing, values == True)  # noqa: E712 (may hold missing values)


def _why(contracts: pd.DataFrame) -> np.ndarray:
    unknown = CLASSES.index("unknown")
    if "exit_class" not in contracts.columns:
        return np.full(len(contracts), unknown)
    codes, names = pd.factorize(contracts["exit_class"])
    known = [CLASSES.index(name) if name in CLASSES else unknown for name in names]
    return np.array([*known, unknown])[codes]
