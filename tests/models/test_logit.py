import numpy as np
import pytest

from analysis.models import logit

TERMS = ["Intercept", "safety_within", "safety_between", "tenure"]


def test_intercept_is_the_log_odds_of_the_share():
    found = logit.fit(np.ones((4, 1)), np.array([1.0, 0, 0, 0]))
    assert found.coefficients[0] == pytest.approx(np.log(1 / 3))


def test_two_groups_give_the_log_odds_ratio_worked_by_hand():
    # 1 of 4 against 3 of 4: odds 1/3 and 3
    design = np.column_stack([np.ones(8), np.repeat([0.0, 1], 4)])
    found = logit.fit(design, np.array([1.0, 0, 0, 0, 1, 1, 1, 0]))
    assert found.coefficients[1] == pytest.approx(np.log(9))
    assert found.log_likelihood == pytest.approx(2 * (np.log(0.25) + 3 * np.log(0.75)))


def test_coefficients_and_naive_errors_equal_r(golden, exit_file):
    table = exit_file
    design = np.column_stack([np.ones(len(table)), table[TERMS[1:]]])
    found = logit.fit(design, table["exit"].to_numpy(float))
    naive = np.sqrt(np.diag(np.linalg.inv(design.T @ (found.weights[:, None] * design))))
    for at, term in enumerate(TERMS):
        assert found.coefficients[at] == pytest.approx(golden[f"exit.logit.{term}.b"], rel=1e-8)
        assert naive[at] == pytest.approx(golden[f"exit.logit.{term}.se_naive"], rel=1e-8)


@pytest.mark.parametrize("outcome", [0.0, 1.0])
def test_outcome_that_nobody_or_everybody_has_is_separation(outcome):
    with pytest.raises(logit.Separation, match="same for everybody"):
        logit.fit(np.ones((5, 1)), np.full(5, outcome))


def test_predictor_that_splits_the_groups_is_separation():
    design = np.column_stack([np.ones(6), np.arange(6.0)])
    with pytest.raises(logit.Separation):
        logit.fit(design, np.array([0.0, 0, 0, 1, 1, 1]))


def test_group_in_which_nobody_has_the_outcome_is_separation():
    design = np.column_stack([np.ones(6), [0.0, 0, 0, 1, 1, 1]])
    with pytest.raises(logit.Separation):
        logit.fit(design, np.array([0.0, 1, 0, 0, 0, 0]))


def test_predictor_that_repeats_another_is_named():
    x = np.arange(4.0)
    design = np.column_stack([np.ones(4), x, 2 * x])
    with pytest.raises(logit.Collinear):
        logit.fit(design, np.array([0.0, 1, 0, 1]))


def test_strong_but_finite_effect_is_found():
    x = np.concatenate([np.full(1000, -4.0), np.full(1000, 4.0)])
    outcome = np.concatenate([np.arange(1000) < 1, np.arange(1000) < 999]).astype(float)
    found = logit.fit(np.column_stack([np.ones(2000), x]), outcome)
    assert found.coefficients[1] == pytest.approx(np.log(999) / 4)
