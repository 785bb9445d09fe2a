import pytest

from analysis.errors import DataProblem
from analysis.intake import qualtrics

NAMES = "StartDate,EndDate,Status,Progress,Finished,RecordedDate,ResponseId,Q1,Q2_TEXT"
LABELS = (
    "Startdatum,Einddatum,Type,Voortgang,Klaar,Datum,Nummer,Ik ben <b>blij</b>&nbsp;hier,Anders"
)
IMPORTS = ",".join(
    f'"{{""ImportId"":""{name}""}}"' for name in [*NAMES.split(",")[:7], "QID1", "QID2_TEXT"]
)
ANSWER = "2024-03-01 10:00:00,2024-03-01 10:05:00,0,100,1,2024-03-01 10:05:01,R_1,Mee eens,iets"


def export(*records):
    return "\n".join([*records, ""])


@pytest.mark.parametrize(
    ("records", "header_rows"),
    [
        ([NAMES, LABELS, IMPORTS, ANSWER], 3),
        ([NAMES, LABELS, ANSWER], 2),
        ([NAMES, ANSWER], 1),
        ([NAMES, LABELS], 2),
        ([NAMES], 1),
    ],
)
def test_header_rows_are_counted_from_the_rows_themselves(read, records, header_rows):
    report = read(export(*records)).report
    assert (report.format, report.header_rows) == ("qualtrics", header_rows)
    assert report.n_rows == len(records) - header_rows


def test_the_question_is_told_without_mark_up(read):
    table = read(export(NAMES, LABELS, IMPORTS, ANSWER))
    assert table.catalogue.loc["Q1", "text"] == "Ik ben blij hier"


def test_columns_of_qualtrics_have_a_role(read):
    roles = read(export(NAMES, LABELS, IMPORTS, ANSWER)).catalogue["role"]
    assert roles[["StartDate", "Status", "Finished", "ResponseId", "Q1"]].tolist() == [
        "started",
        "status",
        "finished",
        "response_id",
        "",
    ]


def test_typed_answers_are_known_by_their_import_id(read):
    table = read(export(NAMES, LABELS, IMPORTS, ANSWER))
    assert table.report.stripped == (("Q2_TEXT", "open_answer"),)


def test_a_typed_answer_that_is_mapped_stays(read):
    table = read(export(NAMES, LABELS, IMPORTS, ANSWER), columns={"team_id": "Q2_TEXT"})
    assert table.rows.loc[1, "Q2_TEXT"] == "iets"


def test_a_tab_separated_export_in_utf16_is_read(read):
    content = export(NAMES, LABELS, ANSWER).replace(",", "\t").encode("utf-16")
    report = read(content).report
    assert (report.format, report.separator, report.n_rows) == ("qualtrics", "\t", 1)


LEGACY_NAMES = "V1,V2,V3,V4,V5,V6,V7,V8,V9,V10,Q1"
LEGACY_LABELS = (
    "ResponseID,ResponseSet,Name,ExternalDataReference,EmailAddress,IPAddress,Status,"
    "StartDate,EndDate,Finished,Vraag"
)
LEGACY = "R_1,Set,Anoniem,,,1.2.3.4,0,2017-07-18 08:28:09,2017-07-18 08:28:48,1,2"


def test_the_legacy_layout_loses_its_empty_last_column(read):
    table = read(export(LEGACY_NAMES + ",", LEGACY_LABELS + ",", LEGACY + ","))
    assert (table.report.header_rows, table.report.n_columns) == (2, 11)
    assert table.catalogue.loc["V7", "role"] == "status"


def test_the_legacy_comma_may_stand_on_data_rows_only(read):
    table = read(export(LEGACY_NAMES, LEGACY_LABELS, LEGACY + ","))
    assert table.rows.loc[1, "Q1"] == "2"


def test_a_value_after_the_legacy_comma_is_never_dropped(read):
    table = read(export(LEGACY_NAMES, LEGACY_LABELS, LEGACY + ",7"))
    assert table.rows.loc[1, "column_12"] == "7"


def test_another_file_is_refused_when_qualtrics_is_asked_for(read):
    with pytest.raises(DataProblem, match="does not look like a Qualtrics export"):
        read("a,b\n1,2\n", format="qualtrics")


def test_a_qualtrics_file_can_be_read_as_plain_csv(read):
    assert read(export(NAMES, ANSWER), format="csv").report.format == "csv"


def test_mark_up_inside_a_sentence_leaves_no_blank():
    assert qualtrics.plain("<p>Ik ben <b>blij</b>.</p>Echt<br/>waar") == "Ik ben blij. Echt waar"


def test_signs_that_are_no_mark_up_stay():
    assert qualtrics.plain("tussen < 5 en > 3 jaar &amp; meer") == "tussen < 5 en > 3 jaar & meer"
