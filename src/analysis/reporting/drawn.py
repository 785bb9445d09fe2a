"""What every figure asks of a released table: the rows that may be drawn, or why there are none."""

import pandas as pd

from analysis.language import gettext as _
from analysis.reporting import tables
from analysis.reporting.canvas import TEXT_SIZE, Picture, axes
from analysis.reporting.release import Released


def require(released: Released, *columns: str) -> pd.DataFrame:
    """Take the shown rows of a released table that has these columns."""
    if not isinstance(released, Released):
        raise TypeError("a figure is drawn from release(...), not from a plain table")
    absent = [column for column in columns if column not in released.table.columns]
    if absent:
        raise ValueError(f"the released table lacks {absent}")
    return released.shown.dropna(subset=[columns[-1]] if columns else [])


def nothing(released: Released) -> Picture:
    """Say that there is nothing to draw, in place of an empty frame."""
    why = tables.note(released) or _("There are no data for this figure.")
    figure, drawing = axes(0.8)
    drawing.set_axis_off()
    drawing.text(0.5, 0.5, why, ha="center", va="center", wrap=True, fontsize=TEXT_SIZE)
    return Picture(figure, why)
