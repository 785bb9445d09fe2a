import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataProblem
from analysis.models.pooling import pool, pool_tables
from analysis.models.robust import least_squares

REFERENCE = Path(__file__).parents[1] / "reference"
VALUES = [0.42, 0.47, 0.39, 0.51, 0.44, 0.46]
ERRORS = [math.sqrt(v) for v in (0.0120, 0.0131, 0.0118, 0.0140, 0.0125, 0.0129)]


@pytest.fixture(scope="module")
def mice():
    rows = json.loads((REFERENCE / "missing.json").read_text())
    return {row["name"]: row["value"] for row in rows}


@pytest.mark.parametrize("n", [28, 400])
def test_equals_pool_scalar_of_mice(mice, n):
    found = pool(VALUES, ERRORS, complete_df=n - 2)
    expected = {k: mice[f"rubin.n{n}.{k}"] for k in ("qbar", "ubar", "b", "df", "fmi")}
    got = [found.estimate, found.within, found.between, found.df, found.fmi]
    assert got == pytest.approx(list(expected.values()), rel=1e-8)
    assert found.se**2 == pytest.approx(mice[f"rubin.n{n}.t"], rel=1e-8)


def test_without_a_number_of_people_the_degrees_of_freedom_are_those_of_rubin(mice):
    found = pool(VALUES, ERRORS)
    assert found.df == pytest.approx(mice["rubin.large.df"], rel=1e-8)
    assert found.fmi == pytest.approx(mice["rubin.large.fmi"], rel=1e-8)


def test_a_regression_on_fixed_imputed_sets_equals_mice(mice):
    few = pd.read_csv(REFERENCE / "few.csv")
    gone = np.arange(3, len(few) + 1, 5)  # places as R counts them
    tables = []
    for i in range(1, 7):
        scale = few["scale"].to_numpy(copy=True)
        scale[gone - 1] = np.delete(scale, gone - 1).mean() + 0.9 * np.sin(3 * i + gone)
        design = np.column_stack([np.ones(len(few)), scale])
        beta, residuals = least_squares(design, few["y"].to_numpy())
        variance = residuals @ residuals / (len(few) - 2)
        se = np.sqrt(variance * np.diag(np.linalg.inv(design.T @ design)))
        names = pd.Index(["Intercept", "scale"])
        tables.append(pd.DataFrame({"estimate": beta, "se": se, "df": len(few) - 2.0}, index=names))
    found = pool_tables(tables)
    columns = {"estimate": "estimate", "std.error": "se", "df": "df", "p.value": "p", "fmi": "fmi"}
    for term in ("Intercept", "scale"):
        for theirs, ours in columns.items():
            expected = mice[f"rubin.lm.{term}.{theirs}"]
            assert found.loc[term, ours] == pytest.approx(expected, rel=1e-7)
        assert found.loc[term, "low"] == pytest.approx(mice[f"rubin.lm.{term}.2.5"], rel=1e-7)
        assert found.loc[term, "high"] == pytest.approx(mice[f"rubin.lm.{term}.97.5"], rel=1e-7)


def test_error_is_worked_by_hand():
    # mean 3, within 1, between 2 (of 2 and 4), so 1 + (1 + 1/2) 2 = 4
    assert pool([2.0, 4.0], [1.0, 1.0]).se == pytest.approx(2.0)


def test_imputations_that_agree_add_nothing_to_the_error():
    found = pool([1.0] * 20, [0.5] * 20, complete_df=30)
    assert found.se == pytest.approx(0.5)
    assert found.df < 30


def test_one_imputation_is_refused():
    with pytest.raises(DataProblem, match="one completed data set"):
        pool([1.0], [0.5])
