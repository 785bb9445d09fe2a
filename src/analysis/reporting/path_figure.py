"""Arrows between topics, each with its number: read in black and white, told in words.

A full arrow can be told from chance, a broken one cannot. The place of a box says where it stands
in the order that was asked for, and not that one thing brings about the other.
"""

from collections.abc import Callable, Sequence
from textwrap import fill
from typing import Any

import pandas as pd
from matplotlib.patches import FancyArrowPatch

from analysis.language import gettext as _
from analysis.language import number
from analysis.reporting import tables, words
from analysis.reporting.canvas import BLUE, GREY, TEXT_SIZE, Picture, axes
from analysis.reporting.drawn import nothing, require
from analysis.reporting.release import Released

_WIDE = 17  # letters on one line of a box
_HIGH = 1.35  # inches for each box in a column
_BOX = {"boxstyle": "round,pad=0.45", "facecolor": "white", "edgecolor": BLUE, "linewidth": 1.4}
_Namer = Callable[[str], str]


def paths(
    released: Released, *, exposure: str, mediators: Sequence[str], outcome: str, name: _Namer
) -> Picture:
    """Draw the arrows from exposure through mediators to outcome.

    Parameters
    ----------
    released : Released
        A row per arrow of one level: source, target, low, high, estimate.
    exposure, outcome : str
    mediators : sequence of str
        From top to bottom.
    name : function
        What a box is called for the reader, such as ``readings.pathways.name``.
    """
    shown = require(released, "source", "target", "low", "high", "estimate")
    if shown.empty:
        return nothing(released)
    figure, drawing = axes(_HIGH * (len(mediators) + 1))
    drawing.set_axis_off()
    drawing.set_xlim(0, 1)
    drawing.set_ylim(0, 1)
    places = _places(exposure, mediators, outcome)
    boxes = {
        key: drawing.text(
            *at, fill(name(key), _WIDE, break_long_words=False), ha="center", va="center",
            fontsize=TEXT_SIZE, bbox=_BOX, zorder=3,
        )
        for key, at in places.items()
    }  # fmt: skip
    figure.canvas.draw()
    for row in shown.to_dict("records"):
        _arrow(drawing, row, places, boxes)
    return Picture(figure, _alt(shown, released, name))


def _places(
    exposure: str, mediators: Sequence[str], outcome: str
) -> dict[str, tuple[float, float]]:
    """Exposure left, outcome right, mediators above each other between them."""
    step = 1 / (len(mediators) + 1)
    places = {key: (0.5, 1 - step * (i + 0.5)) for i, key in enumerate(mediators)}
    return places | {exposure: (0.11, step * 0.5), outcome: (0.89, step * 0.5)}


def _arrow(
    drawing: Any,
    row: dict[str, Any],
    places: dict[str, tuple[float, float]],
    boxes: dict[str, Any],
) -> None:
    source, target = places[row["source"]], places[row["target"]]
    begin = _edge(drawing, boxes[row["source"]], source, target)
    end = _edge(drawing, boxes[row["target"]], target, source)
    clear = row["low"] > 0 or row["high"] < 0
    drawing.add_patch(
        FancyArrowPatch(
            begin, end, arrowstyle="-|>", mutation_scale=18, shrinkA=0, shrinkB=0,
            color=BLUE if clear else GREY, linewidth=2.2 if clear else 1.2,
            linestyle="-" if clear else (0, (4, 3)), zorder=1,
        )
    )  # fmt: skip
    at = [(a + b) / 2 for a, b in zip(begin, end, strict=True)]
    label = f"{number(row['estimate'])}\n({number(row['low'])} – {number(row['high'])})"
    drawing.text(
        *at, label, ha="center", va="center", fontsize=TEXT_SIZE - 1, zorder=2,
        weight="bold" if clear else "normal",
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
    )  # fmt: skip


def _edge(
    drawing: Any, box: Any, inside: tuple[float, float], to: tuple[float, float]
) -> tuple[float, float]:
    """Where the line from the middle of a box to another place leaves the box."""
    extent = box.get_bbox_patch().get_window_extent()
    corners = drawing.transData.inverted().transform([extent.min, extent.max])
    reach = [
        max(abs(corner[axis] - inside[axis]) for corner in corners) / abs(to[axis] - inside[axis])
        for axis in (0, 1)
        if to[axis] != inside[axis]
    ]
    part = min(reach)
    return tuple(a + part * (b - a) for a, b in zip(inside, to, strict=True))


def _alt(shown: pd.DataFrame, released: Released, name: _Namer) -> str:
    arrows = [
        _("from {source} to {target} {size} ({low} to {high})").format(
            source=name(row["source"]),
            target=name(row["target"]),
            size=number(row["estimate"]),
            low=number(row["low"]),
            high=number(row["high"]),
        )
        for row in shown.to_dict("records")
    ]
    text = _("Arrows between topics: {arrows}.").format(arrows="; ".join(arrows))
    return f"{text} {tables.note(released)}".strip()


def plain_name(key: str) -> str:
    """Call a box by the name of its scale, or by the word for the column."""
    return words.value_label("term", key)
