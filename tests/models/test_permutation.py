"""Dealing the exposures of schools out again."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataProblem
from analysis.models.permutation import unit_permutation


def toy(units, seed=0):
    rng = np.random.default_rng(seed)
    team = np.repeat(np.arange(units), rng.integers(2, 5, units))
    exposure, covariate = rng.normal(size=units)[team], rng.normal(size=len(team))
    mood = exposure + covariate + rng.normal(size=units)[team] + rng.normal(size=len(team))
    return pd.DataFrame({"team": team, "x": exposure, "z": covariate, "mood": mood})


def outcome_of(people, **changed):
    given = {"outcome": "mood", "exposure": "x", "unit": "team", "seed": 1}
    return unit_permutation(people, **(given | changed))


def clustered_t(people, exposure):
    """Least squares with a clustered error, row by row, without small-sample factor."""
    x = np.column_stack([np.ones(len(people)), exposure, people["z"]])
    y, team = people["mood"].to_numpy(), people["team"].to_numpy()
    inverse = np.linalg.inv(x.T @ x)
    residual = y - x @ inverse @ x.T @ y
    scores = np.array([x[team == g].T @ residual[team == g] for g in np.unique(team)])
    return (inverse @ x.T @ y)[1] / np.sqrt((inverse @ scores.T @ scores @ inverse)[1, 1])


def test_four_schools_in_perfect_order_are_matched_by_the_reverse_order_alone():
    # 24 arrangements; only 1 2 3 4 and 4 3 2 1 fit the means 1, 2, 3 and 4.1 this well
    people = pd.DataFrame({"team": list("aabbccdd"), "x": [1, 1, 2, 2, 3, 3, 4, 4]})
    people["mood"] = [0.9, 1.1, 1.9, 2.1, 2.9, 3.1, 4.0, 4.2]
    result = outcome_of(people)
    assert (result.p, result.draws, result.complete) == (pytest.approx(2 / 24), 24, True)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_every_arrangement_equals_refitting_person_by_person(seed):
    people = toy(5, seed)
    values = people.groupby("team")["x"].first().to_numpy()
    refitted = [
        abs(clustered_t(people, np.array(order)[people["team"]])) for order in permutations(values)
    ]
    expected = np.mean(np.array(refitted) >= refitted[0] * (1 - 1e-9))
    result = outcome_of(people, covariates=["z"])
    assert result.p == pytest.approx(expected)
    assert abs(result.t) < refitted[0]  # the small-sample factor makes it smaller


def test_estimate_and_t_equal_the_clustered_regression_of_r(reference, golden):
    result = unit_permutation(reference("few"), outcome="y", exposure="tm", unit="team", seed=1)
    assert result.estimate == pytest.approx(golden["few.lm.CR1S.tm.b"], rel=1e-8)
    expected = golden["few.lm.CR1S.tm.b"] / golden["few.lm.CR1S.tm.se"]
    assert result.t == pytest.approx(expected, rel=1e-8)


def test_eight_units_are_dealt_out_at_random_with_a_floor_of_p():
    result = outcome_of(toy(8))
    assert (result.complete, result.draws) == (False, 9_999)
    assert result.p_floor == 1 / 10_000


def test_random_arrangements_come_close_to_all_of_them():
    people = toy(7, 3)
    sampled = outcome_of(people, draws=5_000)
    assert not sampled.complete
    assert sampled.p == pytest.approx(outcome_of(people).p, abs=0.03)


def test_order_of_rows_never_matters():
    people = toy(12, 2)
    mixed = people.sample(frac=1, random_state=5)
    assert outcome_of(mixed, covariates=["z"]).p == outcome_of(people, covariates=["z"]).p


def test_exposure_that_varies_within_a_unit_is_refused():
    with pytest.raises(DataProblem, match="column z: people of one unit differ"):
        outcome_of(toy(6), exposure="z")


def test_two_units_are_too_few():
    with pytest.raises(DataProblem, match="more units than predictors"):
        outcome_of(toy(2))


def test_exposure_that_is_the_same_everywhere_is_named():
    with pytest.raises(DataProblem, match="column x"):
        outcome_of(toy(6).assign(x=2.0))


def test_nobody_with_all_answers_is_refused():
    with pytest.raises(DataProblem, match="units"):
        outcome_of(toy(6).assign(mood=np.nan))
