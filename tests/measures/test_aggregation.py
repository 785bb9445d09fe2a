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


@pytest.fixture
def three():
    """Units 1, 3 and 5, 7 and 8, 12, of which F is 8."""
    return pd.DataFrame({"unit": list("aabbcc"), "score": [1.0, 3, 5, 7, 8, 12]})


def test_interval_matches_the_arithmetic_worked_by_hand(three):
    # means 2, 6, 10; without a, b, c in turn F is 16/5, 64/5 and 16/2; log F is 2.07944
    # pseudo-values 3 log F - 2 log F(-j): 3.91202, 1.13943, 2.07944; mean 2.37697, error .81408
    # t(2) = 4.30265: log F from -1.12576 to 5.87969, F from .32441 to 357.70; ICC = (F-1)/(F+1)
    found = icc(three["score"], three["unit"])
    assert (found.low, found.high) == pytest.approx((-0.51011, 0.99442), abs=1e-5)


@pytest.mark.parametrize("level", [0.95, 0.90])
@pytest.mark.parametrize("column", ["scale", "y"])
def test_interval_equals_that_of_r_refitted_without_each_team(icc_golden, team, column, level):
    found = icc(team[column], team["team"], interval_level=level)
    for name, value in (("low", found.low), ("high", found.high)):
        assert value == pytest.approx(icc_golden[f"icc1.{name}.{column}.{level:.2f}"], rel=1e-7)


def test_interval_with_lone_people_equals_that_of_r(icc_golden, team):
    lone = team.assign(team=team["team"].where(team.index % 40 > 0, 1000 + team.index))
    found = icc(lone["scale"], lone["team"])
    assert found.n_units > team["team"].nunique()
    assert found.low == pytest.approx(icc_golden["icc1.low.lone"], rel=1e-7)
    assert found.high == pytest.approx(icc_golden["icc1.high.lone"], rel=1e-7)


def test_units_that_differ_less_than_chance_have_an_interval_around_zero():
    found = icc(pd.Series([1, 5, 5, 1, 2, 4.0, 1, 4, 5, 2]), pd.Series(list("aabbccddee")))
    assert found.f < 1
    assert -1 < found.low < found.icc1 < found.high


@pytest.mark.parametrize(
    ("scores", "units"),
    [
        ([1.0, 3, 5, 7], "aabb"),
        ([1.0, 3, 5, 8], "aabc"),
        ([1.0, 3, 5, 5, 8, 8], "aabbcc"),
        ([1.0, 3, 1, 3, 8, 12], "aabbcc"),
        ([2.0, 2, 5, 5, 8, 8], "aabbcc"),
        ([1.0, 3, 1, 3, 1, 3], "aabbcc"),
    ],
    ids=[
        "two units",
        "one unit with colleagues",
        "one unit in which people differ",
        "one unit that differs from others",
        "nobody differs from colleagues",
        "no unit differs",
    ],
)
def test_interval_that_hangs_on_one_unit_is_missing(scores, units):
    found = icc(pd.Series(scores), pd.Series(list(units)))
    assert np.isnan([found.low, found.high]).all()
    assert np.isfinite(found.icc1)


def test_rounding_is_not_taken_for_a_difference():
    # three units have the mean .1 + .2, so that without the fourth nothing differs between them
    scores = [0.1, 0.5, 0.2, 0.4, 0.3, 0.3, 1.0, 2.0]
    found = icc(pd.Series(scores) + 1000, pd.Series(list("aabbccdd")))
    assert np.isnan(found.low)


def test_interval_does_not_change_with_the_unit_of_the_score(three):
    small, large = (icc(three["score"] * k + 1000, three["unit"]) for k in (0.01, 50))
    assert (small.low, small.high) == pytest.approx((large.low, large.high), rel=1e-6)


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
