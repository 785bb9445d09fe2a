from datetime import date, datetime

import openpyxl
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from analysis.example.writers import workbook

ROWS = pd.DataFrame(
    {
        "Naam & code": ["007", " Zoë <3"],
        "Dag": [date(2024, 8, 1), None],
        "Moment": [datetime(2024, 3, 4, 12, 30, 5), datetime(2024, 3, 5)],
        "FTE": [0.8, float("nan")],
        "n": [3, 4],
    },
    dtype=object,
)
CELLS = [
    ["Naam & code", "Dag", "Moment", "FTE", "n"],
    ["007", date(2024, 8, 1), datetime(2024, 3, 4, 12, 30, 5), 0.8, 3],
    [" Zoë <3", None, datetime(2024, 3, 5), None, 4],
]


@pytest.fixture
def path(tmp_path):
    workbook.write(tmp_path / "a.xlsx", ROWS, sheet="Blad & 1")
    return tmp_path / "a.xlsx"


def test_openpyxl_reads_the_cells_back(path):
    [sheet] = openpyxl.load_workbook(path).worksheets
    read = [list(row) for row in sheet.iter_rows(values_only=True)]
    read[1][1] = read[1][1].date()
    assert (sheet.title, read) == ("Blad & 1", CELLS)


def test_calamine_reads_the_cells_back(path):
    read = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert read[1][:4] == CELLS[1][:4]
    assert read[2][1] == ""


def test_the_same_rows_give_the_same_bytes(path, tmp_path):
    workbook.write(tmp_path / "b.xlsx", ROWS, sheet="Blad & 1")
    assert (tmp_path / "b.xlsx").read_bytes() == path.read_bytes()


def test_columns_beyond_z_keep_their_place(tmp_path):
    wide = pd.DataFrame([[f"c{n}" for n in range(120)]], dtype=object)
    workbook.write(tmp_path / "w.xlsx", wide.rename(columns=str), sheet="x")
    [sheet] = openpyxl.load_workbook(tmp_path / "w.xlsx").worksheets
    assert (sheet["AB2"].value, sheet["DP2"].value) == ("c27", "c119")
