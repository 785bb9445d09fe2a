"""Turnover in full jobs: who came and left, and jobs that grew or shrank in between.

The flows reconcile as those of heads do: opening + joiners + internal in + reclassified in +
increases - decreases - leavers - internal out - reclassified out = closing.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.measures.coding import CLASSES
from analysis.measures.daynumbers import OPEN, days, days_of
from analysis.measures.definitions import Definition, definition
from analysis.measures.intervals import weighted_poisson
from analysis.measures.spells import ENTRIES, EXITS, Numbers, Spells
from analysis.measures.turnover import YEAR, groups_of, observed_school_years, uncovered

COMING = ("joiners", "internal_in", "reclassified_in", "increases")
GOING = ("leavers", "internal_out", "reclassified_out", "decreases")
_DIGITS = 9  # sums of parts of a job are exact to here; what is left is rounding


@dataclass(frozen=True, eq=False)
class Sizes:
    """How large the job of each spell is, as steps in time.

    Attributes
    ----------
    spell : array of int, shape (s,)
        Spell of each step, in order of spell and day.
    day : array of int, shape (s,)
        Day from which the size holds; the first step of a spell is its first day.
    size : array, shape (s,)
        Parts of a full job, contracts at the same time added up. In a break that the gap rule
        bridges the job keeps its size.
    unknown : array of bool, one per spell
        Some contract has no size; it adds nothing.
    """

    spell: np.ndarray
    day: np.ndarray
    size: np.ndarray
    unknown: np.ndarray

    @property
    def opens(self) -> np.ndarray:
        """Mark the first step of each spell."""
        return np.r_[True, self.spell[1:] != self.spell[:-1]] if len(self.spell) else self.spell > 0

    @property
    def change(self) -> np.ndarray:
        """What each step adds to the step before it; 0 for the first of a spell."""
        moved = np.diff(self.size, prepend=0.0)
        return np.where(self.opens, 0.0, moved)

    @property
    def first(self) -> np.ndarray:
        """Size on the first day, one per spell."""
        return self.size[self.opens]

    @property
    def last(self) -> np.ndarray:
        """Size on the last day, one per spell."""
        return self.size[np.r_[self.opens[1:], True]] if len(self.spell) else self.size


def sizes(spells: Spells, contracts: pd.DataFrame) -> Sizes:
    """Add up the contracts of each spell, day by day.

    Parameters
    ----------
    spells : Spells
    contracts : DataFrame
        Those that ``spells`` was made of, with fte.

    Raises
    ------
    DataProblem
        If the contracts have no column fte.
    """
    if "fte" not in contracts.columns:
        raise DataProblem(
            _("The contracts do not say how large they are."),
            column="fte",
            repair=_("map the column in study.toml, or count people instead"),
        )
    place = spells.contracts["spell"].to_numpy(float)
    rows = np.flatnonzero(~np.isnan(place))
    spell, fte = place[rows].astype(int), contracts["fte"].to_numpy(float)[rows]
    start = days(contracts["start"].iloc[rows])
    after = days(contracts["end"].iloc[rows], missing=OPEN) + 1
    size = np.where(np.isnan(fte), 0.0, fte)
    steps = pd.DataFrame(
        {
            "spell": np.r_[spell, spell],
            "day": np.r_[start, after],
            "size": np.r_[size, -size],
            "n": np.repeat([1, -1], len(rows)),
        }
    )
    steps = steps[steps["day"] <= days_of(spells.rules.extract_on)]
    steps = steps.groupby(["spell", "day"], as_index=False).sum()
    steps[["size", "n"]] = steps.groupby("spell")[["size", "n"]].cumsum()
    # Without a contract a break goes on, or the spell is over.
    steps = steps[steps["n"] > 0]
    unknown = np.zeros(len(spells.table), bool)
    unknown[spell[np.isnan(fte)]] = True
    size = steps["size"].to_numpy().round(_DIGITS)
    return Sizes(steps["spell"].to_numpy(), steps["day"].to_numpy(), size, unknown)


def fte_turnover(
    spells: Spells,
    contracts: pd.DataFrame,
    rule: Definition | str = "mean_stock",
    windows: pd.DataFrame | None = None,
    *,
    by: str | None = None,
    interval_level: float = 0.95,
) -> pd.DataFrame:
    """Count flows and the rate per window in full jobs instead of people.

    Parameters
    ----------
    spells : Spells
    contracts : DataFrame
        Those that ``spells`` was made of, with fte.
    rule : Definition or str
        As for ``turnover``; a count date has no version in full jobs.
    windows : DataFrame, optional
        window, first_day and last_day; the observed school years unless given.
    by : str, optional
        A column of ``spells.table``.
    interval_level : float

    Returns
    -------
    DataFrame, one row per window, or per window and value of ``by``
        window, first_day, last_day, ``by``; in parts of a full job: opening, joiners,
        internal_in, reclassified_in, increases and decreases (of who is in service), leavers,
        internal_out, reclassified_out, closing; n (people in service on any day), count (people
        with an exit that counts), no_fte (spells in the window with a contract of unknown size,
        which adds nothing); definition, unit ("fte"), events (jobs that ended and count),
        denominator, rate, low, high; note (why there is no rate). Stocks lie across midnight: a
        job that changes size on a day has its old size at the opening of that day.

    Raises
    ------
    DataProblem
        If the contracts have no fte, or the definition compares count dates.

    Source
    ------
    Interval of a weighted sum of counts: Fay & Feuer (1997), Statistics in Medicine 16, 791-801;
    with jobs of one size it is the exact Poisson interval.
    """
    rule = definition(rule) if isinstance(rule, str) else rule
    if rule.denominator == "count_date":
        raise DataProblem(
            _("Turnover between two count dates is counted in people."),
            found=rule.name,
            repair=_("use mean_stock for full jobs"),
        )
    windows = observed_school_years(spells) if windows is None else windows
    group, units = groups_of(spells, by)
    counted = _Counted(spells, sizes(spells, contracts), group, len(units), rule)
    notes = uncovered(spells, windows)
    parts = []
    for row, why in zip(windows.to_dict("records"), notes, strict=True):
        first, last = days(pd.Series([row["first_day"], row["last_day"]])).tolist()
        named = {name: row[name] for name in ("window", "first_day", "last_day")}
        part = pd.DataFrame(counted.between(first, last)).astype(float).assign(note=why)
        if why:
            part[[name for name in part.columns if name != "note"]] = np.nan
        front = named | ({by: units} if by else {})
        for at, (name, value) in enumerate(front.items()):
            part.insert(at, name, value)
        parts.append(part)
    if not parts:
        return pd.DataFrame(columns=["window", "first_day", "last_day", "n", "count", "rate"])
    return _rates(pd.concat(parts, ignore_index=True), rule, interval_level)


def _rates(table: pd.DataFrame, rule: Definition, level: float) -> pd.DataFrame:
    base = table["denominator"].where(table["denominator"] > 0)
    low, high = weighted_poisson(
        table["events"].to_numpy(float),
        table.pop("squares").to_numpy(float),
        table.pop("largest").to_numpy(float),
        base.to_numpy(float),
        level=level,
    )
    rate = table["events"] / base
    return table.assign(definition=rule.name, unit="fte", rate=rate, low=low, high=high)


@dataclass(frozen=True, eq=False)
class _Counted:
    """Spells with their sizes, counted for one window at a time."""

    spells: Spells
    sizes: Sizes
    group: np.ndarray
    n_units: int
    rule: Definition

    @property
    def _numbers(self) -> Numbers:
        return self.spells.numbers

    def _sum(self, group: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
        total = np.bincount(group, weights, minlength=self.n_units)
        return total.round(_DIGITS)

    def _stock(self, before: int) -> np.ndarray:
        """Full jobs on both sides of the midnight into a day, in the size of the day before."""
        numbers, sizes = self._numbers, self.sizes
        begun, over = numbers.start < before, numbers.end < before
        moved = sizes.day < before
        total = self._sum(self.group[begun], sizes.first[begun])
        total += self._sum(self.group[sizes.spell][moved], sizes.change[moved])
        return (total - self._sum(self.group[over], sizes.last[over])).round(_DIGITS)

    def between(self, first: int, last: int) -> dict[str, np.ndarray]:
        numbers, sizes = self._numbers, self.sizes
        came = (numbers.start >= first) & (numbers.start <= last)
        went = (numbers.end >= first) & (numbers.end <= last)
        inside = (sizes.day >= first) & (sizes.day <= last)
        of_step = self.group[sizes.spell]
        flows = {"opening": self._stock(first)}
        for at, name in enumerate(COMING[: len(ENTRIES)]):
            chosen = came & (numbers.entry == at)
            flows[name] = self._sum(self.group[chosen], sizes.first[chosen])
        for name, sign in (("increases", 1), ("decreases", -1)):
            chosen = inside & (sign * sizes.change > 0)
            flows[name] = self._sum(of_step[chosen], sign * sizes.change[chosen])
        for at, name in enumerate(GOING[: len(EXITS)]):
            chosen = went & (numbers.exit == at)
            flows[name] = self._sum(self.group[chosen], sizes.last[chosen])
        flows["closing"] = self._stock(last + 1)
        return flows | self._people(first, last) | self._rate(flows, went, first, last)

    def _people(self, first: int, last: int) -> dict[str, np.ndarray]:
        numbers = self._numbers
        there = (numbers.start <= last) & (numbers.end >= first)
        unknown = there & self.sizes.unknown
        return {"n": self._distinct(there), "no_fte": self._sum(self.group[unknown])}

    def _distinct(self, chosen: np.ndarray) -> np.ndarray:
        pairs = np.stack([self.group[chosen], self._numbers.person[chosen]])
        return self._sum(np.unique(pairs, axis=1)[0])

    def _rate(
        self, flows: dict[str, np.ndarray], went: np.ndarray, first: int, last: int
    ) -> dict[str, np.ndarray]:
        numbers, size = self._numbers, self.sizes.last
        classes = [CLASSES.index(name) for name in self.rule.events]
        counts = went & np.isin(numbers.why, classes)
        counts &= numbers.exit != EXITS.index("reclassified")
        if self.rule.denominator == "opening":
            counts &= numbers.start < first
        group = self.group[counts]
        largest = np.zeros(self.n_units)
        np.maximum.at(largest, group, size[counts])
        return {
            "count": self._distinct(counts),
            "events": self._sum(group, size[counts]),
            "squares": self._sum(group, size[counts] ** 2),
            "largest": largest,
            "denominator": self._denominator(flows, first, last),
        }

    def _denominator(self, flows: dict[str, np.ndarray], first: int, last: int) -> np.ndarray:
        if self.rule.denominator == "opening":
            return flows["opening"]
        if self.rule.denominator == "opening_closing":
            return (flows["opening"] + flows["closing"]) / 2
        sizes = self.sizes
        # A size holds until the next step of the spell, or until its last day.
        until = np.where(
            np.r_[sizes.opens[1:], True],
            self._numbers.end[sizes.spell],
            np.r_[sizes.day[1:], OPEN] - 1,
        )
        inside = np.minimum(until, last) - np.maximum(sizes.day, first) + 1
        worked = self._sum(self.group[sizes.spell], sizes.size * np.maximum(inside, 0))
        return worked / (YEAR if self.rule.denominator == "person_years" else last - first + 1)


def unreconciled(flows: pd.DataFrame) -> pd.Series:
    """Tell by how many full jobs the stocks and flows disagree: 0 when they reconcile."""
    came, gone = (sum(flows[name] for name in names) for names in (COMING, GOING))
    return (flows["opening"] + came - gone - flows["closing"]).round(6).rename("unreconciled")
