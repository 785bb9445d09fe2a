import pytest

from analysis import intake
from analysis.errors import DataProblem
from analysis.intake import pseudonyms
from analysis.settings import SourceFile

HR = "Medewerker;Naam;Start\n1001;Jan;2020-08-01\n99999;Test;2020-08-01\n1001;Jan;2021-08-01\n"
COLUMNS = {"person_id": "Medewerker", "start": "Start"}


def test_persons_leave_as_pseudonyms_and_names_do_not_leave(read):
    table = read(HR, table="contracts", columns=COLUMNS)
    assert table.rows.loc[1, "Medewerker"] == table.rows.loc[3, "Medewerker"]
    assert "1001" not in table.rows.to_csv()
    assert "Jan" not in table.rows.to_csv()
    assert table.report.stripped == (("Naam", "name"),)


def test_employees_that_do_not_exist_can_still_be_told_in_hr_tables(read):
    rows = read(HR, table="contracts", columns=COLUMNS).rows
    assert rows.loc[2, "Medewerker"] == pseudonyms.TEST_PERSON


def test_outside_hr_every_code_becomes_a_pseudonym(read):
    rows = read(HR, columns={"person_id": "Medewerker"}).rows
    assert rows["Medewerker"].str.fullmatch("[0-9a-f]{16}").all()


def test_a_column_called_person_id_becomes_a_pseudonym_without_a_mapping(read):
    rows = read("person_id,n\n1001,1\n").rows
    assert rows.loc[1, "person_id"] != "1001"


def test_a_staff_number_that_is_not_used_is_stripped(read):
    assert read("Medewerker,n\n1001,1\n").report.stripped == (("Medewerker", "person_code"),)


def test_the_key_changes_pseudonyms_and_nothing_else(read):
    first = read(HR, table="contracts", columns=COLUMNS, key=b"a" * 32)
    second = read(HR, table="contracts", columns=COLUMNS, key=b"b" * 32)
    assert first.report == second.report
    assert first.rows["Start"].equals(second.rows["Start"])
    assert not first.rows["Medewerker"].equals(second.rows["Medewerker"])


def test_reading_twice_gives_the_same(read):
    first, second = (read(HR, table="contracts", columns=COLUMNS) for _ in range(2))
    assert first.rows.equals(second.rows)
    assert first.report == second.report


def test_citizen_service_numbers_are_refused_also_when_they_are_mapped(read):
    content = "nr,n\n111222333,1\n123456782,2\n999999990,3\n"
    with pytest.raises(DataProblem, match="column nr: The column holds citizen service numbers"):
        read(content, columns={"person_id": "nr"})


def test_a_file_that_is_not_there_is_named_with_what_looks_like_it(study):
    (study.folder / "golf1.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(DataProblem, match=r"golf2.csv: The file is not there. Found: golf1.csv"):
        intake.read(SourceFile(path="golf2.csv", table="answers"), study, b"")


def test_a_format_that_does_not_exist_is_refused(read):
    with pytest.raises(DataProblem, match="The format qualtriks is not known"):
        read("a,b\n1,2\n", format="qualtriks")


def test_a_text_file_is_not_read_as_excel(read):
    with pytest.raises(DataProblem, match="The format excel does not fit: this is a text file"):
        read("a,b\n1,2\n", format="excel")


def test_an_excel_file_is_not_read_as_text(read, book):
    with pytest.raises(DataProblem, match="The format csv does not fit: this is an Excel file"):
        read(book(A=[["a"]]), "f.csv", format="csv")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html><table><tr><td>1</td></tr></table></html>", "a web page"),
        (b"%PDF-1.7", "a PDF"),
    ],
)
def test_what_is_no_table_is_refused_by_what_it_is(read, content, words):
    with pytest.raises(DataProblem, match=f"The file is {words}"):
        read(content, "export.xls")


def test_a_mapped_name_may_differ_in_blanks(read):
    table = read("Naam  team ,n\nOost,1\n", columns={"team_id": " Naam team"})
    assert table.rows.loc[1, " Naam team"] == "Oost"
    assert table.catalogue.index.tolist() == [" Naam team", "n"]


def test_a_given_decimal_sign_is_reported(read):
    assert read("a;b\n1.234;x\n", decimal=",").report.decimal == ","


def test_rows_and_what_was_set_aside_add_up(read):
    report = read("a,b\n1,2\n,\n3").report
    assert report.n_records == report.n_rows + report.n_set_aside == 3
