"""What is said alike of every figure per year: the last year, and whether it moved."""

from typing import Any

from analysis.language import gettext as _
from analysis.language import percent
from analysis.reporting.readings.core import Reading, nothing_shown, require
from analysis.reporting.release import Released


def last(released: Released, value: str) -> dict[str, Any] | None:
    """Take the last year with a value that is shown; None when there is none."""
    shown = require(released).shown.dropna(subset=value).sort_values("window")
    return None if shown.empty else shown.iloc[-1].to_dict()


def moved(released: Released, value: str, *, same: str, up: str, down: str) -> Reading:
    """Say whether a share moved between the first and the last year shown.

    Parameters
    ----------
    released : Released
        window, ``value``, low and high.
    value : str
        Column with the share.
    same, up, down : str
        Sentences with {first}, {last}, {from_rate} and {to_rate}: for margins that overlap, for a
        rise and for a fall.
    """
    shown = require(released).shown.dropna(subset=[value, "low"]).sort_values("window")
    if shown.empty:
        return nothing_shown(released)
    if len(shown) < 2:
        return Reading(_("There is one full year, so nothing can be said about change."))
    begin, end = shown.iloc[0], shown.iloc[-1]
    overlap = begin["low"] <= end["high"] and end["low"] <= begin["high"]
    text = same if overlap else up if end[value] > begin[value] else down
    return Reading(
        text.format(
            first=begin["window"],
            last=end["window"],
            from_rate=percent(begin[value], 1),
            to_rate=percent(end[value], 1),
        )
    )
