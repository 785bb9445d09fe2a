import numpy as np
import pandas as pd
import pytest

from analysis.measures.aggregation import icc
from analysis.measures.shrinkage import shrunken_means


def test_mean_is_pulled_in_by_the_reliability_worked_by_hand():
    # units 1, 3 and 5, 7: MSB 16, MSW 2, so tau2 = 7, sigma2 = 2, reliability 7 / (7 + 1)
    found = shrunken_means(pd.Series([1, 3, 5, 7]), pd.Series(list("aabb")))
    assert found["reliability"].tolist() == pytest.approx([7 / 8] * 2)
    assert found["shrunken"].tolist() == pytest.approx([4 - 7 / 8 * 2, 4 + 7 / 8 * 2])
    # tau2 (1 - r) + (1 - r)^2 (tau2 + sigma2 / 2) / 2 = 7/8 + 4/64
    assert found["se"].tolist() == pytest.approx([np.sqrt(7 / 8 + 1 / 16)] * 2)


def test_small_units_are_pulled_in_more():
    values = pd.Series([2.0, 3, 4] * 6 + [5, 6])
    unit = pd.Series(["large"] * 9 + ["other"] * 9 + ["small"] * 2)
    found = shrunken_means(values, unit)
    assert found.loc["small", "reliability"] < found.loc["large", "reliability"]


def test_mean_reliability_is_that_of_the_mixed_icc(team):
    found = shrunken_means(team["scale"], team["team"])
    assert found["reliability"].mean() == pytest.approx(icc(team["scale"], team["team"]).icc2_mixed)


def test_units_that_do_not_differ_are_all_equal():
    found = shrunken_means(pd.Series([1, 5, 5, 1, 2, 4.0]), pd.Series(list("aabbcc")))
    assert found["shrunken"].tolist() == pytest.approx([3.0] * 3)
    assert set(found["position"]) == {"not_distinguishable"}


def test_units_far_from_the_others_are_told_apart():
    rng = np.random.default_rng(1)
    unit = np.repeat(np.arange(20), 30)
    values = pd.Series(rng.normal(0, 0.3, 600) + np.where(unit == 3, 2.0, 0) - (unit == 7) * 2.0)
    found = shrunken_means(values, pd.Series(unit))["position"]
    assert (found[3], found[7]) == ("higher", "lower")


def test_nineteen_of_twenty_true_means_lie_in_their_intervals():
    rng = np.random.default_rng(2)
    covered = []
    for _draw in range(60):
        true, unit = rng.normal(0, 0.4, 30), np.repeat(np.arange(30), rng.integers(4, 20, 30))
        values = pd.Series(true[unit] + rng.normal(size=len(unit)))
        found = shrunken_means(values, pd.Series(unit))
        covered.append(((found["low"] < true) & (true < found["high"])).mean())
    assert np.mean(covered) == pytest.approx(0.95, abs=0.02)


def test_colleagues_who_never_differ_keep_their_mean():
    found = shrunken_means(pd.Series([1.0, 1, 3, 3]), pd.Series(list("aabb")))
    assert found["shrunken"].tolist() == [1, 3]


@pytest.mark.parametrize("units", ["aaaa", "abcd"], ids=["one unit", "nobody has a colleague"])
def test_units_without_evidence_have_no_shrunken_mean(units):
    found = shrunken_means(pd.Series([1.0, 2, 3, 4]), pd.Series(list(units)))
    assert found["shrunken"].isna().all()
    assert found["n"].sum() == 4


def test_people_without_a_score_or_a_unit_are_left_out():
    values, unit = pd.Series([1, 3, 5, 7, None, 9]), pd.Series(["a", "a", "b", "b", "b", None])
    assert shrunken_means(values, unit)["n"].tolist() == [2, 2]
