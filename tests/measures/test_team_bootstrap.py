import numpy as np
import pandas as pd
import pytest

from analysis.measures import reliability
from analysis.measures.team_bootstrap import pair_sums, reliability_intervals

QUESTIONS = ["q1", "q2", "q3", "q4", "q5"]


def test_covariance_from_sums_is_that_of_every_pair_of_answers(holes):
    sums = pair_sums(holes[QUESTIONS], holes["team"])
    found = sums.covariance(np.ones((1, 40)))[0]
    np.testing.assert_allclose(found, holes[QUESTIONS].cov(), rtol=1e-12)


def test_unit_drawn_twice_counts_twice(team):
    once = team[team["team"] == 3]
    sums = pair_sums(team[QUESTIONS], team["team"])
    weights = np.zeros((1, 40))
    weights[0, 3] = 2
    found = sums.covariance(weights)[0]
    np.testing.assert_allclose(found, pd.concat([once, once])[QUESTIONS].cov(), rtol=1e-10)


def test_estimates_are_those_of_the_whole(team, golden):
    found = reliability_intervals(team[QUESTIONS], team["team"], draws=50)["estimate"]
    assert found["alpha"] == pytest.approx(golden["alpha"], rel=1e-8)
    assert found["omega"] == pytest.approx(golden["omega_one_factor"], rel=1e-6)


def test_interval_is_that_of_drawing_the_people_of_each_team_again(team):
    rng = np.random.default_rng(20_260_102)
    counts = rng.multinomial(40, np.full(40, 1 / 40), size=60)
    people = [team.index[team["team"] == unit] for unit in range(40)]
    alphas = []
    for count in counts:
        rows = np.concatenate([np.repeat(p, c) for p, c in zip(people, count, strict=True)])
        alphas.append(reliability.alpha(team.loc[rows, QUESTIONS]).alpha)
    found = reliability_intervals(team[QUESTIONS], team["team"], draws=60).loc["alpha"]
    expected = np.quantile(alphas, [0.025, 0.975])
    assert [found["low"], found["high"]] == pytest.approx(expected.tolist())


def test_same_seed_gives_the_same_limits_whatever_the_order_of_people(team):
    mixed = team.sample(frac=1, random_state=3)
    found = [reliability_intervals(t[QUESTIONS], t["team"], draws=100) for t in (team, mixed)]
    pd.testing.assert_frame_equal(*found)


def test_few_units_have_no_interval(team):
    few = team[team["team"] < 9]
    found = reliability_intervals(few[QUESTIONS], few["team"], draws=50)
    assert found[["low", "high"]].isna().all(axis=None)
    assert found["estimate"].notna().all()


def test_nobody_gives_no_reliability():
    items = pd.DataFrame({"q1": [np.nan], "q2": [np.nan], "q3": [np.nan]})
    found = reliability_intervals(items, pd.Series(["a"]), draws=10)
    assert found["estimate"].isna().all()


def test_without_any_unit_the_estimate_is_that_of_all_people_and_has_no_limits(team, golden):
    nobody = pd.Series(None, index=team.index, dtype="str")
    found = reliability_intervals(team[QUESTIONS], nobody)
    assert found.loc["alpha", "estimate"] == pytest.approx(golden["alpha"], rel=1e-8)
    assert found["n_units"].tolist() == [0, 0]
    assert found[["low", "high"]].isna().all(axis=None)
