import numpy as np
import pandas as pd
import pytest

from analysis import codebook
from analysis.measures import scales
from analysis.measures.positions import positions
from analysis.measures.shrinkage import shrunken_means

BOOK = codebook.load()


def study(scale="psysafe", between=0.6, n_units=30, size=12, by="school_id", seed=5):
    """Answers of units that differ, on all questions of a scale alike."""
    rng = np.random.default_rng(seed)
    items = BOOK.items_of(scale)
    climate = np.repeat(rng.normal(0, between, n_units), size)
    raw = 3.5 + (climate + rng.normal(0, 0.3, len(climate)))[:, None]
    raw = np.clip(np.round(raw + rng.normal(0, 0.5, (len(climate), len(items)))), 1, 5)
    turned = BOOK.items.loc[items, "reverse"].to_numpy()
    answers = pd.DataFrame(np.where(turned, 6 - raw, raw), columns=items)
    answers[by] = [f"u{i:02}" for i in np.repeat(range(n_units), size)]
    answers["wave"] = "2024"
    invited = answers.groupby([by, "wave"]).size().rename("n").reset_index()
    people = answers.assign(score=scales.score(answers, scale))
    return people, scales.team_scores(answers, scale, by=by, invited=invited)


def placed(people, scores, minimum=5):
    return positions(people, scores, minimum=minimum, codebook=BOOK)


def test_units_stand_in_the_order_of_their_names_with_the_shrunken_mean():
    people, scores = study()
    found = placed(people, scores)
    expected = shrunken_means(people["score"], people["school_id"])
    assert found.table["school_id"].tolist() == sorted(found.table["school_id"])
    shrunken = expected.loc[found.table["school_id"], "shrunken"]
    assert found.table["score"].tolist() == shrunken.tolist()
    assert set(found.table["position"]) == {"lower", "not_distinguishable", "higher"}


def test_middle_is_the_mean_that_units_are_judged_by():
    people, scores = study()
    found = placed(people, scores)
    lower = found.table[found.table["position"] == "lower"]
    higher = found.table[found.table["position"] == "higher"]
    rest = found.table[found.table["position"] == "not_distinguishable"]
    assert (lower["high"] < found.middle).all()
    assert (higher["low"] > found.middle).all()
    assert rest["low"].lt(found.middle).all() and rest["high"].gt(found.middle).all()


def test_units_that_may_not_be_compared_have_no_place():
    people, scores = study(between=0.0)
    found = placed(people, scores)
    assert set(found.table["position"]) == {"not_compared"}
    assert found.middle is None
    assert "interval of ICC(1)" in found.why_not


def test_team_needs_twice_the_minimum():
    people, scores = study(by="team_id", size=9)
    assert placed(people, scores).table.empty
    people, scores = study(by="team_id", size=10)
    assert len(placed(people, scores).table) == 30


def test_units_that_may_not_be_described_are_counted_and_not_shown():
    people, scores = study()
    scores.table.loc[:4, "describe"] = False
    found = placed(people, scores)
    assert (len(found.table), found.of) == (25, 30)


def test_questions_about_the_leader_place_nobody():
    people, scores = study("lead_learn")
    found = placed(people, scores)
    assert found.table.empty
    assert "judge one person" in found.why_not


def test_scale_that_nobody_answered_places_nobody():
    people, scores = study()
    nobody = people.assign(**dict.fromkeys(BOOK.items_of("psysafe"), np.nan), score=np.nan)
    empty = scales.team_scores(nobody, "psysafe", by="school_id")
    assert placed(nobody, empty).table.empty


def test_units_with_everybody_alike_have_the_plain_mean_as_middle():
    people, scores = study()
    people["score"] = people["school_id"].str[1:].astype(int) / 10
    assert placed(people, scores).middle == pytest.approx(1.45)
