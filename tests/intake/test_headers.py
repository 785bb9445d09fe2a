import pandas as pd
import pytest

from analysis.errors import DataProblem
from analysis.intake import headers
from analysis.settings import Measure, SourceFile


def source(**given):
    return SourceFile(path="f.csv", table="answers", **given)


def test_blanks_line_ends_and_marks_in_names_become_one_blank():
    assert headers.tidy("\ufeff Naam\n van \u00a0 school ") == "Naam van school"


def test_repeated_names_are_numbered():
    head = headers.header(["a", "b", "a", "a"])
    assert head.names == ["a", "b", "a (2)", "a (3)"]
    assert head.repeated == {"a"}


def test_a_numbered_name_never_meets_a_name_of_the_file():
    assert headers.header(["a", "a", "a (2)"]).names == ["a", "a (3)", "a (2)"]


def test_a_blank_name_says_its_position():
    assert headers.header(["a", " ", ""]).names == ["a", "column_2", "column_3"]


def test_columns_with_neither_name_nor_value_are_dropped():
    rows = pd.DataFrame({0: ["1"], 1: [None], 2: ["x"]}, dtype="str")
    named, kept, notes = headers.named(rows, headers.header(["a", "", ""]))
    assert (list(named.columns), kept) == (["a", "column_3"], [0, 2])
    assert [str(remark) for remark in notes] == [
        "Columns without a name and without a value were dropped: 1.",
        "Columns without a name: 1.",
    ]


def test_all_uses_of_a_raw_column_are_known():
    used = headers.mapped(
        source(
            columns={"person_id": "P"},
            items={"psysafe_1": "Q1"},
            measures={"safety": Measure(columns=("saf_t", "saf_s"), n="N")},
        )
    )
    assert used == {
        "P": {"person_id"},
        "Q1": {"psysafe_1"},
        "saf_t": {"safety"},
        "saf_s": {"safety"},
        "N": {"safety"},
    }


def test_blanks_do_not_keep_a_mapping_from_its_column():
    renamed = headers.as_mapped(
        ["Naam school"], source(columns={"school_id": "Naam  school "}), repeated=frozenset()
    )
    assert renamed == {"Naam school": "Naam  school "}


def test_a_column_that_is_not_there_is_refused_with_the_nearest_names():
    with pytest.raises(DataProblem, match=r"column Medewerkr.*person_id.*Medewerker"):
        headers.as_mapped(
            ["Medewerker", "FTE"], source(columns={"person_id": "Medewerkr"}), repeated=frozenset()
        )


def test_all_columns_that_are_not_there_are_named_at_once():
    with pytest.raises(DataProblem, match="Also not there: Q2"):
        headers.as_mapped(
            ["x"], source(items={"psysafe_1": "Q1", "psysafe_2": "Q2"}), repeated=frozenset()
        )


def test_a_mapping_to_a_name_that_occurs_twice_is_refused():
    with pytest.raises(DataProblem, match="More than one column has this name"):
        headers.as_mapped(
            ["a", "a (2)"], source(columns={"team_id": "a"}), repeated=frozenset({"a"})
        )
