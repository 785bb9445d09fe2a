"""A random intercept from sums per unit: equal to lme4, and right where units hardly differ."""

import json

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataProblem
from analysis.measures.moments import moments
from analysis.models import random_intercept

SAFETY = ["safety_within", "safety_between", "tenure"]


@pytest.fixture(scope="module")
def exits(reference):
    return random_intercept.fit(reference("exit"), outcome="intent", terms=SAFETY, unit="school")


def pairs():
    """Two people in each of three units, means 1, 2 and 6, one apart within each."""
    mood = [0.5, 1.5, 1.5, 2.5, 5.5, 6.5]
    return pd.DataFrame({"mood": mood, "team": list("aabbcc"), "row": range(6)})


def test_balanced_units_give_the_variances_of_an_analysis_of_variance():
    # MS within = 3 * .5 / 3 = .5; MS between = 2 * var(1, 2, 6) = 14; (14 - .5) / 2 = 6.75
    model = random_intercept.fit(pairs(), outcome="mood", unit="team")
    assert model.residual_variance == pytest.approx(0.5)
    assert model.unit_variance == pytest.approx(6.75)
    assert model.icc == pytest.approx(6.75 / 7.25)


def test_balanced_mean_has_its_error_and_degrees_of_freedom_from_units_alone():
    # the mean of the three means is 3, its error sqrt(var(1, 2, 6) / 3), with 3 - 1 df
    row = random_intercept.fit(pairs(), outcome="mood", unit="team").coefficients.loc["Intercept"]
    assert row[["estimate", "se", "df"]].tolist() == pytest.approx([3, np.sqrt(7 / 3), 2])


def test_maximum_likelihood_divides_by_units_instead_of_units_minus_one():
    # between: 2 * 14 / 3 = 9.333 on 3 units instead of 14; (9.333 - .5) / 2
    model = random_intercept.fit(pairs(), outcome="mood", unit="team", method="ml")
    assert model.unit_variance == pytest.approx((28 / 3 - 0.5) / 2)


def test_effect_of_a_unit_is_its_difference_times_its_reliability():
    model = random_intercept.fit(pairs(), outcome="mood", unit="team")
    units = random_intercept.unit_effects(model)
    reliability = 2 * 13.5 / (1 + 2 * 13.5)  # the ratio of the variances is 6.75 / .5 = 13.5
    assert units.loc["c", "reliability"] == pytest.approx(reliability)
    assert units.loc["c", "effect"] == pytest.approx(3 * reliability)


@pytest.mark.parametrize("method", ["ml", "reml"])
def test_coefficients_errors_and_likelihood_equal_lme4(reference, golden, method):
    people = reference("exit")
    model = random_intercept.fit(
        people, outcome="intent", terms=SAFETY, unit="school", method=method
    )
    name = f"intent.lmer_{method}"
    for term, row in model.coefficients.iterrows():
        expected = [golden[f"{name}.{term}.{number}"] for number in ("b", "se", "t")]
        assert row[["estimate", "se", "t"]].tolist() == pytest.approx(expected, rel=1e-6)
    assert model.unit_variance**0.5 == pytest.approx(golden[f"{name}.sd_school"], rel=1e-6)
    assert model.residual_variance**0.5 == pytest.approx(golden[f"{name}.sd_residual"], rel=1e-6)
    assert model.log_likelihood == pytest.approx(golden[f"{name}.loglik"], rel=1e-9)


@pytest.mark.parametrize("method", ["ml", "reml"])
def test_degrees_of_freedom_and_p_equal_lmertest(reference, golden, method):
    people = reference("exit")
    model = random_intercept.fit(
        people, outcome="intent", terms=SAFETY, unit="school", method=method
    )
    for term, row in model.coefficients.iterrows():
        expected = [golden[f"intent.lmer_{method}.{term}.{number}"] for number in ("df", "p")]
        assert row[["df", "p"]].tolist() == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize(
    ("file", "term", "name"),
    [("few", "tm", "few.lmer.satterthwaite"), ("team", "scale", "lmer.satterthwaite")],
)
def test_teams_equal_lmertest(reference, golden, file, term, name):
    model = random_intercept.fit(reference(file), outcome="y", terms=[term], unit="team")
    for label, row in model.coefficients.iterrows():
        expected = [golden[f"{name}.{label}.{number}"] for number in ("b", "se", "t")]
        assert row[["estimate", "se", "t"]].tolist() == pytest.approx(expected, rel=1e-6)
        assert row["df"] == pytest.approx(golden[f"{name}.{label}.df"], rel=1e-4)


def test_ten_teams_have_the_standard_deviations_of_lme4(reference, golden):
    model = random_intercept.fit(reference("few"), outcome="y", terms=["tm"], unit="team")
    assert model.unit_variance**0.5 == pytest.approx(golden["few.lmer.sd_team"], rel=1e-6)
    assert model.residual_variance**0.5 == pytest.approx(golden["few.lmer.sd_residual"], rel=1e-6)


@pytest.mark.parametrize("outcome", ["mood", "calm"])
def test_units_that_hardly_differ_give_what_lme4_gives(reference, golden, outcome):
    people, terms = reference("low_icc"), ["safety", "climate"]
    model = random_intercept.fit(people, outcome=outcome, terms=terms, unit="school")
    name = f"low.{outcome}"
    assert model.singular == bool(golden[f"{name}.singular"])
    assert model.unit_variance**0.5 == pytest.approx(
        golden[f"{name}.sd_school"], rel=1e-6, abs=1e-6
    )
    for term, row in model.coefficients.iterrows():
        expected = [golden[f"{name}.{term}.{number}"] for number in ("b", "se")]
        assert row[["estimate", "se"]].tolist() == pytest.approx(expected, rel=1e-6)
        assert row["df"] == pytest.approx(golden[f"{name}.{term}.df"], rel=1e-4)


@pytest.mark.filterwarnings("ignore")
def test_school_effects_that_statsmodels_lbfgs_loses_are_kept(reference, golden):
    smf = pytest.importorskip("statsmodels.formula.api")
    people = reference("low_icc")
    theirs = smf.mixedlm("mood ~ safety + climate", people, groups=people["school"])
    theirs = theirs.fit(method="lbfgs")
    assert theirs.converged
    assert theirs.fe_params[["Intercept", "climate"]].tolist() == pytest.approx([0, 0], abs=1e-9)
    ours = random_intercept.fit(
        people, outcome="mood", terms=["safety", "climate"], unit="school"
    ).coefficients["estimate"]
    expected = [golden["low.mood.Intercept.b"], golden["low.mood.climate.b"]]
    assert ours[["Intercept", "climate"]].tolist() == pytest.approx(expected, rel=1e-6)


def test_shrunken_effects_equal_lme4(exits, golden):
    units = random_intercept.unit_effects(exits)
    for school in ("S01", "S20", "S40"):
        expected = [golden[f"effects.{school}.b"], golden[f"effects.{school}.se"]]
        assert units.loc[school, ["effect", "se"]].tolist() == pytest.approx(expected, rel=1e-6)


def test_explained_shares_equal_arithmetic_on_lme4(exits, golden):
    expected = [golden["r2.marginal"], golden["r2.conditional"]]
    assert [exits.r2_marginal, exits.r2_conditional] == pytest.approx(expected, rel=1e-6)


def test_interval_is_of_students_t(exits):
    row = exits.coefficients.loc["safety_between"]
    assert row["high"] - row["estimate"] == pytest.approx(2.020357 * row["se"], rel=1e-4)


def test_order_of_rows_never_matters(reference, exits):
    mixed = reference("exit").sample(frac=1, random_state=1)
    model = random_intercept.fit(mixed, outcome="intent", terms=SAFETY, unit="school")
    pd.testing.assert_frame_equal(model.coefficients, exits.coefficients, rtol=1e-8)


def test_terms_far_from_zero_lose_no_digits(reference, exits):
    people = reference("exit").assign(tenure=lambda p: p["tenure"] + 2000)
    model = random_intercept.fit(people, outcome="intent", terms=SAFETY, unit="school")
    expected = exits.coefficients.loc[SAFETY]
    pd.testing.assert_frame_equal(model.coefficients.loc[SAFETY], expected, rtol=1e-7)


def test_person_with_a_missing_value_is_left_out(reference):
    people = reference("exit")
    holes = people.assign(tenure=people["tenure"].mask(people.index < 100))
    kept = random_intercept.fit(people.iloc[100:], outcome="intent", terms=SAFETY, unit="school")
    model = random_intercept.fit(holes, outcome="intent", terms=SAFETY, unit="school")
    assert model.n_people == len(people) - 100
    pd.testing.assert_frame_equal(model.coefficients, kept.coefficients)


def test_moments_with_more_columns_give_the_same_model(reference, exits):
    people = reference("exit")
    sums = moments(people, ["exit", "intent", *SAFETY], by="school")
    model = random_intercept.fit_moments(sums, outcome="intent", terms=SAFETY)
    pd.testing.assert_frame_equal(model.coefficients, exits.coefficients)


def test_school_left_out_of_the_moments_is_left_out_of_the_model(reference):
    people = reference("exit")
    sums = moments(people, [*SAFETY, "intent"], by="school").without("S01")
    model = random_intercept.fit_moments(sums, outcome="intent", terms=SAFETY)
    others = people[people["school"] != "S01"]
    refitted = random_intercept.fit(others, outcome="intent", terms=SAFETY, unit="school")
    pd.testing.assert_frame_equal(model.coefficients, refitted.coefficients)


def test_input_is_left_untouched(reference):
    people = reference("exit")
    before = people.copy()
    random_intercept.fit(people, outcome="intent", terms=SAFETY, unit="school")
    pd.testing.assert_frame_equal(people, before)


@pytest.mark.parametrize(
    ("terms", "named"),
    [(["row", "row_again"], "row_again"), (["constant"], "constant")],
)
def test_predictor_that_says_nothing_new_is_named(terms, named):
    people = pairs().assign(row_again=lambda p: 2 * p["row"] + 1, constant=1.0)
    with pytest.raises(DataProblem, match=f"column {named}: .* repeats the others"):
        random_intercept.fit(people, outcome="mood", terms=terms, unit="team")


def test_units_of_one_person_are_refused():
    with pytest.raises(DataProblem, match="a unit with two people or more"):
        random_intercept.fit(pairs(), outcome="mood", unit="row")


def test_one_unit_is_refused():
    with pytest.raises(DataProblem, match="two units or more"):
        random_intercept.fit(pairs().assign(team="a"), outcome="mood", unit="team")


@pytest.mark.parametrize("terms", [[], ["row"]])
def test_outcome_without_spread_within_units_is_refused(terms):
    people = pairs().assign(mood=lambda p: p["team"].map({"a": 1.0, "b": 2.0, "c": 6.0}))
    with pytest.raises(DataProblem, match="within units everybody has the same value"):
        random_intercept.fit(people, outcome="mood", terms=terms, unit="team")


def test_outcome_that_is_the_same_for_everybody_is_refused():
    with pytest.raises(DataProblem, match="within units everybody has the same value"):
        random_intercept.fit(pairs().assign(mood=4.0), outcome="mood", unit="team")


def test_nobody_with_all_answers_is_refused():
    with pytest.raises(DataProblem, match="two units or more"):
        random_intercept.fit(pairs().assign(mood=np.nan), outcome="mood", unit="team")


def test_as_many_predictors_as_people_are_refused():
    people = pairs().assign(**{f"x{i}": (lambda p, i=i: (p["row"] == i) * 1.0) for i in range(5)})
    with pytest.raises(DataProblem, match="within units everybody has the same value"):
        random_intercept.fit(people, outcome="mood", terms=[f"x{i}" for i in range(5)], unit="team")


def test_unknown_method_is_refused():
    with pytest.raises(ValueError, match="reml, ml"):
        random_intercept.fit(pairs(), outcome="mood", unit="team", method="bayes")


def published(folder, file, model):
    return json.loads((folder / file).read_text())[model]


def equals(model, expected):
    """Compare a fit with what lme4 and lmerTest printed for the same model."""
    for term, numbers in expected["fixed"].items():
        row = model.coefficients.loc[term.strip("()")]
        wanted = [numbers["Estimate"], numbers["Std. Error"]]
        assert row[["estimate", "se"]].tolist() == pytest.approx(wanted, rel=2e-5)
        assert row["df"] == pytest.approx(numbers["df"], rel=1e-4)
    unit, residual = (row["vcov"] for row in expected["varcomp"])
    assert model.unit_variance == pytest.approx(unit, rel=2e-5)
    assert model.residual_variance == pytest.approx(residual, rel=2e-5)
    assert model.log_likelihood == pytest.approx(expected["logLik"], rel=1e-8)


@pytest.mark.real_data
@pytest.mark.parametrize("name", ["M0_ML", "M0_REML", "M1_ML"])
def test_popularity_of_pupils_in_classes_equals_lme4(public_data, name):
    folder = public_data / "hox_popular2"
    reader = pytest.importorskip("pyreadstat")
    pupils, _meta = reader.read_sav(folder / "popular2.sav", apply_value_formats=False)
    expected = published(folder, "reference.json", name)
    terms = [term for term in expected["fixed"] if term != "(Intercept)"]
    method = "reml" if expected["REML"] else "ml"
    model = random_intercept.fit(
        pupils, outcome="popular", terms=terms, unit="class", method=method
    )
    equals(model, expected)


@pytest.mark.real_data
@pytest.mark.parametrize("name", ["null_ML", "null_REML", "IQ_ML", "ctx_ML", "COMB_REML"])
def test_language_scores_of_dutch_pupils_equal_lme4(public_data, name):
    folder = public_data / "nlschools"
    pupils = pd.read_csv(folder / "nlschools.csv", dtype={"class": str})
    centred = pupils[["IQ", "SES"]] - pupils[["IQ", "SES"]].mean()
    pupils[["IQc", "SESc"]] = centred
    pupils[["IQg", "SESg"]] = centred.groupby(pupils["class"]).transform("mean")
    expected = published(folder, "reference.json", name)
    terms = [term for term in expected["fixed"] if term != "(Intercept)"]
    method = "reml" if expected["REML"] else "ml"
    model = random_intercept.fit(pupils, outcome="lang", terms=terms, unit="class", method=method)
    equals(model, expected)


@pytest.mark.real_data
@pytest.mark.parametrize("name", ["null_WBEING", "HRS_GHRS", "HRS_LEAD_GHRS"])
def test_wellbeing_of_soldiers_in_companies_equals_lme4(public_data, name):
    folder = public_data / "bliese_bh1996"
    soldiers = pd.read_csv(folder / "bh1996.csv")
    expected = published(folder, "reference_bh1996_cohesion.json", "bh1996")[name]
    terms = [term for term in expected["fixed"] if term != "(Intercept)"]
    model = random_intercept.fit(soldiers, outcome="WBEING", terms=terms, unit="GRP")
    equals(model, expected)
