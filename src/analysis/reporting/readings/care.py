"""Sentences about answers that bear signs of carelessness; never about who gave them."""

from analysis.language import gettext as _
from analysis.language import number, percent
from analysis.models.estimate import NotEstimable
from analysis.reporting.readings.core import Reading, nothing_shown, require
from analysis.reporting.release import Released

_BASES = ("all", "without_marked")


def marked(released: Released) -> Reading:
    """What share of the people of the last wave is marked; ``released`` has wave and share."""
    shown = require(released).shown.dropna(subset="share").sort_values("wave")
    if shown.empty:
        return nothing_shown(released)
    last = shown.iloc[-1]
    if not last["count"]:
        return Reading(
            _("In wave {wave} nobody's answers bear two or more signs of carelessness.").format(
                wave=last["wave"]
            )
        )
    return Reading(
        _("In wave {wave} the answers of {share} bear two or more signs of carelessness. They are "
          "marked and stay in: one sign proves nothing.").format(
            wave=last["wave"], share=percent(last["share"], 1)
        )
    )  # fmt: skip


def schools(released: Released) -> Reading:
    """How the share of marked people runs over schools; ``released`` has share per school."""
    shown = require(released).shown.dropna(subset="share")
    if shown.empty:
        return nothing_shown(released)
    values = {"n": len(shown), "of": len(released.table)}
    if not shown["share"].any():
        return Reading(
            _("Of {of} schools {n} can be shown. In none of these is anybody marked.").format(
                **values
            )
        )
    return Reading(
        _("Of {of} schools {n} can be shown. There the share runs from {least} to {most}.").format(
            least=percent(shown["share"].min(), 1), most=percent(shown["share"].max(), 1), **values
        )
    )


def level(released: Released, *, smallest: float = 0.05) -> Reading:
    """Whether the mean hangs on marked people.

    Parameters
    ----------
    released : Released
        basis (all, without_marked, marked), score.
    smallest : float
        A shift of the mean below this, in points of the answer scale, is called no difference.
    """
    shown = require(released).shown.dropna(subset="score").set_index("basis")["score"]
    if not {"all", "without_marked"} <= set(shown.index):
        return nothing_shown(released)
    shift = shown["without_marked"] - shown["all"]
    values = {"mean": number(shown["without_marked"]), "shift": number(abs(shift))}
    if abs(shift) < smallest:
        text = _("Without marked people the mean is {mean}: about the same.")
    elif shift > 0:
        text = _("Without marked people the mean is {mean}, {shift} points higher.")
    else:
        text = _("Without marked people the mean is {mean}, {shift} points lower.")
    return Reading(text.format(**values))


def exits(released: Released, lacking: list[NotEstimable]) -> Reading:
    """Whether what is said about leaving hangs on marked people.

    ``released`` has basis (all, without_marked), level (within, between), estimate, low, high.
    """
    shown = require(released).shown.dropna(subset="estimate")
    reasons = list(dict.fromkeys(found.reason for found in lacking))
    both = shown.pivot(index="level", columns="basis", values=["estimate", "low", "high"])
    if "without_marked" not in set(shown["basis"]):
        return Reading(" ".join(reasons)) if reasons else nothing_shown(released)
    verdicts = {
        at: [_verdict(row["low", basis], row["high", basis]) for basis in _BASES]
        for at, row in both.iterrows()
    }
    if all(first == second for first, second in verdicts.values()):
        text = _("Without marked people the conclusion about leaving is the same.")
    else:
        text = _("Without marked people the conclusion about leaving is another: be careful.")
    return Reading(" ".join([text, *reasons]))


def _verdict(low: float, high: float) -> str:
    return "more" if low > 0 else "fewer" if high < 0 else "undecided"
