import numpy as np
import pandas as pd
import pytest

from analysis import codebook
from analysis.models.by_band import slopes_by_band
from analysis.models.multiplicity import holm
from analysis.models.robust import cluster_robust

BOOK = codebook.load()


def people(slopes=(0.6, -0.6), schools=20, each=6, seed=2):
    """Answers in which starters and others have another slope."""
    rng = np.random.default_rng(seed)
    n = schools * each * len(slopes)
    bands = np.array(["0-2", "21+", "3-5"])[: len(slopes)]
    at = np.tile(np.arange(len(slopes)), n // len(slopes))
    focus = rng.integers(1, 6, n).astype(float)
    joy = np.clip(np.round(3 + np.array(slopes)[at] * (focus - 3) + rng.normal(0, 0.6, n)), 1, 5)
    return pd.DataFrame(
        {
            "wave": "1",
            "school_id": np.repeat([f"s{i:02d}" for i in range(schools)], n // schools),
            "tenure_band": bands[at],
            "fb_focus_1": focus,
            **{f"workjoy_{i}": joy for i in (1, 2, 3)},
        }
    )


def related(table):
    return slopes_by_band(table, "fb_focus", "workjoy", codebook=BOOK)


def test_slope_of_a_band_is_that_of_a_regression_in_the_band():
    table = people()
    joy, focus = table["workjoy_1"], table["fb_focus_1"]
    found = related(table).set_index("tenure_band")["estimate"]
    for band in ("0-2", "21+"):
        here = table["tenure_band"] == band
        slope = np.polyfit(focus[here], joy[here], 1)[0] * focus.std() / joy.std()
        assert found[band] == pytest.approx(slope)


def test_error_is_that_of_clusters_with_a_small_sample_correction():
    table = people()
    joy, focus = table["workjoy_1"], table["fb_focus_1"]
    x, y = (focus - focus.mean()) / focus.std(), (joy - joy.mean()) / joy.std()
    first = (table["tenure_band"] == "0-2").to_numpy(float)
    design = np.column_stack([x * first, x * (1 - first), first, 1 - first])
    values = np.linalg.lstsq(design, y, rcond=None)[0]
    robust = cluster_robust(design, y - design @ values, table["school_id"].to_numpy(), kind="CR2")
    row = related(table).iloc[0]
    assert row["df"] == pytest.approx(robust.df[0])
    # the interval reaches as far as t allows on both sides
    assert (row["high"] + row["low"]) / 2 == pytest.approx(row["estimate"])


def test_change_goes_from_one_band_to_the_next():
    # equal bands: the slope of the product with the place is the difference of the two slopes
    found = related(people()).set_index("tenure_band")["estimate"]
    assert found["change"] == pytest.approx(found["21+"] - found["0-2"])


def test_bands_stand_in_the_order_of_years():
    assert related(people(slopes=(0.5, 0.0, 0.2)))["tenure_band"].tolist() == [
        *("0-2", "3-5", "21+"),
        "change",
    ]


def test_p_values_of_bands_are_adjusted_together():
    found = related(people(slopes=(0.1, 0.0, 0.05)))
    bands = found[found["tenure_band"] != "change"]
    assert bands["p_adjusted"].tolist() == pytest.approx(holm(bands["p"]).tolist())


def test_band_with_few_people_is_left_out():
    table = people()
    few = table["tenure_band"].eq("21+") & (table.groupby("tenure_band").cumcount() >= 9)
    assert related(table[~few])["tenure_band"].tolist() == ["0-2"]


def test_few_schools_or_no_variance_give_no_slope():
    assert related(people(schools=9)).empty
    assert related(people().assign(fb_focus_1=3.0)).empty
    assert related(people().assign(workjoy_1=3.0, workjoy_2=3.0, workjoy_3=3.0)).empty
    assert related(people().assign(fb_focus_1=np.nan)).empty


def test_answers_are_left_as_they_were():
    table = people()
    before = table.copy()
    related(table)
    pd.testing.assert_frame_equal(table, before)
