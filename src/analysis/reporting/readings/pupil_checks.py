"""Sentences for researchers about pupils: how they were linked, what is missing, what it does."""

from collections.abc import Mapping

import pandas as pd

from analysis.language import gettext as _
from analysis.language import listing, ngettext, number, percent
from analysis.models.linked import Linked
from analysis.reporting import verbs, words
from analysis.reporting.readings.core import Reading, nothing_shown, require
from analysis.reporting.readings.pupils import outcome_name
from analysis.reporting.release import Released


def linked(released: Released, links: Mapping[str, Linked]) -> Reading:
    """What kind of data this is, and how many of a pupil's staff are known.

    Parameters
    ----------
    released : Released
        Steps of each link: exposure, counting, step, matched.
    links : dict of str to Linked
    """
    shown = require(released).shown.dropna(subset="matched")
    if shown.empty or not links:
        return nothing_shown(released)
    first = next(iter(links.values()))
    rows = shown[(shown["exposure"] == shown["exposure"].iloc[0]) & (shown["counting"] == "pupils")]
    begin, end = rows.iloc[0], rows.iloc[-1]
    text = _("Of {first} scores of pupils, {last} could be put beside the answers of staff and an "
             "earlier score.").format(
        first=number(begin["matched"], 0), last=number(end["matched"], 0)
    )  # fmt: skip
    reach = first.table["reach"].mean()
    if not pd.isna(reach):
        known = _("On average the answers of {share} of the staff of a pupil are known.")
        text = f"{text} {known.format(share=percent(reach))}"
    return Reading(" ".join([text, verbs.badge(first.badge), *first.notes]))


def parts(released: Released) -> Reading:
    """What varies where; ``released`` as for ``effects``, with all levels."""
    shown = require(released).shown.dropna(subset="estimate")
    shown = shown[(shown["section"] == "pupils") & (shown["level"] != "between")]
    if shown.empty:
        return nothing_shown(released)
    clear = int(((shown["low"] > 0) | (shown["high"] < 0)).sum())
    text = ngettext(
        "Inside schools {n} relation was looked at, from year to year or from team to team; the "
        "interval of {clear} leaves out zero. It was not adjusted and is no test of a claim.",
        "Inside schools {n} relations were looked at, from year to year or from team to team; the "
        "interval of {clear} leaves out zero. They were not adjusted and are no test of a claim.",
        len(shown),
    )
    return Reading(text.format(n=len(shown), clear=clear))


def unknown(released: Released) -> Reading:
    """Where an earlier score is missing; ``released`` has domain, reason, n, count and share."""
    shown = require(released).shown.dropna(subset="share")
    if shown.empty:
        return nothing_shown(released)
    top = shown.loc[shown["share"].idxmax()]
    return Reading(
        _("The most common reason without an earlier score: {reason}, in {domain} for {share} of "
          "the scores.").format(
            reason=words.value_label("reason", top["reason"]),
            domain=words.value_label("domain", top["domain"]),
            share=percent(top["share"]),
        )
    )  # fmt: skip


def imputed(released: Released) -> Reading:
    """Whether filling in changes the answer; ``released`` has outcome, method, estimate, low."""
    shown = require(released).shown.dropna(subset="estimate")
    if shown.empty:
        return nothing_shown(released)
    sides = shown.assign(clear=(shown["low"] > 0) | (shown["high"] < 0))
    turned = sides.groupby("outcome")["clear"].nunique() > 1
    wide = sides.pivot(index="outcome", columns="method", values="estimate")
    moved = (wide.max(axis="columns") - wide.min(axis="columns")).max()
    first = _("Between complete cases and all ways to fill in, a result moves by at most {size} "
              "standard deviations.").format(size=number(moved))  # fmt: skip
    names = [outcome_name(name) for name in turned.index[turned]]
    second = (
        _("For {outcomes} it depends on the way whether zero lies in the interval.").format(
            outcomes=listing(names)
        )
        if names
        else _("Whether zero lies in the interval is the same for every way.")
    )
    return Reading(f"{first} {second}")


def weighted(released: Released) -> Reading:
    """Whether weights move the mean; ``released`` has wave, score, weighted and design_effect."""
    shown = require(released).shown.dropna(subset="weighted")
    if shown.empty:
        return nothing_shown(released)
    moved = (shown["weighted"] - shown["score"]).abs().max()
    return Reading(
        _("Weighted to the personnel file, by school, function and years of service, the mean of a "
          "wave moves by at most {size} of a step; the weights cost precision, a design effect of "
          "at most {effect}. Who kept silent for a reason that the file does not know stays out "
          "of sight.").format(
            size=number(moved), effect=number(shown["design_effect"].max())
        )
    )  # fmt: skip
