"""All scales at a glance."""

import numpy as np
import pandas as pd
import pytest

from analysis import codebook
from analysis.measures import scan

BOOK = codebook.load()
TABOO, AVOID = "fb_taboo_1", "fb_avoid_1"


def answers(**items):
    n = len(next(iter(items.values())))
    people = {"person_id": [f"p{i}" for i in range(n)], "wave": ["1"] * n}
    return pd.DataFrame(people | {"school_id": ["a", "b"] * (n // 2)} | items)


def test_scale_that_nobody_answered_is_left_out():
    assert scan.asked(answers(**{TABOO: [1, 2], AVOID: [np.nan] * 2}), BOOK) == {"fb_taboo": "1"}


def test_last_wave_in_which_a_scale_was_asked_counts():
    both = pd.concat(
        [answers(**{TABOO: [1, 2]}), answers(**{TABOO: [np.nan] * 2}).assign(wave="2")]
    )
    assert scan.asked(both, BOOK) == {"fb_taboo": "1"}


def test_level_is_the_mean_of_everyone():
    row = scan.levels(answers(**{TABOO: [1, 2, 4, 5]}), BOOK).iloc[0]
    assert (row["score"], row["n"], row["high_is"]) == (3, 4, "unfavourable")


def test_scale_of_one_question_has_no_alpha():
    row = scan.evidence(answers(**{TABOO: [1, 2, 4, 5]}), BOOK).iloc[0]
    assert np.isnan(row["alpha"])
    assert row["n_items"] == 1


def test_correlations_within_and_between_by_hand():
    # within a: (1, 2) and (3, 4); within b: (5, 3) and (7, 5): deviations (-1, -1), (1, 1) in both
    table = answers(**{TABOO: [1, 2.0, 3, 4], AVOID: [2, 1.0, 4, 3]})
    row = scan.correlations(table, BOOK, ["fb_taboo", "fb_avoid"]).iloc[0]
    assert row["within"] == pytest.approx(1)
    assert row["n"] == 4
    assert np.isnan(row["between"])  # two schools only


def test_no_answers_give_empty_tables():
    none = answers(**{TABOO: [np.nan, np.nan]})
    assert scan.levels(none, BOOK).empty
    assert scan.evidence(none, BOOK).empty
    assert scan.correlations(none, BOOK, ["fb_taboo", "fb_avoid"]).empty
