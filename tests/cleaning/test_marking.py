import pandas as pd
import pytest

from analysis.cleaning import marking
from analysis.cleaning.lookup import carried


def test_the_first_rule_in_order_that_points_at_a_row_is_its_fate():
    marks = pd.DataFrame({"a": [False, True, True, False], "b": [False, False, True, True]})
    assert marking.fates(marks).tolist() == ["kept", "a", "a", "b"]


def test_a_rule_is_told_which_rows_are_still_free():
    seen = []

    def points_at_the_first(rows, free):
        seen.append(free.tolist())
        return pd.Series([True, False], index=rows.index)

    rows = pd.DataFrame({"x": [1, 2]})
    marking.mark(rows, {"a": points_at_the_first, "b": points_at_the_first})
    assert seen == [[True, True], [False, True]]


def test_repeated_rows_are_compared_without_their_place():
    rows = pd.DataFrame({"file": ["f", "g", "g"], "row": [1, 1, 2], "x": ["a", "a", None]})
    free = pd.Series(True, index=rows.index)
    assert marking.is_repeated(rows, free).tolist() == [False, True, False]


def test_a_row_that_was_set_aside_is_not_repeated():
    rows = pd.DataFrame({"file": ["f", "f"], "row": [1, 2], "x": ["a", "a"]})
    assert marking.is_repeated(rows, pd.Series([False, True])).tolist() == [False, False]


def test_kept_rows_lose_their_place_and_fate():
    rows = pd.DataFrame({"file": ["f"] * 2, "row": [1, 2], "x": [5, 6], "fate": ["late", "kept"]})
    assert marking.kept(rows).to_dict("list") == {"x": [6]}


@pytest.mark.parametrize("values", [[1.5], ["one"], pd.to_datetime(["2024-08-01"])])
def test_a_meaning_is_carried_to_every_cell_that_holds_the_text(values):
    table = pd.Series(values, index=["a"])
    cells = pd.Series(["a", None, "b"], index=[7, 8, 9], dtype="str")
    found = carried(cells, table)
    assert found.isna().tolist() == [False, True, True]
    assert (found.dtype, found.index.tolist()) == (table.dtype, [7, 8, 9])
