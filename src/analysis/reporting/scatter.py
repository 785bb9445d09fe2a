"""Two things about each unit in one figure: a mark per unit without a name, and the line."""

import numpy as np

from analysis.language import gettext as _
from analysis.language import ngettext, number
from analysis.reporting import tables
from analysis.reporting.canvas import BLUE, ORANGE, Picture, axes, name_axis
from analysis.reporting.drawn import nothing, require
from analysis.reporting.release import Released

_SIZE = 9.0  # of a mark, at the median number of people
_LEAST_LINE = 10  # units under which a line would be drawn through chance


def scatter(
    released: Released, across: str, up: str, *, label_across: str = "", label_up: str = ""
) -> Picture:
    """Draw one mark per unit, larger where more people are behind it.

    Parameters
    ----------
    released : Released
        A row per unit, with n and both columns. Units bear no names: no league table.
    across, up : str
        Columns for the horizontal and the vertical axis.
    label_across, label_up : str
        What is on the axes; the names of the columns unless given.
    """
    label_across = label_across or tables.heading(released, across)
    label_up = label_up or tables.heading(released, up)
    shown = require(released, "n", across, up).dropna(subset=[across])
    if shown.empty:
        return nothing(released)
    x, y, n = (shown[name].to_numpy(float) for name in (across, up, "n"))
    figure, drawing = axes(4.2)
    size = _SIZE**2 * np.sqrt(n / np.median(n))
    drawing.scatter(x, y, s=size, color=BLUE, alpha=0.75, edgecolors="white", linewidths=0.6)
    if len(x) >= _LEAST_LINE and x.std() > 0:
        slope, start = np.polyfit(x, y, 1)
        ends = np.array([x.min(), x.max()])
        drawing.plot(ends, start + slope * ends, color=ORANGE, linewidth=1.6, linestyle="--")
    drawing.grid(axis="y", color="#BBBBBB", linewidth=0.5, alpha=0.6)
    name_axis(drawing, "x", label_across)
    name_axis(drawing, "y", label_up)
    for axis in (drawing.xaxis, drawing.yaxis):
        _written(axis)
    return Picture(figure, _alt(label_across, label_up, x, y, released))


def _written(axis: object) -> None:
    """Write the numbers of an axis in the reader's language."""
    from analysis import language

    reader = language.current()

    def write(amount: float, _place: int) -> str:
        with language.use(reader):
            return number(amount, 1 if abs(round(amount, 1) - amount) < 1e-9 else 2)

    axis.set_major_formatter(write)


def _alt(across: str, up: str, x: np.ndarray, y: np.ndarray, released: Released) -> str:
    units = ngettext("{n} unit", "{n} units", len(x)).format(n=len(x))
    text = _("Scatter plot of {units}: {up}, from {low} to {high}, against {across}, from {least} "
             "to {most}.").format(
        units=units,
        up=up,
        low=number(y.min()),
        high=number(y.max()),
        across=across,
        least=number(x.min()),
        most=number(x.max()),
    )  # fmt: skip
    if len(x) >= _LEAST_LINE and x.std() > 0 and y.std() > 0:
        r = float(np.corrcoef(x, y)[0, 1])
        text += " " + _("The two correlate {r}.").format(r=number(r))
    return f"{text} {tables.note(released)}".strip()
