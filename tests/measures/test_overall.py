"""The mean of everyone, with the interval of clusters."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.measures.overall import overall
from analysis.models.robust import cluster_robust


def people(scores, schools, wave="1"):
    return pd.DataFrame({"score": scores, "school_id": schools, "wave": wave})


def test_error_is_cr3_which_is_tested_against_r():
    rng = np.random.default_rng(4)
    schools = np.repeat(list("abcdefgh"), [3, 5, 8, 4, 9, 2, 7, 6])
    scores = rng.normal(3.5, 0.6, len(schools)) + (schools < "d") * 0.4
    expected = cluster_robust(
        np.ones((len(scores), 1)), scores - scores.mean(), schools, kind="CR3"
    )
    row = overall(people(scores, schools)).iloc[0]
    assert row["se"] == pytest.approx(expected.se[0], rel=1e-12)
    assert row["high"] - row["score"] == pytest.approx(
        stats.t.ppf(0.975, 7) * expected.se[0], rel=1e-9
    )


def test_mean_and_interval_by_hand():
    # a: 2, 4; b: 5, 5; mean 4; residual sums -2 and 2, each over 1 - 2/4: -4 and 4
    # se = sqrt(16 + 16) / 4 = sqrt 2; t(1) at 97.5 % = 12.7062
    row = overall(people([2.0, 4, 5, 5], list("aabb"))).iloc[0]
    assert row["score"] == 4
    assert row["high"] == pytest.approx(4 + 12.7062 * 2**0.5, abs=1e-4)


def test_one_school_has_no_interval():
    row = overall(people([2.0, 4], list("aa"))).iloc[0]
    assert (row["n"], row["n_units"]) == (2, 1)
    assert np.isnan(row["low"])


def test_each_wave_has_its_own_row():
    both = pd.concat([people([2.0, 4], list("ab")), people([5.0, None], list("ab"), wave="2")])
    assert overall(both)["n"].tolist() == [2, 1]


def test_nobody_gives_an_empty_table():
    assert overall(people([], [])).empty


def test_without_any_unit_each_person_counts_alone():
    # HC3 of a mean: residuals -1 and 1, each over 1 - 1/2: se = sqrt(4 + 4) / 2
    row = overall(people([2.0, 4], [None, None])).iloc[0]
    assert (row["n"], row["n_units"], row["df"]) == (2, 0, 1)
    assert row["se"] == pytest.approx(8**0.5 / 2)


def test_where_some_units_are_known_the_others_are_left_out():
    row = overall(people([2.0, 4, 5], ["a", "b", None])).iloc[0]
    assert (row["n"], row["n_units"]) == (2, 2)
