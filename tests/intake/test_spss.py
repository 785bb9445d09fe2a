import datetime as dt

import pandas as pd
import pytest

from analysis.errors import DataProblem
from analysis.intake import spss

pyreadstat = pytest.importorskip("pyreadstat")


@pytest.fixture
def save(study):
    """Write an SPSS file and give its bytes."""

    def bytes_of(table, *, portable=False, **given):
        path = study.folder / ("f.por" if portable else "f.sav")
        write = pyreadstat.write_por if portable else pyreadstat.write_sav
        write(pd.DataFrame(table), path, **given)
        return path.read_bytes()

    return bytes_of


LABELS = {"q": {1.0: "oneens", 2.0: "eens", 9.0: "weet niet"}}


def test_labels_stand_in_the_cells(read, save):
    table = read(save({"q": [1.0, 2.0]}, variable_value_labels=LABELS), "f.sav")
    assert table.rows["q"].tolist() == ["oneens", "eens"]
    assert (table.report.format, table.report.encoding) == ("spss", "utf-8")


def test_the_question_is_the_text_of_the_variable(read, save):
    table = read(save({"q": [1.0]}, column_labels={"q": "Ik ben <i>blij</i>"}), "f.sav")
    assert table.catalogue.loc["q", "text"] == "Ik ben blij"


def test_numbers_are_written_as_people_do(read, save):
    table = read(save({"q": [1.0, 2.5, None]}), "f.sav")
    assert table.rows["q"].fillna("-").tolist() == ["1", "2.5", "-"]


def test_days_and_moments_are_written_in_iso(read, save):
    columns = {"dag": [dt.date(2024, 8, 1)], "tijd": [dt.datetime(2024, 8, 1, 12, 30)]}
    table = read(save(columns), "f.sav")
    assert table.rows.loc[1].tolist() == ["2024-08-01", "2024-08-01 12:30:00"]


def test_a_user_missing_value_keeps_its_kind(read, save):
    content = save({"q": [1.0, 9.0]}, variable_value_labels=LABELS, missing_ranges={"q": [9.0]})
    table = read(content, "f.sav")
    assert table.rows["q"].tolist() == ["oneens", "weet niet"]
    assert table.catalogue.loc["q", "missing"] == "weet niet"


def test_a_user_missing_value_without_a_label_is_never_an_answer(read, save):
    table = read(
        save({"q": [1.0, 99.0]}, missing_ranges={"q": [{"lo": 90.0, "hi": 99.0}]}), "f.sav"
    )
    assert table.rows["q"].isna().tolist() == [False, True]
    assert "read as empty: 1 in q" in table.report.sentences()[0]


def test_codes_stay_where_two_share_a_label(read, save):
    labels = {"q": {1.0: "anders", 2.0: "anders"}}
    table = read(save({"q": [1.0, 2.0]}, variable_value_labels=labels), "f.sav")
    assert table.rows["q"].tolist() == ["1", "2"]
    assert "labels are shared or lacking: q" in table.report.sentences()[0]


def test_codes_stay_where_labels_are_at_the_ends_only(read, save):
    labels = {"q": {1.0: "oneens", 5.0: "eens"}}
    table = read(save({"q": [1.0, 3.0, 5.0]}, variable_value_labels=labels), "f.sav")
    assert table.rows["q"].tolist() == ["1", "3", "5"]


def test_an_empty_text_is_missing(read, save):
    table = read(save({"team_id": ["oost", ""]}), "f.sav")
    assert table.rows["team_id"].isna().tolist() == [False, True]


def test_a_portable_file_is_read(read, save):
    table = read(save({"Q": [1.0, 2.0]}, portable=True), "f.por")
    assert (table.report.format, table.rows["Q"].tolist()) == ("spss", ["1", "2"])


def test_a_damaged_file_is_refused(read):
    with pytest.raises(DataProblem, match="The SPSS file is damaged"):
        read(b"$FL2@(#) SPSS" + bytes(50), "f.sav")


def test_an_spss_file_is_not_read_as_text(read, save):
    with pytest.raises(DataProblem, match="The format csv does not fit: this is an SPSS file"):
        read(save({"q": [1.0]}), "f.sav", format="csv")


def test_a_day_after_the_year_9999_is_missing():
    assert spss._moment(1e15) == ""
