import pandas as pd
import pytest

from analysis.cleaning import numbers
from analysis.errors import DataProblem


def read(cell: str, decimal: str = "either") -> float:
    return numbers.read(pd.Series([cell], dtype="str"), decimal)[0]


@pytest.mark.parametrize(
    ("cell", "decimal", "value"),
    [
        ("0,8", ",", 0.8),
        ("1.234,5", ",", 1234.5),
        ("1.234", ",", 1234.0),
        ("0.8", ".", 0.8),
        ("1,234.5", ".", 1234.5),
        ("0.8", "either", 0.8),
        ("0,8", "either", 0.8),
        ("80 %", ",", 80.0),
        ("−2", ".", -2.0),
        ("1e-05", "either", 0.00001),
    ],
)
def test_one_way_of_writing_a_number(cell, decimal, value):
    assert read(cell, decimal) == value


@pytest.mark.parametrize(
    ("cell", "decimal"), [("0.8", ","), ("0,8", "."), ("1,234", "either"), ("een", ",")]
)
def test_a_number_that_does_not_fit_its_notation_is_refused(cell, decimal):
    with pytest.raises(DataProblem, match="Some cells are no numbers"):
        read(cell, decimal)


def test_an_empty_cell_is_missing():
    assert numbers.read(pd.Series([None, "2"], dtype="str")).isna().tolist() == [True, False]


def test_withheld_figures_are_told_from_numbers_and_from_empty_cells():
    cells = pd.Series(["s", "*", "**", "<5", "< 10", "5", None, "S"], dtype="str")
    hidden = [True, True, True, True, True, False, False, True]
    assert numbers.is_suppressed(cells).tolist() == hidden


def test_fewer_than_five_is_one_to_four():
    bounds = numbers.bounds(pd.Series(["<5", "7", "s"], dtype="str"))
    assert bounds.loc[0].tolist() == [1.0, 4.0]
    assert bounds.loc[1:].isna().all(axis=None)


@pytest.mark.parametrize(
    ("values", "column", "unit"),
    [
        ([0.8, 1.0], "wtf", "factor"),
        ([80.0, 100.0], "Parttime_percentage", "percent"),
        ([80.0, 60.0], "omvang", "percent"),
        ([32.0, 24.0], "omvang", "hours"),
        ([40.0, 20.0], "Parttime_percentage", "percent"),
        ([float("nan")], "fte", "factor"),
    ],
)
def test_the_unit_of_a_working_time_follows_from_its_size_and_name(values, column, unit):
    found, _fte = numbers.fte(pd.Series(values), raw_column=column, full_week=40)
    assert found == unit
