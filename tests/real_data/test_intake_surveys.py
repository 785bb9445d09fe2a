"""Public exports as their makers left them; counts from SOURCE.md and reference.json there."""

import json

import pandas as pd
import pytest

from analysis import intake
from analysis.settings import Cleaning, Settings, SourceFile, Turnover

pytestmark = pytest.mark.real_data


@pytest.fixture
def read(public_data):
    def read_file(path, *, table="answers", **source):
        folder, name = path.split("/")
        study = Settings(
            folder=public_data / folder,
            title={"en": "", "nl": ""},
            synthetic=True,
            audience="inside",
            minimum=5,
            retention_until=None,
            cleaning=Cleaning(),
            turnover=Turnover(),
            files=(),
        )
        return intake.read(SourceFile(path=name, table=table, **source), study, b"k" * 32)

    return read_file


@pytest.fixture
def reference(public_data):
    def values(folder):
        return json.loads((public_data / folder / "reference.json").read_text(encoding="utf-8"))

    return values


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        ("qualtrics_small/qualtRics_sample_de.csv", "sample_de"),
        ("qualtrics_small/qualtRics_sample_legacy.csv", "legacy"),
    ],
)
def test_qualtrics_layouts_have_the_header_rows_they_should(read, reference, path, entry):
    report, expected = read(path).report, reference("qualtrics_small")[entry]
    assert report.format == "qualtrics"
    assert report.header_rows == expected["header_rows"]
    assert report.n_records == report.n_rows == expected["data_rows"]


def test_the_german_labels_are_texts_and_the_english_names_are_names(read):
    catalogue = read("qualtrics_small/qualtRics_sample_de.csv").catalogue
    assert catalogue.loc["StartDate", "text"] == "Anfangsdatum"
    assert catalogue.loc["Status", "role"] == "status"


def test_identifiers_of_qualtrics_are_stripped_in_both_layouts(read):
    current = dict(read("qualtrics_small/qualtRics_sample_de.csv").report.stripped)
    legacy = dict(read("qualtrics_small/qualtRics_sample_legacy.csv").report.stripped)
    assert set(current.values()) == {
        "ip_address",
        "name",
        "email",
        "token",
        "coordinates",
        "open_answer",
    }
    assert {"V3": "name", "V5": "email", "V6": "ip_address"}.items() <= legacy.items()


def test_the_empty_legacy_column_is_dropped(read, reference):
    columns = reference("qualtrics_small")["legacy"]["cols"]
    table = read("qualtrics_small/qualtRics_sample_legacy.csv")
    assert table.report.n_columns == columns - 1
    assert table.report.byte_order_mark


@pytest.mark.parametrize(("name", "header_rows"), [("raw", 3), ("text", 1), ("numeric", 1)])
def test_three_exports_of_one_survey_hold_the_same_people(read, reference, name, header_rows):
    table = read(f"qualtrics_excluder/qualtrics_{name}.csv")
    expected = reference("qualtrics_excluder")
    assert (table.report.format, table.report.header_rows) == ("qualtrics", header_rows)
    assert len(table.rows) == expected["rows"]
    seconds = pd.to_numeric(table.rows["Duration (in seconds)"])
    assert (seconds < 200).sum() == expected["duration_lt200"]
    assert (pd.to_numeric(table.rows["Progress"]) < 100).sum() == expected["progress_lt100"]
    preview = table.rows["Status"].isin(["1", "Survey Preview"])
    assert preview.sum() == expected["preview"]


def test_the_raw_and_the_text_export_are_the_same_cell_by_cell(read):
    raw = read("qualtrics_excluder/qualtrics_raw.csv").rows
    text = read("qualtrics_excluder/qualtrics_text.csv").rows
    pd.testing.assert_frame_equal(raw, text)


def test_the_truncated_school_survey_loses_one_record_and_says_so(read, reference):
    table = read("nyc_school_survey/survey_all.txt", columns={"school_id": "dbn"})
    records, columns = reference("nyc_school_survey")["survey_all"]
    report = table.report
    assert (report.n_records, report.n_columns) == (records, columns)
    assert report.set_aside == (("cut_off", 1),)
    assert table.rows.index[-1] == records - 1


def test_the_school_that_was_cut_off_can_be_kept(read, reference):
    source = {"columns": {"school_id": "dbn"}, "cut_off_row": "keep"}
    table = read("nyc_school_survey/survey_all.txt", **source)
    assert len(table.rows) == reference("nyc_school_survey")["survey_all"][0]
    assert table.rows.iloc[-1]["saf_s_11"] == "6.9"


def test_the_mark_is_no_part_of_the_first_column(read):
    report = read("nyc_school_survey/survey_all.txt", columns={"school_id": "dbn"}).report
    assert (report.encoding, report.byte_order_mark, report.separator) == ("utf-8", True, "\t")


def test_the_second_school_survey_is_whole(read, reference):
    table = read("nyc_school_survey/survey_d75.txt", columns={"school_id": "dbn"})
    records, columns = reference("nyc_school_survey")["survey_d75"]
    assert (len(table.rows), table.report.n_columns) == (records, columns)


def test_suppressed_results_stay_as_published(read, reference):
    expected = reference("nyc_school_survey")
    column = "SAT Critical Reading Avg. Score"
    rows = read("nyc_school_survey/sat_results.csv", table="school_results").rows
    assert len(rows) == expected["sat_rows"]
    assert (rows[column] == "s").sum() == expected["sat_suppressed_s"]


def test_the_exit_survey_keeps_words_that_mean_missing_elsewhere(read, reference):
    expected = reference("dete_exit_survey")["dete"]
    table = read("dete_exit_survey/dete_survey.csv", table="contracts")
    rows = table.rows
    # What says that somebody was ill stays at the door.
    assert table.report.stripped == (("Ill Health", "medical"),)
    assert rows.shape == (expected["rows"], expected["cols"] - 1)
    assert rows["SeparationType"].value_counts().to_dict() == expected["separation"]
    assert rows["SeparationType"].str.startswith("Resignation").sum() == expected["resignations"]
    not_stated = {name: int((rows[name] == "Not Stated").sum()) for name in expected["not_stated"]}
    assert not_stated == expected["not_stated"]


def test_all_answers_of_the_personality_survey_are_there(read, reference):
    items = [f"{trait}{number}" for trait in "ACENO" for number in range(1, 6)]
    rows = read("psych_bfi/bfi.csv").rows
    assert len(rows) == reference("psych_bfi")["n"]
    complete = rows[["A1", "A2", "A3", "A4", "A5"]].notna().all(axis="columns").sum()
    assert complete == reference("psych_bfi")["agree"]["alpha"]["n_complete"]
    assert set(pd.unique(rows[items].to_numpy().ravel())) - {str(n) for n in range(1, 7)} == {
        value for value in pd.unique(rows[items].to_numpy().ravel()) if pd.isna(value)
    }


def test_published_files_in_windows_encoding_are_read(read):
    table = read("duo_po_2019/gemiddelde-eindscores-bo-sbo-2018-2019.csv", table="school_results")
    assert (table.report.encoding, table.report.separator) == ("cp1252", ";")
    assert (table.report.n_rows, table.report.decimal) == (6579, ",")


def test_a_table_of_a_published_workbook_is_found_by_its_sheet(read):
    table = read("duo_po_2019/schoolweging-2017-2019.xlsx", table="units", sheet="Tabel 1")
    assert table.report.format == "excel"
    assert "Voorblad" not in table.report.sentences()


def test_codes_of_a_limesurvey_export_become_names(read, public_data, reference):
    table = read("limesurvey_chi/results-survey673185.csv")
    expected = reference("limesurvey_chi")
    assert (table.report.format, table.report.separator) == ("limesurvey", expected["delimiter"])
    assert (table.report.n_rows, table.report.n_columns) == (expected["rows"], expected["cols"])
    answers = table.rows["SCREEN1dataFromHuman"].value_counts().to_dict()
    assert answers == expected["SCREEN1dataFromHuman"]
    known = pd.read_csv(public_data / "limesurvey_chi" / "col_lut.csv")["col_name_lime"]
    assert set(known) <= {*table.rows.columns, *dict(table.report.stripped)}
