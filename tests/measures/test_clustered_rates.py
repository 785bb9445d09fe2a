import numpy as np
import pandas as pd
import pytest

from analysis.measures.clustered_rates import clustered_rates


def rates(events, denominator, window="2024/2025"):
    return pd.DataFrame({"window": window, "events": events, "denominator": denominator})


def test_rate_is_that_of_all_units_together():
    found = clustered_rates(rates([1, 0, 2, 1, 1], [10.0, 5, 10, 10, 15])).iloc[0]
    assert (found["events"], found["denominator"]) == (5, 50)
    assert found["rate"] == pytest.approx(0.1)


def test_error_matches_the_ratio_worked_by_hand():
    # rate .1; residuals 0, -.5, 1, 0, -.5: squares 1.5; sqrt(5/4 * 1.5) / 50
    found = clustered_rates(rates([1, 0, 2, 1, 1], [10.0, 5, 10, 10, 15])).iloc[0]
    assert found["se"] == pytest.approx(np.sqrt(1.875) / 50)
    assert found["high"] == pytest.approx(0.1 + 2.776445 * found["se"], rel=1e-6)


def test_interval_ends_at_nobody():
    assert clustered_rates(rates([5, 0, 0, 0, 0], [10.0] * 5)).iloc[0]["low"] == 0


def test_fewer_than_five_units_have_no_interval():
    found = clustered_rates(rates([1, 0, 2, 1], [10.0] * 4)).iloc[0]
    assert np.isnan([found["se"], found["low"], found["high"]]).all()
    assert found["rate"] == pytest.approx(0.1)


def test_units_without_anybody_do_not_count():
    assert clustered_rates(rates([1, 1, 1, 1, 1, 0], [10.0] * 5 + [0]))["n_units"].tolist() == [5]


def test_windows_stay_apart_and_in_order():
    both = pd.concat([rates([1] * 5, [10.0] * 5, "b"), rates([2] * 5, [10.0] * 5, "a")])
    found = clustered_rates(both)
    assert found["window"].tolist() == ["b", "a"]
    assert found["rate"].tolist() == pytest.approx([0.1, 0.2])


def test_windows_without_a_rate_give_no_row():
    assert clustered_rates(rates([np.nan], [np.nan])).empty


def test_nineteen_of_twenty_intervals_hold_the_true_rate():
    rng = np.random.default_rng(4)
    held = []
    for _draw in range(400):
        base = rng.integers(10, 60, 20).astype(float)
        true = rng.gamma(9, 0.15 / 9, 20)  # schools differ in their own rate, .15 on average
        found = clustered_rates(rates(rng.poisson(true * base), base)).iloc[0]
        held.append(found["low"] < 0.15 < found["high"])
    assert np.mean(held) == pytest.approx(0.95, abs=0.035)
