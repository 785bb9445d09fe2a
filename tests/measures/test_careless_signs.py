import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.measures.careless_signs import distance, even_odd, irv, longest_run, synonyms

REFERENCE = Path(__file__).parents[1] / "reference"
ITEMS = [f"q{i}" for i in range(1, 6)]
SCALE = pd.Series(np.repeat(["a", "b", "c", "d"], 3), index=[f"v{i}" for i in range(1, 13)])


@pytest.fixture(scope="module")
def known():
    """Numbers that R gave, by name."""
    rows = json.loads((REFERENCE / "careless.json").read_text())
    return {row["name"]: row["value"] for row in rows}


@pytest.fixture(scope="module")
def given():
    return pd.read_csv(REFERENCE / "careless.csv").astype(float)


def at(known, name):
    """What R gave for some persons, by their place."""
    found = {k.split(".")[1]: v for k, v in known.items() if k.startswith(f"{name}.")}
    return {int(place) - 1: value for place, value in found.items() if place.isdigit()}


def same(series, expected):
    return series.iloc[list(expected)].tolist() == pytest.approx(list(expected.values()), rel=1e-8)


def test_longest_run_is_that_of_r(given, known):
    assert same(longest_run(given), at(known, "long_run"))


def test_spread_of_answers_is_that_of_r(given, known):
    assert same(irv(given), at(known, "irv"))


def test_even_odd_is_that_of_r(given, known):
    found = even_odd(given, SCALE)
    assert same(found, at(known, "even_odd"))
    assert found.isna().sum() == known["even_odd.missing"]
    assert found.mean() == pytest.approx(known["even_odd.mean"], rel=1e-8)


def test_synonyms_are_those_of_r(team, known):
    found = synonyms(team[ITEMS], least=0.5)
    assert same(found, at(known, "synonyms"))
    assert found.isna().sum() == known["synonyms.missing"]
    assert found.mean() == pytest.approx(known["synonyms.mean"], rel=1e-8)


def test_distance_is_that_of_psych(team, known):
    found = distance(team[ITEMS])
    assert same(found["d2"], at(known, "d2"))
    assert found["p"].iloc[0] == pytest.approx(known["d2.p.1"], rel=1e-8)


def test_distance_with_missing_answers_is_that_of_psych(holes, known):
    assert same(distance(holes[ITEMS])["d2"], at(known, "d2_holes"))


def test_run_by_hand_ends_at_another_answer_and_at_a_missing_one():
    given = pd.DataFrame([[2, 2, 3, 3, 3, 1], [4, 4, np.nan, 4, 4, 4], [1, 2, 1, 2, 1, 2]])
    assert longest_run(given).tolist() == [3, 3, 1]


def test_run_ends_where_other_answers_can_be_chosen_from():
    given = pd.DataFrame([[3.0, 3.0, 3.0, 3.0]])
    assert longest_run(given, [True, False, False, True]).tolist() == [3]


def test_person_without_answers_has_no_run_and_no_other_sign():
    given = pd.DataFrame(np.random.default_rng(1).integers(1, 6, (20, 4)).astype(float))
    given.loc[0] = np.nan
    assert longest_run(given)[0] == 0
    assert np.isnan(irv(given)[0])
    assert distance(given).loc[0].isna().all()


def test_distance_by_hand_of_two_questions_that_do_not_correlate():
    given = pd.DataFrame({"a": [1.0, 1.0, 3.0, 3.0], "b": [1.0, 5.0, 1.0, 5.0]})
    # each lies one from the mean of a (variance 4/3) and two from that of b (16/3)
    assert distance(given)["d2"].tolist() == pytest.approx([1 / (4 / 3) + 4 / (16 / 3)] * 4)


def test_questions_that_repeat_each_other_give_no_distance():
    given = pd.DataFrame({"a": [1.0, 2.0, 4.0], "b": [1.0, 2.0, 4.0]})
    assert distance(given)["d2"].isna().all()


def test_even_odd_by_hand():
    # odd halves 1, 2, 3 and even halves 2, 4, 6 rise together: a correlation of 1
    turned = pd.DataFrame([[1, 2, 2, 4, 3, 6]], columns=list("uvwxyz")).astype(float)
    scale = pd.Series(["a", "a", "b", "b", "c", "c"], index=list("uvwxyz"))
    assert even_odd(turned, scale).tolist() == pytest.approx([1.0])
    against = pd.DataFrame([[1, 6, 2, 4, 3, 2]], columns=list("uvwxyz")).astype(float)
    assert even_odd(against, scale).tolist() == [-1.0]


def test_two_scales_are_too_few_for_even_odd():
    turned = pd.DataFrame([[1, 2, 2, 4]], columns=list("uvwx")).astype(float)
    scale = pd.Series(["a", "a", "b", "b"], index=list("uvwx"))
    assert even_odd(turned, scale).isna().all()


def test_people_who_differ_in_nothing_have_no_synonyms():
    assert synonyms(pd.DataFrame(np.full((5, 4), 3.0))).isna().all()
