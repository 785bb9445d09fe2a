"""Shows a released table: words and numbers as the reader writes them, hidden cells as hidden."""

import html
import re
from typing import TYPE_CHECKING

import pandas as pd

from analysis.language import gettext as _
from analysis.language import ngettext, number, percent
from analysis.reporting import words

if TYPE_CHECKING:
    from analysis.reporting.apa import Apa
    from analysis.reporting.release import Released

_WHOLE = {
    "n", "count", "n_persons", "n_units", "n_teams", "n_items", "rows", "n_rows", "n_columns",
    "header_rows", "invited", "answered", "used", "opening", "joiners", "leavers", "internal_in",
    "internal_out", "closing", "of", "cells", "persons", "median_size", "gap_days", "years",
    "cases", "groups", "months", "unknown", "draws", "family", "replicates", "listed", "matched",
    "unmatched", "withheld", "pupils", "m",
}  # fmt: skip
_SHARES = {"rate", "share", "survival"}
_FINE = {"cfi", "rmsea", "cfi_drop"}
_P_VALUES = {"p", "p_difference", "p_adjusted", "p_floor"}
_MISSING = "–"
_WIDTHS = (("long", 50), ("middle", 15))  # letters from which a cell needs a wider column
FILES = "files"  # folder, beside the pages, with the files they link to
# The same column means something else in another kind of table.
_MEANS = {
    "response": {"n": "invited", "count": "answered", "share": "response_share"},
    "audit": {"n": "rows"},
    "rate": {"count": "leavers"},
}
_LIMITS = {"low", "high", "low_90", "high_90"}
_PERCENT_KINDS = {"share", "rate", "response"}


def cell(column: str, value: object) -> str:
    """Write one value of a column the way a reader expects."""
    if value is None or value is pd.NA or (isinstance(value, float) and pd.isna(value)):
        return _MISSING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        return words.value_label(column, value)
    if column == "year":
        return f"{value:.0f}"
    if column in _SHARES or column.endswith("_share"):
        return percent(value, 1)
    if column in _P_VALUES:
        return f"< {number(0.001, 3)}" if value < 0.001 else number(value, 3)
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if column in _FINE:
        return number(value, 3)
    whole = column in _WHOLE or isinstance(value, int) or (column == "df" and value == round(value))
    return number(value, 0 if whole else 2)


def formatted(released: "Released") -> pd.DataFrame:
    """Turn every cell into text; a hidden cell reads as hidden, a missing one as a dash."""
    columns = {}
    hidden = released.hidden != ""
    for name in released.table.columns:
        as_share = released.kind in _PERCENT_KINDS and name in _LIMITS
        written = "share" if as_share else name
        text = [cell(written, value) for value in released.table[name].astype(object)]
        if name not in released.by:
            text = [_("hidden") if h else t for h, t in zip(hidden, text, strict=True)]
        columns[name] = text
    return pd.DataFrame(columns)


def _margins(cells: pd.DataFrame) -> pd.DataFrame:
    """Set the two limits of a margin in one column: to a reader they are one thing."""
    for low in list(cells.columns):
        high, interval = _together(low)
        if high not in cells.columns or interval not in words.COLUMNS:
            continue
        pairs = zip(cells[low], cells[high], strict=True)
        cells[low] = [_between(*pair) for pair in pairs]
        cells = cells.drop(columns=high).rename(columns={low: interval})
    return cells


def _together(low: str) -> tuple[str, str]:
    """Names of the upper limit and of the margin that belong to a lower limit."""
    parts = low.split("_")
    high, interval = (
        "_".join(name if part == "low" else part for part in parts) for name in ("high", "interval")
    )
    return ("", "") if high == low else (high, interval)


def _between(low: str, high: str) -> str:
    nothing = low == high and low in {_MISSING, _("hidden")}
    return low if nothing else _("{low} to {high}").format(low=low, high=high)


def heading(released: "Released", column: str) -> str:
    """What a column is called in this kind of table."""
    return words.column_label(_MEANS.get(released.kind, {}).get(column, column))


def note(released: "Released") -> str:
    """Say which permission was overruled, and how many cells are hidden and why; may be empty."""
    return " ".join(filter(None, [_overruled(released), _hidden(released)]))


def _overruled(released: "Released") -> str:
    text = _("The scale check did not allow this ({use}); it is shown all the same: {reason}")
    return " ".join(
        text.format(use=words.value_label("permission", use), reason=reason)
        for use, reason in released.overrides.items()
    )


def _hidden(released: "Released") -> str:
    if not released.n_hidden:
        return ""
    return ngettext(
        "{n} row is hidden to protect groups of fewer than {minimum} people.",
        "{n} rows are hidden to protect groups of fewer than {minimum} people.",
        released.n_hidden,
    ).format(n=released.n_hidden, minimum=released.minimum)


def as_text(released: "Released") -> str:
    """Plain text of a released table, for terminals and for the comparison by nbval."""
    cells = _margins(formatted(released).rename(columns=_MEANS.get(released.kind, {})))
    return "\n".join(filter(None, [_text(cells), note(released)]))


def as_html(released: "Released") -> str:
    """HTML of a released table, with a note under it when cells are hidden."""
    means = _MEANS.get(released.kind, {})
    cells = _margins(formatted(released).rename(columns=means))
    words_in = set(released.table.rename(columns=means).select_dtypes(exclude="number"))
    return _html(cells, words_in, note(released))


class About:
    """A table about the study itself: words and yes or no, never a number about people."""

    def __init__(self, table: pd.DataFrame) -> None:
        numbers = [name for name in table.select_dtypes("number") if name != "tests"]
        if numbers:
            raise TypeError(f"numbers about people go through release(...): {numbers}")
        self.table = table
        self._cells = pd.DataFrame(
            {name: [cell(name, v) for v in table[name].astype(object)] for name in table}
        )

    def __repr__(self) -> str:
        return _text(self._cells)

    def _repr_html_(self) -> str:
        return _html(self._cells, set(self.table.select_dtypes(exclude="number")), "")


def about(table: pd.DataFrame) -> About:
    """Show facts about the study: which tables it has, how files were read.

    Raises
    ------
    TypeError
        If the table holds a column of numbers, but for a number of tests: that counts no people.
    """
    return About(table)


def apa(scales: "Released", pairs: "Released") -> "Apa":
    """Set means, reliability and correlations as a thesis prints them; see ``apa.table``.

    ``tables.apa(scales, pairs).docx("table.docx")`` writes a table of Word.
    """
    from analysis.reporting import apa

    return apa.table(scales, pairs)


class Link:
    """A link to a file that stands beside the page."""

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name

    def __repr__(self) -> str:
        return f"{self.text}: {self.name}"

    def _repr_html_(self) -> str:
        address = html.escape(f"{FILES}/{self.name}")
        text = html.escape(self.text)
        return f'<p class="leercultuur download"><a href="{address}" download>{text}</a></p>'


def download(table: "Apa", name: str) -> Link:
    """Write a table for a thesis beside the page, as a table of Word, and show a link to it.

    Parameters
    ----------
    table : Apa
        As ``apa`` gives.
    name : str
        Name of the file without ``.docx``: letters, digits, - and _.

    Returns
    -------
    Link
        In a report the file stands beside the page. Elsewhere it is in ``.derived/files`` of the
        study; ``table.docx(path)`` writes it where you like.
    """
    from analysis import session

    if not re.fullmatch(r"[A-Za-z0-9_-]+", name):
        raise ValueError(f"a name has letters, digits, - and _ only, not {name!r}")
    table.docx(session.current().files / f"{name}.docx")
    return Link(_("This table as a file of Word"), f"{name}.docx")


def _text(cells: pd.DataFrame) -> str:
    named = cells.rename(columns=words.column_label)
    return named.to_string(index=False) if len(cells) else _("No rows.")


def _html(cells: pd.DataFrame, texts: set[str], under: str) -> str:
    head = "".join(_heading(name, name in texts) for name in cells.columns)
    rows = "".join(
        f"<tr>{''.join(_data(name, value, name in texts) for name, value in row.items())}</tr>"
        for row in cells.to_dict("records")
    )
    caption = f'<p class="released-note">{html.escape(under)}</p>' if under else ""
    return (
        f'<div class="released"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table>{caption}</div>"
    )


def _heading(name: str, is_text: bool) -> str:
    kind = "text" if is_text else "number"
    return f'<th scope="col" class="{kind}">{html.escape(words.column_label(name))}</th>'


def _data(name: str, value: str, is_text: bool) -> str:
    kind = "hidden" if value == _("hidden") else "text" if is_text else "number"
    if kind == "text":
        kind = next((f"text {name}" for name, letters in _WIDTHS if len(value) > letters), kind)
    return f'<td class="{kind}">{html.escape(value)}</td>'
