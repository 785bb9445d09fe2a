"""Do the raw files look as real ones do, with what intake must strip still in them?"""

import csv
import re

import pytest
from python_calamine import CalamineWorkbook

from analysis.example.tables import answers, contracts, learning_habits


@pytest.fixture(scope="module")
def header(committed):
    def of(wave):
        text = (committed / answers.PATHS[wave]).read_text("utf-8-sig")
        return list(csv.reader(text.splitlines()))

    return of


def test_qualtrics_exports_hold_the_identifiers_that_they_hold_by_default(header):
    names = header("2022")[0]
    assert names[:4] == ["StartDate", "EndDate", "Status", "IPAddress"]
    assert {"RecipientEmail", "RecipientLastName", "LocationLatitude"} <= set(names)


def test_the_second_export_has_matrix_questions_and_a_byte_order_mark(header, committed):
    assert (committed / answers.PATHS["2023"]).read_bytes().startswith(b"\xef\xbb\xbf")
    questions = header("2023")[1]
    assert sum(text.startswith(f"{answers.LEAD_IN} - ") for text in questions) == 94


def test_addresses_are_from_the_range_kept_for_examples(header):
    rows = header("2023")[3:]
    assert all(row[3].startswith("192.0.2.") for row in rows)
    assert all(row[11].endswith("@bestuur.example") for row in rows)


@pytest.mark.parametrize("name", ["raw/eenheden.csv", "raw/uitgenodigd.csv"])
def test_registers_are_in_the_encoding_of_dutch_office_programs(name, committed):
    data = (committed / name).read_bytes()
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")
    assert data.count(b"\r\n") == data.count(b"\n")
    assert "ë" in data.decode("cp1252")


@pytest.mark.parametrize("name", ["raw/leerlingen_2023.csv", "raw/groepen.csv"])
def test_files_on_pupils_have_semicolons_and_decimal_commas(name, committed):
    lines = (committed / name).read_bytes().decode("cp1252").split("\r\n")
    assert lines[0].count(";") >= 5
    assert sum("," in line for line in lines) > 1000


def test_codes_of_pupils_keep_their_leading_zero(exports):
    codes = exports["raw/leerlingen_2023.csv"].rows["Leerling"].dropna()
    assert codes.str.fullmatch(r"\d{4}").all()
    assert codes.str.startswith("0").sum() > 300


def test_an_export_of_sick_leave_holds_reasons_and_pregnancies(exports):
    rows = exports["raw/verzuim.xlsx"].rows
    assert rows["Reden_verzuim"].notna().sum() > 5000
    assert (rows["Type_verzuim_code"] == "ZW").sum() == 90


def test_amounts_have_decimal_commas(committed):
    assert re.search(r";\d+,\d+;", (committed / "raw/eenheden.csv").read_text("cp1252"))


def test_no_column_passes_for_a_citizen_service_number(exports):
    for export in exports.values():
        for name in export.rows:
            codes = [c for c in export.rows[name].dropna().astype(str) if re.fullmatch(r"\d{9}", c)]
            assert len(codes) < 0.9 * len(export.rows)


def test_forms_start_with_five_columns_of_their_own(committed):
    paths = [answers.PATHS["2024"], *learning_habits.PATHS.values()]
    for path in paths:
        rows = CalamineWorkbook.from_path(str(committed / path)).get_sheet_by_index(0).to_python()
        assert tuple(rows[0][:5]) == ("ID", "Begintijd", "Tijd van voltooien", "E-mail", "Naam")


def test_personnel_numbers_keep_their_leading_zero(exports):
    codes = exports[contracts.PATH].rows["Medewerker"].dropna()
    assert codes.str.startswith("0").sum() > 100


def test_there_are_replacements_extensions_pools_and_contracts_without_end(exports):
    rows = exports[contracts.PATH].rows
    for flag in ("Vervangingsdienstverband", "Poolvervanger", "Uitbreidingsdienstverband"):
        assert 30 < (rows[flag] == "Ja").sum() < 300
    assert rows["Einddatum_contract"].isna().sum() > 1000


def test_people_have_several_contracts(exports):
    rows = exports[contracts.PATH].rows
    assert (rows["Medewerker"].value_counts() > 1).sum() > 500
