"""Logistic regression with a random intercept: equal to glmer, per 100 colleagues."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataProblem
from analysis.models import logit
from analysis.models.random_intercept_logit import fit, risk_difference, unit_variance_test
from analysis.models.random_intercept_logit_likelihood import Likelihood, Rows

SAFETY = ["safety_within", "safety_between", "tenure"]
PERIODS = ["period2", "period3", "period4"]


@pytest.fixture(scope="module")
def leaving(reference):
    return fit(reference("exit"), outcome="exit", terms=SAFETY, unit="school")


@pytest.fixture(scope="module")
def herds(reference):
    """One row per animal: ill or not, with the period as three columns of 0 and 1."""
    counts = reference("cbpp")
    animals = counts.loc[counts.index.repeat(counts["size"])]
    number = animals.groupby(level=0).cumcount()
    periods = {f"period{i}": (animals["period"] == i).astype(float) for i in (2, 3, 4)}
    return animals.assign(ill=(number < animals["incidence"]).astype(int), **periods)


def toy(school_sd, seed=0, schools=30, each=25):
    rng = np.random.default_rng(seed)
    school = np.repeat(np.arange(schools), each)
    safety = rng.normal(size=len(school))
    odds = -1 - 0.5 * safety + rng.normal(0, school_sd, schools)[school]
    left = (rng.random(len(school)) < 1 / (1 + np.exp(-odds))).astype(int)
    return pd.DataFrame({"school": school, "safety": safety, "exit": left})


def compared(model, golden, name, terms, *, estimate, error):
    for term in ["Intercept", *terms]:
        row = model.coefficients.loc[term]
        assert row["estimate"] == pytest.approx(golden[f"{name}.{term}.b"], rel=estimate)
        assert row["se"] == pytest.approx(golden[f"{name}.{term}.se"], rel=error)


def test_nine_points_equal_glmer(leaving, golden):
    compared(leaving, golden, "exit.glmer_agq9", SAFETY, estimate=1e-5, error=1e-4)
    assert leaving.unit_sd == pytest.approx(golden["exit.glmer_agq9.sd_school"], rel=1e-5)
    assert leaving.log_likelihood == pytest.approx(golden["exit.glmer_agq9.loglik"], abs=1e-6)


def test_laplace_equals_glmer(reference, golden):
    model = fit(reference("exit"), outcome="exit", terms=SAFETY, unit="school", points=1)
    # glmer at its own tolerance has errors in the third digit, so 2e-3 here and 1e-4 below
    compared(model, golden, "exit.glmer_agq1", SAFETY, estimate=1e-4, error=2e-3)
    compared(model, golden, "exit.agq1_tight", SAFETY, estimate=5e-5, error=3e-4)
    assert model.unit_sd == pytest.approx(golden["exit.agq1_tight.sd_school"], rel=1e-4)


@pytest.mark.parametrize("points", [1, 9, 25])
def test_herds_equal_glmer(herds, golden, points):
    model = fit(herds, outcome="ill", terms=PERIODS, unit="herd", points=points)
    compared(model, golden, f"cbpp.agq{points}", PERIODS, estimate=1e-5, error=1e-5)
    assert model.unit_sd == pytest.approx(golden[f"cbpp.agq{points}.sd_herd"], rel=1e-5)


def test_herds_by_laplace_come_close_to_glmer_at_its_own_tolerance(herds, golden):
    model = fit(herds, outcome="ill", terms=PERIODS, unit="herd", points=1)
    compared(model, golden, "glmer_laplace.cbpp", PERIODS, estimate=1e-3, error=2e-2)


def test_effects_of_schools_equal_glmer(leaving, golden):
    for school in ("S01", "S20", "S40"):
        expected = [golden[f"exit.effects.{school}.b"], golden[f"exit.effects.{school}.se"]]
        assert leaving.units.loc[school, ["effect", "se"]].tolist() == pytest.approx(
            expected, rel=1e-3
        )


def test_one_person_in_each_of_two_units_has_the_likelihood_worked_by_hand():
    # Laplace for a unit with one success at log odds 0 and sd 1: the mode solves u = 1 / (1 + e^u)
    rows = Rows(np.ones((2, 1)), np.array([1.0, 1.0]), np.array([1, 1]))
    mode = 0.4010581375  # 1 / (1 + exp(.4010581375)) = .4010581375
    p = 1 - mode
    height = np.log(p) - mode**2 / 2 - np.log(1 + p * (1 - p)) / 2
    assert Likelihood(rows, 1)(np.array([0.0, 1.0]))[0] == pytest.approx(2 * height, abs=1e-8)


def test_many_points_give_the_integral_of_a_fine_grid():
    rows = Rows(np.ones((5, 1)), np.array([1.0, 0, 1, 1, 0]), np.array([2, 3]))
    u = np.linspace(-9, 9, 40_001)
    p = 1 / (1 + np.exp(-0.3 - 1.2 * u))
    density = np.exp(-(u**2) / 2) / np.sqrt(2 * np.pi)
    step = u[1] - u[0]
    whole = [(p * (1 - p) * density).sum() * step, (p**2 * (1 - p) * density).sum() * step]
    value = Likelihood(rows, 25)(np.array([0.3, 1.2]))[0]
    assert value == pytest.approx(np.log(whole).sum(), abs=1e-9)


@pytest.mark.parametrize("points", [1, 2, 9])
def test_gradient_is_the_derivative_of_the_likelihood(points):
    people = toy(0.8, schools=8, each=6)
    design = np.column_stack([np.ones(len(people)), people["safety"]])
    rows = Rows(design, people["exit"].to_numpy(float), np.full(8, 6))
    likelihood, at = Likelihood(rows, points), np.array([-0.5, 0.3, 0.7])
    moves = 1e-5 * np.eye(3)
    slopes = [(likelihood(at + m)[0] - likelihood(at - m)[0]) / 2e-5 for m in moves]
    assert likelihood(at)[1].tolist() == pytest.approx(slopes, rel=1e-6)


def test_schools_that_do_not_differ_give_the_logistic_regression_and_say_so():
    people = toy(0.0, seed=2)
    model = fit(people, outcome="exit", terms=["safety"], unit="school")
    plain = logit.fit(
        np.column_stack([np.ones(len(people)), people["safety"]]), people["exit"].to_numpy(float)
    )
    assert (model.singular, model.unit_sd, model.icc) == (True, 0.0, 0.0)
    assert model.coefficients["estimate"].tolist() == pytest.approx(plain.coefficients.tolist())
    assert model.log_likelihood == pytest.approx(plain.log_likelihood)
    assert unit_variance_test(model).p == 1.0
    assert np.isfinite(risk_difference(model, people, term="safety").se)


def test_test_of_the_schools_halves_the_p_of_the_chi_square(leaving):
    test = unit_variance_test(leaving)
    # 2 * (-829.8657 + 831.1525) = 2.5736, of which chi-square(1) leaves .1087
    assert test.chi2 == pytest.approx(2.57357, abs=1e-4)
    assert test.p == pytest.approx(0.108662 / 2, abs=1e-4)


def test_planted_effects_are_found():
    people = toy(0.8, seed=1, schools=150, each=40)
    model = fit(people, outcome="exit", terms=["safety"], unit="school")
    row = model.coefficients.loc["safety"]
    assert row["low"] < -0.5 < row["high"]
    assert model.unit_sd == pytest.approx(0.8, abs=0.15)


def test_risk_of_people_as_they_are_is_close_to_the_share_that_left(leaving, reference):
    people = reference("exit")
    risk = risk_difference(leaving, people, term="safety_between").risk
    assert risk == pytest.approx(100 * people["exit"].mean(), abs=0.1)


def test_risk_difference_equals_averaging_over_drawn_schools(leaving, reference):
    people = reference("exit")
    beta = leaving.coefficients["estimate"].to_numpy()
    odds = beta[0] + people[SAFETY].to_numpy() @ beta[1:]
    school = leaving.unit_sd * np.random.default_rng(1).normal(size=(4_000, 1))
    risks = [(1 / (1 + np.exp(-odds - school - more))).mean() for more in (0.0, beta[2])]
    found = risk_difference(leaving, people, term="safety_between")
    assert found.estimate == pytest.approx(100 * (risks[1] - risks[0]), abs=0.2)
    assert found.low < found.estimate < found.high


def test_error_of_the_risk_difference_is_that_of_drawn_parameters(leaving, reference):
    from dataclasses import replace

    people, rng = reference("exit").iloc[::10], np.random.default_rng(3)
    centre = np.append(leaving.coefficients["estimate"], leaving.unit_sd)
    drawn = []
    for numbers in rng.multivariate_normal(centre, leaving.covariance, 300):
        table = leaving.coefficients.assign(estimate=numbers[:-1])
        model = replace(leaving, coefficients=table, unit_sd=numbers[-1])
        drawn.append(risk_difference(model, people, term="safety_between").estimate)
    found = risk_difference(leaving, people, term="safety_between")
    assert found.se == pytest.approx(np.std(drawn), rel=0.15)


def test_no_change_is_no_difference(leaving, reference):
    found = risk_difference(leaving, reference("exit"), term="tenure", change=0.0)
    assert (found.estimate, found.se) == pytest.approx((0.0, 0.0), abs=1e-12)


def test_order_of_rows_never_matters(leaving, reference):
    mixed = reference("exit").sample(frac=1, random_state=4)
    model = fit(mixed, outcome="exit", terms=SAFETY, unit="school")
    pd.testing.assert_frame_equal(model.coefficients, leaving.coefficients)


def test_person_with_a_missing_value_is_left_out():
    people = toy(0.5)
    holes = people.assign(safety=people["safety"].mask(people.index < 30))
    model = fit(holes, outcome="exit", terms=["safety"], unit="school")
    assert (model.n_people, model.n_units) == (len(people) - 30, 29)
    assert model.n_events == people["exit"].iloc[30:].sum()


def test_booleans_are_an_outcome():
    people = toy(0.5)
    expected = fit(people, outcome="exit", unit="school").coefficients
    found = fit(people.assign(exit=people["exit"] == 1), outcome="exit", unit="school")
    pd.testing.assert_frame_equal(found.coefficients, expected)


def test_outcome_with_other_values_is_refused_with_their_number():
    with pytest.raises(DataProblem, match="column exit, 25 rows: the outcome .* is 0 or 1"):
        fit(toy(0.5).assign(exit=[2] * 25 + [0, 1] * 362 + [1]), outcome="exit", unit="school")


def test_outcome_that_everybody_has_is_refused():
    with pytest.raises(DataProblem, match="everybody or nobody"):
        fit(toy(0.5).assign(exit=1), outcome="exit", unit="school")


def test_predictor_that_divides_leavers_from_stayers_is_refused():
    people = toy(0.5).assign(letter=lambda p: p["exit"] * 2.0)
    with pytest.raises(DataProblem, match="divides the two groups"):
        fit(people, outcome="exit", terms=["letter"], unit="school")


def test_repeated_predictor_is_refused():
    people = toy(0.5).assign(again=lambda p: 3 * p["safety"])
    with pytest.raises(DataProblem, match="repeat each other"):
        fit(people, outcome="exit", terms=["safety", "again"], unit="school")


def test_one_unit_is_refused():
    with pytest.raises(DataProblem, match="two units or more"):
        fit(toy(0.5).assign(school=1), outcome="exit", unit="school")
