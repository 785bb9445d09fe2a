"""Sentences about a scale: what people answered, how units differ, what a mean may be used for."""

from typing import Any

import pandas as pd

from analysis.language import gettext as _
from analysis.language import listing, ngettext, number, percent
from analysis.measures.passport import Scores
from analysis.models.estimate import Estimate, NotEstimable
from analysis.reporting import words
from analysis.reporting.readings.core import Reading, nothing_shown, require
from analysis.reporting.release import Released


def asked(released: Released, *, scale: str, tables: list[str]) -> Reading:
    """What was asked and how many answered; ``released`` has wave and n.

    Without answers it says what the study has instead; ``tables`` names that.
    """
    shown = require(released).shown.dropna(subset="n")
    if released.table.empty:
        return no_scale(scale, tables)
    if shown.empty:
        return nothing_shown(released)
    last = shown.sort_values("wave").iloc[-1]
    return Reading(
        _("In wave {wave}, {n} colleagues answered the questions about {scale}.").format(
            wave=last["wave"], n=number(last["n"], 0), scale=scale
        )
    )


def caution(released: Released) -> str:
    """What may not be concluded; nothing where nothing is shown."""
    if require(released).shown.empty:
        return ""
    return Reading(
        _("What goes together here need not be cause and effect, and a low score is no verdict on "
          "a team or its leader.")
    )  # fmt: skip


def talk(released: Released) -> str:
    """A question for the team; nothing where nothing is shown."""
    if require(released).shown.empty:
        return ""
    return Reading(_("To talk about: when did somebody here last say “I do not know”?"))


def options(released: Released, *, top: int | None = None) -> Reading:
    """Which question gets most and least agreement; ``released`` has share_1 … share_k.

    The ``top`` highest answers count as agreement: those above the middle unless given.
    """
    shown = require(released).shown
    if shown.empty:
        return nothing_shown(released)
    columns = [name for name in shown.columns if name.startswith("share_")]
    agree = shown[columns[-(top or len(columns) // 2) :]].sum(axis="columns")
    most, least = agree.idxmax(), agree.idxmin()
    text = {row: words.value_label("item_id", shown.loc[row, "item_id"]) for row in (most, least)}
    first = _("“{text}” finds the most agreement ({share}).").format(
        text=text[most], share=percent(agree[most])
    )
    if most == least:
        return Reading(first)
    second = _("“{text}” finds the least ({share}).").format(
        text=text[least], share=percent(agree[least])
    )
    return Reading(f"{first} {second}")


def level(released: Released, *, scale: str, options: int = 5) -> Reading:
    """The mean of everyone together; ``released`` has score, low and high in its last row."""
    shown = require(released).shown.dropna(subset=["score", "low"]).sort_values("wave")
    if shown.empty:
        return nothing_shown(released)
    last = shown.iloc[-1]
    return Reading(
        _("On a scale from 1 to {options}, the mean of {scale} is {score} (between {low} and "
          "{high}, allowing for chance).").format(
            options=options,
            scale=scale,
            score=number(last["score"]),
            low=number(last["low"]),
            high=number(last["high"]),
        )
    )  # fmt: skip


def units(released: Released, *, of: int) -> Reading:
    """How units spread; how many of the ``of`` units can be told from the middle of them all.

    ``released`` has score, low and high per unit of one wave.
    """
    shown = require(released).shown.dropna(subset=["score", "low"])
    if shown.empty:
        return nothing_shown(released)
    middle = shown["score"].median()
    apart = int(((shown["low"] > middle) | (shown["high"] < middle)).sum())
    first = ngettext("{n} of {of} is shown.", "{n} of {of} are shown.", len(shown)).format(
        n=len(shown), of=of
    )
    second = _("Scores run from {least} to {most}.").format(
        least=number(shown["score"].min()), most=number(shown["score"].max())
    )
    third = ngettext(
        "Of these, {apart} can be told from the middle of all; a difference from the rest may "
        "well be chance.",
        "Of these, {apart} can be told from the middle of all; for the others a difference may "
        "well be chance.",
        len(shown) - apart,
    ).format(apart=apart)
    return Reading(f"{first} {second} {third}")


def permissions(scores: Scores, released: Released) -> Reading:
    """What the means of the last wave may be used for, with the rule that failed.

    ``released`` is the passport as it may be shown; ``scores`` holds the reasons.
    """
    if require(released).shown.empty:
        return nothing_shown(released)
    wave = scores.passport["wave"].iloc[-1]
    last = scores.passport.iloc[-1]
    if not last["n_units"]:
        return Reading(_("No unit is known here, so that no mean can stand for one."))
    described = _("{share} of the units may be described by their mean.").format(
        share=percent(last["describe_share"])
    )
    parts = [described]
    for permission, yes, no in (
        ("compare", _("Units may be compared."), _("Units may not be compared: {why}")),
        (
            "relate",
            _("The mean may be related to other figures."),
            _("The mean may not be related to other figures: {why}"),
        ),
    ):
        why = scores.why_not(permission, wave=wave)
        parts.append(no.format(why=why[0].lower() + why[1:]) if why else yes)
    return Reading(" ".join(parts))


def people_left(released: Released, *, scale: str) -> Reading:
    """Of a hundred colleagues with a low and with a high score, how many left.

    ``released`` has group (low, middle, high), n, count and share.
    """
    shown = require(released).shown.dropna(subset="share").set_index("group")
    if not {"low", "high"} <= set(shown.index):
        return nothing_shown(released)
    return Reading(
        _("Of every 100 colleagues with a low score on {scale}, {low} left within 12 months; of "
          "every 100 with a high score, {high}.").format(
            scale=scale,
            low=number(100 * shown.loc["low", "share"], 0),
            high=number(100 * shown.loc["high", "share"], 0),
        )
    )  # fmt: skip


def exits(released: Released, found: list[Estimate | NotEstimable]) -> Reading:
    """Whether the score and leaving go together, within and between schools.

    Parameters
    ----------
    released : Released
        level (within, between), estimate (how many more of 100 colleagues left where the score
        is one standard deviation higher), low and high.
    found : list
        The same results with those that could not be estimated, which say why.
    """
    shown = require(released).shown.dropna(subset="estimate")
    reasons = dict.fromkeys(e.reason for e in found if isinstance(e, NotEstimable))
    if shown.empty:
        return Reading(" ".join(reasons)) if reasons else nothing_shown(released)
    return Reading(" ".join([*map(_exit_sentence, shown.to_dict("records")), *reasons]))


def _exit_sentence(row: dict[str, Any]) -> str:
    within = row["level"] == "within"
    if row["low"] <= 0 <= row["high"]:
        text = (
            _("Within schools it cannot be told from chance whether people with a higher score "
              "left more or less often ({low} to {high} of every 100).")
            if within
            else _("Between schools it cannot be told from chance whether more or fewer people "
                   "left where the mean is higher ({low} to {high} of every 100).")
        )  # fmt: skip
        return text.format(low=number(row["low"], 1), high=number(row["high"], 1))
    fewer = row["high"] < 0
    if within and fewer:
        text = _("Within schools, people whose score is one step higher left less often in the "
                 "year after: {size} fewer of every 100 (between {least} and {most}).")  # fmt: skip
    elif within:
        text = _("Within schools, people whose score is one step higher left more often in the "
                 "year after: {size} more of every 100 (between {least} and {most}).")  # fmt: skip
    elif fewer:
        text = _("In schools whose mean is one step higher, fewer people left in the year after: "
                 "{size} fewer of every 100 (between {least} and {most}).")  # fmt: skip
    else:
        text = _("In schools whose mean is one step higher, more people left in the year after: "
                 "{size} more of every 100 (between {least} and {most}).")  # fmt: skip
    ends = sorted([abs(row["low"]), abs(row["high"])])
    return text.format(
        size=number(abs(row["estimate"]), 1), least=number(ends[0], 1), most=number(ends[1], 1)
    )


def followed(released: Released) -> Reading:
    """How many answers could be followed; ``released`` is the ladder: step and n."""
    shown = require(released).shown.set_index("step")["n"]
    if not {"answers", "analysed"} <= set(shown.index) or not shown["answers"]:
        return nothing_shown(released)
    return Reading(
        _("{analysed} of {answers} questionnaires could be followed for the whole period "
          "({share}).").format(
            analysed=number(shown["analysed"], 0),
            answers=number(shown["answers"], 0),
            share=percent(shown["analysed"] / shown["answers"]),
        )
    )  # fmt: skip


def published(released: Released) -> Reading:
    """Whether published scores and results of schools go together.

    ``released`` has measure, result_measure, n_units, estimate (correlation), low and high.
    """
    shown = require(released).shown.dropna(subset="estimate")
    if shown.empty:
        return Reading(_("There are no published figures per school in this study."))
    sentences = [_published_sentence(row) for row in shown.to_dict("records")]
    caution = _("This says something about schools, not about the people in them.")
    return Reading(" ".join([*sentences, caution]))


def _published_sentence(row: dict[str, Any]) -> str:
    if row["low"] > 0:
        text = _("“{measure}” goes together with higher “{result}” over {n} schools (r = {r}).")
    elif row["high"] < 0:
        text = _("“{measure}” goes together with lower “{result}” over {n} schools (r = {r}).")
    else:
        text = _("Over {n} schools no relation between “{measure}” and “{result}” can be told "
                 "from chance (r = {r}).")  # fmt: skip
    return text.format(
        measure=words.value_label("measure", row["measure"]),
        result=words.value_label("result_measure", row["result_measure"]),
        n=number(row["n_units"], 0),
        r=number(row["estimate"]),
    )


def no_scale(scale: str, tables: list[str]) -> Reading:
    """That the scale of a page is not in this study, and what is there instead."""
    first = _("This study has no questions about {scale}.").format(scale=scale)
    if not tables:
        return Reading(first)
    names = listing([words.value_label("table", name) for name in tables])
    return Reading(f"{first} {_('It does have: {tables}.').format(tables=names)}")


def reliability(released: Released, *, scale: str) -> Reading:
    """How well the questions hang together.

    ``released`` has coefficient (alpha, omega), estimate, low and high, and n_units.
    """
    shown = require(released).shown.dropna(subset="estimate").set_index("coefficient")
    if "alpha" not in shown.index:
        return nothing_shown(released)
    row = shown.loc["alpha"]
    values = {"scale": scale, "alpha": number(row["estimate"])}
    if pd.isna(row["low"]):
        text = _("Cronbach's alpha of {scale} is {alpha}; there are too few units for an interval.")
        return Reading(text.format(**values))
    return Reading(
        _("Cronbach's alpha of {scale} is {alpha} (between {low} and {high}, drawing {n} units "
          "again).").format(
            low=number(row["low"]),
            high=number(row["high"]),
            n=number(row["n_units"], 0),
            **values,
        )
    )  # fmt: skip
