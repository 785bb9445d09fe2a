"""Sentences about people who came and left."""

from typing import Any

from analysis.language import gettext as _
from analysis.language import listing, ngettext, number, percent
from analysis.models.estimate import Estimate, NotEstimable
from analysis.reporting import words
from analysis.reporting.readings import published, trends
from analysis.reporting.readings.core import Reading, nothing_shown, require
from analysis.reporting.release import Released


def year(released: Released) -> Reading:
    """The last year: who was there, who left, the rate; ``released`` has window, count, rate."""
    last = trends.last(released, "rate")
    if last is None:
        return nothing_shown(released)
    return Reading(
        _("In {window}, {count} people left the organisation: {rate} of the mean number in service "
          "(between {low} and {high}, allowing for chance).").format(
            window=last["window"],
            count=number(last["count"], 0),
            rate=percent(last["rate"], 1),
            low=percent(last["low"], 1),
            high=percent(last["high"], 1),
        )
    )  # fmt: skip


def opening(released: Released) -> list[Reading]:
    """What opens the page: from contracts, or from published numbers of staff.

    Published numbers are per school, and have n_units: the number of schools.
    """
    if "n_units" in require(released).table.columns:
        return [published.turnover(released), published.caution()]
    return [year(released), change(released)]


def change(released: Released) -> Reading:
    """Whether the rate moved between the first and the last year shown."""
    return trends.moved(
        released,
        "rate",
        same=_("Between {first} ({from_rate}) and {last} ({to_rate}) turnover hardly moved: the "
               "margins overlap."),
        up=_("Turnover rose between {first} ({from_rate}) and {last} ({to_rate})."),
        down=_("Turnover fell between {first} ({from_rate}) and {last} ({to_rate})."),
    )  # fmt: skip


def caution() -> Reading:
    """What a rate does not say."""
    return Reading(
        _("A low turnover is not good by itself: renewal needs people who come and go, and the "
          "margin says what chance does from year to year.")
    )  # fmt: skip


def talk() -> Reading:
    """A question for the team."""
    return Reading(_("To talk about: which departures could we have prevented, and how?"))


def reasons(released: Released) -> Reading:
    """The most common reasons in the last year; ``released`` has window, exit_class, share."""
    shown = require(released).shown.dropna(subset="share")
    if shown.empty:
        return nothing_shown(released)
    last = shown[shown["window"] == shown["window"].max()].sort_values("share", ascending=False)
    parts = [
        _("{reason} ({share})").format(
            reason=words.value_label("exit_class", row["exit_class"]), share=percent(row["share"])
        )
        for row in last.to_dict("records")
    ]
    return Reading(
        _("In {window} people left for these reasons: {reasons}.").format(
            window=last["window"].iloc[0], reasons=listing(parts)
        )
    )


def schools(released: Released) -> Reading:
    """How the rate spreads over schools; ``released`` has rate, low and high per school."""
    shown = require(released).shown.dropna(subset=["rate", "low"])
    if shown.empty:
        return nothing_shown(released)
    middle = shown["rate"].median()
    apart = int(((shown["low"] > middle) | (shown["high"] < middle)).sum())
    return Reading(
        ngettext(
            "{n} school can be shown; its rate is {least}.",
            "{n} schools can be shown; their rates run from {least} to {most}, and {apart} of them "
            "can be told from the middle of all.",
            len(shown),
        ).format(
            n=len(shown),
            least=percent(shown["rate"].min()),
            most=percent(shown["rate"].max()),
            apart=apart,
        )
    )


def asked(released: Released) -> Reading:
    """Whether leavers had ever been heard; ``released`` has n, count and share per window."""
    shown = require(released).shown.dropna(subset="share").sort_values("window")
    if shown.empty:
        return nothing_shown(released)
    last = shown.iloc[-1]
    return Reading(
        _("Of the people who left in {window}, {share} had answered a questionnaire before. What "
          "the others thought is not known.").format(
            window=last["window"], share=percent(last["share"])
        )
    )  # fmt: skip


def gaps(released: Released) -> Reading:
    """How much the gap rule matters; ``released`` has gap_days and rate."""
    shown = require(released).shown.dropna(subset="rate")
    if len(shown) < 2:
        return nothing_shown(released)
    return Reading(
        _("Depending on how long a break may be before it counts as leaving, the rate lies between "
          "{least} and {most}.").format(
            least=percent(shown["rate"].min(), 1), most=percent(shown["rate"].max(), 1)
        )
    )  # fmt: skip


def definitions(released: Released) -> Reading:
    """How much the definition matters; ``released`` has definition and rate."""
    shown = require(released).shown.dropna(subset="rate")
    if len(shown) < 2:
        return nothing_shown(released)
    low, high = shown.loc[shown["rate"].idxmin()], shown.loc[shown["rate"].idxmax()]
    return Reading(
        _("The definition makes the difference between {least} ({low}) and {most} ({high}); a rate "
          "is comparable only with one made in the same way.").format(
            least=percent(low["rate"], 1),
            low=words.value_label("definition", low["definition"]),
            most=percent(high["rate"], 1),
            high=words.value_label("definition", high["definition"]),
        )
    )  # fmt: skip


def staying(released: Released) -> Reading:
    """How long people stay; ``released`` has years and survival (share still in service)."""
    shown = require(released).shown.dropna(subset="survival").sort_values("years")
    if shown.empty:
        return nothing_shown(released)
    first, last = shown.iloc[0], shown.iloc[-1]
    return Reading(
        _("Of every 100 people who start, {first} are still there after {first_years}, and {last} "
          "after {last_years}.").format(
            first=number(100 * first["survival"], 0),
            last=number(100 * last["survival"], 0),
            first_years=_years(first["years"]),
            last_years=_years(last["years"]),
        )
    )  # fmt: skip


def _years(n: float) -> str:
    return ngettext("{n} year", "{n} years", int(n)).format(n=int(n))


def scales(released: Released, found: list[Estimate | NotEstimable]) -> Reading:
    """Which scales go together with leaving, after adjustment for the number of tests.

    Parameters
    ----------
    released : Released
        term (scale), level, estimate, low, high, p_adjusted.
    found : list
        The same results with those that could not be estimated.
    """
    shown = require(released).shown.dropna(subset="estimate")
    if shown.empty:
        reasons = dict.fromkeys(e.reason for e in found if isinstance(e, NotEstimable))
        return Reading(" ".join(reasons)) if reasons else nothing_shown(released)
    clear = shown[shown["p_adjusted"] < 0.05]
    first = ngettext(
        "{n} relation was tested.", "{n} relations were tested together.", len(shown)
    ).format(n=len(shown))
    if clear.empty:
        return Reading(f"{first} {_('None can be told from chance.')}")
    parts = [_scale(row) for row in clear.to_dict("records")]
    text = _("These can be told from chance: {relations}.").format(relations="; ".join(parts))
    return Reading(f"{first} {text}")


def _scale(row: dict[str, Any]) -> str:
    name = words.value_label("scale_id", row["term"])
    fewer = row["estimate"] < 0
    text = {
        (True, True): _("colleagues who score higher on {scale} than others in their school left "
                        "less often"),
        (True, False): _("colleagues who score higher on {scale} than others in their school left "
                         "more often"),
        (False, True): _("in schools with a higher mean of {scale} fewer people left"),
        (False, False): _("in schools with a higher mean of {scale} more people left"),
    }[row["level"] == "within", fewer]  # fmt: skip
    return text.format(scale=name)
