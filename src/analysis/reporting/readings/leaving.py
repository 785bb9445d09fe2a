"""Sentences about what goes together with leaving, and how far that can be trusted."""

from typing import Any

import numpy as np
import pandas as pd

from analysis.language import gettext as _
from analysis.language import listing, ngettext, number
from analysis.models.estimate import Estimate, NotEstimable
from analysis.reporting import words
from analysis.reporting.readings import headline
from analysis.reporting.readings.core import Reading, nothing_shown, require
from analysis.reporting.release import Released


def left_by_choice(released: Released, *, scale: str) -> Reading:
    """Of a hundred colleagues with a low and a high score how many left, within and between.

    Parameters
    ----------
    released : Released
        level (within, between), group (low, middle, high), n, count, share, low and high.
    scale : str
        What the scale is called inside a sentence.
    """
    shown = require(released).shown.dropna(subset="share").set_index(["level", "group"])
    told = [_left(shown, level, scale) for level in ("within", "between")]
    told = [sentence for sentence in told if sentence]
    return Reading(" ".join(told)) if told else nothing_shown(released)


def _left(shown: pd.DataFrame, level: str, scale: str) -> str:
    if not {(level, "low"), (level, "high")} <= set(shown.index):
        return ""
    low, high = shown.loc[(level, "low")], shown.loc[(level, "high")]
    text = {
        "within": _("Of every 100 colleagues who score low on {scale} beside others in their "
                    "school, {low} left; of every 100 who score high, {high}."),
        "between": _("At schools where the mean of {scale} is low, {low} of every 100 left; where "
                     "it is high, {high}."),
    }[level]  # fmt: skip
    sentence = text.format(
        scale=scale, low=number(100 * low["share"], 0), high=number(100 * high["share"], 0)
    )
    if low["low"] <= high["high"] and high["low"] <= low["high"]:
        return f"{sentence} {_('The margins overlap.')}"
    return sentence


def two_models(released: Released) -> Reading:
    """Whether two models of leaving say the same; ``released`` has term, level and both numbers.

    estimate, low and high of the model with cluster-robust errors, and in_schools, in_schools_low
    and in_schools_high of the one in which schools have an intercept of their own.
    """
    shown = require(released).shown.dropna(subset=["estimate", "in_schools"])
    if shown.empty:
        return nothing_shown(released)
    one = (shown["low"] > 0) | (shown["high"] < 0)
    other = (shown["in_schools_low"] > 0) | (shown["in_schools_high"] < 0)
    n, differ = len(shown), int((one != other).sum())
    gap = (shown["estimate"] - shown["in_schools"]).abs().max()
    first = ngettext(
        "The two models differ by at most {gap} of 100 colleagues over {n} relation.",
        "The two models differ by at most {gap} of 100 colleagues over {n} relations.",
        n,
    ).format(gap=number(gap), n=n)
    if not differ:
        return Reading(f"{first} {_('They agree on which can be told from chance.')}")
    second = ngettext(
        "On {n} of them they disagree whether it can be told from chance.",
        "On {n} of them they disagree whether they can be told from chance.",
        differ,
    ).format(n=differ)
    return Reading(f"{first} {second}")


def trusted(released: Released, reason: str) -> Reading:
    """How far a result on leaving can be trusted: see ``readings.headline``.

    Parameters
    ----------
    released : Released
        A headline of leaving.
    reason : str
        Why there is none; empty when there is one.
    """
    if reason:
        return Reading(reason)
    if require(released).shown.empty:
        return nothing_shown(released)
    told = (headline.leaving, headline.small_effects, headline.unmeasured, headline.calibrated)
    return Reading(" ".join(tell(released) for tell in told))


def ratios(released: Released, found: list[Estimate | NotEstimable]) -> Reading:
    """Which scales go together with leaving sooner or in a school year.

    Parameters
    ----------
    released : Released
        term, level, estimate, low and high: ratios, 1 is no difference.
    found : list
        The same results with those that could not be estimated.
    """
    shown = require(released).shown.dropna(subset="estimate")
    reasons = " ".join(dict.fromkeys(e.reason for e in found if isinstance(e, NotEstimable)))
    if shown.empty:
        return Reading(reasons) if reasons else nothing_shown(released)
    clear = shown[(shown["low"] > 1) | (shown["high"] < 1)]
    n = ngettext("{n} ratio was estimated.", "{n} ratios were estimated.", len(shown))
    first = n.format(n=len(shown))
    if clear.empty:
        return Reading(
            f"{first} {_('None can be told from 1, which is no difference.')} {reasons}".strip()
        )
    parts = [_ratio(row) for row in clear.to_dict("records")]
    text = _("Apart from 1 by themselves, before any adjustment for their number: {parts}.")
    return Reading(f"{first} {text.format(parts='; '.join(parts))} {reasons}".strip())


def _ratio(row: dict[str, Any]) -> str:
    return _("{scale} {level} {ratio} (between {low} and {high})").format(
        scale=words.value_label("term", row["term"]),
        level=words.value_label("level", row["level"]),
        ratio=number(row["estimate"]),
        low=number(row["low"]),
        high=number(row["high"]),
    )


def assumption(released: Released) -> Reading:
    """Whether one ratio describes the whole time; ``released`` has term, level and p."""
    shown = require(released).shown.dropna(subset="p")
    if shown.empty:
        return nothing_shown(released)
    least = np.minimum(1.0, shown["p"] * len(shown))
    bent = shown[least < 0.05]
    first = ngettext(
        "The assumption was tested {n} time.", "The assumption was tested {n} times.", len(shown)
    ).format(n=len(shown))
    if bent.empty:
        text = _("Nowhere is there a sign that a ratio changes with the years of service.")
        return Reading(f"{first} {text}")
    names = [
        f"{words.value_label('term', row['term'])} {words.value_label('level', row['level'])}"
        for row in bent.to_dict("records")
    ]
    text = _("For {names} one ratio does not describe the whole time: read it as a mean.")
    return Reading(f"{first} {text.format(names=listing(names))}")
