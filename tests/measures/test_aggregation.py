import numpy as np
import pandas as pd
import pytest

from analysis.measures.aggregation import icc


@pytest.fixture
def found(team):
    return icc(team["scale"], team["team"])


def test_anova_form_matches_the_arithmetic_worked_by_hand():
    # units 1, 3 and 5, 7: means 2 and 6; MSB = 2*(4+4)/1 = 16; MSW = (2+2)/2 = 2
    # ICC(1) = 14 / (16 + 2) = 7/9; ICC(2) = 14/16
    found = icc(pd.Series([1, 3, 5, 7]), pd.Series(list("aabb")))
    assert (found.icc1, found.icc2, found.f) == pytest.approx((7 / 9, 7 / 8, 8))


def test_balanced_mixed_form_equals_the_anova_form():
    found = icc(pd.Series([1, 3, 5, 7, 8, 8]), pd.Series(list("aabbcc")))
    assert found.icc1_mixed == pytest.approx(found.icc1)
    assert found.icc2_mixed == pytest.approx(found.icc2)


def test_interval_matches_the_formula_worked_by_hand():
    # F = 8 with 1 and 2 df; F(.975) = 38.5063, F(.025) = 1 / 799.5: bounds .207760 and 6396
    found = icc(pd.Series([1, 3, 5, 7]), pd.Series(list("aabb")))
    assert found.low == pytest.approx((0.2077581 - 1) / (0.2077581 + 1), rel=1e-5)
    assert found.high == pytest.approx(6395 / 6397, rel=1e-5)


def test_anova_icc_equals_r(golden, found):
    assert found.icc1 == pytest.approx(golden["icc1.anova"], rel=1e-8)
    assert found.icc2 == pytest.approx(golden["icc2.anova"], rel=1e-8)
    assert found.icc1_n0 == pytest.approx(0.1970304, rel=1e-6)


@pytest.mark.parametrize("column", ["scale", "y"])
def test_mixed_icc_equals_r(golden, team, column):
    found = icc(team[column], team["team"])
    assert found.icc1_mixed == pytest.approx(golden[f"icc1.mixed.{column}"], rel=1e-6)
    assert found.icc2_mean_size == pytest.approx(golden[f"icc2.mixed.{column}"], rel=1e-6)


def test_design_effect_of_unequal_teams_equals_r(golden, found):
    assert found.design_effect == pytest.approx(golden["design_effect.unequal"], rel=1e-8)
    assert found.effective_n == pytest.approx(653 / golden["design_effect.unequal"], rel=1e-8)


def test_people_without_a_score_are_left_out_as_in_r(golden, holes):
    found = icc(holes["scale"], holes["team"])
    assert found.icc1 == pytest.approx(golden["holes.icc1.anova"], rel=1e-8)
    assert found.icc2 == pytest.approx(golden["holes.icc2.anova"], rel=1e-8)
    assert found.icc1_mixed == pytest.approx(golden["holes.icc1.mixed"], rel=1e-6)


def test_units_that_differ_less_than_chance_have_no_variance_in_the_mixed_form():
    found = icc(pd.Series([1, 5, 5, 1, 2, 4.0]), pd.Series(list("aabbcc")))
    assert found.icc1 < 0
    assert found.icc1_mixed == 0
    assert found.design_effect == 1


def test_small_variance_between_many_units_is_found_exactly():
    # balanced: tau2 = (MSB - MSW) / size, exact
    rng = np.random.default_rng(3)
    y = pd.Series(rng.normal(size=4000) + np.repeat(rng.normal(0, 0.12, 200), 20))
    found = icc(y, pd.Series(np.repeat(np.arange(200), 20)))
    assert found.tau2 == pytest.approx((found.ms_between - found.ms_within) / 20, rel=1e-9)


@pytest.mark.parametrize("units", ["aaaa", "abcd"], ids=["one unit", "nobody has a colleague"])
def test_icc_without_evidence_is_missing(units):
    found = icc(pd.Series([1.0, 2, 3, 4]), pd.Series(list(units)))
    assert np.isnan([found.icc1, found.low, found.icc2, found.icc1_mixed]).all()
    assert found.n_persons == 4


def test_scores_that_are_all_equal_have_no_icc():
    found = icc(pd.Series([3.0, 3, 3, 3]), pd.Series(list("aabb")))
    assert np.isnan(found.icc1)


def test_order_and_names_of_units_do_not_matter(team, found):
    renamed = team.assign(team=("x" + (97 * team["team"] % 41).astype(str)))
    again = icc(renamed.sample(frac=1, random_state=2)["scale"], renamed["team"])
    assert (again.icc1, again.tau2) == pytest.approx((found.icc1, found.tau2), rel=1e-9)


@pytest.fixture
def unequal():
    """Twelve teams of five, and one in which only three answered."""
    rng = np.random.default_rng(8)
    team = np.repeat(np.arange(13), 5)[:-2]
    score = 3 + rng.normal(0, 0.5, 13)[team] + rng.normal(size=len(team))
    return pd.DataFrame({"team": team, "rater": np.arange(len(team)) % 5, "score": score})


def test_a_general_routine_for_raters_refuses_unequal_teams_or_drops_them(unequal):
    # why our own is used: pingouin takes a team as a target and its members as the same raters
    pingouin = pytest.importorskip("pingouin")
    given = {"targets": "team", "raters": "rater", "ratings": "score"}
    with pytest.raises(ValueError, match="unbalanced"):
        pingouin.intraclass_corr(unequal, **given)
    dropped = pingouin.intraclass_corr(unequal, nan_policy="omit", **given)["ICC"].iloc[0]
    whole = icc(unequal["score"], unequal["team"])
    complete = unequal[unequal["team"] < 12]
    without = icc(complete["score"], complete["team"])
    assert whole.n_units == 13
    assert dropped == pytest.approx(without.icc1, rel=1e-6)
    assert abs(dropped - whole.icc1) > 1e-3


def test_the_package_takes_no_icc_from_pingouin(root):
    sources = (root / "src").rglob("*.py")
    assert not [p for p in sources if "intraclass_corr" in p.read_text(encoding="utf-8")]
