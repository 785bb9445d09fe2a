import pytest

from analysis.errors import DataProblem

KINDS = "BRIN;SOORT_PO;n\n00AP;Bo;1\n00AR;Sbo;2\n00AV; bo;3\n"


def test_only_rows_that_study_toml_asks_for_are_read(read):
    table = read(KINDS, table="school_results", only={"SOORT_PO": ("Bo",)})
    assert table.rows["BRIN"].tolist() == ["00AP", "00AV"]


def test_the_other_rows_are_counted(read):
    report = read(KINDS, table="school_results", only={"SOORT_PO": ("Bo",)}).report
    assert (report.n_records, report.n_rows) == (3, 2)
    assert report.set_aside == (("not_selected", 1),)


def test_all_columns_must_fit(read):
    only = {"SOORT_PO": ("Bo",), "n": ("1", "2")}
    assert read(KINDS, table="school_results", only=only).rows["BRIN"].tolist() == ["00AP"]


def test_a_value_that_is_nowhere_is_refused_and_rare_values_are_not_named(read):
    with pytest.raises(DataProblem) as caught:
        read(KINDS, table="school_results", only={"SOORT_PO": ("Basis",)})
    assert str(caught.value) == (
        "file.csv, column SOORT_PO: No row has the value Basis that study.toml asks for. Found: 3 "
        "different values. To repair: correct only.SOORT_PO in study.toml, or leave it out."
    )


def test_a_column_that_is_not_there_is_refused(read):
    with pytest.raises(DataProblem, match="column SOORT: study.toml takes only from a column"):
        read(KINDS, table="school_results", only={"SOORT": ("Bo",)})
