"""Records of a text file split into cells by Arrow, block by block, in little memory.

In a large file a column that holds few different texts is kept as the place of each cell in the
list of its texts: one byte per cell in a survey, and each text is looked at once ever after.
"""

import itertools
from collections.abc import Collection

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from analysis.intake.delimited import Delimited

LARGE = 1 << 23  # bytes; in a smaller file nothing is gained
_BLOCK = 1 << 19
_TOGETHER = 8  # blocks whose texts are compared at once
_LONGEST = 1 << 30
_LOOKED_AT = 1 << 21  # bytes at the beginning that tell which columns repeat themselves
_OFTEN = 2  # cells per text


def split(
    table: Delimited, offset: int, width: int, *, repeating: Collection[str] = ()
) -> tuple[pa.Table, int]:
    """Split records; count those that do not have as many cells as the header.

    Parameters
    ----------
    table : Delimited
        The opened file.
    offset : int
        Where the data begin, in bytes of the text as UTF-8.
    width : int
        Cells that each record must have.
    repeating : collection of str
        Names of the columns to keep as places in a list of texts.

    Returns
    -------
    Table
        Columns "0" to width - 1, an empty cell missing; records of another width left out.
    int
        How many were left out.
    """
    block = _BLOCK
    while True:
        misfits: list[int] = []
        columns = [_Repeating() if str(i) in repeating else _Plain() for i in range(width)]
        try:
            reader = _reader(table, table.text.stream(offset), width, columns, block, misfits)
            while batches := list(itertools.islice(reader, _TOGETHER)):
                cells = pa.Table.from_batches(batches).unify_dictionaries()
                for column, part in zip(columns, cells.columns, strict=True):
                    column.add(part)
        except pa.ArrowInvalid as error:
            if "Empty CSV file" not in str(error):
                if "block" not in str(error) or block > _LONGEST:
                    raise
                block *= 8  # one record is longer than a block
                continue
        pa.default_memory_pool().release_unused()  # what the blocks took, for what follows
        names = [str(i) for i in range(width)]
        return pa.table([column.whole() for column in columns], names=names), len(misfits)


def repeating(table: Delimited, offset: int, width: int) -> list[str]:
    """Name the columns in which few texts stand for many cells; none in a small file."""
    if table.text.size < LARGE:
        return []
    try:
        plain = [_Plain() for _column in range(width)]
        # Two blocks of it and no more: Arrow reads ahead as far as a stream goes.
        start = pa.BufferReader(table.text.stream(offset).read(2 * _LOOKED_AT))
        reader = _reader(table, start, width, plain, _LOOKED_AT, [])
        first = reader.read_next_batch()
    except (pa.ArrowInvalid, StopIteration):
        return []  # splitting the file says what is the matter with it
    most = first.num_rows // _OFTEN
    return [name for name in first.schema.names if pc.count_distinct(first[name]).as_py() <= most]


def _reader(
    table: Delimited,
    stream: pa.NativeFile,
    width: int,
    columns: "list[_Plain | _Repeating]",
    block: int,
    misfits: list[int],
) -> arrow_csv.CSVStreamingReader:
    def skip(row: arrow_csv.InvalidRow) -> str:
        misfits.append(row.actual_columns)
        return "skip"

    names = [str(position) for position in range(width)]
    return arrow_csv.open_csv(
        stream,
        arrow_csv.ReadOptions(column_names=names, block_size=block),
        arrow_csv.ParseOptions(
            delimiter=table.delimiter,
            newlines_in_values=table.quoted,
            invalid_row_handler=skip,
        ),
        arrow_csv.ConvertOptions(
            column_types={name: c.kind for name, c in zip(names, columns, strict=True)},
            strings_can_be_null=True,
            null_values=[""],
            check_utf8=False,  # the scan has read every letter
        ),
    )


class _Plain:
    """A column of texts."""

    kind = pa.large_string()

    def __init__(self) -> None:
        self._parts: list[pa.Array] = []

    def add(self, cells: pa.ChunkedArray) -> None:
        self._parts.extend(cells.chunks)

    def whole(self) -> pa.Array:
        cells = pa.chunked_array(self._parts, self.kind)
        self._parts = []
        return cells.combine_chunks()


class _Repeating:
    """A column of places in a list of texts that grows with every block."""

    kind = pa.dictionary(pa.int32(), pa.large_string())

    def __init__(self) -> None:
        self._known = pa.array([], pa.large_string())
        self._places, self._size = bytearray(), np.dtype(np.int8)

    def add(self, part: pa.ChunkedArray) -> None:
        cells = part.combine_chunks()
        places = pc.index_in(cells.dictionary, self._known)
        if places.null_count:
            self._known = pa.concat_arrays([self._known, cells.dictionary.filter(places.is_null())])
            places = pc.index_in(cells.dictionary, self._known)
            self._widen(np.min_scalar_type(-len(self._known)))
        # The last entry is for an empty cell, whose place is -1.
        table = np.append(places.to_numpy(), -1).astype(self._size)
        self._places += table[cells.indices.fill_null(-1).to_numpy()].data

    def _widen(self, size: np.dtype) -> None:
        if size != self._size:
            self._places = bytearray(self._array().astype(size).data)
            self._size = size

    def _array(self) -> np.ndarray:
        return np.frombuffer(self._places, self._size)

    def whole(self) -> pa.DictionaryArray:
        places = self._array()
        return pa.DictionaryArray.from_arrays(pa.array(places, mask=places < 0), self._known)
