"""Sentences about the barometer: two facets of safety, and where units stand."""

from analysis.language import gettext as _
from analysis.language import ngettext, number
from analysis.measures.positions import NOT_COMPARED, Positions
from analysis.reporting import words
from analysis.reporting.readings.core import Reading, nothing_shown, require
from analysis.reporting.release import Released


def facets(released: Released, gap: Released) -> Reading:
    """Where the facets stand in the last wave, and whether they differ.

    Parameters
    ----------
    released : Released
        scale_id, wave and score.
    gap : Released
        first, second, estimate, low and high; may have no row.
    """
    shown = require(released).shown.dropna(subset="score")
    if shown.empty:
        return nothing_shown(released)
    last = shown[shown["wave"] == shown["wave"].max()]
    said = [
        _("“{facet}” stands at {score}.").format(
            facet=words.value_label("scale_id", row["scale_id"]), score=number(row["score"])
        )
        for row in last.to_dict("records")
    ]
    first = _("In wave {wave}:").format(wave=last["wave"].iloc[0])
    return Reading(" ".join([first, *said, *_gap(require(gap))]))


def _gap(gap: Released) -> list[str]:
    known = gap.shown.dropna(subset="low")
    if known.empty:
        return []
    row = known.iloc[0]
    if row["low"] <= 0 <= row["high"]:
        return [_("Whether the same people score higher on one than on the other cannot be told "
                  "from chance.")]  # fmt: skip
    higher = row["first"] if row["estimate"] > 0 else row["second"]
    ends = sorted([abs(row["low"]), abs(row["high"])])
    return [
        _("The same people score {size} points higher on “{facet}” (between {low} and "
          "{high}).").format(
            size=number(abs(row["estimate"])),
            facet=words.value_label("scale_id", higher),
            low=number(ends[0]),
            high=number(ends[1]),
        )
    ]  # fmt: skip


def places(released: Released, found: Positions) -> Reading:
    """How many units stand lower or higher than all of them together.

    Parameters
    ----------
    released : Released
        score and position per unit.
    found : Positions
        Says how many units there are, and why they may not be compared.
    """
    shown = require(released).shown.dropna(subset="score")
    if shown.empty:
        return Reading(found.why_not) if found.why_not else nothing_shown(released)
    first = ngettext(
        "{n} of {of} is shown: there enough people answered, and they agree enough for one number "
        "to stand for them all.",
        "{n} of {of} are shown: there enough people answered, and they agree enough for one number "
        "to stand for them all.",
        len(shown),
    ).format(n=len(shown), of=found.of)
    if (shown["position"] == NOT_COMPARED).any():
        last = _("Each stands by itself, because they may not be compared. {why}")
        return Reading(f"{first} {last.format(why=found.why_not)}")
    lower, higher = (int((shown["position"] == place).sum()) for place in ("lower", "higher"))
    if not lower + higher:
        last = _("None of them can be told from the mean of all: a difference may well be chance.")
        return Reading(f"{first} {last}")
    last = _("Lower than the mean of all: {lower}. Higher: {higher}. The other {rest} cannot be "
             "told from it: a difference may well be chance.").format(
        lower=lower, higher=higher, rest=len(shown) - lower - higher
    )  # fmt: skip
    return Reading(f"{first} {last}")
