"""Numbers that others published, worked again."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataProblem
from analysis.measures.moments import moments
from analysis.models.sensitivity import (
    benchmark_bound,
    between_robustness,
    design_error,
    e_value,
    equivalence,
    robustness_value,
    smallest_detectable_effect,
)

# Cinelli & Hazlett (2020): being harmed in Darfur and attitudes to peace, as sensemakr prints it
DARFUR = {"estimate": 0.09731582, "se": 0.02325654, "df": 783}


def test_many_schools_detect_two_point_eight_errors():
    # Bloom (1995): 1.96 + .84
    assert smallest_detectable_effect(1.25) == pytest.approx(2.8 * 1.25, rel=1e-3)


def test_eighteen_degrees_of_freedom_detect_less():
    # t(18): 2.1009 + .8620
    assert smallest_detectable_effect(1.0, df=18) == pytest.approx(2.9629, abs=1e-4)


def test_error_of_a_design_worked_by_hand():
    # Dong & Maynard's CRA2: sqrt(.2 / (.25 * 20) + .8 / (.25 * 20 * 4)) = sqrt(.08)
    error = design_error(units=20, people_per_unit=4, icc=0.2, exposure_variance=0.25)
    assert error == pytest.approx(np.sqrt(0.08))


def test_covariates_that_explain_half_between_schools_halve_that_part():
    # sqrt((.2 * .5 + .8 / 4) / 20)
    error = design_error(units=20, people_per_unit=4, icc=0.2, explained_between=0.5)
    assert error == pytest.approx(np.sqrt(0.3 / 20))


def test_design_error_is_the_error_of_the_model_that_is_fitted_to_it():
    from analysis.models import random_intercept

    rng = np.random.default_rng(1)
    school = np.repeat(np.arange(300), 10)
    exposure = rng.normal(size=300)
    mood = rng.normal(0, 0.2**0.5, 300)[school] + rng.normal(0, 0.8**0.5, len(school))
    people = pd.DataFrame({"school": school, "x": exposure[school], "mood": mood})
    row = random_intercept.fit(people, outcome="mood", terms=["x"], unit="school").coefficients
    expected = design_error(units=300, people_per_unit=10, icc=0.2)
    assert row.loc["x", "se"] == pytest.approx(expected, rel=0.1)


def test_organic_food_and_moral_judgment_are_equivalent_as_published():
    # Moery & Calin-Jageman (2016) in Lakens (2017): t(182) = -2.69, p = .004, bound d = .43
    se = np.sqrt(0.95**2 / 95 + 0.83**2 / 89)
    sd = np.sqrt((0.95**2 + 0.83**2) / 2)
    found = equivalence(5.25 - 5.22, se, smallest=0.43 * sd, df=182)
    assert (0.03 - 0.43 * sd) / se == pytest.approx(-2.69, abs=0.005)
    assert found.p == pytest.approx(0.004, abs=0.0005)
    assert found.equivalent


@pytest.mark.parametrize("estimate", [-0.15, 0.0, 0.1, 0.18])
def test_interval_inside_the_bounds_and_p_below_five_percent_are_the_same(estimate):
    found = equivalence(estimate, 0.05, smallest=0.2, df=30)
    assert found.equivalent == (found.p < 0.05)


def test_robustness_value_of_darfur_equals_sensemakr():
    found = robustness_value(DARFUR["estimate"] / DARFUR["se"], DARFUR["df"])
    assert found.partial_r2 == pytest.approx(0.02187309, rel=1e-5)
    assert found.value == pytest.approx(0.138776, rel=1e-5)
    assert found.value_interval == pytest.approx(0.07625797, rel=1e-5)


def test_robustness_value_takes_the_estimate_to_zero():
    value = robustness_value(4.0, 50).value
    # as strong with both: bias = se * sqrt(df * r2 * r2 / (1 - r2)) equals the estimate
    assert np.sqrt(50 * value**2 / (1 - value)) == pytest.approx(4.0)


def test_interval_that_holds_zero_needs_no_confounding():
    assert robustness_value(1.5, 100).value_interval == 0


def test_estimate_and_interval_of_few_schools_have_values_in_order():
    found = robustness_value(12.0, 6)
    assert 0 < found.value_interval < found.value < 1


FEMALE = {"r2_exposure": 0.009081067, "r2_outcome": 0.109034}


@pytest.mark.parametrize(
    ("times", "r2", "estimate", "se", "t", "low", "high"),
    [
        (1, (0.00916429, 0.1246409), 0.07522027, 0.02187333, 3.438904, 0.03228297, 0.11815758),
        (2, (0.01832857, 0.2493241), 0.05291517, 0.02035006, 2.600246, 0.01296803, 0.09286231),
        (3, (0.02749286, 0.3740505), 0.03039602, 0.01867006, 1.628062, -0.00625329, 0.06704533),
    ],
)
def test_causes_as_strong_as_sex_leave_what_sensemakr_prints(times, r2, estimate, se, t, low, high):
    found = benchmark_bound(**DARFUR, **FEMALE, times=times)
    assert [found.r2_exposure, found.r2_outcome] == pytest.approx(list(r2), rel=1e-4)
    assert [found.estimate, found.se, found.t] == pytest.approx([estimate, se, t], rel=1e-4)
    assert [found.low, found.high] == pytest.approx([low, high], abs=2e-6)


def test_negative_effect_is_the_mirror_of_a_positive_one():
    mirror = benchmark_bound(-DARFUR["estimate"], DARFUR["se"], DARFUR["df"], **FEMALE)
    found = benchmark_bound(**DARFUR, **FEMALE)
    assert mirror.estimate == -found.estimate
    assert (mirror.low, mirror.high) == pytest.approx((-found.high, -found.low))


def test_cause_that_explains_more_than_there_is_is_refused():
    with pytest.raises(DataProblem, match="more of the exposure than there is"):
        benchmark_bound(0.5, 0.1, 30, r2_exposure=0.4, r2_outcome=0.1, times=2)


def schools(n=30, seed=0):
    rng = np.random.default_rng(seed)
    school = np.repeat(np.arange(n), 6)
    poverty = rng.normal(size=n)[school]
    safety = 0.4 * poverty + rng.normal(size=len(school)) + rng.normal(size=n)[school]
    leave = -0.5 * safety + 0.3 * poverty + rng.normal(size=len(school))
    return pd.DataFrame({"school": school, "poverty": poverty, "safety": safety, "leave": leave})


def judged(people, **changed):
    sums = moments(people, ["safety", "poverty", "leave"], by="school")
    given = {"outcome": "leave", "exposure": "safety", "benchmark": "poverty"}
    return between_robustness(sums, **(given | changed))


def test_between_schools_the_regression_is_on_one_row_per_school():
    people = schools()
    means = people.groupby("school").mean()
    x = np.column_stack([np.ones(30), means[["safety", "poverty"]]])
    expected = np.linalg.lstsq(x, means["leave"], rcond=None)[0][1]
    found = judged(people)
    assert found.estimate == pytest.approx(expected)
    assert (found.df, found.n_units) == (27, 30)
    assert found.robustness.value == robustness_value(found.estimate / found.se, 27).value


def test_leaving_the_benchmark_out_changes_the_estimate_by_the_bias_of_its_partial_r2():
    # the identity of omitted variable bias: |change| = se * sqrt(df * R2y * R2x / (1 - R2x))
    people = schools()
    means = people.groupby("school").mean()
    short_x = np.column_stack([np.ones(30), means["safety"]])
    short = np.linalg.lstsq(short_x, means["leave"], rcond=None)
    error = np.sqrt(short[1][0] / 28 / (means["safety"].var() * 29))
    found = judged(people)
    r2y, r2x = partial_r2s(means)
    bias = error * np.sqrt(28 * r2y * r2x / (1 - r2x))
    assert abs(short[0][1] - found.estimate) == pytest.approx(bias)


def partial_r2s(means):
    """Of poverty with leaving given safety, and of poverty with safety."""

    def left(target, sources):
        x = np.column_stack([np.ones(len(means)), means[sources]])
        return means[target] - x @ np.linalg.lstsq(x, means[target], rcond=None)[0]

    r2y = np.corrcoef(left("leave", ["safety"]), left("poverty", ["safety"]))[0, 1] ** 2
    return r2y, np.corrcoef(means["poverty"], means["safety"])[0, 1] ** 2


def test_four_schools_are_too_few():
    with pytest.raises(DataProblem, match="too few schools"):
        judged(schools(n=4))


def test_benchmark_that_repeats_the_exposure_is_named():
    people = schools().assign(poverty=lambda p: 2 * p["safety"])
    with pytest.raises(DataProblem, match="column poverty"):
        judged(people)


@pytest.mark.parametrize(
    ("ratio", "low", "high", "value", "interval"),
    [
        (3.9, 1.8, 8.7, 7.263034, 3.0),  # breastfeeding, VanderWeele & Ding (2017)
        (0.80, 0.71, 0.91, 1.809017, 1.428571),  # leukaemia, the same: 1.8 and 1.4
        (10.73, 8.02, 14.36, 20.95, 15.52),  # smoking and lung cancer
    ],
)
def test_e_values_of_risk_ratios_equal_the_published(ratio, low, high, value, interval):
    found = e_value(ratio, low, high, measure="risk_ratio", outcome_share=0.01)
    assert found.value == pytest.approx(value, rel=1e-3)
    assert found.value_interval == pytest.approx(interval, rel=2e-3)


def test_common_odds_ratio_of_three_is_a_risk_ratio_of_its_root():
    found = e_value(3, 2, 4.5, measure="odds_ratio", outcome_share=0.3)
    assert found.risk_ratio == pytest.approx(1.732051, rel=1e-6)
    assert found.value == pytest.approx(2.8580, abs=1e-4)


def test_common_hazard_ratio_is_converted_as_in_table_2():
    # (1 - .5^sqrt(.56)) / (1 - .5^sqrt(1 / .56)) = .4047 / .6040
    found = e_value(0.56, 0.46, 0.69, measure="hazard_ratio", outcome_share=0.4)
    assert found.risk_ratio == pytest.approx(0.6701, abs=2e-4)


def test_rare_hazard_ratio_is_read_as_a_risk_ratio():
    found = e_value(0.56, 0.46, 0.69, measure="hazard_ratio", outcome_share=0.05)
    assert found.risk_ratio == 0.56


def test_interval_that_holds_one_needs_no_confounding():
    found = e_value(1.2, 0.9, 1.6, measure="risk_ratio", outcome_share=0.1)
    assert found.value_interval == 1


@pytest.mark.parametrize("given", [(0, 0, 1), (2, 3, 4)])
def test_ratio_outside_its_interval_is_refused(given):
    with pytest.raises(ValueError, match="positive and in order"):
        e_value(*given, measure="risk_ratio", outcome_share=0.1)


def test_unknown_measure_is_refused():
    with pytest.raises(ValueError, match="risk_ratio, odds_ratio, hazard_ratio"):
        e_value(2, 1, 3, measure="difference", outcome_share=0.1)
