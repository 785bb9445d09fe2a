"""Tables and sentences for a thesis, in the form of the American Psychological Association.

Made of released tables only. In Dutch with a decimal comma; without a zero before the mark where a
number cannot exceed 1, such as a correlation.
"""

import html
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis import language
from analysis.language import gettext as _
from analysis.language import number
from analysis.reporting import tables, words
from analysis.reporting.matrix import sides
from analysis.reporting.readings.core import Reading, nothing_shown, require
from analysis.reporting.release import Released

_MISSING = "–"


@dataclass(frozen=True, eq=False)
class Apa:
    """A table as a thesis prints it.

    Attributes
    ----------
    title : str
    head : tuple of str
        Names of the columns, "M" and so on.
    rows : tuple of tuple of str
        A row per scale, every cell written out.
    bold : frozenset of (int, int)
        Cells, by row and column, of which the interval leaves out 0.
    notes : tuple of str
        What stands under the table.
    language : str
        The language it was written in.
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bold: frozenset[tuple[int, int]]
    notes: tuple[str, ...]
    language: str

    def docx(self, path: str | Path, *, number: int = 1) -> Path:
        """Write it as a table of Word, with the number that it has in the thesis."""
        from analysis.reporting.word import write

        return write(self, Path(path), number=number)

    def __repr__(self) -> str:
        frame = pd.DataFrame(list(self.rows), columns=list(self.head))
        return "\n".join([self.title, frame.to_string(index=False), self.note])

    @property
    def note(self) -> str:
        """What stands under the table, in one line."""
        return " ".join([_("Note."), *self.notes])

    def _repr_html_(self) -> str:
        head = "".join(
            f'<th scope="col" class="{"number" if at else "text"}">{_italic(name)}</th>'
            for at, name in enumerate(self.head)
        )
        rows = "".join(
            f"<tr>{''.join(self._cell(i, j) for j in range(len(self.head)))}</tr>"
            for i in range(len(self.rows))
        )
        notes = html.escape(" ".join(self.notes))
        return (
            f'<div class="released apa"><table>'
            f"<caption><em>{html.escape(self.title)}</em></caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
            f'<p class="released-note"><em>{_("Note.")}</em> {notes}</p></div>'
        )

    def _cell(self, i: int, j: int) -> str:
        text = html.escape(self.rows[i][j])
        text = f"<strong>{text}</strong>" if (i, j) in self.bold else text
        if not j:
            return f'<th scope="row" class="text">{text}</th>'
        return f'<td class="number">{text}</td>'


def _italic(name: str) -> str:
    """Symbols of statistics stand in italics, numbers and words do not."""
    text = html.escape(name)
    return f"<em>{text}</em>" if is_symbol(name) else text


def is_symbol(name: str) -> bool:
    """Whether a column is named after a statistic."""
    return name in ("M", "SD", "n", "k")


def table(scales: Released, pairs: Released) -> Apa:
    """Set means, standard deviations, reliability and correlations in one table.

    Parameters
    ----------
    scales : Released
        As ``correlations.descriptives`` gives: a row per scale.
    pairs : Released
        As ``correlations.of_scales`` gives, for the same scales and people.

    Returns
    -------
    Apa
        Reliability stands on the diagonal in brackets, correlations within units below it and
        between the means of units above it; where no unit is known, correlations among people
        below it. Correlations whose interval leaves out 0 are bold: no stars, since people share
        units.
    """
    known, related = require(scales).shown, require(pairs).shown
    names = known["scale_id"].tolist()
    below, above = sides(related) if len(related) else ("total", "")
    rows, bold = [], set()
    for i, row in enumerate(known.to_dict("records")):
        cells = [f"{i + 1}. {_name(row['scale_id'])}", _plain(row["mean"]), _plain(row["sd"])]
        for j, other in enumerate(names):
            kind = below if j < i else above
            found = _pair(related, row["scale_id"], other)
            cells.append(_own(row) if i == j else _correlation(found, kind))
            if i != j and _sure(found, kind):
                bold.add((i, len(cells) - 1))
        rows.append(tuple(cells))
    head = (_("Scale"), "M", "SD", *(str(at) for at in range(1, len(names) + 1)))
    title = _("Means, standard deviations, reliability and correlations")
    notes = _notes(known, related, scales, bool(bold)) if len(known) else (nothing_shown(scales),)
    return Apa(title, head, tuple(rows), frozenset(bold), tuple(notes), language.current())


def _name(scale_id: str) -> str:
    name = words.value_label("scale_id", scale_id)
    return name[:1].upper() + name[1:]


def _plain(value: float) -> str:
    return _MISSING if pd.isna(value) else number(value)


def bounded(value: float, digits: int = 2) -> str:
    """Write a number that cannot exceed 1 without the zero before its mark: .83, in Dutch ,83."""
    text = number(value, digits)
    bare = text.lstrip("−")
    return text.replace(bare, bare[1:], 1) if bare.startswith("0") else text


def _bounded(value: float | None) -> str:
    return _MISSING if value is None or pd.isna(value) else bounded(value)


def _own(row: dict[str, float]) -> str:
    own = _bounded(row["reliability"])
    return own if own == _MISSING else f"({own})"


def _pair(related: pd.DataFrame, one: str, other: str) -> dict[str, float]:
    both = related[related["first"].isin([one, other]) & related["second"].isin([one, other])]
    return both.iloc[0].to_dict() if len(both) else {}


def _correlation(found: dict[str, float], kind: str) -> str:
    return "" if not kind else _bounded(found.get(kind))


def _sure(found: dict[str, float], kind: str) -> bool:
    low, high = found.get(f"{kind}_low"), found.get(f"{kind}_high")
    return low is not None and high is not None and bool(low > 0 or high < 0)


def _notes(known: pd.DataFrame, related: pd.DataFrame, scales: Released, any_bold: bool) -> list:
    first = known.iloc[0]
    notes = [_("N = {n} people, wave {wave}.").format(n=number(first["n"], 0), wave=first["wave"])]
    if len(related):
        notes.append(_where(related))
    notes.append(_reliability_note(known))
    ends = sorted({int(options) for options in known["options"]})
    if len(ends) == 1:
        notes.append(_("Scores run from 1 to {most}.").format(most=ends[0]))
    else:
        each = ", ".join(f"{at} (1–{int(o)})" for at, o in enumerate(known["options"], 1))
        notes.append(_("Scores run from 1 to the number of answers: {each}.").format(each=each))
    if any_bold:
        notes.append(_bold_note(related))
    if hidden := tables.note(scales):
        notes.append(hidden)
    return notes


def _where(related: pd.DataFrame) -> str:
    if sides(related)[0] == "total":
        return _("Correlations are those among people.")
    row = related.iloc[0]
    return _(
        "Below the diagonal stand correlations within {units} (deviations from the mean), above it "
        "correlations between the means of {k} {units}."
    ).format(units=words.units(row["unit"]), k=number(row["n_units"], 0))


def _reliability_note(known: pd.DataFrame) -> str:
    if (known["n_items"] == 2).any():
        return _("On the diagonal, in brackets: omega; Spearman-Brown for scales of two questions.")
    return _("On the diagonal, in brackets: omega.")


def _bold_note(related: pd.DataFrame) -> str:
    if sides(related)[0] == "total":
        return _("Bold: the 95% interval (Fisher) leaves out 0.")
    return _(
        "Bold: the 95% interval, from drawing {units} again 2,000 times, leaves out 0."
    ).format(units=words.units(related["unit"].iloc[0]))


def reliability(scales: Released) -> Reading:
    """A sentence per scale on its reliability, as the text of a thesis has it.

    ``scales`` as for ``table``.
    """
    shown = require(scales).shown
    told = [_sentence(row) for row in shown.to_dict("records") if row["n_items"] > 1]
    return Reading(" ".join(told)) if told else nothing_shown(scales)


def _sentence(row: dict[str, float]) -> str:
    kinds = (("spearman_brown", "Spearman-Brown"), ("omega", "ω"), ("alpha", "α"))
    told = [
        f"{symbol} = {_bounded(row[name])}{_interval(row, name)}"
        for name, symbol in kinds
        if not pd.isna(row[name])
    ]
    if not told:
        return _("For {scale}, reliability could not be computed.").format(
            scale=f"“{words.value_label('scale_id', row['scale_id'])}”"
        )
    return _("The reliability of {scale} ({items} questions, n = {n}) was {numbers}.").format(
        scale=f"“{words.value_label('scale_id', row['scale_id'])}”",
        items=number(row["n_items"], 0),
        n=number(row["n"], 0),
        numbers=_("{first} and {last}").format(first=told[0], last=told[1])
        if len(told) > 1
        else told[0],
    )


def _interval(row: dict[str, float], name: str) -> str:
    low, high = row.get(f"{name}_low"), row.get(f"{name}_high")
    if pd.isna(low):
        return ""
    mark = "; " if language.current() == "nl" else ", "
    return f"{mark}{_('95% CI')} [{_bounded(low)}{mark}{_bounded(high)}]"
