import pytest

from analysis.cleaning import units
from analysis.errors import DataProblem


@pytest.fixture
def clean(settings, raw_file):
    def run(columns, **about):
        return units.clean([raw_file("units", columns, **about)], settings)

    return run


def rows(**columns):
    n = len(next(iter(columns.values())))
    return {"unit_id": ["t1"] * n, "year": ["2024"] * n, "kind": ["team"] * n} | columns


def test_a_row_that_stands_twice_counts_once(clean):
    assert clean(rows(name=["Oost", "Oost"])).rows["fate"].tolist() == ["kept", "duplicate_row"]


def test_a_row_without_a_code_is_set_aside(clean):
    assert clean(rows(unit_id=["t1", None])).rows["fate"].tolist() == ["kept", "no_unit_code"]


def test_one_unit_with_two_stories_in_one_year_is_refused(clean):
    with pytest.raises(DataProblem, match="Several rows share unit_id, year"):
        clean(rows(parent_id=["s1", "s2"]))


def test_a_school_year_is_named_by_the_year_in_which_it_begins(clean):
    years = clean(rows(unit_id=["a", "b", "c"], year=["2024", "2024/25", "2024-2025"]))
    assert years.kept["year"].tolist() == [2024.0] * 3


def test_a_year_that_is_no_year_is_refused_without_being_repeated(clean):
    with pytest.raises(DataProblem, match="2 rows: Some cells are no years") as caught:
        clean(rows(unit_id=["a", "b"], year=["vorig jaar", "2o24"]))
    assert "vorig" not in str(caught.value)


def test_the_year_may_stand_in_the_settings(clean):
    columns = {"unit_id": ["t1"], "kind": ["team"]}
    assert clean(columns, year=2023).kept["year"].tolist() == [2023.0]


def test_kinds_and_sectors_are_read_by_their_dutch_names(clean):
    kept = clean(rows(unit_id=["a"], kind=["Vestiging"], sector=["Primair onderwijs"])).kept
    assert kept.loc[0, ["kind", "sector"]].tolist() == ["school", "primary"]


def test_money_is_read_with_the_decimal_sign_of_the_file(clean):
    kept = clean(rows(unit_id=["a"], pd_budget=["12.500,50"]), decimal=",").kept
    assert kept.loc[0, "pd_budget"] == 12500.5
