import numpy as np
import pytest

from analysis.models import logit
from analysis.models.robust import Leverage, cluster_robust, least_squares, t_interval

TERMS = ["Intercept", "safety_within", "safety_between", "tenure"]


@pytest.fixture(scope="module")
def few(few_file):
    table = few_file
    design = np.column_stack([np.ones(len(table)), table["tm"]])
    return design, least_squares(design, table["y"].to_numpy()), table["team"].to_numpy()


@pytest.fixture(scope="module")
def exits(exit_file):
    table = exit_file
    return np.column_stack([np.ones(len(table)), table[TERMS[1:]]]), table


def test_cr0_matches_the_arithmetic_worked_by_hand():
    # mean of 1, 3 | 5, 7 is 4; score sums -4 and 4; (16 + 16) / 4^2 = 2
    design, residuals = np.ones((4, 1)), np.array([-3.0, -1, 1, 3])
    found = cluster_robust(design, residuals, np.array([0, 0, 1, 1]), kind="CR0")
    assert found.covariance[0, 0] == pytest.approx(2)


def test_cr3_of_a_mean_matches_the_arithmetic_worked_by_hand():
    # each cluster holds half: A = 1 / (1 - 1/2) on the cluster's sum, so 4 times CR0
    design, residuals = np.ones((4, 1)), np.array([-3.0, -1, 1, 3])
    found = cluster_robust(design, residuals, np.array([0, 0, 1, 1]), kind="CR3")
    assert found.covariance[0, 0] == pytest.approx(8)


@pytest.mark.parametrize("kind", ["CR0", "CR1", "CR1S", "CR2", "CR3"])
def test_linear_regression_with_eight_teams_equals_r(golden, few, kind):
    design, (coefficients, residuals), team = few
    found = cluster_robust(design, residuals, team, kind=kind)
    for at, term in enumerate(["Intercept", "tm"]):
        assert coefficients[at] == pytest.approx(golden[f"few.lm.{kind}.{term}.b"], rel=1e-8)
        assert found.se[at] == pytest.approx(golden[f"few.lm.{kind}.{term}.se"], rel=1e-8)
        assert found.df[at] == pytest.approx(golden[f"few.lm.{kind}.{term}.df"], rel=1e-8)


def test_interval_and_p_value_equal_r(golden, few):
    design, (coefficients, residuals), team = few
    found = cluster_robust(design, residuals, team, kind="CR2")
    low, high, p = t_interval(coefficients[1], found.se[1], found.df[1])
    assert low == pytest.approx(golden["few.lm.CR2.tm.ci_low"], rel=1e-8)
    assert high == pytest.approx(golden["few.lm.CR2.tm.ci_high"], rel=1e-8)
    assert p == pytest.approx(golden["few.lm.CR2.tm.p"], rel=1e-8)


def test_p_value_with_clusters_minus_one_equals_r(golden, few):
    design, (coefficients, residuals), team = few
    se = cluster_robust(design, residuals, team, kind="CR1S").se[1]
    assert se == pytest.approx(golden["few.lm.cluster_hc1.tm.se"], rel=1e-8)
    p = t_interval(coefficients[1], se, 8 - 1)[2]
    assert p == pytest.approx(golden["few.lm.cluster_hc1.tm.p_t_G_minus_1"], rel=1e-8)


def test_linear_regression_with_forty_schools_equals_r(golden, exits):
    design, table = exits
    coefficients, residuals = least_squares(design, table["intent"].to_numpy())
    found = cluster_robust(design, residuals, table["school"].to_numpy(), kind="CR2")
    for at, term in enumerate(TERMS):
        assert coefficients[at] == pytest.approx(golden[f"intent.lm.CR2.{term}.b"], rel=1e-8)
        assert found.se[at] == pytest.approx(golden[f"intent.lm.CR2.{term}.se"], rel=1e-8)
        assert found.df[at] == pytest.approx(golden[f"intent.lm.CR2.{term}.df"], rel=1e-8)


@pytest.mark.parametrize("kind", ["CR0", "CR1", "CR1S", "CR2", "CR3"])
def test_logistic_regression_with_forty_schools_equals_r(golden, exits, kind):
    design, table = exits
    model = logit.fit(design, table["exit"].to_numpy(float))
    residuals = table["exit"].to_numpy() - model.fitted
    school = table["school"].to_numpy()
    found = cluster_robust(design, residuals, school, kind=kind, weights=model.weights)
    for at, term in enumerate(TERMS):
        assert found.se[at] == pytest.approx(golden[f"exit.logit.{kind}.{term}.se"], rel=1e-8)
        if kind in ("CR1", "CR2", "CR3"):
            expected = golden[f"exit.logit.{kind}.{term}.df"]
            assert found.df[at] == pytest.approx(expected, rel=1e-8)


def test_one_cluster_has_no_error():
    with pytest.raises(Leverage, match="two clusters"):
        cluster_robust(np.ones((3, 1)), np.zeros(3), np.zeros(3))


def test_coefficient_that_rests_on_one_cluster_has_no_cr3():
    clusters = np.array([0, 0, 1, 1, 2, 2])
    design = np.column_stack([np.ones(6), clusters == 0])
    with pytest.raises(Leverage, match="one cluster"):
        cluster_robust(design, np.array([1.0, -1, 2, 0, -1, -1]), clusters)


def test_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="CR0, CR1"):
        cluster_robust(np.ones((4, 1)), np.zeros(4), np.array([0, 0, 1, 1]), kind="HC3")


def test_order_of_rows_and_names_of_clusters_do_not_matter(few):
    design, (_coefficients, residuals), team = few
    mixed = np.random.default_rng(1).permutation(len(team))
    renamed = np.array([f"x{97 * t % 13}" for t in team])
    found = cluster_robust(design[mixed], residuals[mixed], renamed[mixed], kind="CR3")
    expected = cluster_robust(design, residuals, team, kind="CR3")
    np.testing.assert_allclose(found.covariance, expected.covariance)
