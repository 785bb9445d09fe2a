"""The wild cluster bootstrap: by hand, and against a slow one that redraws every person."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataProblem
from analysis.models.wild_bootstrap import wild_bootstrap

TERMS = ["safety_within", "safety_between", "tenure"]


def toy(units, seed=0):
    """Units of 2 to 4 people; an exposure of the unit and a covariate of the person."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(2, 5, units)
    team = np.repeat(np.arange(units), sizes)
    exposure = rng.normal(size=units)[team]
    covariate = rng.normal(size=len(team))
    mood = 0.5 * exposure + covariate + rng.normal(size=units)[team] + rng.normal(size=len(team))
    return pd.DataFrame({"team": team, "x": exposure, "z": covariate, "mood": mood})


def outcome_of(people, **changed):
    given = {"outcome": "mood", "terms": ["x", "z"], "term": "x", "unit": "team", "seed": 1}
    return wild_bootstrap(people, **(given | changed))


def ordinary(x, y, team, at):
    """Least squares and the clustered t of one coefficient, row by row."""
    inverse = np.linalg.inv(x.T @ x)
    beta = inverse @ x.T @ y
    residual = y - x @ beta
    scores = np.array([x[team == g].T @ residual[team == g] for g in np.unique(team)])
    return beta, np.sqrt(np.diag(inverse @ scores.T @ scores @ inverse))[at]


def redrawn(people, null, points=(-1.0, 1.0)):
    """Rebuild every outcome under the null for every way to turn units, and refit."""
    x = np.column_stack([np.ones(len(people)), people[["x", "z"]]])
    y, team = people["mood"].to_numpy(), people["team"].to_numpy()
    beta, se = ordinary(x, y, team, 1)
    t = abs(beta[1] - null) / se
    kept = x[:, [0, 2]]
    restricted = np.linalg.lstsq(kept, y - null * x[:, 1], rcond=None)[0]
    fitted = kept @ restricted + null * x[:, 1]
    as_far = []
    for signs in product(points, repeat=len(np.unique(team))):
        new = fitted + np.array(signs)[team] * (y - fitted)
        again, error = ordinary(x, new, team, 1)
        as_far.append(abs(again[1] - null) / error >= t * (1 - 1e-9))
    return np.mean(as_far)


def test_three_teams_that_agree_are_matched_when_all_or_none_are_turned():
    people = pd.DataFrame({"team": list("aabbcc"), "x": [0, 1] * 3, "mood": [-1, 1, -2, 2, -3, 3]})
    # The slopes of the teams are 2, 4 and 6: only all three signs the same, 2 of the 8 ways,
    # give a t as large.
    result = wild_bootstrap(people, outcome="mood", terms=["x"], term="x", unit="team", seed=1)
    assert result.estimate == pytest.approx(4)
    assert result.p == pytest.approx(2 / 8)


def test_floor_of_p_is_two_to_the_power_of_one_minus_the_units():
    people = pd.DataFrame({"team": list("aabbcc"), "x": [0, 1] * 3, "mood": [-1, 1, -2, 2, -3, 3]})
    result = wild_bootstrap(people, outcome="mood", terms=["x"], term="x", unit="team", seed=1)
    assert result.p_floor == 2**-2


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("null", [0.0, 0.7])
def test_all_draws_give_the_p_of_redrawing_every_person(seed, null):
    people = toy(6, seed)
    assert outcome_of(people, null=null).p == pytest.approx(redrawn(people, null))


def test_error_and_t_equal_the_clustered_regression_of_r(reference, golden):
    result = wild_bootstrap(
        reference("few"), outcome="y", terms=["tm"], term="tm", unit="team", seed=1
    )
    assert result.estimate == pytest.approx(golden["few.lm.CR1S.tm.b"], rel=1e-8)
    assert result.se == pytest.approx(golden["few.lm.cluster_hc1.tm.se"], rel=1e-8)
    assert result.t == pytest.approx(result.estimate / result.se)


def test_interval_ends_where_a_null_value_is_just_rejected():
    people = toy(9, 3)
    result = outcome_of(people)
    assert result.low < result.estimate < result.high
    for edge, outward in ((result.low, -1), (result.high, 1)):
        assert outcome_of(people, null=edge + outward * 1e-6).p <= 0.05
        assert outcome_of(people, null=edge - outward * 1e-6).p > 0.05


def test_five_units_can_never_reject_at_five_percent_so_the_interval_has_no_end():
    result = outcome_of(toy(5, 3))
    assert result.p_floor == 1 / 16
    assert (result.low, result.high) == (-np.inf, np.inf)


def test_all_draws_are_compared_up_to_twelve_units():
    twelve, thirteen = outcome_of(toy(12)), outcome_of(toy(13))
    assert (twelve.complete, twelve.draws) == (True, 2**11)
    assert (thirteen.complete, thirteen.draws) == (False, 9_999)


def test_random_draws_come_close_to_all_draws():
    people = toy(12, 5)
    exact = outcome_of(people).p
    sampled = np.mean([redrawn_at_random(people, seed) for seed in range(3)])
    assert sampled == pytest.approx(exact, abs=0.02)


def redrawn_at_random(people, seed):
    """A thirteenth unit without weight makes the module draw at random."""
    empty = pd.DataFrame({"team": [99], "x": [people["x"].mean()], "z": [0.0]})
    beta = np.linalg.lstsq(
        np.column_stack([np.ones(len(people)), people[["x", "z"]]]), people["mood"], rcond=None
    )[0]
    empty["mood"] = beta[0] + beta[1] * empty["x"]  # lies on the line
    return outcome_of(pd.concat([people, empty]), seed=seed).p


def test_same_seed_gives_the_same_p_and_rows_may_be_mixed(reference):
    people = reference("exit")
    given = {"outcome": "intent", "terms": TERMS, "term": "safety_between", "unit": "school"}
    first = wild_bootstrap(people, **given, seed=7)
    again = wild_bootstrap(people.sample(frac=1, random_state=2), **given, seed=7)
    assert again.p == first.p
    assert [again.low, again.high] == pytest.approx([first.low, first.high])


def test_six_point_draws_stand_beside_under_ten_units():
    assert outcome_of(toy(9)).p_webb is not None
    assert outcome_of(toy(10)).p_webb is None


def test_six_point_draws_come_close_to_all_of_them():
    people = toy(4, 4)
    points = np.sqrt([0.5, 1.0, 1.5])
    every = redrawn(people, 0.0, points=[*points, *-points])  # 6^4 = 1,296 ways
    assert outcome_of(people).p_webb == pytest.approx(every, abs=0.02)


def test_no_effect_is_rejected_in_about_five_of_a_hundred_studies():
    rng = np.random.default_rng(11)
    rejected = 0
    for _study in range(200):
        team = np.repeat(np.arange(10), rng.integers(4, 12, 10))
        mood = rng.normal(size=10)[team] + rng.normal(size=len(team))
        people = pd.DataFrame({"team": team, "x": rng.normal(size=10)[team], "mood": mood})
        p = wild_bootstrap(people, outcome="mood", terms=["x"], term="x", unit="team", seed=1).p
        rejected += p <= 0.05
    assert 2 <= rejected <= 20  # 10 expected; binomial 99.9 % interval


def test_one_unit_is_refused():
    with pytest.raises(DataProblem, match="two units or more"):
        outcome_of(toy(6).assign(team=1))


def test_as_many_predictors_as_units_have_no_error():
    people = toy(2).assign(z=0.5)
    people["x"] = people["team"] * 1.0
    with pytest.raises(DataProblem, match="has no error"):
        outcome_of(people, terms=["x"])


def test_predictor_that_is_the_same_for_everybody_is_named():
    with pytest.raises(DataProblem, match="column z"):
        outcome_of(toy(6).assign(z=1.0))


def test_nobody_with_all_answers_is_refused():
    with pytest.raises(DataProblem, match="units"):
        outcome_of(toy(6).assign(mood=np.nan))
