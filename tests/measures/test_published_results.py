import numpy as np
import pandas as pd
import pytest

from analysis.measures import published_results


def rows_of(*schools, measure="cet", bounds=(501.0, 550.0)):
    """School, pupils and mean score; None where the mean is withheld."""
    rows = pd.DataFrame(schools, columns=["school_id", "n", "value"]).astype(
        {"n": float, "value": float}
    )
    low, high = bounds
    return rows.assign(
        measure=measure,
        domain="other",
        year=2018.0,
        low=rows["value"].fillna(low),
        high=rows["value"].fillna(high),
    )


def test_a_school_with_more_pupils_weighs_more():
    # (10 x 530 + 30 x 540) / 40 = 537.5; schools alike: 535.
    found = published_results.together(rows_of(("a", 10, 530), ("b", 30, 540))).iloc[0]
    assert [found["score"], found["mean"], found["n"]] == [537.5, 535.0, 40.0]
    assert found["sd"] == pytest.approx(np.sqrt(50))


def test_two_tests_are_never_one_mean():
    results = pd.concat([rows_of(("a", 10, 530)), rows_of(("b", 10, 80), measure="iep")])
    found = published_results.together(results)
    assert found[["measure", "score"]].values.tolist() == [["cet", 530.0], ["iep", 80.0]]


def test_a_withheld_mean_is_counted_and_widens_what_the_mean_can_be():
    found = published_results.together(rows_of(("a", 16, 530), ("b", 4, None))).iloc[0]
    assert [found["n"], found["pupils"]] == [16, 20]
    assert [found["n_units"], found["withheld"], found["score"]] == [1, 1, 530.0]
    assert found["low"] == pytest.approx((16 * 530 + 4 * 501) / 20)
    assert found["high"] == pytest.approx((16 * 530 + 4 * 550) / 20)


def test_a_withheld_mean_without_bounds_leaves_the_mean_of_all_unknown():
    rows = rows_of(("a", 16, 530), ("b", 4, None), bounds=(np.nan, np.nan))
    assert published_results.together(rows)[["low", "high"]].isna().all(axis=None)


def test_no_results_give_no_rows():
    assert published_results.together(rows_of()).empty


def test_results_are_averaged_in_thirds_of_the_weighting():
    schools = [(f"s{i:02d}", 10, 530.0 - i) for i in range(30)]
    weightings = pd.DataFrame(
        {"unit_id": [s[0] for s in schools], "year": 2018, "weighting": range(30)}
    )
    found = published_results.by_weighting(rows_of(*schools), weightings)
    assert found["weighting"].tolist() == ["low", "middle", "high"]
    assert found["n_units"].tolist() == [10, 10, 10]
    assert found["score"].tolist() == [525.5, 515.5, 505.5]


def test_twenty_nine_schools_are_too_few_for_thirds():
    schools = [(f"s{i:02d}", 10, 530.0) for i in range(29)]
    weightings = pd.DataFrame(
        {"unit_id": [s[0] for s in schools], "year": 2018, "weighting": range(29)}
    )
    assert published_results.by_weighting(rows_of(*schools), weightings).empty
