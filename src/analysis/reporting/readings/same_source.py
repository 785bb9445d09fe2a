"""Sentences about two scales that the same people answered."""

from analysis.language import gettext as _
from analysis.language import number
from analysis.reporting.readings.core import Reading, require
from analysis.reporting.release import Released


def split(released: Released, *, exposure: str, outcome: str) -> Reading:
    """How much of a relation over teams is left when teams are split.

    Parameters
    ----------
    released : Released
        taken_from (whole, split, same_source, …), estimate, low, high, n_units and
        n_units_left_out.
    exposure, outcome : str
        What the two scales are called.
    """
    shown = require(released).shown.dropna(subset="estimate").set_index("taken_from")
    if not {"whole", "split", "same_source"} <= set(shown.index):
        return Reading(_("Too few people of one team answered both to split teams."))
    row = shown.loc["split"]
    first = _("In teams that stand one point higher on {exposure}, {outcome} stands {whole} points "
              "higher when the same people tell both, and {split} when each half of the team tells "
              "one.").format(
        exposure=exposure,
        outcome=outcome,
        whole=number(shown.loc["whole", "estimate"]),
        split=number(row["estimate"]),
    )  # fmt: skip
    count = _("This rests on {n} teams; {out} are too small to be split.").format(
        n=number(row["n_units"], 0), out=number(row["n_units_left_out"], 0)
    )
    return Reading(" ".join([first, _left(row), _source(shown.loc["same_source"]), count]))


def _left(row: object) -> str:
    if row["low"] > 0:
        return _("What is left is more than chance explains.")
    if row["high"] < 0:
        return _("What is left points the other way.")
    return _("What is left cannot be told from chance.")


def _source(row: object) -> str:
    if row["low"] > 0:
        return _("Of the difference, {size} points are there only where the same people tell both; "
                 "it is not that half a team is smaller.").format(
            size=number(row["estimate"])
        )  # fmt: skip
    return _("That the same people tell both makes no difference that can be told from chance.")
