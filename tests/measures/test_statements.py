"""Agreeing with a statement, and the gap between what is and what should be."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis import codebook
from analysis.measures.statements import agreeing, gaps

BOOK = codebook.load()


def answered(item, values, schools=None):
    n = len(values)
    return pd.DataFrame(
        {
            "person_id": [f"p{i}" for i in range(n)],
            "wave": "1",
            "school_id": schools or ["a", "b"] * (n // 2),
            item: values,
        }
    )


def test_four_and_five_agree():
    row = agreeing(answered("fb_taboo_1", [1, 3, 4, 5]), "fb_taboo_1").iloc[0]
    assert (row["n"], row["count"], row["share"]) == (4, 2, 0.5)


def test_without_resemblance_the_interval_is_wilsons():
    # agreement alternates within schools, so schools do not differ: design effect 1
    values = [1, 1, 5, 5] * 10
    row = agreeing(answered("fb_taboo_1", values), "fb_taboo_1").iloc[0]
    expected = stats.binomtest(20, 40).proportion_ci(method="wilson")
    assert row["design_effect"] == 1
    assert [row["low"], row["high"]] == pytest.approx([expected.low, expected.high])
    ninety = stats.binomtest(20, 40).proportion_ci(0.90, method="wilson")
    assert row["low_90"] == pytest.approx(ninety.low)


def test_schools_that_agree_among_themselves_count_as_schools():
    # all of a agree, nobody of b: 40 people tell as much as two schools
    values, schools = [5] * 20 + [1] * 20, ["a"] * 20 + ["b"] * 20
    row = agreeing(answered("fb_taboo_1", values, schools), "fb_taboo_1").iloc[0]
    assert row["effective_n"] == pytest.approx(2)


def test_only_the_last_wave_counts():
    both = pd.concat(
        [answered("fb_taboo_1", [5, 5]), answered("fb_taboo_1", [1, 1]).assign(wave="2")]
    )
    assert agreeing(both, "fb_taboo_1").iloc[0]["share"] == 0


@pytest.mark.parametrize("table", [answered("x", [1, 2]), answered("fb_taboo_1", [np.nan] * 2)])
def test_question_that_was_not_answered_has_no_row(table):
    assert agreeing(table, "fb_taboo_1").empty


def test_gap_is_wanted_minus_what_is_for_people_with_both():
    now = {f"fb_seek_{i}": [2.0, 3, 4, np.nan] for i in (1, 2, 3)}
    wanted = {f"fb_seek_{i}_want": [4.0, 4, 4, 4] for i in (1, 2, 3)}
    people = answered("x", [0] * 4).assign(**now, **wanted)
    row = gaps(people, {"fb_seek": "fb_seek_want"}, codebook=BOOK).iloc[0]
    # persons with both: 2, 1 and 0 points
    assert (row["n"], row["is"], row["wanted"], row["difference"]) == (3, 3, 4, 1)


def test_pair_that_was_not_asked_has_no_row():
    assert gaps(answered("x", [1, 2]), {"fb_seek": "fb_seek_want"}, codebook=BOOK).empty
