import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from analysis.errors import DataProblem
from analysis.intake import excel

HR = [
    ["Medewerker", "Begindatum", "FTE", "Afdeling"],
    ["0012", dt.datetime(2024, 8, 1), 0.8, "Oost"],
    ["0013", dt.datetime(2020, 1, 1), 1, "West"],
]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (2.0, "2"),
        (0.1, "0.1"),
        (-0.0, "0"),
        (1e20, "1e+20"),
        (True, "TRUE"),
        (" x ", " x "),
        ("", ""),
        (dt.date(2024, 8, 1), "2024-08-01"),
        (dt.datetime(2024, 8, 1), "2024-08-01"),
        (dt.datetime(2024, 8, 1, 12, 30), "2024-08-01 12:30:00"),
        (dt.datetime(2024, 8, 1, 12, 29, 59, 999_999), "2024-08-01 12:30:00"),
        (dt.time(8, 30), "08:30:00"),
        (dt.timedelta(hours=30, minutes=5), "30:05:00"),
    ],
)
def test_cells_become_text_as_people_write_it(cell, text):
    assert excel.as_text(cell) == text


def test_a_table_is_read_as_text(read, book):
    table = read(book(HR=HR), "hr.xlsx", table="contracts", columns={"team_id": "Afdeling"})
    assert table.rows[["Begindatum", "FTE"]].to_numpy().tolist() == [
        ["2024-08-01", "0.8"],
        ["2020-01-01", "1"],
    ]
    assert (table.report.format, table.report.header_rows) == ("excel", 1)


def test_a_title_above_the_table_is_left_out(read, book):
    table = read(book(HR=[["Dienstverbanden per 1-9-2025"], [], *HR]), "hr.xlsx", table="contracts")
    assert (table.report.header_rows, table.report.n_rows) == (3, 2)
    assert "Rows above the names of the columns, left out: 2." in table.report.sentences()


def test_the_columns_of_study_toml_find_the_header(read, book):
    wide = [["let", "op", "dit", "is", "een", "proef"], *HR]
    table = read(book(HR=wide), "hr.xlsx", table="contracts", columns={"start": "Begindatum"})
    assert table.report.header_rows == 2


def test_header_row_in_study_toml_is_followed(read, book):
    table = read(book(HR=[["a", "b"], ["c", "d"], [1, 2]]), "x.xlsx", header_row=2)
    assert list(table.rows.columns) == ["c", "d"]


def test_sheets_that_were_not_read_are_named(read, book):
    report = read(book(HR=HR, Rooster=[["x"]], _Oud=[["y"]]), "hr.xlsx", table="contracts").report
    assert report.sentences() == [
        "The sheet HR was read because it is the first; not read: Rooster.",
        "Hidden sheets, not read: Oud.",
    ]


def test_a_hidden_sheet_is_read_when_study_toml_names_it(read, book):
    table = read(book(A=[["x"]], _Oud=HR), "hr.xlsx", table="contracts", sheet="Oud")
    assert table.report.n_rows == 2
    assert "hidden" in table.report.sentences()[0]


def test_a_missing_column_tells_which_other_sheets_there_are(read, book):
    with pytest.raises(DataProblem, match="other sheets in this file: Rooster"):
        read(book(HR=HR, Rooster=[["x"]]), "hr.xlsx", columns={"role": "Functie"})


def test_an_empty_sheet_is_refused(read, book):
    with pytest.raises(DataProblem, match="The sheet Leeg is empty"):
        read(book(Leeg=[]), "hr.xlsx")


def test_blank_rows_are_set_aside_and_those_at_the_end_are_none(read, book):
    report = read(book(HR=[*HR[:2], [], HR[2], [], []]), "hr.xlsx", table="contracts").report
    assert (report.n_records, report.n_rows, report.set_aside) == (3, 2, (("empty_record", 1),))


def test_a_header_without_rows_gives_no_rows(read, book):
    table = read(book(HR=HR[:1]), "hr.xlsx", table="contracts")
    assert table.rows.shape == (0, 3)


def test_cells_that_read_as_empty_are_told(read, book):
    report = read(book(A=[["a", "b", "c"], ["=1+1", "#N/A", 3], [1, 2, 3]]), "f.xlsx").report
    assert report.sentences() == [
        "Cells with an Excel error, read as empty: 1.",
        "Formulas without a stored result, read as empty: 1.",
    ]


def test_merged_cells_are_told(read, study):
    workbook = openpyxl.Workbook()
    for row in (["school", "aantal"], ["Oost", 4], [None, 5]):
        workbook.active.append(row)
    workbook.active.merge_cells("A2:A3")
    target = io.BytesIO()
    workbook.save(target)
    table = read(target.getvalue(), "f.xlsx", columns={"school_id": "school"})
    assert table.rows["school"].isna().tolist() == [False, True]
    assert "Merged cells: 1; only the first cell of each holds the value." in (
        table.report.sentences()
    )


def test_colours_that_another_reader_refuses_do_not_matter(read, study):
    workbook = openpyxl.Workbook()
    workbook.active.append(["a", "b"])
    workbook.active.append([1, "x"])
    workbook.active["A1"].fill = PatternFill("solid", fgColor="FFABCDEF")
    target = io.BytesIO()
    workbook.save(target)
    content = _with(target.getvalue(), "xl/styles.xml", (b"FFABCDEF", b"#ABCDEF"))
    with pytest.raises(ValueError, match="could not read stylesheet"):
        openpyxl.load_workbook(io.BytesIO(content))
    assert read(content, "f.xlsx").rows.iloc[0].tolist() == ["1", "x"]


def test_text_that_begins_with_an_equals_sign_stays_text(read, book):
    workbook = openpyxl.load_workbook(io.BytesIO(book(A=[["a", "b"], ["x", "y"]])))
    cell = workbook.active["A2"]
    cell.value, cell.data_type = "=eens", "s"
    target = io.BytesIO()
    workbook.save(target)
    rows = read(target.getvalue(), "f.xlsx", columns={"team_id": "a"}).rows
    assert rows["a"].tolist() == ["=eens"]


def _with(content, member, change):
    """Change the text of one part of a workbook."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, part.replace(*change) if name == member else part)
    return target.getvalue()
