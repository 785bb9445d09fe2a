"""What is written is what is read, cell by cell, and no record is lost."""

import csv
import io
import tempfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.errors import DataProblem
from analysis.intake import delimited, encodings, excel, records
from analysis.settings import SourceFile

SEPARATORS = st.sampled_from([",", ";", "\t", "|"])
# With line feeds and few quotes the standard library writes a bare carriage return unquoted:
# nobody can tell such a cell from a line end.
LAYOUTS = st.sampled_from(
    [(csv.QUOTE_MINIMAL, "\r\n"), (csv.QUOTE_ALL, "\r\n"), (csv.QUOTE_ALL, "\n")]
)
# Every letter that a person may type, and those that trouble a reader.
UNICODE = st.text(
    st.one_of(
        st.sampled_from(list(",;\t|\"'\r\n =0é“€")),
        st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff\ufffd"),
    ),
    max_size=8,
)
WINDOWS = st.text(st.sampled_from(list(",;\t|\"'\r\n =0aéë“”€ñ")), max_size=8)
QUICK = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@st.composite
def grids(draw, cells):
    """Draw a header of unlike names, and rows of which none is empty throughout."""
    width = draw(st.integers(2, 6))
    rows = draw(st.lists(st.lists(cells, min_size=width, max_size=width), max_size=6))
    return [[f"kolom {i}" for i in range(width)], *(row for row in rows if any(row))]


def written(grid, separator, layout):
    quoting, line_end = layout
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=separator, quoting=quoting, lineterminator=line_end).writerows(
        grid
    )
    return target.getvalue()


def read_back(content, **source):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "f.csv"
        path.write_bytes(content)
        table = delimited.open_file(path, SourceFile(path="f.csv", table="answers", **source))
        return table, *records.read(table, 1, len(table.top[0]))


def cells(rows):
    return [["" if pd.isna(cell) else cell for cell in row] for row in rows.to_numpy().tolist()]


@given(grids(UNICODE), SEPARATORS, LAYOUTS)
@QUICK
def test_text_in_utf8_comes_back_as_it_was(grid, separator, layout):
    content = written(grid, separator, layout).encode("utf-8")
    _table, rows, facts = read_back(content, separator=separator)
    assert cells(rows) == grid[1:]
    assert facts.n_records == len(grid) - 1


@given(grids(WINDOWS), SEPARATORS, LAYOUTS)
@QUICK
def test_text_in_windows_encoding_comes_back_as_it_was(grid, separator, layout):
    content = written(grid, separator, layout).encode("cp1252")
    _table, rows, _facts = read_back(content, separator=separator, encoding="cp1252")
    assert cells(rows) == grid[1:]


@given(grids(UNICODE), SEPARATORS, st.sampled_from(["utf-8-sig", "utf-16"]))
@QUICK
def test_text_with_a_mark_comes_back_as_it_was(grid, separator, codec):
    content = written(grid, separator, (csv.QUOTE_ALL, "\r\n")).encode(codec)
    _table, rows, facts = read_back(content, separator=separator)
    assert (cells(rows), facts.byte_order_mark) == (grid[1:], True)


@given(grids(st.text(st.sampled_from('ab1 é\n"'), max_size=5)), SEPARATORS, LAYOUTS)
@QUICK
def test_the_separator_is_found_whatever_the_answers(grid, separator, layout):
    content = written(grid, separator, layout).encode("utf-8")
    assert read_back(content)[0].separator == separator


@given(grids(UNICODE), LAYOUTS, st.integers(1, 60))
@QUICK
def test_a_file_cut_off_anywhere_loses_nothing_unseen(grid, layout, cut):
    """Records before the cut are all there; a broken one is set aside or the file is refused."""
    whole = written(grid, ";", layout)
    header = whole.index("\n") + 1
    content = whole[: max(header, len(whole) - cut)].encode("utf-8")
    try:
        _table, rows, facts = read_back(content, separator=";")
    except DataProblem:
        return
    assert len(rows) + sum(n for _reason, n in facts.set_aside) == facts.n_records
    assert cells(rows)[:-1] == grid[1 : len(rows)]


@given(st.binary(max_size=200))
@QUICK
def test_any_bytes_are_read_or_refused_with_a_message(content):
    try:
        _table, rows, facts = read_back(content)
    except DataProblem as problem:
        assert str(problem)
    else:
        assert len(rows) + sum(n for _reason, n in facts.set_aside) == facts.n_records


@given(st.binary(max_size=100))
@QUICK
def test_any_bytes_become_text(content):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "f.csv"
        path.write_bytes(content)
        text = encodings.detect(path)
        with text.lines() as lines:
            assert lines.read().encode("utf-8") == text.stream(0).read()


NUMBERS = st.one_of(st.integers(-(10**14), 10**14), st.floats(-1e9, 1e9))
DATES = st.one_of(
    st.dates(pd.Timestamp(1901, 1, 1).date(), pd.Timestamp(2100, 1, 1).date()),
    st.datetimes(pd.Timestamp(1901, 1, 1), pd.Timestamp(2100, 1, 1)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
)
SHEET_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=8).filter(
    lambda text: not text.startswith("=") and not text.startswith("#")
)


@given(grids(st.one_of(SHEET_TEXT, NUMBERS, DATES, st.booleans(), st.none())))
@settings(deadline=None, derandomize=True, max_examples=50, suppress_health_check=list(HealthCheck))
def test_cells_of_a_workbook_come_back_as_it_was(grid):
    workbook = openpyxl.Workbook()
    for row in grid:
        workbook.active.append(row)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "f.xlsx"
        workbook.save(path)
        table = excel.read(excel.open_sheet(path, SourceFile(path="f.xlsx", table="answers")))
    kept = [row for row in grid[1:] if any(cell is not None for cell in row)]
    assert len(table.rows) == len(kept)
    for read_row, row in zip(cells(table.rows), kept, strict=True):
        for text, cell in zip(read_row, row, strict=True):
            assert same(text, cell)


def same(text, cell):
    """Whether a text says what a cell of a workbook held; Excel keeps 15 to 17 digits."""
    if isinstance(cell, bool) or cell is None or isinstance(cell, str):
        return text == {True: "TRUE", False: "FALSE", None: ""}.get(cell, cell)
    if isinstance(cell, int | float):
        return float(text) == pytest.approx(cell, rel=1e-15)
    return pd.Timestamp(text) == pd.Timestamp(cell)
