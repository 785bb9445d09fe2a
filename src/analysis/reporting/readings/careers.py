"""Sentences about coming, staying and leaving over the years, and what goes together with it."""

from typing import Any

import numpy as np
import pandas as pd

from analysis.language import gettext as _
from analysis.language import listing, ngettext, number, percent
from analysis.models.estimate import Estimate, NotEstimable
from analysis.reporting import words
from analysis.reporting.readings import headline
from analysis.reporting.readings.core import Reading, nothing_shown, require
from analysis.reporting.release import Released


def moves(released: Released, by_year: Released) -> Reading:
    """Comings, goings and moves of the last year, and the growth that is left.

    Parameters
    ----------
    released : Released
        window, move and n.
    by_year : Released
        window, opening and closing of the whole organisation.
    """
    shown = require(released).shown
    if shown.empty:
        return nothing_shown(released)
    window = shown["window"].max()
    last = shown[shown["window"] == window].set_index("move")["n"]
    parts = [f"{words.value_label('move', name)} {number(n, 0)}" for name, n in last.items()]
    first = _("In {window}, counted in people: {parts}.").format(
        window=window, parts=listing(parts)
    )
    stocks = require(by_year).shown.set_index("window")
    if window not in stocks.index:
        return Reading(first)
    begin, end = stocks.loc[window, ["opening", "closing"]]
    second = _("The number in service went from {begin} to {end}. A move within the board and "
               "growth are no departures.").format(
        begin=number(begin, 0), end=number(end, 0)
    )  # fmt: skip
    return Reading(f"{first} {second}")


def provisional(released: Released) -> Reading:
    """How many leavers of the last year may still return; ``released`` has window, n and count."""
    shown = require(released).shown.dropna(subset="share").sort_values("window")
    if shown.empty:
        return nothing_shown(released)
    last = shown.iloc[-1]
    if last["count"] == 0:
        return Reading(
            _("Nobody left so shortly before the export that a new contract could still make it a "
              "break.")
        )  # fmt: skip
    return Reading(
        _("Of the leavers in {window}, {share} left so shortly before the export that a new "
          "contract could still make it a break: fewer may have left.").format(
            window=last["window"], share=percent(last["share"])
        )
    )  # fmt: skip


def stability(released: Released) -> Reading:
    """Who was there all year; ``released`` has window, n, count and share."""
    shown = require(released).shown.dropna(subset="share").sort_values("window")
    if shown.empty:
        return nothing_shown(released)
    last = shown.iloc[-1]
    return Reading(
        _("Of the {n} people in service at the start of {window}, {share} were still there at the "
          "end, without a break (the stability index).").format(
            n=number(last["n"], 0), window=last["window"], share=percent(last["share"])
        )
    )  # fmt: skip


def early(released: Released) -> Reading:
    """Who leaves soon; ``released`` has entered_as, months, n, share, low and high."""
    shown = require(released).shown.dropna(subset="share")
    if shown.empty:
        return nothing_shown(released)
    parts = [
        _("{who}: {share} within {months} months (between {low} and {high})").format(
            who=words.value_label("entered_as", row["entered_as"]),
            share=percent(row["share"]),
            months=number(row["months"], 0),
            low=percent(row["low"]),
            high=percent(row["high"]),
        )
        for row in shown.to_dict("records")
    ]
    return Reading(_("Of who started here, left again – {parts}.").format(parts="; ".join(parts)))


def kinds(released: Released) -> Reading:
    """People, full jobs and clustering beside each other; ``released`` has window and kind."""
    shown = require(released).shown.dropna(subset="rate")
    if shown.empty:
        return nothing_shown(released)
    last = shown[shown["window"] == shown["window"].max()]
    parts = [
        _("{kind} {rate} (between {low} and {high})").format(
            kind=words.value_label("rate_kind", row["rate_kind"]),
            rate=percent(row["rate"], 1),
            low=percent(row["low"], 1),
            high=percent(row["high"], 1),
        )
        for row in last.to_dict("records")
    ]
    return Reading(
        _("In {window}: {parts}. These are all people of the organisation, no sample: a margin "
          "says what chance does from year to year, and the one over schools allows for "
          "departures that come together in a school.").format(
            window=last["window"].iloc[0], parts="; ".join(parts)
        )
    )  # fmt: skip


def oddities(released: Released) -> Reading:
    """What stands out in the contracts; ``released`` has remark and n."""
    if require(released).table.empty:
        return Reading(_("Nothing in the contracts stands out that a rate must be read with."))
    shown = released.shown.dropna(subset="n")
    if shown.empty:
        return nothing_shown(released)
    parts = [
        f"{words.value_label('remark', row['remark'])} ({number(row['n'], 0)})"
        for row in shown.to_dict("records")
    ]
    return Reading(
        _("Named and counted, so that the rates can be read with them: {parts}.").format(
            parts="; ".join(parts)
        )
    )


def national(outflow: Released, fates: Released) -> Reading:
    """The national figures that can be made, or why there are none.

    Parameters
    ----------
    outflow : Released
        window, least_share and most_share of the people who left the sector.
    fates : Released
        fate_of_staff and share: stayers, movers and leavers.
    """
    if require(outflow).table.empty:
        return Reading(
            _("It is not known where people went, so no national figure can be made here. Set "
              "beside a national rate of outflow, the rate of this page is the higher one, since a "
              "move to another employer in the sector counts as leaving.")
        )  # fmt: skip
    shown = outflow.shown.dropna(subset="least_share")
    if shown.empty:
        return nothing_shown(outflow)
    last = shown.iloc[-1]
    first = _("Of the people in service on 1 October, between {least} and {most} had left the "
              "sector a year later ({window}); the difference is made of those of whom it is not "
              "known.").format(
        least=percent(last["least_share"], 1),
        most=percent(last["most_share"], 1),
        window=last["window"],
    )  # fmt: skip
    parts = [
        f"{words.value_label('fate_of_staff', row['fate_of_staff'])} {percent(row['share'], 1)}"
        for row in require(fates).shown.dropna(subset="share").to_dict("records")
    ]
    if not parts:
        return Reading(first)
    second = _("Of the staff of schools: {parts}.").format(parts="; ".join(parts))
    return Reading(f"{first} {second}")


def cohorts(released: Released) -> Reading:
    """Whether later starters stay as long; ``released`` has cohort, years and survival."""
    shown = require(released).shown.dropna(subset="survival")
    first = shown[shown["years"] == 1].sort_values("cohort")
    if first.empty:
        return nothing_shown(released)
    parts = [
        f"{row['cohort']} {number(100 * row['survival'], 0)}" for row in first.to_dict("records")
    ]
    apart = first["low"].max() > first["high"].min()
    told = (
        _("Some of these years can be told apart.")
        if apart
        else _("These years cannot be told apart from chance.")
    )
    text = _("Of every 100 who started in a school year, still there after a year: {parts}.")
    return Reading(f"{text.format(parts='; '.join(parts))} {told}")


def causes(released: Released) -> Reading:
    """For which reasons people left; ``released`` has exit_class, years and incidence_share."""
    shown = require(released).shown.dropna(subset="incidence_share")
    if shown.empty:
        return nothing_shown(released)
    last = shown[shown["years"] == shown["years"].max()]
    last = last.sort_values("incidence_share", ascending=False)
    parts = [
        f"{words.value_label('exit_class', row['exit_class'])} "
        f"{number(100 * row['incidence_share'], 0)}"
        for row in last.to_dict("records")
    ]
    years = int(last["years"].iloc[0])
    return Reading(
        ngettext(
            "Of every 100 who start, gone after {n} year: {parts}.",
            "Of every 100 who start, gone after {n} years: {parts}.",
            years,
        ).format(n=years, parts=listing(parts))
    )


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
    sentences = [str(tell(released)) for tell in told]
    return Reading(" ".join(text[:1].upper() + text[1:] for text in sentences))


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
