"""All scales at a glance."""

import numpy as np
import pandas as pd
import pytest

from analysis import codebook
from analysis.measures import scales, scan

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


def test_level_says_how_many_answers_there_were_to_choose_from():
    assert scan.levels(answers(**{TABOO: [1, 2]}), BOOK)["options"].tolist() == [5]


def test_latest_people_are_those_of_the_last_wave_that_asked():
    both = pd.concat(
        [answers(**{TABOO: [1, 2]}), answers(**{TABOO: [np.nan] * 2}).assign(wave="2")]
    )
    assert scan.latest(both, ["fb_taboo"], BOOK)["wave"].tolist() == ["1", "1"]
    assert scan.latest(both, ["psysafe"], BOOK).empty


def test_scale_of_one_question_has_no_reliability():
    row = scan.reliable(answers(**{TABOO: [1, 2, 4, 5]}), BOOK).iloc[0]
    assert row[["omega", "spearman_brown", "alpha"]].isna().all()
    assert row["n_items"] == 1


def test_scale_of_which_two_questions_were_asked_has_that_of_spearman_and_brown():
    said = {"intent_1": [1, 2, 3, 4.0, 5, 2], "intent_2": [2, 2, 3, 5.0, 4, 1]}
    row = scan.reliable(answers(**said), BOOK).iloc[0]
    r = np.corrcoef(said["intent_1"], said["intent_2"])[0, 1]
    assert row["spearman_brown"] == pytest.approx(2 * r / (1 + r))
    assert np.isnan(row["omega"])


def test_subject_that_lies_in_two_scales_is_named_with_both():
    table = answers(baro_open_2=[1, 2.0], hind_silence_3=[2, 1.0], hind_silence_1=[2, 1.0])
    found = scan.subjects(table, BOOK)
    assert found[["construct_id", "scale_id", "n_items"]].to_numpy().tolist() == [
        ["C03", "hind_silence", 1],
        ["C06", "hind_silence", 1],
    ]  # one of four questions of baro_open is too few for a score: it counts as not asked


@pytest.fixture(scope="module")
def schools():
    """Twelve schools in which errcult differs and taboo does not."""
    rng = np.random.default_rng(6)
    at = np.repeat(np.arange(12), 20)
    mood = rng.normal(0, 0.8, 12)[at] + rng.normal(0, 0.7, 240)
    items = {f"errcult_{i}": np.clip(np.round(3.4 + mood), 1, 5) for i in (1, 2, 3, 4)}
    items[TABOO] = np.tile([1.0, 2, 3, 4, 5], 48)
    people = {"person_id": [f"p{i}" for i in range(240)], "wave": "1"}
    return pd.DataFrame(people | {"school_id": [f"s{i:02d}" for i in at]} | items)


def test_means_of_schools_that_differ_may_be_related_and_others_not(schools):
    found = scan.uses(schools, BOOK).set_index("scale_id")
    assert found["relate"].to_dict() == {"errcult": True, "fb_taboo": False}
    assert found.loc["fb_taboo", "why"].startswith("Units may not differ at all")


def test_uses_are_those_of_the_passport(schools):
    row = scan.uses(schools, BOOK).iloc[0]
    passport = scales.team_scores(schools, "errcult", by="school_id").passport.iloc[0]
    same = ["icc1", "icc2", "describe_share", "compare", "relate"]
    assert row[same].tolist() == passport[same].tolist()


def test_no_answers_give_empty_tables():
    none = answers(**{TABOO: [np.nan, np.nan]})
    for table in (scan.levels, scan.reliable, scan.uses, scan.subjects):
        assert table(none, BOOK).empty
