"""Multilevel models on public files, against lme4 and what their authors published."""

import json

import numpy as np
import pandas as pd
import pytest

from analysis.models import random_intercept, random_slopes
from analysis.models.random_intercept import unit_effects

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def pupils(public_data):
    """Popularity of 2,000 pupils in 100 classes (Hox), and what R gave for it."""
    import pyreadstat

    folder = public_data / "hox_popular2"
    rows, _about = pyreadstat.read_sav(folder / "popular2.sav")
    return rows, json.loads((folder / "reference.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def classes(public_data):
    """Language of 2,287 Dutch pupils in 133 classes (Snijders and Bosker), likewise.

    Predictors centred as the reference has them: people around the mean of all, classes too.
    """
    folder = public_data / "nlschools"
    rows = pd.read_csv(folder / "nlschools.csv")
    for name in ("IQ", "SES"):
        mean = rows.groupby("class")[name].transform("mean")
        rows[f"{name}c"] = rows[name] - rows[name].mean()
        rows[f"{name}w"] = rows[name] - mean
        rows[f"{name}g"] = mean - rows[name].mean()
    return rows, json.loads((folder / "reference.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def army(public_data):
    """Wellbeing of 7,382 soldiers in 99 companies (Bliese), likewise."""
    folder = public_data / "bliese_bh1996"
    text = (folder / "reference_bh1996_cohesion.json").read_text(encoding="utf-8")
    return pd.read_csv(folder / "bh1996.csv"), json.loads(text)["bh1996"]


def check(model, expected, names):
    """Coefficients, errors, degrees of freedom, variances and deviance of lme4 and lmerTest."""
    for theirs, row in expected["fixed"].items():
        ours = model.coefficients.loc[names.get(theirs, theirs)]
        assert ours["estimate"] == pytest.approx(row["Estimate"], rel=1e-5)
        assert ours["se"] == pytest.approx(row["Std. Error"], rel=1e-5)
        assert ours["df"] == pytest.approx(row["df"], rel=1e-3)
    between, within = (row["vcov"] for row in expected["varcomp"])
    assert model.unit_variance == pytest.approx(between, rel=1e-5)
    assert model.residual_variance == pytest.approx(within, rel=1e-5)
    assert model.log_likelihood == pytest.approx(expected["logLik"], abs=1e-5)
    assert model.n_people == expected["nobs"]


FIRST = {"(Intercept)": "Intercept"}


@pytest.mark.parametrize(
    ("name", "terms", "method"),
    [("M0_ML", [], "ml"), ("M0_REML", [], "reml"), ("M1_ML", ["sex", "extrav", "texp"], "ml")],
)
def test_popularity_of_pupils_equals_lme4(pupils, name, terms, method):
    rows, expected = pupils
    found = random_intercept.fit(rows, outcome="popular", terms=terms, unit="class", method=method)
    check(found, expected[name], FIRST)


def test_classes_differ_in_popularity_as_the_book_says(pupils):
    found = random_intercept.fit(pupils[0], outcome="popular", unit="class", method="ml")
    assert found.icc == pytest.approx(0.694 / (0.694 + 1.222), abs=5e-4)


@pytest.mark.parametrize("method", ["ml", "reml"])
def test_language_of_classes_without_predictors_equals_lme4(classes, method):
    rows, expected = classes
    found = random_intercept.fit(rows, outcome="lang", unit="class", method=method)
    check(found, expected[f"null_{method.upper()}"], FIRST)


def test_language_of_classes_is_what_was_published(classes):
    found = random_intercept.fit(classes[0], outcome="lang", unit="class", method="ml")
    mean = found.coefficients.loc["Intercept"]
    assert [mean["estimate"], mean["se"]] == pytest.approx([40.366, 0.423], abs=5e-4)
    assert [found.unit_variance, found.residual_variance] == pytest.approx(
        [19.348, 64.514], abs=5e-4
    )
    assert found.deviance == pytest.approx(16252.9, abs=0.05)


def test_context_of_a_class_adds_to_the_pupil_as_lme4_says(classes):
    rows, expected = classes
    found = random_intercept.fit(
        rows, outcome="lang", terms=["IQc", "SESc", "IQg", "SESg"], unit="class", method="ml"
    )
    check(found, expected["ctx_ML"], FIRST)


def test_context_is_the_difference_of_between_and_within(classes):
    rows, expected = classes
    terms = ["IQw", "SESw", "IQg", "SESg"]
    found = random_intercept.fit(rows, outcome="lang", terms=terms, unit="class", method="ml")
    slopes = found.coefficients["estimate"]
    context = expected["ctx_ML"]["fixed"]["IQg"]["Estimate"]
    assert slopes["IQg"] - slopes["IQw"] == pytest.approx(context, rel=1e-6)


def test_wellbeing_of_companies_equals_lme4_and_the_published_page(army):
    rows, expected = army
    found = random_intercept.fit(rows, outcome="WBEING", unit="GRP")
    check(found, expected["null_WBEING"], FIRST)
    assert found.unit_variance == pytest.approx(0.0358008, abs=5e-8)
    assert found.residual_variance == pytest.approx(0.7894973, abs=5e-8)


def test_hours_of_a_soldier_and_of_the_company_equal_lme4(army):
    rows, expected = army
    terms = ["HRS", "G.HRS"]
    found = random_intercept.fit(rows, outcome="WBEING", terms=terms, unit="GRP")
    check(found, expected["HRS_GHRS"], FIRST)


def test_effects_of_companies_add_up_to_nothing(army):
    model = random_intercept.fit(army[0], outcome="WBEING", unit="GRP")
    assert unit_effects(model)["effect"].sum() == pytest.approx(0.0, abs=1e-8)


def test_slope_of_popularity_that_varies_over_classes_equals_lme4_and_hlm(pupils):
    rows, expected = pupils
    model = random_slopes.fit(
        rows,
        outcome="popular",
        terms=["sex", "extrav", "texp"],
        slope="extrav",
        unit="class",
        method="ml",
    )
    theirs = expected["M2_ML_random_extrav"]
    for name, row in theirs["fixed"].items():
        ours = model.coefficients.loc[FIRST.get(name, name)]
        assert ours["estimate"] == pytest.approx(row["Estimate"], rel=1e-4)
        assert ours["se"] == pytest.approx(row["Std. Error"], rel=1e-4)
    variances = [row["vcov"] for row in theirs["varcomp"]]
    found = [*np.diag(model.unit_covariance), model.unit_covariance[0, 1], model.residual_variance]
    assert found == pytest.approx(variances, rel=1e-3)
    assert model.deviance == pytest.approx(expected["published"]["HLM7_deviance"], abs=1e-3)
