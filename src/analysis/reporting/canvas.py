"""A picture that carries its own words: drawn without pyplot, so nothing is shared or left open."""

import base64
import os
from io import BytesIO
from textwrap import fill
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.figure import Figure
from PIL import Image

# Okabe and Ito (2008): told apart by colour-blind readers, and by lightness in black and white.
BLUE, ORANGE, GREEN, PURPLE, GREY = "#0072B2", "#D55E00", "#009E73", "#8E5A8A", "#6B6B6B"
LIKERT = ["#B35806", "#F1A340", "#D9D9D9", "#92C5DE", "#2166AC"]
SERIES = [BLUE, ORANGE, GREEN, PURPLE, GREY]
MARKERS = ["o", "s", "^", "D", "v"]
WIDTH = 8.6  # inches: 620 pixels at 72 dpi, the width of the text on a page
TEXT_SIZE = 11.5  # points: at 72 dpi as many pixels, near the size of the text on a page
_DPI = 72
_COLOURS = 32
_LONG = 40  # letters of a label that fit on one line
_ACROSS, _UP = 56, 30  # letters on one line of the name of an axis
_TEXT, _LINE = "#222222", "#BBBBBB"


def answer_colours(options: int) -> list[str]:
    """Give a colour to each answer option, lowest first, from disagreement to agreement."""
    if options == len(LIKERT):
        return LIKERT
    scale = LinearSegmentedColormap.from_list("answers", LIKERT)
    return [to_hex(scale(place)) for place in np.linspace(0, 1, options)]


class Picture:
    """A figure with a text alternative.

    A notebook shows the image; whoever cannot see it, and nbval, get ``alt``: the sentence that
    says what is drawn, computed from the same table.
    """

    def __init__(self, figure: Figure, alt: str) -> None:
        self.figure, self.alt = figure, alt

    def __repr__(self) -> str:
        return self.alt

    def _repr_mimebundle_(self, **_options: Any) -> tuple[dict[str, str], dict[str, Any]]:
        image = base64.b64encode(self.png()).decode("ascii")
        width = round(self.figure.get_figwidth() * _DPI)
        about = {"image/png": {"alt": self.alt, "width": width}}
        return {"image/png": image, "text/plain": self.alt}, about

    def png(self) -> bytes:
        """The image; 72 dots per inch unless LEERCULTUUR_DPI asks for a sharper one.

        Our figures hold few colours: a palette makes the file three times as small.
        """
        dpi = int(os.environ.get("LEERCULTUUR_DPI", _DPI))
        self.figure.set_dpi(dpi)
        self.figure.canvas.draw()
        drawn = Image.fromarray(np.asarray(self.figure.canvas.buffer_rgba())).convert("RGB")
        buffer = BytesIO()
        drawn.quantize(_COLOURS, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
        return buffer.getvalue()


def axes(height: float) -> tuple[Figure, Any]:
    """An empty drawing of the page's width, quiet in style."""
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    FigureCanvasAgg(figure)
    drawing = figure.add_subplot()
    for side in ("top", "right", "left"):
        drawing.spines[side].set_visible(False)
    drawing.spines["bottom"].set_color(_LINE)
    drawing.tick_params(colors=_TEXT, labelsize=TEXT_SIZE, length=0)
    drawing.xaxis.label.set_size(TEXT_SIZE)
    drawing.yaxis.label.set_size(TEXT_SIZE)
    drawing.grid(axis="x", color=_LINE, linewidth=0.5, alpha=0.6)
    drawing.set_axisbelow(True)
    return figure, drawing


def name_axis(drawing: Any, axis: str, label: str) -> None:
    """Say what an axis ("x" or "y") measures, on more lines when it does not fit on one."""
    if axis == "x":
        drawing.set_xlabel(fill(label, _ACROSS))
    else:
        drawing.set_ylabel(fill(label, _UP))


def legend(figure: Figure, drawing: Any) -> None:
    """Put the legend under the drawing, where it covers nothing."""
    handles, labels = drawing.get_legend_handles_labels()
    columns = 3 if max(map(len, labels), default=0) <= 24 else 2 if len(labels) > 1 else 1
    figure.legend(
        handles, labels, loc="outside lower center", ncols=columns, frameon=False,
        fontsize=TEXT_SIZE - 0.5,
    )  # fmt: skip


def rows(drawing: Any, labels: list[str]) -> None:
    """Label one line per row, the first on top."""
    drawing.set_yticks(range(len(labels)), [_short(label) for label in labels])
    drawing.set_ylim(len(labels) - 0.4, -0.6)


def row_height(labels: list[str]) -> float:
    """Inches for one row: more when a label takes more lines, as far as its neighbours need it."""
    lines = max((_short(label).count("\n") + 1 for label in labels), default=1)
    return 0.36 + 0.15 * (min(lines, 3) - 1)


def _short(label: str) -> str:
    """Break a long label at blanks, into lines of about the same length."""
    lines = -(-len(label) // _LONG)
    return label if lines == 1 else fill(label, max(_LONG * 3 // 4, len(label) // lines + 6))
