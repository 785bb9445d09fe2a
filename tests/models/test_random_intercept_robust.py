import json
from pathlib import Path

import numpy as np
import pytest

from analysis.models import random_intercept
from analysis.models.random_intercept_robust import independent, robust_coefficients

REFERENCE = Path(__file__).parents[1] / "reference"
TERMS = ["safety_within", "safety_between", "tenure"]


@pytest.fixture(scope="module")
def sandwich():
    rows = json.loads((REFERENCE / "robust_lmer.json").read_text())
    return {row["name"]: row["value"] for row in rows}


@pytest.fixture(scope="module")
def model(exit_file):
    return random_intercept.fit(exit_file, outcome="intent", terms=TERMS, unit="school")


@pytest.mark.parametrize("kind", ["CR1", "CR2", "CR3"])
@pytest.mark.parametrize("term", ["Intercept", *TERMS])
def test_errors_and_degrees_of_freedom_equal_clubsandwich(model, exit_file, sandwich, kind, term):
    found = robust_coefficients(model, exit_file, terms=TERMS, unit="school", kind=kind)
    close = 1e-4 if kind == "CR2" else 1e-5  # CR2 has more than one matrix that adjusts it
    assert found.loc[term, "se"] == pytest.approx(sandwich[f"robust.{kind}.{term}.se"], rel=close)
    if kind == "CR2":
        assert found.loc[term, "df"] == pytest.approx(sandwich[f"robust.CR2.{term}.df"], rel=1e-3)


def test_the_coefficients_are_those_of_the_model(model, exit_file):
    found = robust_coefficients(model, exit_file, terms=TERMS, unit="school")
    assert found["estimate"].to_numpy() == pytest.approx(
        model.coefficients["estimate"].to_numpy(), rel=1e-8
    )


def test_without_differences_between_units_nothing_is_taken_off():
    values = np.array([[1.0], [3.0], [5.0]])
    assert independent(values, np.array([0, 0, 1]), 0.0).tolist() == values.tolist()


def test_people_of_one_unit_become_independent():
    # V = I + r J; the transformation is V^-1/2, so that it turns V into I.
    n, ratio = 4, 0.7
    root = independent(np.eye(n), np.zeros(n, dtype=int), ratio)
    assert root @ (np.eye(n) + ratio) @ root.T == pytest.approx(np.eye(n))
