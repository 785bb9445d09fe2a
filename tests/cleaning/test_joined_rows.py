import pandas as pd
import pytest

from analysis.cleaning import units
from analysis.errors import DataProblem


@pytest.fixture
def clean(raw_file, settings):
    """Clean two lists of schools: the first has names, the second weightings."""

    def run(second, first=None):
        first = first or {"unit_id": ["s1", "s2"], "name": ["De Wilg", "De Eik"]}
        about = {"year": 2018, "constants": {"kind": "school"}}
        files = [
            raw_file("units", first, path="a.csv", **about),
            raw_file("units", second, path="b.csv", **about),
        ]
        return units.clean(files, settings)

    return run


def test_what_a_later_file_tells_goes_to_the_row_of_the_unit(clean):
    kept = clean({"unit_id": ["s1", "s3"], "weighting": ["30.5", "31"]}).kept
    assert kept["name"].fillna("").tolist() == ["De Wilg", "De Eik", ""]
    assert kept["weighting"].fillna(0).tolist() == [30.5, 0, 31]


def test_the_row_that_completes_another_is_counted_as_such(clean):
    cleaned = clean({"unit_id": ["s1"], "weighting": ["30.5"]})
    assert cleaned.audit.set_aside("units")["completes_other"] == 1
    assert cleaned.rows["fate"].tolist() == ["kept", "kept", "completes_other"]


def test_two_files_that_contradict_each_other_are_refused(clean):
    with pytest.raises(DataProblem, match=r"a\.csv, b\.csv, 2 rows: Several rows share unit_id"):
        clean({"unit_id": ["s1"], "name": ["De Linde"]})


def test_two_rows_of_one_file_are_never_joined(clean):
    with pytest.raises(DataProblem, match="Several rows share unit_id, year"):
        clean({"unit_id": ["s9", "s9"], "name": ["De Linde", None], "weighting": [None, "30"]})


def test_a_constant_stands_in_every_row(clean):
    kept = clean({"unit_id": ["s1"], "weighting": ["30.5"]}).kept
    assert kept["kind"].tolist() == ["school", "school"]
    assert kept["year"].tolist() == [2018.0, 2018.0]


def test_a_constant_for_a_column_that_does_not_exist_is_refused(raw_file, settings):
    file = raw_file("units", {"unit_id": ["s1"]}, year=2018, constants={"kind_": "school"})
    with pytest.raises(DataProblem, match="use kind"):
        units.clean([file], settings)


def test_units_without_rows_stay_without_rows(clean):
    first = {"unit_id": pd.array([], dtype="str"), "name": pd.array([], dtype="str")}
    assert clean({"unit_id": ["s1"], "weighting": ["30"]}, first).kept["unit_id"].tolist() == ["s1"]
