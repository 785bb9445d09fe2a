"""The figure of topics that go together: two triangles, with reliability on the diagonal."""

from typing import Any

import numpy as np
import pandas as pd

from analysis.language import gettext as _
from analysis.language import number
from analysis.reporting import tables, words
from analysis.reporting.canvas import TEXT_SIZE, Picture, axes, rows
from analysis.reporting.drawn import nothing, require
from analysis.reporting.release import Released

_COLOURS = "PuOr_r"  # told apart by colour-blind readers; the number in each cell has its sign


def matrix(pairs: Released, scales: Released) -> Picture:
    """Draw correlations within units below the diagonal, between units above it.

    Parameters
    ----------
    pairs : Released
        A row per pair, as ``correlations.of_scales`` gives. Where no unit is known, correlations
        among people stand below the diagonal and nothing above it.
    scales : Released
        A row per scale with its ``reliability``, which stands on the diagonal.
    """
    shown = require(pairs, "first", "second", "within", "between", "total")
    if shown.empty:
        return nothing(pairs)
    names = list(dict.fromkeys([*shown["first"], *shown["second"]]))
    own = scales.shown.set_index("scale_id")["reliability"].reindex(names)
    below, above = sides(shown)
    grid = _grid(shown, names, below, above)
    figure, drawing = axes(1.5 + 0.5 * len(names))
    image = drawing.imshow(grid, cmap=_COLOURS, vmin=-1, vmax=1, aspect="auto")
    np.fill_diagonal(grid, own.to_numpy(float))
    _numbers(drawing, image, grid)
    labels = [f"{at}  {words.value_label('term', name)}" for at, name in enumerate(names, 1)]
    rows(drawing, labels)
    drawing.set_ylim(len(names) - 0.5, -0.5)
    drawing.set_xticks(range(len(names)), [str(at) for at in range(1, len(names) + 1)])
    drawing.grid(visible=False)
    drawing.set_xlabel(legend(shown, "\n"))
    return Picture(figure, f"{_alt(shown, own, below, above)} {tables.note(pairs)}".strip())


def sides(shown: pd.DataFrame) -> tuple[str, str]:
    """Which correlations stand below and above the diagonal; "" for none."""
    return ("within", "between") if shown["within"].notna().any() else ("total", "")


def legend(shown: pd.DataFrame, between: str = " ") -> str:
    """Say what stands where, and of how many people and units."""
    people, units = number(shown["n"].max(), 0), number(shown["n_units"].max(), 0)
    if sides(shown)[0] == "total":
        told = [_("Below the diagonal: among people (n = {n}).").format(n=people)]
    else:
        unit = words.units(shown["unit"].iloc[0])
        told = [
            _("Below the diagonal: within {units} (n = {n} people).").format(units=unit, n=people),
            _("Above it: between the means of {k} {units}.").format(units=unit, k=units),
        ]
    last = _("On it: reliability (omega; Spearman-Brown for two questions).")
    return between.join([*told, last])


def _grid(shown: pd.DataFrame, names: list[str], below: str, above: str) -> np.ndarray:
    grid = np.full((len(names), len(names)), np.nan)
    for row in shown.to_dict("records"):
        i, j = sorted((names.index(row["first"]), names.index(row["second"])))
        grid[j, i] = row[below]
        grid[i, j] = row[above] if above else np.nan
    return grid


def _numbers(drawing: Any, image: Any, grid: np.ndarray) -> None:
    """Write the number in each cell, in white where the cell is dark; the diagonal in bold."""
    for i, j in np.argwhere(~np.isnan(grid)):
        red, green, blue, _opaque = image.cmap(image.norm(grid[i, j]))
        dark = i != j and 0.3 * red + 0.59 * green + 0.11 * blue < 0.5
        drawing.text(
            j, i, number(grid[i, j]), ha="center", va="center", fontsize=TEXT_SIZE - 1,
            color="white" if dark else "black", weight="bold" if i == j else "normal",
        )  # fmt: skip


def _alt(shown: pd.DataFrame, own: pd.Series, below: str, above: str) -> str:
    """Say how far correlations run, which pair goes together most, and how reliable scales are."""
    told = [legend(shown)]
    for kind in filter(None, (below, above)):
        known = shown.dropna(subset=kind)
        if known.empty:
            continue
        most = known.loc[known[kind].abs().idxmax()]
        told.append(
            _("{where}: from {low} to {high}; strongest for {first} and {second}.").format(
                where=words.column_label(kind),
                low=number(known[kind].min()),
                high=number(known[kind].max()),
                first=words.value_label("term", most["first"]),
                second=words.value_label("term", most["second"]),
            )
        )
    if own.notna().any():
        ends = {"low": number(own.min()), "high": number(own.max())}
        told.append(_("Reliability: from {low} to {high}.").format(**ends))
    return " ".join(told)
