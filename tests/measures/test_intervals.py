"""Intervals of means and shares."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.measures.intervals import mean_intervals, wilson


def test_mean_interval_is_that_of_the_t_test():
    values = np.array([2.0, 3.0, 3.5, 4.0, 5.0])
    row = {"n": 5, "score": values.mean(), "sd": values.std(ddof=1)}
    found = mean_intervals(pd.DataFrame([row])).iloc[0]
    expected = stats.ttest_1samp(values, 0).confidence_interval()
    assert [found["low"], found["high"]] == pytest.approx([expected.low, expected.high])


def test_mean_interval_by_hand():
    # sd 2, n 4: 2 / sqrt(4) = 1; t(3) at 97.5 % = 3.182446
    found = mean_intervals(pd.DataFrame({"n": [4], "score": [3.0], "sd": [2.0]})).iloc[0]
    assert found["high"] == pytest.approx(3 + 3.182446, abs=1e-6)


@pytest.mark.parametrize(("n", "sd"), [(1, np.nan), (6, 0.0)])
def test_one_person_or_no_variance_has_no_interval(n, sd):
    found = mean_intervals(pd.DataFrame({"n": [n], "score": [3.0], "sd": [sd]})).iloc[0]
    assert np.isnan(found["low"])


def test_share_interval_is_wilsons():
    expected = stats.binomtest(7, 60).proportion_ci(method="wilson")
    assert wilson(7 / 60, 60) == pytest.approx((expected.low, expected.high))


def test_share_interval_matches_a_published_example():
    # Newcombe (1998), Statistics in Medicine 17, 857-872, table I: 81 of 263, method 3
    low, high = wilson(81 / 263, 263)
    assert [round(float(low), 4), round(float(high), 4)] == [0.2553, 0.3662]


def test_nobody_has_no_interval():
    assert np.isnan(wilson(0.0, 0)).all()
