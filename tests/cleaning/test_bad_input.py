"""Files as they should not be: each message names file, column, count and repair."""

from dataclasses import replace

import pandas as pd
import pytest

from analysis import intake
from analysis.cleaning import contracts, school_staff
from analysis.errors import DataProblem
from analysis.settings import SourceFile

HEAD = "person_id;start;end;fte;school_id\n"
ROWS = "".join(f"{n};2020-08-01;2024-07-31;0,8;s1\n" for n in range(100, 120))


@pytest.fixture
def read_and_clean(tmp_path, settings_with):
    """Write an export, read it and clean it."""

    def run(content, table="contracts", **about):
        study = replace(settings_with(), folder=tmp_path)
        (tmp_path / "hr.csv").write_text(content, encoding="utf-8")
        source = SourceFile(path="hr.csv", table=table, **about)
        cleaner = {"contracts": contracts, "school_staff": school_staff}[table]
        return cleaner.clean([(intake.read(source, study, b"k" * 32), source)], study)

    return run


@pytest.fixture
def message(read_and_clean):
    def run(content, table="contracts", **about):
        with pytest.raises(DataProblem) as caught:
            read_and_clean(content, table, **about)
        return str(caught.value)

    return run


def test_one_row_with_a_cell_too_many(message):
    assert message(f"{HEAD}{ROWS}200;2020-08-01;;x;0,8;s1\n") == (
        "hr.csv, 1 row: The header has 5 columns, but not all records have as many cells. Found: "
        "record 21 has 6 cells. To repair: put cells that hold the separator ; between double "
        "quotes, or export the file again; when lines stand above the names of the columns, write "
        "header_row."
    )


def test_a_header_that_is_shifted_against_its_rows(message):
    numbered = "".join(f"{n};{row}\n" for n, row in enumerate(ROWS.splitlines()))
    assert message(HEAD + numbered).startswith(
        "hr.csv, 20 rows: The header has 5 columns, but not all records have as many cells. Found: "
        "record 1 has 6 cells; record 2 has 6 cells;"
    )


def test_names_above_the_wrong_columns(message):
    assert message("start;end;fte;school_id;person_id\n" + ROWS) == (
        "hr.csv, column start, 20 rows: Some cells are no dates. Found: 20 different texts that "
        "are no date. To repair: write dates as 31-12-2025 or 2025-12-31, and leave unknown dates "
        "empty."
    )


def test_percent_signs_say_what_they_are_also_among_factors(read_and_clean):
    cleaned = read_and_clean(f"{HEAD}{ROWS}300;2020-08-01;;80%;s1\n301;2020-08-01;;100 %;s1\n")
    assert cleaned.kept["fte"].tolist()[-3:] == pytest.approx([0.8, 0.8, 1.0])
    changes = cleaned.audit.changes[["column", "change", "n"]].values.tolist()
    assert ["fte", "percent_to_factor", 2] in changes


def test_percentages_with_and_without_a_sign_are_the_same(read_and_clean):
    rows = ROWS.replace("0,8", "80")
    cleaned = read_and_clean(f"{HEAD}{rows}300;2020-08-01;;60%;s1\n")
    assert cleaned.kept["fte"].tolist()[-2:] == pytest.approx([0.8, 0.6])


STAFF = "school_id;headcount;leavers\n"


def test_a_comma_that_may_be_either_is_refused(message):
    assert message(f"{STAFF}A;1,234;10\nB;12;3\n", "school_staff", year=2024).endswith(
        "To repair: write numbers only, or set decimal for this file in study.toml."
    )


def test_a_sign_for_thousands_is_not_taken_for_a_decimal_sign(message):
    assert message(f"{STAFF}A;1.234;10\nB;12;3\n", "school_staff", year=2024) == (
        "hr.csv, column headcount, 1 row: Numbers of people are not whole: the sign in them "
        'probably separates thousands. To repair: add decimal = "," or "." to this file in '
        "study.toml: the sign for decimals."
    )


@pytest.mark.parametrize(("written", "decimal"), [("1.234", ","), ("1,234", "."), ("1 234", None)])
def test_a_declared_decimal_sign_settles_it(read_and_clean, written, decimal):
    content = f"{STAFF}A;{written};10\nB;12;3\n"
    cleaned = read_and_clean(content, "school_staff", year=2024, decimal=decimal)
    assert cleaned.kept["headcount"].tolist() == [1234.0, 12.0]


def test_a_mean_number_of_people_may_have_decimals(read_and_clean):
    cleaned = read_and_clean(f"{STAFF}A;30,5;10\nB;12;3\n", "school_staff", year=2024)
    assert cleaned.kept["headcount"].tolist() == [30.5, 12.0]


@pytest.mark.parametrize("marker", ["NDA", "s", "*", "**", "x", "n.b."])
def test_markers_for_withheld_figures_are_no_numbers_and_are_counted(read_and_clean, marker):
    content = f"{STAFF}A;30;{marker}\nB;12;3\n"
    cleaned = read_and_clean(content, "school_staff", year=2024)
    assert pd.isna(cleaned.kept.loc[0, "leavers"])
    assert cleaned.audit.changes[["column", "change", "n"]].values.tolist() == [
        ["leavers", "suppressed_to_missing", 1]
    ]


def test_a_word_among_numbers_is_counted_and_not_repeated(message):
    found = message(f"{STAFF}A;30;tien\nB;12;3\n", "school_staff", year=2024)
    assert found == (
        "hr.csv, column leavers, 1 row: Some cells are no numbers. Found: 1 different texts that "
        "are no number with the decimal sign . / ,. To repair: write numbers only, or set decimal "
        "for this file in study.toml."
    )


def test_dates_of_birth_are_never_loaded(read_and_clean):
    dated = "".join(f"{row};01-01-2031\n" for row in ROWS.splitlines())
    cleaned = read_and_clean(HEAD.replace("\n", ";Geboortedatum\n") + dated)
    assert "2031" not in cleaned.rows.to_csv()
