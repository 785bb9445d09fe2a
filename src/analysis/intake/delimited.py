"""Text files with a separator: found from the header, read exactly, nothing shifted."""

import csv
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from analysis.errors import DataProblem
from analysis.intake import census, encodings
from analysis.intake.encodings import Text
from analysis.intake.raw import Facts, Note, note
from analysis.language import gettext as _
from analysis.settings import SourceFile

SEPARATORS = (",", ";", "\t", "|")
_TOP_LINES = 400  # enough to judge by; a record may span many lines
_BLOCK = 1 << 20


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
    """

    text: Text
    file: str
    top: list[list[str]]
    ends: list[int]
    separator: str

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
    separator = source.separator or told or _sniff(lines)
    top, ends = _records(lines, separator or ",", start, source.path)
    return Delimited(text, source.path, top, ends, separator)


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


def body(table: Delimited, header_rows: int, width: int) -> tuple[pd.DataFrame, Facts]:
    """Read all records below the header.

    Parameters
    ----------
    table : Delimited
        The opened file.
    header_rows : int
        Records that are no data.
    width : int
        Cells that each record must have.

    Returns
    -------
    DataFrame, index row, columns 0 to width - 1
        Text; an empty cell is missing. The index is the record number, from 1.
    Facts
        Without a format.

    Raises
    ------
    DataProblem
        When records are wider or narrower than the header; only the last record may be cut off,
        which sets it aside.
    """
    cells, misfits = _parse(table, table.ends[header_rows - 1], width)
    looked = None
    if misfits or table.text.suspect or table.text.damage or table.text.n_quotes % 2:
        looked = census.take(table.text, table.delimiter, table.ends[header_rows - 1], width)
        census.refuse_misfits(looked, width, table.file, table.separator)
    cut_off = int(looked is not None and looked.cut_off)
    if cut_off and cells.num_rows == looked.n_records:  # cut inside the quotes of its last cell
        cells = cells.slice(0, looked.n_records - 1)
    _refuse_swallowed(cells, table, header_rows, width)
    n_records = cells.num_rows + cut_off
    rows, n_empty = _drop_empty(cells)
    notes = [*census.notes(looked)] if looked else []
    if table.separator == "":
        notes.append(note("The file has one column: no separator was found."))
    facts = Facts(
        format="",
        encoding=table.text.encoding,
        byte_order_mark=table.text.byte_order_mark,
        separator=table.separator,
        quote='"' if table.quoted else "",
        header_rows=header_rows,
        n_records=n_records,
    )
    return rows, _with_losses(facts, cut_off, n_empty, notes)


def _with_losses(facts: Facts, cut_off: int, n_empty: int, notes: Iterable[Note]) -> Facts:
    notes, lost = list(notes), []
    if cut_off:
        lost.append(("cut_off", cut_off))
        notes.append(
            note(
                "The file ends inside record {row}: that record was set aside. "
                "Export the file again to have it whole.",
                row=facts.n_records,
            )
        )
    if n_empty:
        lost.append(("empty_record", n_empty))
        notes.append(note("Records without any value were set aside: {n}.", n=n_empty))
    return replace(facts, set_aside=tuple(lost), notes=tuple(notes))


def _parse(table: Delimited, offset: int, width: int) -> tuple[pa.Table, int]:
    """Let Arrow split the records; count those that do not have as many cells as the header."""
    misfits: list[int] = []

    def skip(row: arrow_csv.InvalidRow) -> str:
        misfits.append(row.actual_columns)
        return "skip"

    names = [str(position) for position in range(width)]
    block = _BLOCK
    while True:
        misfits.clear()
        stream = table.text.stream(offset)
        try:
            cells = arrow_csv.read_csv(
                stream,
                arrow_csv.ReadOptions(column_names=names, block_size=block),
                arrow_csv.ParseOptions(
                    delimiter=table.delimiter,
                    newlines_in_values=table.quoted,
                    invalid_row_handler=skip,
                ),
                arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.large_string()),
                    strings_can_be_null=True,
                    null_values=[""],
                    check_utf8=False,  # the scan has read every letter
                ),
            )
            return cells, len(misfits)
        except pa.ArrowInvalid as error:
            if "Empty CSV file" in str(error):
                empty = pa.schema([(name, pa.large_string()) for name in names]).empty_table()
                return empty, len(misfits)
            if "block" not in str(error) or block > 1 << 30:
                raise
            block *= 8  # one record is longer than a block


def _refuse_swallowed(cells: pa.Table, table: Delimited, header_rows: int, width: int) -> None:
    """Refuse a cell that holds whole records: a quote was opened that closes rows later.

    Long answers may look like that too, so the exact rule of the format decides.
    """
    for column in cells.columns if table.quoted and width > 1 else ():
        lines = pc.match_substring(column, "\n")
        if not pc.any(lines).as_py():
            continue
        separators = pc.count_substring(column, table.delimiter)
        if pc.any(pc.and_(lines, pc.greater_equal(separators, width - 1))).as_py():
            census.refuse_stray_quotes(
                table.text, table.delimiter, table.ends[header_rows - 1], table.file
            )
            return


def _drop_empty(cells: pa.Table) -> tuple[pd.DataFrame, int]:
    empty = None
    for column in cells.columns:
        blank = pc.is_null(column)
        empty = blank if empty is None else pc.and_(empty, blank)
        if not pc.any(empty).as_py():
            break
    n_empty = int(pc.sum(empty).as_py() or 0) if empty is not None else 0
    rows = cells.to_pandas(split_blocks=True)
    rows.index = pd.RangeIndex(1, len(rows) + 1, name="row")
    if n_empty:
        rows = rows[~empty.to_numpy()]
    return rows, n_empty
