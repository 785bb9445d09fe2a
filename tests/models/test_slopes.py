"""Standardised slopes with clusters."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from analysis.models.robust import cluster_robust
from analysis.models.slopes import NoSlope, slope, unit_means


def drawn(schools=20, each=12, effect=0.4, seed=5):
    rng = np.random.default_rng(seed)
    school = np.repeat(np.arange(schools), each)
    shared = rng.normal(size=schools)[school]
    exposure = rng.normal(size=len(school)) + shared
    age = rng.normal(size=len(school))
    outcome = effect * exposure + 0.5 * age + 0.7 * shared + rng.normal(size=len(school))
    people = pd.DataFrame(
        {"exposure": exposure, "outcome": outcome, "school_id": [f"s{i}" for i in school]}
    )
    return people, pd.DataFrame({"age": age})


def test_without_covariates_the_slope_is_the_correlation():
    people, _age = drawn()
    found = slope(people, people[[]])
    assert found.estimate == pytest.approx(people["exposure"].corr(people["outcome"]))


def test_estimate_is_that_of_least_squares_on_standardised_columns():
    people, age = drawn()
    standard = (people[["exposure", "outcome"]] - people[["exposure", "outcome"]].mean()) / people[
        ["exposure", "outcome"]
    ].std()
    fit = sm.OLS(standard["outcome"], sm.add_constant(standard[["exposure"]].join(age))).fit()
    assert slope(people, age).estimate == pytest.approx(fit.params["exposure"])


def test_error_is_cr2_which_is_tested_against_r():
    people, age = drawn()
    z = (people[["exposure", "outcome"]] - people[["exposure", "outcome"]].mean()) / people[
        ["exposure", "outcome"]
    ].std()
    design = np.column_stack([z["exposure"], np.ones(len(z)), age])
    residuals = z["outcome"] - design @ np.linalg.lstsq(design, z["outcome"], rcond=None)[0]
    expected = cluster_robust(
        design, residuals.to_numpy(), people["school_id"].to_numpy(), kind="CR2"
    )
    found = slope(people, age)
    assert (found.se, found.df) == (pytest.approx(expected.se[0]), pytest.approx(expected.df[0]))


def test_ninety_percent_interval_lies_within_the_other():
    found = slope(*drawn())
    assert found.low < found.low_90 < found.estimate < found.high_90 < found.high


def test_rows_with_a_missing_value_are_left_out():
    people, age = drawn()
    people.loc[:4, "outcome"] = np.nan
    assert slope(people, age).n_persons == len(people) - 5


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda people: people[people["school_id"] < "s12"], "are needed"),
        (lambda people: people.assign(outcome=3.0), "same answer"),
    ],
)
def test_what_cannot_be_estimated_says_why(change, reason):
    people, _age = drawn()
    found = slope(change(people), people[[]])
    assert isinstance(found, NoSlope)
    assert reason in found.reason


def test_covariate_that_tells_the_exposure_is_named():
    people, _age = drawn()
    found = slope(people, people[["exposure"]].rename(columns={"exposure": "same"}))
    assert "tells the exposure exactly" in found.reason


def test_unit_means_leave_small_units_out():
    people = pd.DataFrame(
        {
            "exposure": [1.0, 3, 5],
            "outcome": [2.0, 4, 6],
            "school_id": ["a", "a", "b"],
            "team_id": ["t", "t", "u"],
        }
    )
    means, held = unit_means(people, people[[]], unit="team_id", minimum=2)
    assert means[["exposure", "outcome", "n"]].to_numpy().tolist() == [[2, 3, 2]]
    assert held.shape == (1, 0)
