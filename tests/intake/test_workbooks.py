import io
import zipfile

import pytest

from analysis.errors import DataProblem
from analysis.intake import workbooks


def saved(tmp_path, content):
    path = tmp_path / "f.xlsx"
    path.write_bytes(content)
    return path


def archive(**members):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return target.getvalue()


def test_a_protected_workbook_is_refused_with_the_way_to_open_it(tmp_path):
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(DataProblem, match="protected with a password.*Encrypt with Password"):
        workbooks.open_workbook(saved(tmp_path, content), "f.xlsx")


def test_an_old_workbook_is_refused(tmp_path):
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
    with pytest.raises(DataProblem, match=r"old Excel kind \(.xls\)"):
        workbooks.open_workbook(saved(tmp_path, content), "f.xlsx")


def test_a_workbook_that_was_cut_off_is_refused(tmp_path, book):
    content = book(A=[["a"], [1]])
    with pytest.raises(DataProblem, match="damaged"):
        workbooks.open_workbook(saved(tmp_path, content[:-200]), "f.xlsx")


def test_an_archive_that_is_no_workbook_is_refused(tmp_path):
    with pytest.raises(DataProblem, match="not an Excel file"):
        workbooks.open_workbook(saved(tmp_path, archive(tekst="x")), "f.xlsx")


def test_an_archive_that_unpacks_too_large_is_refused(tmp_path):
    content = archive(**{"xl/workbook.xml": "x" * 3_000_000})
    with pytest.raises(DataProblem, match="unpacks to more than 1 megabytes"):
        workbooks.open_workbook(saved(tmp_path, content), "f.xlsx", most_bytes=1 << 20)


def test_an_archive_that_lies_about_its_size_is_refused(tmp_path):
    content = archive(**{"xl/workbook.xml": "x" * 3_000_000})
    lying = content.replace((3_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    with pytest.raises(DataProblem, match="damaged"):
        workbooks.open_workbook(saved(tmp_path, lying), "f.xlsx")


def test_a_sheet_that_is_not_there_is_refused_with_the_nearest():
    sheets = workbooks.Sheets(["Dienstverbanden", "Rooster"], ["Oud"])
    with pytest.raises(DataProblem, match="no sheet called Dienstverband.*Dienstverbanden"):
        sheets.choose("Dienstverband", "hr.xlsx")


def test_the_first_visible_sheet_is_taken_when_none_is_named():
    assert workbooks.Sheets(["Zichtbaar"], ["Verborgen"]).choose(None, "f") == "Zichtbaar"


def test_formulas_without_a_result_are_counted(tmp_path, book):
    path = saved(tmp_path, book(A=[["a"], ["=1+1"], ["=2"]]))
    assert workbooks.lost_cells(path, "A") == workbooks.Lost(errors=0, formulas=2)


def test_error_cells_are_counted(tmp_path, book):
    path = saved(tmp_path, book(A=[["a"], ["#N/A"]]))
    assert workbooks.lost_cells(path, "A").errors == 1
