"""Random slopes, against lme4 and lmerTest, and at the edges."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataProblem
from analysis.models import random_slopes

FOLDER = Path(__file__).parents[1] / "reference"
R = {row["name"]: row["value"] for row in json.loads((FOLDER / "slopes.json").read_text())}
SCHOOLS = ["safety_within", "safety_between", "tenure"]
FITS = {
    "slopes.reml": ("slopes", SCHOOLS, "safety_within", "reml"),
    "slopes.ml": ("slopes", SCHOOLS, "safety_within", "ml"),
    "slopes.raw": ("slopes", ["safety", "tenure"], "safety", "reml"),
    "slopes.low": ("low_icc", ["safety", "climate"], "safety", "reml"),
}


def fitted(name):
    file, terms, slope, method = FITS[name]
    people = pd.read_csv(FOLDER / f"{file}.csv")
    given = {"outcome": "mood", "terms": terms, "slope": slope, "unit": "school"}
    return random_slopes.fit(people, **given, method=method)


@pytest.mark.parametrize("name", FITS)
def test_coefficients_equal_lme4(name):
    for term, row in fitted(name).coefficients.iterrows():
        assert row["estimate"] == pytest.approx(R[f"{name}.{term}.b"], rel=1e-6)
        assert row["se"] == pytest.approx(R[f"{name}.{term}.se"], rel=1e-6)


@pytest.mark.parametrize("name", FITS)
def test_degrees_of_freedom_equal_lmertest(name):
    for term, row in fitted(name).coefficients.iterrows():
        assert row["df"] == pytest.approx(R[f"{name}.{term}.df"], rel=1e-4)


@pytest.mark.parametrize("name", FITS)
def test_variances_and_deviance_equal_lme4(name):
    model = fitted(name)
    sds = np.sqrt(np.diag(model.unit_covariance))
    assert sds == pytest.approx([R[f"{name}.sd_intercept"], R[f"{name}.sd_slope"]], rel=1e-5)
    assert model.correlation == pytest.approx(R[f"{name}.correlation"], rel=1e-5)
    assert np.sqrt(model.residual_variance) == pytest.approx(R[f"{name}.sd_residual"], rel=1e-6)
    assert model.deviance == pytest.approx(R[f"{name}.deviance"], rel=1e-8)


@pytest.mark.parametrize("name", FITS)
def test_fit_at_an_edge_is_named_where_lme4_calls_it_singular(name):
    assert bool(fitted(name).singular) == bool(R[f"{name}.singular"])


def people(slopes, intercepts, each=30, noise=0.5, seed=1):
    rng = np.random.default_rng(seed)
    unit = np.repeat(np.arange(len(slopes)), each)
    x = rng.normal(size=len(unit))
    y = np.asarray(intercepts)[unit] + np.asarray(slopes)[unit] * x
    return pd.DataFrame({"unit": unit, "x": x, "y": y + noise * rng.normal(size=len(unit))})


def fit(table, **given):
    return random_slopes.fit(
        table, **({"outcome": "y", "terms": ["x"], "slope": "x", "unit": "unit"} | given)
    )


def test_two_kinds_of_units_have_the_spread_of_their_slopes():
    # Slopes of 0 and 2, ten each: standard deviation 1; the restricted estimate is 20/19 of it.
    model = fit(people([0.0, 2.0] * 10, [0.0] * 20, noise=0.01))
    assert model.unit_covariance[1, 1] == pytest.approx(20 / 19, rel=1e-2)
    assert model.coefficients.loc["x", "estimate"] == pytest.approx(1.0, abs=0.01)


def test_slopes_that_do_not_vary_are_named():
    rng = np.random.default_rng(8)
    edges = {fit(people([1.0] * 12, rng.normal(size=12), seed=seed)).singular for seed in range(8)}
    assert edges & {random_slopes.NO_SLOPES, random_slopes.BOUND}


def test_scale_and_place_of_the_predictor_make_no_difference():
    table = people([0.5, 1.0, 1.5, 2.0] * 5, [0.0, 1.0] * 10)
    plain, moved = fit(table), fit(table.assign(x=100 * table["x"] + 5_000))
    assert moved.coefficients.loc["x", "estimate"] == pytest.approx(
        plain.coefficients.loc["x", "estimate"] / 100
    )
    assert moved.unit_covariance[1, 1] == pytest.approx(plain.unit_covariance[1, 1] / 1e4, rel=1e-5)


def test_people_with_something_missing_are_left_out():
    table = people([0.5, 1.0, 1.5] * 4, [0.0] * 12)
    table.loc[::7, "x"] = np.nan
    assert fit(table).n_people == int(table["x"].notna().sum())


def test_slope_that_no_unit_can_show_is_refused():
    table = people([1.0] * 6, [0.0] * 6)
    with pytest.raises(DataProblem, match="three units or more"):
        fit(table.assign(x=table["unit"].astype(float)))


def test_two_units_are_refused():
    with pytest.raises(DataProblem, match="three units or more"):
        fit(people([1.0, 2.0], [0.0, 0.0]))


def test_repeated_predictor_is_refused():
    table = people([1.0, 2.0, 3.0], [0.0] * 3).assign(twice=lambda rows: 2 * rows["x"])
    with pytest.raises(DataProblem, match="repeats"):
        fit(table, terms=["x", "twice"])


def test_outcome_without_any_rest_is_refused():
    table = people([1.0, 1.0, 1.0, 1.0], [0.0] * 4, noise=0.0)
    with pytest.raises(DataProblem):
        fit(table)


@pytest.mark.parametrize("given", [{"method": "bayes"}, {"slope": "z"}])
def test_mistake_of_a_caller_is_refused(given):
    with pytest.raises(ValueError):
        fit(people([1.0, 2.0, 3.0], [0.0] * 3), **given)
