import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.measures import factor_groups, factor_units, invariance
from analysis.measures.invariance import over_groups, over_units
from analysis.measures.moments import moments

ITEMS = [f"q{i}" for i in range(1, 6)]


@pytest.fixture(scope="module")
def known():
    """Numbers that lavaan gave, by name."""
    path = Path(__file__).parents[1] / "reference" / "invariance.json"
    return {row["name"]: row["value"] for row in json.loads(path.read_text())}


def people(n=400, groups=2, shift=0.0, loading=0.8, seed=3, k=5):
    """Answers on one factor; in the last group item 1 is ``shift`` easier than the rest."""
    rng = np.random.default_rng(seed)
    group = np.repeat(range(groups), n)
    factor = rng.normal(0, 1, n * groups) + 0.3 * group
    loadings = np.full(k, loading)
    answers = 3 + factor[:, None] * loadings + rng.normal(0, 0.6, (n * groups, k))
    answers[group == groups - 1, 0] += shift
    return pd.DataFrame(answers, columns=[f"q{i}" for i in range(1, k + 1)]), pd.Series(group)


@pytest.mark.parametrize("model", ["configural", "metric", "scalar"])
@pytest.mark.parametrize("name", ["invariance", "invariance_biased"])
def test_fit_of_each_model_is_that_of_lavaan(team, known, name, model):
    answers, group = team[ITEMS].copy(), team["team"] % 3
    if name.endswith("biased"):
        answers["q3"] = (answers["q3"] + (group == 2)).clip(1, 5)
    row = over_groups(answers, group).table.set_index("model").loc[model]
    for ours, theirs in (("chi2", "chisq"), ("df", "df"), ("cfi", "cfi"), ("rmsea", "rmsea")):
        assert row[ours] == pytest.approx(known[f"{name}.{model}.{theirs}"], rel=1e-6)
    assert row["p"] == pytest.approx(known[f"{name}.{model}.pvalue"], rel=1e-5, abs=1e-15)


def test_loadings_intercepts_and_the_factor_of_the_scalar_model_are_those_of_lavaan(team, known):
    fit = factor_groups.stepwise(moments(team, ITEMS, by=team["team"] % 3))["scalar"]
    for at, item in enumerate(ITEMS):
        assert fit.loadings[0, at] == pytest.approx(
            known[f"invariance.scalar.loading.{item}"], rel=1e-5
        )
        intercept = known[f"invariance.scalar.intercept.{item}"]
        assert fit.intercepts[0, at] == pytest.approx(intercept, rel=1e-5)
    for group in (1, 2):
        expected = [known[f"invariance.scalar.{what}.{group + 1}"] for what in ("mean", "variance")]
        assert [fit.means[group], fit.variances[group]] == pytest.approx(expected, rel=1e-5)


def test_units_that_share_a_covariance_give_the_likelihood_ratio_of_lavaan(team, known):
    found = over_units(team[ITEMS], team["team"] % 8)
    first, last = found.table.iloc[0], found.table.iloc[1]
    name = "invariance.units"
    assert last["chi2"] - first["chi2"] == pytest.approx(
        known[f"{name}.chisq_difference"], rel=1e-6
    )
    assert last["df"] - first["df"] == known[f"{name}.df_difference"]
    p = factor_groups.chance(last["chi2"] - first["chi2"], last["df"] - first["df"])
    assert float(p) == pytest.approx(known[f"{name}.p_difference"], rel=1e-6)
    assert first["chi2"] == pytest.approx(known[f"{name}.within.chisq"], rel=1e-6)
    assert first["cfi"] == pytest.approx(known[f"{name}.within.cfi"], rel=1e-6)
    expected = [known[f"{name}.loading.{item}"] for item in ITEMS]
    assert found.items["loading"].tolist() == pytest.approx(expected, rel=1e-5)


def test_groups_that_differ_in_the_factor_only_hold():
    assert over_groups(*people()).decision == "held"


def test_an_item_that_is_easier_in_one_group_refutes():
    found = over_groups(*people(shift=0.6))
    assert found.decision == "refuted"
    table = found.table.set_index("model")
    assert table.loc["scalar", "cfi_drop"] > invariance.CFI_DROP > table.loc["metric", "cfi_drop"]


def test_an_item_that_differs_between_many_units_refutes():
    answers, unit = people(n=20, groups=40)
    assert over_units(answers, unit).decision == "held"
    rng = np.random.default_rng(8)
    answers["q1"] += rng.normal(0, 0.7, 40)[unit]
    assert over_units(answers, unit).decision == "refuted"


def test_a_difference_that_chance_explains_does_not_refute():
    # Six units of six people: the fit index moves by more than .01 without any bias.
    decisions = [over_units(*people(n=6, groups=6, seed=seed)).decision for seed in range(100)]
    assert decisions.count("refuted") <= 10


def test_chi_square_of_the_difference_is_corrected_for_many_means_of_few_people():
    # By hand: (36 - 1 - (5 + 6) / 2) / 36 of the difference.
    found = over_units(*people(n=6, groups=6)).table
    rise, freed = (found[name].diff().iloc[1] for name in ("chi2", "df"))
    expected = factor_groups.chance(29.5 / 36 * rise, freed)
    assert found["p_difference"].iloc[1] == pytest.approx(float(expected))


def test_perfect_means_leave_nothing_for_the_scalar_model_to_miss():
    # By hand: unit means that lie on the line of the loadings add no chi-square.
    answers, unit = people(n=30, groups=3, seed=5)
    sums = moments(answers, list(answers.columns), by=unit)
    within = sums.within()
    loadings = factor_units.shared(within, np.zeros((5, 5)), 3, 90)["metric"].loadings[0]
    fits = factor_units.shared(within, 0.2 * np.outer(loadings, loadings), 3, 90)
    assert fits["scalar"].chi2 == pytest.approx(fits["metric"].chi2, abs=1e-5)


def test_two_items_are_not_tested():
    answers, group = people(k=2)
    assert over_groups(answers, group).decision == "not_tested"
    assert over_units(answers, group).decision == "not_tested"


def test_one_group_is_not_tested():
    answers, _group = people()
    alone = pd.Series("all", index=answers.index)
    assert (
        over_groups(answers, alone).decision == over_units(answers, alone).decision == "not_tested"
    )


def test_nobody_who_answered_everything_is_not_tested():
    answers, group = people()
    answers["q1"] = np.nan
    assert (
        over_groups(answers, group).decision == over_units(answers, group).decision == "not_tested"
    )


def test_an_item_without_variance_is_not_tested():
    answers, group = people()
    assert over_groups(answers.assign(q2=3.0), group).decision == "not_tested"
    assert over_units(answers.assign(q2=3.0), group).decision == "not_tested"


def test_a_group_too_small_for_a_covariance_is_left_out():
    answers, group = people(groups=3)
    group[800:1196] = 0  # four people remain in the last group
    assert over_groups(answers, group).n_groups == 2


def test_unbalanced_groups_and_persons_without_a_group_are_taken():
    answers, group = people(groups=3)
    group = group.astype("object")
    group[:350] = None
    found = over_groups(answers, group)
    assert (found.n_persons, found.n_groups, found.decision) == (850, 3, "held")


def test_item_with_negative_own_variance_is_named():
    # c12 * c13 / c23 exceeds the variance of the first item in every group.
    covariance = np.array([[1.0, 0.6, 0.5], [0.6, 1.0, 0.2], [0.5, 0.2, 1.0]])
    rng = np.random.default_rng(1)
    raw = rng.normal(size=(200, 3))
    raw -= raw.mean(axis=0)
    exact = raw @ np.linalg.inv(np.linalg.cholesky(np.cov(raw, rowvar=False))).T
    both = np.tile(exact @ np.linalg.cholesky(covariance).T, (2, 1))
    answers = pd.DataFrame(both, columns=["a", "b", "c"])
    found = over_groups(answers, pd.Series(np.repeat(["x", "y"], 200)))
    assert found.heywood == ("a",)


def test_slope_of_the_discrepancy_is_its_derivative():
    answers, group = people(n=50, groups=3)
    sums = moments(answers, list(answers.columns), by=group)
    covariance = np.stack([sums.take([at]).covariance() for at in range(3)])
    model = factor_groups._Equal(sums.n, sums.means - 3, covariance, "scalar")
    at = np.random.default_rng(4).uniform(0.5, 1.0, sum(model.lengths))
    step = 1e-6 * np.eye(len(at))
    numeric = [(model.at(at + move)[0] - model.at(at - move)[0]) / 2e-6 for move in step]
    assert model.at(at)[1].tolist() == pytest.approx(numeric, rel=1e-5, abs=1e-7)
