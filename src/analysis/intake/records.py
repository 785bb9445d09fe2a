"""The records of a text file below its header, all of one width, none lost unseen."""

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.intake import census, splitting
from analysis.intake.delimited import Delimited
from analysis.intake.raw import Facts, Note, note


def read(table: Delimited, header_rows: int, width: int) -> tuple[pd.DataFrame, Facts]:
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
        Text, or categories of text where few texts stand for many cells of a large file; an
        empty cell is missing. The index is the record number, from 1.
    Facts
        Without a format.

    Raises
    ------
    DataProblem
        When records are wider or narrower than the header; only the last record may be cut off,
        which sets it aside.
    """
    offset, looked = table.ends[header_rows - 1], None
    damaged = bool(table.text.suspect or table.text.damage or table.text.n_quotes % 2)
    repeating = [] if damaged else splitting.repeating(table, offset, width)
    cells, misfits = splitting.split(table, offset, width, repeating=repeating)
    if misfits or damaged:
        looked = census.take(table.text, table.delimiter, offset, width)
        census.refuse_misfits(looked, width, table.file, table.separator)
    cells, cut_off = _settle_cut_off(cells, looked, table)
    _refuse_swallowed(cells, table, header_rows, width)
    n_records = cells.num_rows + len(cut_off.set_aside)
    rows, n_empty = _drop_empty(cells)
    facts = Facts(
        format="",
        encoding=table.text.encoding,
        byte_order_mark=table.text.byte_order_mark,
        separator=table.separator,
        quote='"' if table.quoted else "",
        header_rows=header_rows,
        n_records=n_records,
        set_aside=cut_off.set_aside,
        notes=(*_about_text(table), *(census.notes(looked) if looked else ()), *cut_off.notes),
    )
    return rows, facts.without_empty(n_empty)


def _settle_cut_off(
    cells: pa.Table, looked: census.Census | None, table: Delimited
) -> tuple[pa.Table, Facts]:
    """Set a broken last record aside, or keep what stands before the cut."""
    if looked is None or not looked.cut_off:
        return cells, Facts("")
    row = looked.n_records
    cells = cells.slice(0, row - 1)  # it may be there, when the cut is inside its last cell
    if not table.keep_cut_off:
        remark = note(
            "The file ends inside record {row}: that record was set aside. "
            "Export the file again to have it whole.",
            row=row,
        )
        return cells, Facts("", set_aside=(("cut_off", 1),), notes=(remark,))
    # The cell at the cut may have lost its end, so it is not known.
    whole = [cell or None for cell in looked.last[:-1]]
    whole += [None] * (cells.num_columns - len(whole))
    cells = cells.cast(pa.schema([(name, pa.large_string()) for name in cells.column_names]))
    last = pa.table([[cell] for cell in whole], schema=cells.schema)
    remark = note(
        "The file ends inside record {row}: its first {n} cells were kept, as study.toml asks.",
        row=row,
        n=len(looked.last) - 1,
    )
    return pa.concat_tables([cells, last]), Facts("", notes=(remark,))


def _about_text(table: Delimited) -> list[Note]:
    notes = []
    if table.text.overruled:
        notes.append(
            note(
                "The file begins with the mark of {encoding} and was read so, not as {given}.",
                encoding=table.text.encoding,
                given=table.text.overruled,
            )
        )
    if table.separator == "":
        notes.append(note("The file has one column: no separator was found."))
    return notes


def _refuse_swallowed(cells: pa.Table, table: Delimited, header_rows: int, width: int) -> None:
    """Refuse a cell that holds whole records: a quote was opened that closes rows later.

    Long answers may look like that too, so the exact rule of the format decides.
    """
    for column in map(_texts, cells.columns if table.quoted and width > 1 else ()):
        lines = pc.match_substring(column, "\n")
        if not pc.any(lines).as_py():
            continue
        separators = pc.count_substring(column, table.delimiter)
        if pc.any(pc.and_(lines, pc.greater_equal(separators, width - 1))).as_py():
            census.refuse_stray_quotes(
                table.text, table.delimiter, table.ends[header_rows - 1], table.file
            )
            return


def _texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Give the texts among which a cell that holds records would be."""
    if not pa.types.is_dictionary(column.type):
        return column
    return pa.chunked_array([part.dictionary for part in column.chunks[:1]], pa.large_string())


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
