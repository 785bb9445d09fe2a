"""Sentences about claims and what the data say about each."""

import math
from typing import Any

import pandas as pd

from analysis.language import gettext as _
from analysis.language import ngettext, number
from analysis.models import verdicts
from analysis.reporting import words
from analysis.reporting.readings.core import Nothing, Reading, nothing_shown, require
from analysis.reporting.release import Released

_BY_CHANCE = 0.025  # a directed claim is supported on one side of a two-sided 5 %


def verdict_counts(counts: pd.DataFrame) -> Reading:
    """How many declared tests got which verdict; ``counts`` has verdict and tests.

    A count of tests says nothing about a person, so it does not pass the gate.
    """
    by_verdict = counts.set_index("verdict")["tests"]
    total, none = int(by_verdict.sum()), int(by_verdict[verdicts.NOT_TESTABLE])
    first = _(
        "Of {total} declared tests, {made} could be made with the data of this study."
    ).format(total=total, made=total - none)
    parts = [
        f"{words.value_label('verdict', name)}: {n}"
        for name, n in by_verdict.items()
        if n and name != verdicts.NOT_TESTABLE
    ]
    if not parts:
        return Reading(first)
    return Reading(f"{first} {_('Verdicts: {counts}.').format(counts='; '.join(parts))}")


def supported(released: Released) -> str:
    """Which statements are supported; ``released`` has statement and verdict."""
    shown = require(released).shown
    if shown.empty:
        return nothing_shown(released)
    names = list(dict.fromkeys(shown.loc[shown["verdict"] == verdicts.SUPPORTED, "statement"]))
    against = list(dict.fromkeys(shown.loc[shown["verdict"] == verdicts.CONTRADICTED, "statement"]))
    return Reading(f"{_supported(len(names))} {_contradicted(len(against))}")


def _supported(n: int) -> str:
    if not n:
        return _("No statement is supported.")
    return ngettext(
        "{n} statement is supported in at least one test.",
        "{n} statements are supported in at least one test.",
        n,
    ).format(n=n)


def _contradicted(n: int) -> str:
    if not n:
        return _("No test points the other way.")
    return ngettext(
        "{n} statement is contradicted in at least one.",
        "{n} statements are contradicted in at least one.",
        n,
    ).format(n=n)


def chance(counts: pd.DataFrame) -> Reading:
    """How many tests would be supported by chance; ``counts`` has verdict and tests."""
    by_verdict = counts.set_index("verdict")["tests"]
    made = int(by_verdict.sum() - by_verdict[verdicts.NOT_TESTABLE])
    if not made:
        return Nothing(_("No declared test could be made."))
    lucky = math.ceil(made * _BY_CHANCE)
    return Reading(
        ngettext(
            "If no statement were true, {n} of these {made} tests could still be supported by "
            "chance.",
            "If no statement were true, up to {n} of these {made} tests could still be supported "
            "by chance.",
            lucky,
        ).format(n=lucky, made=made)
    )


def slopes(released: Released) -> Reading:
    """How many slopes can be told from zero; ``released`` has estimate, low and high."""
    shown = require(released).shown.dropna(subset="estimate")
    if shown.empty:
        return nothing_shown(released)
    clear = int(((shown["low"] > 0) | (shown["high"] < 0)).sum())
    return Reading(
        ngettext(
            "{n} slope is shown; the margin of {clear} leaves out zero.",
            "{n} slopes are shown; the margin of {clear} leaves out zero.",
            len(shown),
        ).format(n=len(shown), clear=clear)
    )


def ratios(released: Released) -> Reading:
    """What goes before leaving; ``released`` has relation, estimate (a ratio), low and high."""
    shown = require(released).shown.dropna(subset="estimate")
    if shown.empty:
        return nothing_shown(released)
    return Reading(" ".join(_ratio(row) for row in shown.to_dict("records")))


def _ratio(row: dict[str, Any]) -> str:
    if row["low"] <= 1 <= row["high"]:
        text = _("{relation}: whether people left sooner or later cannot be told from chance "
                 "({low} to {high} times the pace).")  # fmt: skip
    else:
        text = _("{relation}: where the first was one step higher, people left at {size} times "
                 "the pace (between {low} and {high}).")  # fmt: skip
    return text.format(
        relation=row["relation"],
        size=number(row["estimate"]),
        low=number(row["low"]),
        high=number(row["high"]),
    )


def caution() -> Reading:
    """What a verdict does not mean."""
    return Reading(
        _("A verdict is about this organisation and this moment: supported does not mean proven, "
          "and not testable does not mean untrue.")
    )  # fmt: skip


def talk() -> Reading:
    """A question for the team."""
    return Reading(_("To talk about: which statement did we believe, and what do we make of it?"))


def needed(lacking: pd.DataFrame) -> Reading:
    """What is missing most; ``lacking`` has why and tests."""
    if lacking.empty:
        return Reading(_("Every declared test could be made."))
    first = lacking.iloc[0]
    return Reading(
        _("The most common reason why a test could not be made: {why} ({n} tests).").format(
            why=first["why"].rstrip("."), n=int(first["tests"])
        )
    )
