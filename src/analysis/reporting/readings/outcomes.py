"""Sentences about sick leave, about mood, and about what is known of pupils."""

from typing import Any

import pandas as pd

from analysis.language import gettext as _
from analysis.language import listing, ngettext, number, percent
from analysis.measures.absence_lengths import MIDDLE, SHORT
from analysis.models.estimate import Estimate, NotEstimable
from analysis.models.linking_time import CROSS_SECTION
from analysis.reporting import verbs, words
from analysis.reporting.readings import trends
from analysis.reporting.readings.core import Reading, nothing_shown, require
from analysis.reporting.release import Released


def known_pupils(released: Released) -> Reading:
    """What is known in the last year; ``released`` has window, n, groups and shares of both."""
    shown = require(released).shown.dropna(subset="prior_share").sort_values("window")
    if shown.empty:
        return nothing_shown(released)
    last = shown.iloc[-1]
    first = _("In {window}, scores of {n} pupils are known; of {share} of them there is an earlier "
              "score to compare with.").format(
        window=last["window"], n=number(last["n"], 0), share=percent(last["prior_share"])
    )  # fmt: skip
    if pd.isna(last["groups"]):
        return Reading(f"{first} {_('It is not known in which group they are.')}")
    second = _("They are in {groups} groups; of {named} of these it is known who works with them.")
    second = second.format(groups=number(last["groups"], 0), named=percent(last["named_share"]))
    return Reading(f"{first} {second}")


def known_domains(released: Released) -> Reading:
    """Where an earlier score is rarest; ``released`` has domain and prior_share of one year."""
    shown = require(released).shown.dropna(subset="prior_share")
    if shown.empty:
        return nothing_shown(released)
    rare = shown.loc[shown["prior_share"].idxmin()]
    return Reading(
        _("An earlier score is rarest in {domain} ({share} of the pupils). Where it is missing, "
          "nobody can tell growth from what pupils brought along.").format(
            domain=words.value_label("domain", rare["domain"]), share=percent(rare["prior_share"])
        )
    )  # fmt: skip


def sick_leave(released: Released) -> Reading:
    """The last year; ``released`` has window, absent_share, low, high, frequency, nil_share."""
    last = trends.last(released, "absent_share")
    if last is None:
        return nothing_shown(released)
    return Reading(
        _("In {window}, {rate} of the working time was lost to sick leave (between {low} and "
          "{high}, allowing for chance); people reported ill {frequency} times on average, and "
          "{nil} of those in service all year never did.").format(
            window=last["window"],
            rate=percent(last["absent_share"], 1),
            low=percent(last["low"], 1),
            high=percent(last["high"], 1),
            frequency=number(last["frequency"], 1),
            nil=percent(last["nil_share"]),
        )
    )  # fmt: skip


def sick_leave_change(released: Released) -> Reading:
    """Whether the time lost moved between the first and the last year shown."""
    return trends.moved(
        released,
        "absent_share",
        same=_("Between {first} ({from_rate}) and {last} ({to_rate}) sick leave hardly moved: "
               "the margins overlap."),
        up=_("Sick leave rose between {first} ({from_rate}) and {last} ({to_rate})."),
        down=_("Sick leave fell between {first} ({from_rate}) and {last} ({to_rate})."),
    )  # fmt: skip


def never_ill(released: Released) -> Reading:
    """Who had no sick leave in the last year; ``released`` has window, in_service and share."""
    shown = require(released).shown.dropna(subset="share")
    if shown.empty:
        return nothing_shown(released)
    last = shown[shown["window"] == shown["window"].max()].set_index("in_service")["share"]
    texts = {
        "all_year": _("of who was in service all year {share}"),
        "part_year": _("of who was there part of the year {share}"),
    }
    parts = [texts[name].format(share=percent(last[name])) for name in texts if name in last.index]
    text = _("Without sick leave in {window}: {parts}.")
    return Reading(text.format(window=shown["window"].max(), parts=listing(parts)))


def caution() -> Reading:
    """What sick leave does not say."""
    return Reading(
        _("Sick leave says little about a single school in a single year: a few people who are ill "
          "for long make most of it, and why they are ill is not known here, nor should it be.")
    )  # fmt: skip


def talk() -> Reading:
    """A question for the team."""
    return Reading(
        _("To talk about: what helps people here to stay well, and to come back step by step?")
    )


def sectors(released: Released) -> Reading:
    """How sectors differ; ``released`` has sector, absent_share, low and high of one year."""
    shown = require(released).shown.dropna(subset="absent_share")
    if shown.empty:
        return nothing_shown(released)
    parts = [
        _("{sector} {rate} (between {low} and {high})").format(
            sector=words.value_label("sector", row["sector"]),
            rate=percent(row["absent_share"], 1),
            low=percent(row["low"], 1),
            high=percent(row["high"], 1),
        )
        for row in shown.to_dict("records")
    ]
    return Reading(
        _("Time lost per sector: {parts}. Compare it only with a figure of the same year that was "
          "made in the same way.").format(parts=listing(parts))
    )  # fmt: skip


def lengths(released: Released) -> Reading:
    """How long cases take; ``released`` has length_class, case_share and day_share of all cases.

    Long cases are what the two short classes leave, so that a hidden class counts too.
    """
    shown = require(released).shown.dropna(subset="case_share").set_index("length_class")
    if not {SHORT, MIDDLE} <= set(shown.index):
        return nothing_shown(released)
    brief = shown.loc[[SHORT, MIDDLE], ["case_share", "day_share"]].sum()
    return Reading(
        _("Of all cases that ended, {short} took at most a week. Cases of more than six weeks were "
          "{long} of all cases and {days} of all days ill.").format(
            short=percent(shown.loc[SHORT, "case_share"]),
            long=percent(1 - brief["case_share"]),
            days=percent(1 - brief["day_share"]),
        )
    )  # fmt: skip


def schools(released: Released, *, of: int) -> Reading:
    """How the time lost spreads; ``released`` has absent_share, low and high per school."""
    known = require(released).shown
    shown = known.dropna(subset=["absent_share", "low"])
    if shown.empty:
        return nothing_shown(released)
    middle = shown["absent_share"].median()
    apart = int(((shown["low"] > middle) | (shown["high"] < middle)).sum())
    first = ngettext("{n} of {of} is shown.", "{n} of {of} are shown.", len(shown)).format(
        n=len(shown), of=of
    )
    second = _("The time lost runs from {least} to {most}; {apart} of them can be told from the "
               "middle of all.").format(
        least=percent(shown["absent_share"].min(), 1),
        most=percent(shown["absent_share"].max(), 1),
        apart=apart,
    )  # fmt: skip
    if len(known) == len(shown):
        return Reading(f"{first} {second}")
    third = ngettext(
        "{n} is left out, because too few people make the figure.",
        "{n} are left out, because too few people make the figure.",
        len(known) - len(shown),
    ).format(n=len(known) - len(shown))
    return Reading(f"{first} {second} {third}")


def mood(released: Released) -> Reading:
    """The mood in the last wave; ``released`` has wave, n, score, low and high."""
    if require(released).table.empty:
        return Reading(
            _("The question about the mood was not asked in this study, so nothing here is about "
              "mood itself. Enjoyment of work and workload are the nearest to it.")
        )  # fmt: skip
    shown = released.shown.dropna(subset="score").sort_values("wave")
    if shown.empty:
        return nothing_shown(released)
    last = shown.iloc[-1]
    return Reading(
        _("In wave {wave} the mean mood was {score} on a scale from 1 to 5 (between {low} and "
          "{high}, allowing for chance).").format(
            wave=last["wave"],
            score=number(last["score"]),
            low=number(last["low"]),
            high=number(last["high"]),
        )
    )  # fmt: skip


def slopes(released: Released) -> Reading:
    """How scores of people go together; ``released`` has relation, estimate, low and high."""
    shown = require(released).shown.dropna(subset="estimate")
    if shown.empty:
        return nothing_shown(released)
    return Reading(" ".join(_slope(row) for row in shown.to_dict("records")))


def _slope(row: dict[str, Any]) -> str:
    ends = sorted([abs(row["low"]), abs(row["high"])])
    return _slope_words(row).format(
        relation=row["relation"],
        size=number(abs(row["estimate"])),
        low=number(row["low"]),
        high=number(row["high"]),
        least=number(ends[0]),
        most=number(ends[1]),
    )


def _slope_words(row: dict[str, Any]) -> str:
    later = row.get("design", CROSS_SECTION) != CROSS_SECTION
    unclear, higher = row["low"] <= 0 <= row["high"], row["estimate"] > 0
    if unclear and later:
        return _("{relation}: whether the first went before another score on the second cannot be "
                 "told from chance ({low} to {high} of a step).")  # fmt: skip
    if unclear:
        return _("{relation}: whether the two go together cannot be told from chance ({low} to "
                 "{high} of a step).")  # fmt: skip
    if later and higher:
        return _("{relation}: who scored one step higher on the first scored {size} of a step "
                 "higher on the second afterwards (between {least} and {most}).")  # fmt: skip
    if later:
        return _("{relation}: who scored one step higher on the first scored {size} of a step "
                 "lower on the second afterwards (between {least} and {most}).")  # fmt: skip
    if higher:
        return _("{relation}: who scores one step higher on the first scores {size} of a step "
                 "higher on the second (between {least} and {most}).")  # fmt: skip
    return _("{relation}: who scores one step higher on the first scores {size} of a step lower "
             "on the second (between {least} and {most}).")  # fmt: skip


def absence_effects(released: Released, found: list[Estimate | NotEstimable]) -> Reading:
    """Whether sick leave goes together with what staff said before.

    Parameters
    ----------
    released : Released
        term (scale), estimate (days of every 100 working days), low, high and p_adjusted.
    found : list
        The same results with those that could not be estimated, which say why.
    """
    shown = require(released).shown.dropna(subset="estimate")
    reasons = dict.fromkeys(e.reason for e in found if isinstance(e, NotEstimable))
    if shown.empty:
        return Reading(" ".join(reasons)) if reasons else nothing_shown(released)
    return Reading(" ".join([*map(_effect, shown.to_dict("records")), *reasons]))


def _effect(row: dict[str, Any]) -> str:
    values = verbs.sizes(row) | {"scale": words.value_label("scale_id", row["term"])}
    if verbs.unclear(row):
        text = _("Whether schools with a higher mean of {scale} lost more or less time afterwards "
                 "cannot be told from chance ({low} to {high} of every 100 days).")  # fmt: skip
    elif row["estimate"] < 0:
        text = _("Schools whose mean of {scale} was one step higher lost less time afterwards: "
                 "{size} of every 100 days less (between {least} and {most}).")  # fmt: skip
    else:
        text = _("Schools whose mean of {scale} was one step higher lost more time afterwards: "
                 "{size} of every 100 days more (between {least} and {most}).")  # fmt: skip
    return text.format(**values)


def linked(released: Released) -> Reading:
    """How many schools could be followed; ``released`` is the ladder: step and n."""
    shown = require(released).shown.set_index("step")["n"]
    if not {"scores", "analysed"} <= set(shown.index) or not shown["scores"]:
        return nothing_shown(released)
    return Reading(
        _("Of {scores} means of schools in a wave, {analysed} could be put beside a full year of "
          "sick leave after it.").format(
            scores=number(shown["scores"], 0), analysed=number(shown["analysed"], 0)
        )
    )  # fmt: skip
