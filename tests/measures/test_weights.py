import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataProblem
from analysis.measures.weights import mean, rake

REFERENCE = Path(__file__).parents[1] / "reference"
TABLE = pd.DataFrame([[12, 8, 4], [5, 9, 6], [3, 2, 7]], index=list("abc"), columns=list("xyz"))


@pytest.fixture(scope="module")
def golden():
    rows = json.loads((REFERENCE / "missing.json").read_text())
    return {row["name"]: row["value"] for row in rows}


def listed(answered, silent):
    """A list of people from counts: dictionaries of (school, role) to number."""
    rows = [(*cell, True) for cell, n in answered.items() for _one in range(n)]
    rows += [(*cell, False) for cell, n in silent.items() for _one in range(n)]
    return pd.DataFrame(rows, columns=["school", "role", "answered"])


def test_equals_loglin_of_r(golden):
    answered = {(i, j): int(TABLE.loc[i, j]) for i in "abc" for j in "xyz"}
    # Margins 160, 140, 100 and 180, 120, 100 of 400: those of the golden, four times.
    whole = [[72, 48, 40], [63, 42, 35], [45, 30, 25]]
    silent = {
        (i, j): whole[r][c] - int(TABLE.loc[i, j])
        for r, i in enumerate("abc")
        for c, j in enumerate("xyz")
    }
    people = listed(answered, silent)
    found = rake(people, people["answered"], [["school"], ["role"]])
    by_cell = found.weights.groupby([people["school"], people["role"]]).first()
    # The golden adds up to 100 people, ours to the 56 who answered.
    expected = {cell: golden[f"rake.{cell[0]}.{cell[1]}"] * 56 / 100 for cell in by_cell.index}
    assert by_cell.to_dict() == pytest.approx(expected, rel=1e-8)


def test_one_margin_is_worked_by_hand():
    people = listed({("a", "x"): 3, ("b", "x"): 1}, {("a", "x"): 1, ("b", "x"): 3})
    found = rake(people, people["answered"], [["school"]])
    assert found.weights.tolist() == pytest.approx([2 / 3, 2 / 3, 2 / 3, 2])
    assert found.design_effect == pytest.approx(4 * (3 * 4 / 9 + 4) / 16)


def test_margins_of_two_columns_are_met_cell_by_cell():
    people = listed(
        {("a", "x"): 2, ("a", "y"): 1, ("b", "x"): 1, ("b", "y"): 4},
        {("a", "x"): 1, ("a", "y"): 5, ("b", "x"): 2},
    )
    found = rake(people, people["answered"], [["school", "role"]])
    sums = found.weights.groupby([people["school"], people["role"]]).sum()
    assert sums.to_numpy() == pytest.approx(np.array([3, 6, 3, 4]) * 8 / 16)


def test_a_group_of_which_nobody_answered_is_named():
    people = listed({("a", "x"): 4, ("b", "x"): 4}, {("c", "x"): 6, ("a", "x"): 2})
    found = rake(people, people["answered"], [["school"], ["role"]])
    assert found.unreached.to_dict("records") == [{"margin": "school", "category": "c", "n": 6}]
    assert found.weights.sum() == pytest.approx(8)


def test_everybody_answering_leaves_all_weights_at_one():
    people = listed({("a", "x"): 4, ("b", "y"): 3}, {})
    found = rake(people, people["answered"], [["school"], ["role"]])
    assert found.weights.tolist() == pytest.approx([1.0] * 7)
    assert found.design_effect == pytest.approx(1.0)


def test_somebody_of_whom_a_margin_is_not_known_gets_no_weight():
    people = listed({("a", "x"): 3, ("a", None): 1}, {("a", "x"): 2})
    found = rake(people, people["answered"], [["school"], ["role"]])
    assert found.weights.isna().tolist() == [False, False, False, True]


def test_nobody_answering_is_refused():
    people = listed({}, {("a", "x"): 3})
    with pytest.raises(DataProblem, match="nobody on the list answered"):
        rake(people, people["answered"], [["school"]])


def test_a_margin_that_is_known_of_nobody_is_named():
    people = listed({("a", None): 3}, {})
    with pytest.raises(DataProblem, match="role"):
        rake(people, people["answered"], [["role"]])


def test_margins_that_cannot_both_be_met_are_refused():
    # Everybody who answered at school a is an x and at b a y, but the list has them otherwise.
    people = listed({("a", "x"): 3, ("b", "y"): 3}, {("a", "y"): 5, ("a", "x"): 1, ("b", "y"): 1})
    with pytest.raises(DataProblem, match="contradicting"):
        rake(people, people["answered"], [["school"], ["role"]])


def test_weighted_mean_and_its_error_equal_r(golden, team):
    weights = 1 + 0.5 * (team["team"] % 4)
    found = mean(team["scale"], weights, team["team"])
    assert found["score"] == pytest.approx(golden["weighted.mean"], rel=1e-8)
    assert found["se"] == pytest.approx(golden["weighted.se"], rel=1e-8)


def test_mean_of_one_cluster_has_no_error():
    one = pd.Series([1.0, 3.0])
    found = mean(one, pd.Series([1.0, 3.0]), pd.Series(["a", "a"]))
    assert found["score"] == pytest.approx(2.5)
    assert np.isnan(found["se"])


def test_mean_of_nobody_is_missing():
    found = mean(pd.Series([np.nan]), pd.Series([1.0]), pd.Series(["a"]))
    assert np.isnan(found["score"])
    assert found["n"] == 0
