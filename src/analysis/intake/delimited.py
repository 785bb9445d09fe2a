"""Text files with a separator: opened as far as the header, from which the separator is found."""

import csv
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import DataProblem
from analysis.intake import census, encodings
from analysis.intake.encodings import Text
from analysis.language import gettext as _
from analysis.settings import SourceFile

SEPARATORS = (",", ";", "\t", "|")
_TOP_LINES = 400  # enough for the header; a record may span many lines
_SNIFFED_LINES = 60


@dataclass(frozen=True)
class Delimited:
    """A text file opened as far as its first records.

    Attributes
    ----------
    top : list of records
        The first records, each a list of cells; the header is the first.
    ends : list of int
        Where each of them ends, in bytes of the text as UTF-8.
    separator : str
        One character, or empty when there is one column.
    keep_cut_off : bool
        Whether study.toml keeps a last record that is cut off.
    """

    text: Text
    file: str
    top: list[list[str]]
    ends: list[int]
    separator: str
    keep_cut_off: bool = False

    @property
    def quoted(self) -> bool:
        """Whether cells are put between double quotes."""
        return self.text.n_quotes > 0

    @property
    def delimiter(self) -> str:
        """The character to split at; a file of one column has none, so any will do."""
        return self.separator or ","


def open_file(path: Path, source: SourceFile) -> Delimited:
    """Open a text file: encoding, separator and first records.

    Raises
    ------
    DataProblem
        When the file is empty or its first cell opens a quote that is never closed.
    """
    text = encodings.detect(path, given=source.encoding, file=source.path)
    with text.lines() as opened:
        lines = list(itertools.islice(opened, _TOP_LINES))
    start, lines, told = _skip_to_header(lines, source)
    if not any(line.strip() for line in lines):
        raise DataProblem(
            _("The file is empty."),
            file=source.path,
            repair=_("export it again; a file holds at least the names of the columns"),
        )
    separator = source.separator or told or _sniff(lines[:_SNIFFED_LINES])
    top, ends = _records(lines, separator or ",", start, source.path)
    return Delimited(text, source.path, top, ends, separator, source.cut_off_row == "keep")


def _skip_to_header(lines: list[str], source: SourceFile) -> tuple[int, list[str], str]:
    """Leave out lines above the header: those study.toml counts, and Excel's own ``sep=;``."""
    skipped = (source.header_row or 1) - 1
    told = ""
    if len(lines) > skipped and lines[skipped].lower().startswith("sep="):
        told, skipped = lines[skipped][4:5], skipped + 1
    return sum(len(line.encode("utf-8")) for line in lines[:skipped]), lines[skipped:], told


def _sniff(lines: list[str]) -> str:
    """Choose the separator that splits the header, and the rows into as many cells.

    The header decides; the rows only break a tie with text that holds another separator.
    """
    best, best_score = "", (-1.0, 1)
    for separator in SEPARATORS:
        records = list(_quietly(lines, separator))
        width = len(records[0]) if records else 0
        rows = records[1:-1] or records[1:]
        fitting = sum(len(row) == width for row in rows) / len(rows) if rows else 1.0
        if width > 1 and (fitting, width) > best_score:
            best, best_score = separator, (fitting, width)
    return best


def _quietly(lines: list[str], separator: str) -> Iterator[list[str]]:
    try:
        yield from (record for record in csv.reader(lines, delimiter=separator) if record)
    except csv.Error:
        return  # no cell is this long: with this separator a quote never closes


def _records(
    lines: list[str], separator: str, start: int, file: str
) -> tuple[list[list[str]], list[int]]:
    sizes = list(itertools.accumulate((len(line.encode("utf-8")) for line in lines), initial=start))
    reader = csv.reader(lines, delimiter=separator)
    top, ends = [], []
    try:
        for record in reader:
            if record:
                top.append(record)
                ends.append(sizes[reader.line_num])
    except csv.Error as error:
        raise census.never_closed(file, row=max(len(top), 1)) from error
    return top, ends
