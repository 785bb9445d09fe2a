"""Sentences about all topics at a glance, and about feedback."""

from analysis.language import gettext as _
from analysis.language import listing, ngettext, number, percent
from analysis.reporting import words
from analysis.reporting.readings.core import Reading, nothing_shown, require
from analysis.reporting.release import Released


def _name(scale_id: str) -> str:
    return f"“{words.value_label('term', scale_id)}”"


def asked(released: Released) -> Reading:
    """How many topics were asked and how many people answered; ``released`` has n per scale."""
    shown = require(released).shown
    if shown.empty:
        return nothing_shown(released)
    return Reading(
        ngettext(
            "The questionnaire holds {n} topic; {people} people answered at most.",
            "The questionnaires hold {n} topics; at most {people} people answered one.",
            len(shown),
        ).format(n=len(shown), people=number(shown["n"].max(), 0))
    )


def strongest(released: Released) -> str:
    """The topics that stand out on the good and on the bad side; nothing when nothing is shown.

    ``released`` has scale_id, high_is, score. Scales on which a high score is unfavourable are
    turned for this comparison only.
    """
    shown = require(released).shown
    if shown.empty:
        return nothing_shown(released)
    good = shown["score"].where(shown["high_is"] == "favourable", 6 - shown["score"])
    best, worst = good.nlargest(2).index, good.nsmallest(2).index
    return Reading(
        _("Most favourable are {best}; least favourable are {worst}.").format(
            best=listing([_name(shown.loc[row, "scale_id"]) for row in best]),
            worst=listing([_name(shown.loc[row, "scale_id"]) for row in worst]),
        )
    )


def highest(released: Released) -> Reading:
    """The topic with the highest and the one with the lowest mean; ``released`` has score."""
    shown = require(released).shown.dropna(subset="score")
    if shown.empty:
        return nothing_shown(released)
    most, least = shown.loc[shown["score"].idxmax()], shown.loc[shown["score"].idxmin()]
    return Reading(
        _("Highest is {most} ({high}), lowest {least} ({low}).").format(
            most=_name(most["scale_id"]),
            high=number(most["score"]),
            least=_name(least["scale_id"]),
            low=number(least["score"]),
        )
    )


def signals(released: Released) -> Reading:
    """Which signal of a hindering culture is the strongest; ``released`` has scale_id, score."""
    shown = require(released).shown.dropna(subset="score")
    if shown.empty:
        return nothing_shown(released)
    above = shown[shown["low"] > 3]
    most = shown.loc[shown["score"].idxmax()]
    first = _("The strongest signal is “{name}” ({score} on a scale from 1 to 5).").format(
        name=words.value_label("scale_id", most["scale_id"]), score=number(most["score"])
    )
    if above.empty:
        return Reading(f"{first} {_('No signal lies above the middle of the scale.')}")
    second = ngettext(
        "{n} signal lies above the middle of the scale.",
        "{n} signals lie above the middle of the scale.",
        len(above),
    ).format(n=len(above))
    return Reading(f"{first} {second}")


def usable(released: Released) -> Reading:
    """How many scales are reliable, and how many tell units apart.

    ``released`` has alpha and relate per scale.
    """
    shown = require(released).shown
    if shown.empty:
        return nothing_shown(released)
    several = shown.dropna(subset="alpha")
    good = int((several["alpha"] >= 0.7).sum())
    return Reading(
        _("Of {several} scales with more than one question, {good} have an alpha of at least "
          "{limit}. For {relate} of {n} scales the means of schools differ beyond chance.").format(
            several=len(several),
            good=good,
            limit=number(0.7),
            relate=int(shown["relate"].astype(bool).sum()),
            n=len(shown),
        )
    )  # fmt: skip


def together(released: Released) -> Reading:
    """Which topics go together most, within units; ``released`` has first, second, within."""
    shown = require(released).shown.dropna(subset="within")
    if shown.empty:
        return nothing_shown(released)
    most = shown.loc[shown["within"].abs().idxmax()]
    return Reading(
        _("Within schools, {first} and {second} go together most (r = {r}, {n} people).").format(
            first=_name(most["first"]),
            second=_name(most["second"]),
            r=number(most["within"]),
            n=number(most["n"], 0),
        )
    )


def statement(released: Released, *, stated: float, margin: float = 0.10) -> Reading:
    """Compare a share with a stated figure, in this organisation only.

    Parameters
    ----------
    released : Released
        share, low, high, low_90, high_90 of one statement.
    stated : float
        The figure that a source states.
    margin : float
        Shares that lie so close are called equal when the whole 90 % interval does.
    """
    shown = require(released).shown.dropna(subset="share")
    if shown.empty:
        return nothing_shown(released)
    row = shown.iloc[0]
    first = _("In this organisation {share} agree (between {low} and {high}).").format(
        share=percent(row["share"]), low=percent(row["low"]), high=percent(row["high"])
    )
    values = {"stated": percent(stated), "margin": number(100 * margin, 0)}
    if stated - margin < row["low_90"] and row["high_90"] < stated + margin:
        second = _("That is equal to the stated {stated}, within {margin} points.")
    elif row["low"] > stated:
        second = _("That is more than the stated {stated}.")
    elif row["high"] < stated:
        second = _("That is less than the stated {stated}.")
    else:
        second = _("Whether that differs from the stated {stated} cannot be told.")
    return Reading(f"{first} {second.format(**values)}")


def gap(released: Released, *, smallest: float = 0.5) -> Reading:
    """Where the distance between what is and what people want is the largest.

    Parameters
    ----------
    released : Released
        scale_id, difference, low, high.
    smallest : float
        Smallest distance that matters, in points of the answer scale.
    """
    shown = require(released).shown.dropna(subset="difference")
    if shown.empty:
        return nothing_shown(released)
    most = shown.loc[shown["difference"].idxmax()]
    beyond = shown[shown["low"] >= smallest]
    first = _(
        "The distance is largest for {scale}: {difference} points (between {low} and {high})."
    )
    first = first.format(
        scale=_name(most["scale_id"]),
        difference=number(most["difference"]),
        low=number(most["low"]),
        high=number(most["high"]),
    )
    points = number(smallest)
    if beyond.empty:
        second = _("For no topic is it clearly {points} points or more.").format(points=points)
    else:
        second = _("It is clearly {points} points or more for {scales}.").format(
            points=points, scales=listing([_name(s) for s in beyond["scale_id"]])
        )
    return Reading(f"{first} {second}")


def caution() -> Reading:
    """What may not be concluded."""
    return Reading(
        _("Topics were not all asked in the same wave, and topics that go together need not be "
          "cause and effect.")
    )  # fmt: skip


def talk() -> Reading:
    """A question for the team."""
    return Reading(_("To talk about: which topic surprises us most, and what do we see of it?"))


def feedback_caution() -> Reading:
    """What may not be concluded about feedback."""
    return Reading(
        _("The stated figures come without a source, and the wording of our questions differs from "
          "the unknown original.")
    )  # fmt: skip


def feedback_talk() -> Reading:
    """A question for the team about feedback."""
    return Reading(_("To talk about: what feedback helped you last month, and who gave it?"))
