import numpy as np
import pandas as pd
import pytest

from analysis.measures.moments import moments
from analysis.models import logit
from analysis.models.calibration import calibration, judged
from analysis.models.calibration_logit import _fitted, calibration_logit
from analysis.models.robust import cluster_robust

GIVEN = {"outcome": "y", "terms": ["x"], "term": "x"}


def study(units=20, people=10, slope=0.0, unit_sd=0.5, seed=1):
    rng = np.random.default_rng(seed)
    unit = np.repeat(np.arange(units), people)
    x = rng.normal(size=units)[unit]
    y = slope * x + unit_sd * rng.normal(size=units)[unit] + rng.normal(size=len(unit))
    return pd.DataFrame({"unit": unit, "x": x, "y": y})


def sums(**given):
    return moments(study(**given), ["x", "y"], by="unit")


def test_balanced_design_keeps_its_promises():
    # 2,000 studies: the Monte Carlo error of .05 is .0049, so .035 to .065 is three of them.
    found = calibration(sums(), seed=1, replicates=2_000, **GIVEN)
    assert found.type_1 == pytest.approx(0.05, abs=0.015)
    assert found.coverage == pytest.approx(0.95, abs=0.015)


def test_monte_carlo_error_is_that_of_a_share():
    found = calibration(sums(), seed=1, replicates=400, **GIVEN)
    assert found.type_1_error == pytest.approx(np.sqrt(found.type_1 * (1 - found.type_1) / 400))


def test_few_unequal_units_are_seen_through():
    # One unit holds most of the people and an outlying exposure: CR3 with five units is cautious.
    few = pd.concat([study(units=4, people=5), study(units=1, people=200).assign(unit=9, x=3.0)])
    found = calibration(moments(few, ["x", "y"], by="unit"), seed=1, kind="CR3", **GIVEN)
    assert found.type_1 < 0.05


def test_same_seed_gives_the_same_badge():
    both = [calibration(sums(), seed=3, replicates=50, **GIVEN) for _ in range(2)]
    assert both[0] == both[1]


def test_strong_effect_never_has_the_wrong_sign():
    found = calibration(sums(slope=2.0), seed=1, replicates=200, **GIVEN)
    assert (found.found, found.sign_error) == (200, 0.0)


def test_units_that_do_not_differ_are_simulated_without_a_difference():
    found = calibration(sums(unit_sd=0.0, seed=4), seed=1, replicates=20, **GIVEN)
    assert found.unit_variance == 0


def test_shares_are_counted_by_hand():
    # Critical value with endless df is 1.96. Without an effect one of two is beyond it; with it
    # both distances are inside, both estimates are found, one has the wrong sign.
    none = (np.array([2.0, 1.0]), np.array([2.0, 1.0]), np.ones(2))
    there = (np.array([0.5, -1.5]), np.array([2.5, -2.5]), np.ones(2))
    found = judged([none, there], truth=2.0, df=np.inf, level=0.95, variances=(0.0, 1.0))
    assert (found.type_1, found.coverage, found.sign_error, found.found) == (0.5, 1.0, 0.5, 2)


def test_without_any_finding_there_is_no_wrong_sign():
    nothing = (np.zeros(3), np.zeros(3), np.ones(3))
    found = judged([nothing, nothing], truth=1.0, df=10, level=0.95, variances=(0.0, 1.0))
    assert np.isnan(found.sign_error)


def exits(slope=-0.5):
    people = study(units=30, people=40, seed=5)
    rng = np.random.default_rng(6)
    chance = 1 / (1 + np.exp(1.5 - slope * people["x"]))
    return people.assign(left=(rng.random(len(people)) < chance).astype(int))


def test_many_logistic_fits_equal_one_by_one():
    people = exits()
    design = np.column_stack([np.ones(len(people)), people["x"]])
    left = people["left"].to_numpy(float)
    beta, se = _fitted(design, people["unit"].to_numpy(), np.stack([left, 1 - left], axis=1))
    one = logit.fit(design, left)
    robust = cluster_robust(
        design, left - one.fitted, people["unit"].to_numpy(), kind="CR3", weights=one.weights
    )
    assert beta[0] == pytest.approx(one.coefficients, rel=1e-6)
    assert beta[1] == pytest.approx(-one.coefficients, rel=1e-6)
    assert se == pytest.approx(np.stack([robust.se] * 2), rel=1e-6)


def test_study_without_leavers_is_set_aside():
    design = np.ones((4, 1))
    beta, _se = _fitted(design, np.array([0, 0, 1, 1]), np.zeros((4, 1)))
    assert np.isnan(beta).all()


def test_leaving_is_calibrated_on_the_logistic_model():
    found = calibration_logit(
        exits(), outcome="left", terms=["x"], term="x", unit="unit", seed=1, replicates=300
    )
    assert found.type_1 == pytest.approx(0.05, abs=0.04)
    assert found.coverage == pytest.approx(0.95, abs=0.04)
    assert found.sign_error == 0
