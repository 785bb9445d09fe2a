import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataProblem
from analysis.measures import reliability

QUESTIONS = ["q1", "q2", "q3", "q4", "q5"]


@pytest.fixture
def three_people():
    return pd.DataFrame({"i1": [1.0, 2.0, 3.0], "i2": [1.0, 3.0, 2.0]})


def test_alpha_matches_the_formula_worked_by_hand(three_people):
    # variances 1 and 1, covariance .5: 2 * (1 - 2 / 3) = 2/3; correlation .5
    found = reliability.alpha(three_people)
    assert found.alpha == pytest.approx(2 / 3)
    assert found.mean_correlation == pytest.approx(0.5)


def test_item_rest_of_two_items_is_their_correlation(three_people):
    assert reliability.item_table(three_people)["item_rest"].tolist() == pytest.approx([0.5, 0.5])


def test_floor_and_ceiling_are_shares_of_the_answers_given():
    items = pd.DataFrame({"i1": [1, 5, 5, np.nan], "i2": [1, 2, 3, 4]})
    found = reliability.item_table(items)
    assert found["ceiling_share"].tolist() == pytest.approx([2 / 3, 0])
    assert found["floor_share"].tolist() == pytest.approx([1 / 3, 1 / 4])


def test_spearman_brown_matches_the_formula_worked_by_hand(three_people):
    assert reliability.spearman_brown(three_people) == pytest.approx(2 * 0.5 / 1.5)


def test_spearman_brown_of_three_items_is_refused():
    with pytest.raises(DataProblem, match="two items"):
        reliability.spearman_brown(pd.DataFrame(columns=["a", "b", "c"], dtype=float))


@pytest.mark.parametrize(
    "items",
    [
        pd.DataFrame({"i1": [3.0], "i2": [4.0]}),
        pd.DataFrame({"i1": [3.0, 4.0]}),
        pd.DataFrame({"i1": [3.0, 3.0], "i2": [4.0, 4.0]}),
        pd.DataFrame({"i1": [np.nan, np.nan], "i2": [4.0, 4.0]}),
    ],
    ids=["one person", "one item", "no variance", "an item nobody answered"],
)
def test_alpha_without_evidence_is_missing(items):
    found = reliability.alpha(items)
    assert np.isnan([found.alpha, found.low, found.high]).all()


def test_alpha_equals_r(golden, team):
    assert reliability.alpha(team[QUESTIONS]).alpha == pytest.approx(golden["alpha"], rel=1e-8)


@pytest.mark.parametrize("missing", ["pairwise", "listwise"])
def test_alpha_with_missing_answers_equals_r(golden, holes, missing):
    found = reliability.alpha(holes[QUESTIONS], missing=missing)
    assert found.alpha == pytest.approx(golden[f"holes.alpha.{missing}"], rel=1e-8)


def test_unknown_rule_for_missing_answers_is_refused(team):
    with pytest.raises(ValueError, match="pairwise or listwise"):
        reliability.alpha(team[QUESTIONS], missing="drop")


def test_omega_equals_r(golden, team):
    found = reliability.omega(team[QUESTIONS])
    assert found.omega == pytest.approx(golden["omega_one_factor"], rel=1e-6)
    assert found.chi_square == pytest.approx(golden["cfa_cluster_mlr.chisq"], rel=1e-6)
    assert found.df == golden["cfa_cluster_mlr.df"]


def test_loadings_equal_r(golden, team):
    found = reliability.omega(team[QUESTIONS]).loadings
    for item in QUESTIONS[1:]:
        expected = golden[f"cfa_cluster_mlr.loading.{item}"]  # there the first loading is 1
        assert found[item] / found["q1"] == pytest.approx(expected, rel=1e-6)


def test_omega_uses_people_who_answered_every_item(holes):
    found = reliability.omega(holes[QUESTIONS])
    assert found.n_persons == 437
    assert found.omega == reliability.omega(holes[QUESTIONS].dropna()).omega


@pytest.mark.parametrize(
    "items",
    [
        pd.DataFrame({"a": [1.0, 2, 3, 1], "b": [1.0, 3, 2, 2]}),
        pd.DataFrame({"a": [1.0, 2, 3, 1], "b": [1.0, 3, 2, 2], "c": [2.0, 2, 2, 2]}),
        pd.DataFrame({"a": [1.0, 2, 3, 1], "b": [1.0, 3, 2, 2], "c": [2.0, 4, 6, 2]}),
        pd.DataFrame({"a": [1.0], "b": [1.0], "c": [2.0]}),
    ],
    ids=["two items", "an item without variance", "an item twice", "one person"],
)
def test_omega_without_evidence_is_missing(items):
    assert np.isnan(reliability.omega(items).omega)
