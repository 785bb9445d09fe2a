"""Figures for pages: drawn from released tables only, readable in black and white.

Every function takes a ``Released`` table, so that no figure can show what the gate did not pass,
and returns a ``Picture`` whose text alternative is computed from the same rows.
"""

from collections.abc import Callable, Collection, Sequence

import numpy as np
import pandas as pd

from analysis import language
from analysis.language import gettext as _
from analysis.language import ngettext, number, percent
from analysis.reporting import tables, words
from analysis.reporting.canvas import (
    BLUE,
    GREEN,
    GREY,
    MARKERS,
    ORANGE,
    SERIES,
    TEXT_SIZE,
    Picture,
    answer_colours,
    legend,
    name_axis,
    row_height,
)
from analysis.reporting.canvas import axes as new_axes
from analysis.reporting.canvas import rows as label_rows
from analysis.reporting.drawn import nothing, require
from analysis.reporting.matrix import matrix as matrix
from analysis.reporting.release import Released


def _labels(released: Released, shown: pd.DataFrame, name: Sequence[str] = ()) -> list[str]:
    """One label per row, made of its keys or of the columns that name it."""
    keys = name or released.by or (shown.columns[0],)
    # A key that is the same in every row, such as the last wave, tells nothing.
    keys = [key for key in keys if shown[key].nunique() > 1] or keys[-1:]
    texts = [[tables.cell(key, value) for value in shown[key]] for key in keys]
    return [", ".join(parts) for parts in zip(*texts, strict=True)]


def _range_alt(kind: str, label: str, values: pd.Series, released: Released, write) -> str:
    """Describe a figure of one value per row."""
    shown = ngettext("{n} row", "{n} rows", len(values)).format(n=len(values))
    alt = _("{kind} of {label}: {shown}, from {low} to {high}.").format(
        kind=kind, label=label, shown=shown, low=write(values.min()), high=write(values.max())
    )
    return f"{alt} {tables.note(released)}".strip()


def dots(
    released: Released,
    value: str = "score",
    *,
    label: str = "",
    low: str = "low",
    high: str = "high",
    reference: float | None = None,
    limits: tuple[float, float] | None = None,
    name: Sequence[str] = (),
    mark: str = "",
) -> Picture:
    """One dot per row with its interval, in alphabetical order: no league table.

    Parameters
    ----------
    released : Released
        A row per unit, with the column ``value`` and, where known, ``low`` and ``high``.
    label : str
        What is measured, for the axis; the name of the column unless given.
    reference : float, optional
        A value to compare with, drawn as a line.
    limits : tuple of float, optional
        Ends of the axis, such as the ends of the answer scale.
    name : list of str
        Columns that name a row, where its keys say more than a reader needs.
    mark : str
        A column of words, such as "lower" and "higher", that gives each dot its shape.
    """
    label = label or tables.heading(released, value)
    shown = require(released, value)
    if shown.empty:
        return nothing(released)
    labels = _labels(released, shown, name)
    shown = shown.iloc[sorted(range(len(shown)), key=labels.__getitem__)]
    figure, drawing = new_axes((1.3 if mark else 0.9) + row_height(labels) * len(shown))
    lines = np.arange(len(shown))
    if {low, high} <= set(shown.columns):
        drawing.hlines(lines, shown[low], shown[high], color=BLUE, linewidth=2, alpha=0.5)
    for word, (shape, colour) in _shapes(shown[mark] if mark else None).items():
        these = (shown[mark] == word).to_numpy() if mark else np.ones(len(shown), dtype=bool)
        text = tables.cell(mark, word) if mark else None
        drawing.plot(
            shown[value].to_numpy()[these], lines[these], shape, color=colour, markersize=8,
            label=text, linestyle="none",
        )  # fmt: skip
    if mark:
        legend(figure, drawing)
    if reference is not None:
        drawing.axvline(reference, color=ORANGE, linewidth=1.2, linestyle="--")
    label_rows(drawing, sorted(labels))
    if limits:
        drawing.set_xlim(*limits)
    name_axis(drawing, "x", label)
    _numbers_on(drawing, "x", share=_is_share(value))
    alt = _range_alt(_("Dot plot"), label, shown[value], released, _writer(value))
    return Picture(figure, alt)


def _shapes(words: pd.Series | None) -> dict[str, tuple[str, str]]:
    """Shape and colour per word: pointing down for lower, up for higher, whatever the colours."""
    known = {"lower": ("v", ORANGE), "higher": ("^", GREEN)}
    found = [""] if words is None else sorted(words.dropna().unique())
    return {word: known.get(word, ("o", BLUE)) for word in found}


def bars(released: Released, value: str, *, label: str = "") -> Picture:
    """One bar per row in the order given, with its number written at the end."""
    label = label or tables.heading(released, value)
    shown = require(released, value)
    if shown.empty:
        return nothing(released)
    figure, drawing = new_axes(0.8 + row_height(_labels(released, shown)) * len(shown))
    drawing.barh(range(len(shown)), shown[value], color=BLUE, height=0.62)
    for line, amount in enumerate(shown[value]):
        text = f" {tables.cell(value, amount)}"
        drawing.text(amount, line, text, va="center", fontsize=TEXT_SIZE)
    label_rows(drawing, _labels(released, shown))
    drawing.set_xlim(0, max(shown[value].max() * 1.15, 1e-9))
    name_axis(drawing, "x", label)
    _numbers_on(drawing, "x", share=_is_share(value))
    write = percent if _is_share(value) else lambda amount: number(amount, 0)
    return Picture(figure, _range_alt(_("Bar chart"), label, shown[value], released, write))


def trend(
    released: Released,
    value: str = "score",
    *,
    label: str = "",
    over: str = "wave",
    line: str = "",
    breaks: Collection[str] = (),
) -> Picture:
    """A line over waves, one for each value of ``line``, with intervals where known.

    ``breaks`` names the waves before which the line is broken, because something else was asked.
    """
    label = label or tables.heading(released, value)
    shown = require(released, over, value)
    if shown.empty:
        return nothing(released)
    moments = sorted(shown[over].unique())
    figure, drawing = new_axes(3.6 if line else 3.2)
    groups = shown.groupby(line, sort=True) if line else [("", shown)]
    for number_of, (name, rows) in enumerate(groups):
        # Lines beside each other, so that their intervals do not cover each other.
        aside = 0.06 * (number_of - (len(groups) - 1) / 2)
        at = rows.assign(_at=[moments.index(moment) + aside for moment in rows[over]])
        style = {"color": SERIES[number_of % 5], "marker": MARKERS[number_of % 5]}
        text = tables.cell(line, name) if line else None
        _line(drawing, at.sort_values("_at"), value, _pieces(at[over], breaks), text, **style)
    if line:
        legend(figure, drawing)
    drawing.set_xticks(range(len(moments)), [tables.cell(over, moment) for moment in moments])
    drawing.set_xlim(-0.3, len(moments) - 0.7)
    drawing.grid(axis="y", color="#BBBBBB", linewidth=0.5, alpha=0.6)
    name_axis(drawing, "y", label)
    _numbers_on(drawing, "y", share=_is_share(value))
    alt = _range_alt(_("Line chart"), label, shown[value], released, _writer(value))
    for moment in sorted(set(breaks) & set(moments[1:])):
        drawing.axvline(moments.index(moment) - 0.5, color=GREY, linewidth=1.2, linestyle=":")
        broken = _("The line is broken before {wave}: the questions changed.")
        alt = f"{alt} {broken.format(wave=tables.cell(over, moment))}"
    return Picture(figure, alt)


def _line(
    drawing: object,
    rows: pd.DataFrame,
    value: str,
    pieces: pd.Series,
    text: str | None,
    *,
    color: str,
    marker: str,
) -> None:
    """Draw one line in its pieces, named once, with intervals where known."""
    for _piece, part in rows.groupby(pieces):
        drawing.plot(part["_at"], part[value], marker=marker, color=color, label=text)
        text = None
    if {"low", "high"} <= set(rows.columns):
        drawing.vlines(rows["_at"], rows["low"], rows["high"], color=color, alpha=0.4)


def _pieces(moments: pd.Series, breaks: Collection[str]) -> pd.Series:
    """Number the pieces of a line, which end before each break."""
    return moments.map(lambda moment: sum(moment >= at for at in breaks))


def _writer(value: str) -> Callable[[float], str]:
    return percent if _is_share(value) else number


def likert(released: Released, labels: list[str]) -> Picture:
    """Diverging bars: how the answers to each question divide over the options.

    Parameters
    ----------
    released : Released
        A row per question (first key), with the columns share_1 … share_k and n.
    labels : list of str
        The answer options, lowest first.
    """
    columns = [f"share_{i}" for i in range(1, len(labels) + 1)]
    shown = require(released, *columns)
    if shown.empty:
        return nothing(released)
    middle = len(labels) // 2
    left_of = shown[columns[:middle]].sum(axis=1)
    if len(labels) % 2:
        left_of = left_of + shown[columns[middle]] / 2
    start = -left_of.to_numpy()
    figure, drawing = new_axes(1.2 + 0.46 * len(shown))
    for column, text, colour in zip(columns, labels, answer_colours(len(labels)), strict=True):
        width = shown[column].to_numpy()
        drawing.barh(range(len(shown)), width, left=start, color=colour, label=text, height=0.66)
        start = start + width
    names = [
        f"{name} ({_('n')} = {number(n, 0)})"
        for name, n in zip(_labels(released, shown), shown["n"], strict=True)
    ]
    label_rows(drawing, names)
    drawing.axvline(0, color=GREY, linewidth=0.8)
    drawing.set_xticks([])
    drawing.spines["bottom"].set_visible(False)
    figure.legend(loc="outside lower center", ncols=3, frameon=False, fontsize=TEXT_SIZE - 0.5)
    favour = shown[columns[middle + len(labels) % 2 :]].sum(axis=1)
    alt = _range_alt(_("Diverging bars"), _("answers above the middle"), favour, released, percent)
    return Picture(figure, alt)


def estimates(
    released: Released, *, label: str, name: Sequence[str] = (), null: float = 0.0
) -> Picture:
    """Estimates with their intervals beside the value that means no difference.

    ``name`` lists the columns that name a row, where its keys say more than a reader needs.
    """
    shown = require(released, "low", "high", "estimate")
    if shown.empty:
        return nothing(released)
    labels = _labels(released, shown, name)
    figure, drawing = new_axes(1.0 + 1.1 * row_height(labels) * len(shown))
    lines = range(len(shown))
    drawing.axvline(null, color=GREY, linewidth=1.2, linestyle="--")
    drawing.hlines(lines, shown["low"], shown["high"], color=BLUE, linewidth=2.2)
    drawing.plot(shown["estimate"], lines, "D", color=BLUE, markersize=7)
    label_rows(drawing, labels)
    name_axis(drawing, "x", label)
    _numbers_on(drawing, "x", share=False)
    alt = _range_alt(_("Estimates with intervals"), label, shown["estimate"], released, number)
    return Picture(figure, alt)


def _is_share(column: str) -> bool:
    return column in ("share", "rate", "survival") or column.endswith("_share")


def _numbers_on(drawing: object, axis: str, *, share: bool) -> None:
    """Write the numbers of an axis in the reader's language, with as few digits as needed."""
    scale = drawing.xaxis if axis == "x" else drawing.yaxis
    reader = language.current()  # the axis is written later, when the image is asked for

    def write(amount: float, _place: int) -> str:
        shown = 100 * amount if share else amount
        digits = next((d for d in (0, 1) if abs(shown - round(shown, d)) < 1e-9), 2)
        with language.use(reader):
            return percent(amount, digits) if share else number(amount, digits)

    scale.set_major_formatter(write)


def flow(released: Released, value: str = "n") -> Picture:
    """From invited to analysed: a bar per step, what is lost written beside it."""
    shown = require(released, "step", value)
    if shown.empty:
        return nothing(released)
    figure, drawing = new_axes(0.6 + 0.5 * len(shown))
    most = shown[value].max()
    for line, amount in enumerate(shown[value]):
        drawing.barh(line, amount, left=(most - amount) / 2, color=BLUE, height=0.7)
        drawing.text(
            most / 2,
            line,
            number(amount, 0),
            ha="center",
            va="center",
            color="white",
            fontsize=TEXT_SIZE,
        )
    label_rows(drawing, [words.value_label("step", step) for step in shown["step"]])
    drawing.set_xticks([])
    drawing.grid(visible=False)
    drawing.spines["bottom"].set_visible(False)
    steps = "; ".join(
        f"{words.value_label('step', step)}: {number(amount, 0)}"
        for step, amount in zip(shown["step"], shown[value], strict=True)
    )
    return Picture(figure, _("Flow: {steps}.").format(steps=steps))
