"""A slow, careful count of the records of a damaged text file: which ones, and what is wrong."""

import csv
import itertools
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from analysis.errors import DataProblem
from analysis.intake.encodings import MISREAD, Text
from analysis.intake.raw import Note, note
from analysis.language import gettext as _

_NAMED = 5  # records a message names before it only counts
# The standard limit is shorter than a long answer; without any, one stray quote takes all memory.
csv.field_size_limit(1 << 24)
_END = "\u0003"  # no file holds it as a record of its own


@dataclass
class Census:
    """What the records below the header look like.

    Attributes
    ----------
    n_records : int
        Records, the last one included when it is cut off.
    misfits : list of (record, number of cells)
        Records that do not have as many cells as the header; not the cut off one.
    cut_off : bool
        Whether the file ends inside its last record.
    last : list of str
        Cells of the last record.
    damaged : dict of kind to records
        Kinds: mixed, nul, lost, misread.
    """

    n_records: int = 0
    misfits: list[tuple[int, int]] = field(default_factory=list)
    cut_off: bool = False
    open_since: int = 0
    last: list[str] = field(default_factory=list)
    damaged: dict[str, list[int]] = field(default_factory=dict)


def take(text: Text, delimiter: str, offset: int, width: int) -> Census:
    """Go through all records once with the standard library's reader.

    Parameters
    ----------
    text : Text
        The file.
    delimiter : str
        Its separator.
    offset : int
        Where the data begin, in bytes of the text as UTF-8.
    width : int
        Cells that each record should have.
    """
    found = Census()
    with text.lines() as lines:
        first = _skip(lines, offset)
        reader = csv.reader(itertools.chain(lines, [_END]), delimiter=delimiter)
        try:
            _count(reader, found, text, first, width)
        except csv.Error:
            found.open_since = found.n_records + 1
    return found


def _skip(lines: Iterator[str], offset: int) -> int:
    """Pass over the header; return how many lines it took."""
    passed = 0
    while offset > 0:
        offset -= len(next(lines).encode("utf-8"))
        passed += 1
    return passed


def _count(reader: Iterator[list[str]], found: Census, text: Text, first: int, width: int) -> None:
    line = first
    for record in reader:
        until = first + reader.line_num
        if record == [_END]:
            break
        if record:
            found.n_records += 1
            found.last = record
            if record[-1].endswith(_END):
                _ends_open(record, found, width)
                break
            if len(record) != width:
                found.misfits.append((found.n_records, len(record)))
            _look_for_damage(record, found, text.damage, line, until)
        line = until
    # A short last record is one that was cut off, also when its quotes are in order.
    short = len(found.last) < width
    if short and found.misfits and found.misfits[-1][0] == found.n_records:
        found.misfits.pop()
        found.cut_off = True


def _ends_open(record: list[str], found: Census, width: int) -> None:
    """Judge a last record whose quote never closes: it was cut off, or it swallowed others."""
    inside = record[-1].splitlines()[1:-1]
    if any(line.count(",") + line.count(";") + line.count("\t") >= width - 1 for line in inside):
        found.open_since = found.n_records
    else:
        found.cut_off = True


def _look_for_damage(
    record: list[str], found: Census, damage: dict[str, list[int]], line: int, until: int
) -> None:
    for kind, lines in damage.items():
        at = bisect_left(lines, line + 1)
        if at < len(lines) and lines[at] <= until:
            found.damaged.setdefault(kind, []).append(found.n_records)
    letters = "\0".join(record)
    if "\ufffd" in letters:
        found.damaged.setdefault("lost", []).append(found.n_records)
    if MISREAD.search(letters):
        found.damaged.setdefault("misread", []).append(found.n_records)


def refuse_misfits(found: Census, width: int, file: str, separator: str) -> None:
    """Refuse a file whose records are not as wide as its header.

    Raises
    ------
    DataProblem
        Names the first records and their width. Reading on would move answers to other columns.
    """
    if found.open_since:
        raise never_closed(file, row=found.open_since)
    if not found.misfits:
        return
    shown = "; ".join(
        _("record {row} has {n} cells").format(row=row, n=n) for row, n in found.misfits[:_NAMED]
    )
    raise DataProblem(
        _("The header has {n} columns, but not all records have as many cells.").format(n=width),
        file=file,
        rows=len(found.misfits),
        found=shown,
        repair=_(
            "put cells that hold the separator {separator} between double quotes, or export the "
            "file again; when lines stand above the names of the columns, write header_row"
        ).format(separator=name_of(separator)),
    )


def refuse_stray_quotes(text: Text, delimiter: str, offset: int, file: str) -> None:
    """Refuse a file in which text goes on after a closing quote.

    Raises
    ------
    DataProblem
        Names the record. Such a quote was part of an answer, and may hide whole records.
    """
    with text.lines() as lines:
        _skip(lines, offset)
        whole = itertools.count(1)
        try:
            for _record in csv.reader(lines, delimiter=delimiter, strict=True):
                next(whole)
        except csv.Error as error:
            raise never_closed(file, row=next(whole)) from error


def never_closed(file: str, *, row: int) -> DataProblem:
    """Describe a double quote that opens a cell and never closes."""
    return DataProblem(
        _("A double quote opens a cell at or after record {row} and does not close.").format(
            row=row
        ),
        file=file,
        repair=_("double the quote inside the text of that record, or export the file again"),
    )


def name_of(separator: str) -> str:
    """Write a separator so that it can be read: a tab shows as the word."""
    return {"\t": _("tab"), "": ","}.get(separator, separator)


_SENTENCES = {
    "mixed": note(
        "Two encodings in one file: records read as Windows-1252 instead of UTF-8: {n} ({rows})."
    ),
    "nul": note("Records that held NUL characters, which were removed: {n} ({rows})."),
    "lost": note("Records with letters that were lost before the file came here: {n} ({rows})."),
    "misread": note(
        "Records with letters that an earlier program seems to have misread: {n} ({rows})."
    ),
}


def notes(found: Census) -> list[Note]:
    """Describe damaged letters: how many records, and the first of them."""
    return [
        replace(_SENTENCES[kind], values={"n": len(records), "rows": _first(records)})
        for kind, records in found.damaged.items()
    ]


def _first(records: list[int]) -> str:
    return ", ".join(map(str, records[:_NAMED])) + (", …" if len(records) > _NAMED else "")
