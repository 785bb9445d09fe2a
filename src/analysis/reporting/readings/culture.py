"""Sentences about all topics at a glance, and about feedback."""

import pandas as pd

from analysis import codebook
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


def strongest(released: Released) -> Reading:
    """The topics that stand out on the good and on the bad side, two of each where there are four.

    ``released`` has scale_id, high_is, options, score. Scales on which a high score is
    unfavourable are turned for this comparison only, and scores are set on one ruler.
    """
    shown = require(released).shown.dropna(subset="score")
    if shown.empty:
        return nothing_shown(released)
    if len(shown) == 1:
        only = shown.iloc[0]
        return Reading(
            _("One topic was asked: {topic} ({score} on a scale from 1 to {options}).").format(
                topic=_name(only["scale_id"]),
                score=number(only["score"]),
                options=number(only["options"], 0),
            )
        )
    place = (shown["score"] - 1) / (shown["options"] - 1)
    good = place.where(shown["high_is"] == "favourable", 1 - place)
    each = min(2, len(shown) // 2)
    best, worst = good.nlargest(each).index, good.nsmallest(each).index
    values = {
        "best": listing([_name(shown.loc[row, "scale_id"]) for row in best]),
        "worst": listing([_name(shown.loc[row, "scale_id"]) for row in worst]),
    }
    if each == 1:
        return Reading(
            _("Most favourable is {best}; least favourable is {worst}.").format(**values)
        )
    return Reading(_("Most favourable are {best}; least favourable are {worst}.").format(**values))


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
    """Which signal of a hindering culture is the strongest.

    ``released`` has scale_id, options, score and low.
    """
    shown = require(released).shown.dropna(subset="score")
    if shown.empty:
        return nothing_shown(released)
    above = shown[shown["low"] > (1 + shown["options"]) / 2]
    most = shown.loc[shown["score"].idxmax()]
    first = _("The strongest signal is {name} ({score} on a scale from 1 to {options}).").format(
        name=_name(most["scale_id"]),
        score=number(most["score"]),
        options=number(most["options"], 0),
    )
    if above.empty:
        return Reading(f"{first} {_('No signal lies above the middle of the scale.')}")
    second = ngettext(
        "{n} signal lies above the middle of the scale.",
        "{n} signals lie above the middle of the scale.",
        len(above),
    ).format(n=len(above))
    return Reading(f"{first} {second}")


def reliable(released: Released, *, least: float = 0.70) -> Reading:
    """How many scales hang together, and which do not.

    Parameters
    ----------
    released : Released
        scale_id, omega and spearman_brown per scale.
    least : float
        Reliability from which a scale is called reliable.
    """
    shown = require(released).shown
    found = shown["omega"].fillna(shown["spearman_brown"])
    several = shown.assign(found=found).dropna(subset="found")
    if several.empty:
        return nothing_shown(released)
    good = several["found"] >= least
    first = _(
        "Of {several} scales with more than one question, {good} have a reliability of at least "
        "{limit} (omega, or Spearman-Brown for two questions)."
    ).format(several=len(several), good=int(good.sum()), limit=number(least))
    if good.all():
        return Reading(first)
    weak = several.loc[~good].nsmallest(3, "found")["scale_id"]
    second = _("The lowest have {scales}: read these with care.").format(
        scales=listing([_name(scale) for scale in weak])
    )
    return Reading(f"{first} {second}")


def usable(released: Released, *, unit: str) -> Reading:
    """For how many scales the means of units may be compared, and related to other figures.

    Parameters
    ----------
    released : Released
        compare and relate per scale.
    unit : str
        team or school.
    """
    shown = require(released).shown
    if shown.empty:
        return nothing_shown(released)
    compare, relate = (shown[use].astype(bool).sum() for use in ("compare", "relate"))
    return Reading(
        _("Of {n} scales, {relate} have means of {units} that may be related to other figures, and "
          "{compare} have means that may be set side by side.").format(
            n=len(shown), relate=relate, compare=compare, units=words.units(unit)
        )
    )  # fmt: skip


def not_asked(released: Released, *, notebook: str) -> Reading:
    """Which subjects that belong to a page have no question in this study.

    Parameters
    ----------
    released : Released
        construct_id per scale that was asked.
    notebook : str
        The page, as pages.csv names it.
    """
    shown = require(released).shown
    missing = [
        one for one in codebook.constructs_of(notebook) if one not in set(shown["construct_id"])
    ]
    if not missing:
        return Reading(_("Every subject of this page was asked about."))
    names = listing([words.value_label("construct_id", one) for one in missing])
    return Reading(_("Not asked about in this study: {names}.").format(names=names))


def together(released: Released) -> Reading:
    """Which topics go together most, within units and between them.

    ``released`` as ``correlations.of_scales`` gives; where no unit is known, among people.
    """
    shown = require(released).shown.dropna(subset="total")
    if shown.empty:
        return nothing_shown(released)
    units = words.units(shown["unit"].iloc[0])
    if shown["within"].isna().all():
        first = _("{first} and {second} go together most among people (r = {r}, {n} people).")
        return Reading(_pair(shown, "total", first, "n", units))
    told = [
        _pair(
            shown,
            "within",
            _("Within {units}, {first} and {second} go together most (r = {r}, {n} people)."),
            "n",
            units,
        )
    ]
    if shown["between"].notna().any():
        between = _("Between the means of {units}, {first} and {second} do (r = {r}, {n} {units}).")
        told.append(_pair(shown, "between", between, "n_units", units))
    return Reading(" ".join(told))


def _pair(shown: pd.DataFrame, kind: str, sentence: str, of: str, units: str) -> str:
    most = shown.loc[shown[kind].abs().idxmax()]
    return sentence.format(
        first=_name(most["first"]),
        second=_name(most["second"]),
        r=number(most[kind]),
        n=number(most[of], 0),
        units=units,
    )


def by_service(released: Released, change: Released, *, exposure: str, outcome: str) -> Reading:
    """For which years of service two scales go together, and whether that differs.

    Parameters
    ----------
    released, change : Released
        The rows for bands, and the one for the change, that ``by_band.slopes_by_band`` gives.
    exposure, outcome : str
        The two scales.
    """
    bands = require(released).shown.dropna(subset=["estimate", "low"])
    if bands.empty:
        return nothing_shown(released)
    values = {"exposure": _name(exposure), "outcome": _name(outcome)}
    sure = bands["p_adjusted"] < 0.05
    less = _("With {bands} of service, more {exposure} goes with less {outcome}.")
    more = _("With {bands} of service, more {exposure} goes with more {outcome}.")
    sides = ((sure & (bands["high"] < 0), less), (sure & (bands["low"] > 0), more))
    told = [
        sentence.format(bands=_bands(bands.loc[clear, "tenure_band"]), **values)
        for clear, sentence in sides
        if clear.any()
    ]
    if not told:
        nowhere = _(
            "For no years of service is it clear that {exposure} and {outcome} go together."
        )
        told = [nowhere.format(**values)]
    return Reading(" ".join([*told, *_whether_it_differs(require(change).shown)]))


def _bands(bands: pd.Series) -> str:
    return listing([words.value_label("tenure_band", band) for band in bands])


def _whether_it_differs(change: pd.DataFrame) -> list[str]:
    known = change.dropna(subset="low")
    if known.empty:
        return []
    row = known.iloc[0]
    if row["low"] > 0 or row["high"] < 0:
        return [_("The relation changes with years of service.")]
    return [_("Whether the relation changes with years of service cannot be told.")]


def statement(released: Released, *, stated: float, margin: float = 0.10) -> Reading:
    """Compare a share with a stated figure, in this organisation only.

    Parameters
    ----------
    released : Released
        item_id, share, low, high, low_90, high_90 of one statement.
    stated : float
        The figure that a source states.
    margin : float
        Shares that lie so close are called equal when the whole 90 % interval does.
    """
    shown = require(released).shown.dropna(subset="share")
    if shown.empty:
        return nothing_shown(released)
    row = shown.iloc[0]
    first = _(
        "In this organisation {share} agree with “{text}” (between {low} and {high})."
    ).format(
        text=words.value_label("item_id", row["item_id"]).rstrip("."),
        share=percent(row["share"]),
        low=percent(row["low"]),
        high=percent(row["high"]),
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


def reliability(released: Released) -> Reading:
    """The sentence on reliability for a thesis; see ``apa.reliability``."""
    from analysis.reporting import apa

    return apa.reliability(released)
