"""Published figures per school."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.models.published import correlations, link_schools


def scores(values, measure="saf"):
    schools = [f"s{i}" for i in range(len(values))]
    return pd.DataFrame({"school_id": schools, "wave": "2011", "measure": measure, "value": values})


def results(values):
    schools = [f"s{i}" for i in range(len(values))]
    return pd.DataFrame(
        {"school_id": schools, "year": 2012, "domain": "sat", "value": values, "n": 50}
    )


def test_same_as_scipy_for_the_correlation_and_its_interval():
    rng = np.random.default_rng(1)
    x = rng.normal(size=40)
    y = 0.4 * x + rng.normal(size=40)
    row = correlations(link_schools(scores(x), results(y))).iloc[0]
    expected = stats.pearsonr(x, y)
    interval = expected.confidence_interval()
    assert row["estimate"] == pytest.approx(expected.statistic, rel=1e-12)
    assert [row["low"], row["high"]] == pytest.approx([interval.low, interval.high], rel=1e-9)


def test_ladder_counts_schools_at_each_step():
    link = link_schools(scores([1, 2, None, 4]), results([5, None, 7]))
    assert link.ladder["n_units"].tolist() == [4, 3, 3, 1]


def test_only_the_latest_wave_and_year_are_used():
    old = results([9, 9, 9]).assign(year=2010)
    link = link_schools(scores([1, 2, 3]), pd.concat([old, results([5, 6, 7])]))
    assert link.table["year"].unique().tolist() == [2012]


def test_few_schools_give_no_correlation():
    row = correlations(link_schools(scores([1, 2, 3]), results([5, 6, 8]))).iloc[0]
    assert row["n_units"] == 3
    assert math.isnan(row["estimate"])


def test_no_variance_gives_no_correlation():
    row = correlations(link_schools(scores([3] * 12), results(range(12)))).iloc[0]
    assert math.isnan(row["estimate"])
