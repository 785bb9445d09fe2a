"""Sentences about claims and what the data say about each."""

import pandas as pd

from analysis.language import gettext as _
from analysis.language import ngettext
from analysis.models import verdicts
from analysis.reporting import words
from analysis.reporting.readings.core import Reading, nothing_shown, require
from analysis.reporting.release import Released


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
    first = ngettext(
        "{n} statement is supported in at least one test.",
        "{n} statements are supported in at least one test.",
        len(names),
    ).format(n=len(names))
    second = ngettext(
        "{n} statement is contradicted in at least one.",
        "{n} statements are contradicted in at least one.",
        len(against),
    ).format(n=len(against))
    return Reading(f"{first} {second}")


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
