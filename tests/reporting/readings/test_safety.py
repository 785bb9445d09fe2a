"""Sentences about a scale, compared word for word; no causal verb in any of them."""

import re

import pytest

from analysis.models.estimate import NotEstimable
from analysis.reporting.readings import safety

WAVES = {"wave": ["2022", "2024"], "n": [90, 95], "score": [3.2, 3.6], "low": [3.1, 3.5],
         "high": [3.3, 3.7]}  # fmt: skip
EXITS = {"level": ["within", "between"], "estimate": [-3.1, -1.75], "low": [-5.2, -4.0],
         "high": [-1.0, 0.5]}  # fmt: skip
CAUSAL = re.compile(r"\b(because|leads? to|causes?|lowers?|raises?|improves?|reduces?)\b")


def test_page_opens_with_what_was_asked(released):
    assert safety.asked(released(WAVES, by=("wave",)), scale="safety", tables=[]) == (
        "In wave 2024, 95 colleagues answered the questions about safety."
    )


def test_study_without_the_scale_says_what_it_has(released):
    empty = released({name: [] for name in WAVES}, by=("wave",))
    assert safety.asked(empty, scale="psychological safety", tables=["school_scores"]) == (
        "This study has no questions about psychological safety. It does have: published survey "
        "scores per school."
    )


def test_level_gives_the_mean_with_its_margin(released):
    assert safety.level(released(WAVES, by=("wave",)), scale="safety") == (
        "On a scale from 1 to 5, the mean of safety is 3.60 (between 3.50 and 3.70, allowing for "
        "chance)."
    )


def test_question_with_most_agreement_need_not_have_that_of_most_people(released):
    shares = {"item_id": ["psysafe_1", "psysafe_3"], "share_1": [0.6, 0.7], "share_2": [0.0, 0.0],
              "share_3": [0.4, 0.3], "n": [90, 90]}  # fmt: skip
    assert safety.options(released(shares, by=("item_id",))) == (
        "“In my team I can say that I do not know something.” finds the most agreement (40%). "
        "“Asking for help is quite normal in my team.” finds the least (30%)."
    )


def test_units_within_each_others_margins_are_not_told_apart(released):
    schools = {"school_id": list("abc"), "score": [3.0, 3.5, 4.5], "low": [2.5, 3.2, 4.2],
               "high": [3.6, 3.8, 4.8]}  # fmt: skip
    assert safety.units(released(schools), of=5) == (
        "3 of 5 are shown. Scores run from 3.00 to 4.50. Of these, 1 can be told from the middle "
        "of all; for the others a difference may well be chance."
    )


def test_people_who_left_are_counted_per_hundred(released):
    groups = {"group": ["low", "high"], "n": [90, 90], "count": [18, 9], "share": [0.2, 0.1]}
    assert safety.people_left(released(groups, by=("group",)), scale="safety") == (
        "Of every 100 colleagues with a low score on safety, 20 left within 12 months; of every "
        "100 with a high score, 10."
    )


def test_exit_sentence_follows_the_interval(released):
    assert safety.exits(released(EXITS, by=("level",)), []) == (
        "Within schools, people whose score is one step higher left less often in the year after: "
        "3.1 fewer of every 100 (between 1.0 and 5.2). Between schools it cannot be told from "
        "chance whether more or fewer people left where the mean is higher (−4.0 to 0.5 of every "
        "100)."
    )


def test_what_could_not_be_estimated_says_why(released):
    empty = released({name: [] for name in EXITS}, by=("level",))
    text = safety.exits(empty, [NotEstimable("Nobody left."), NotEstimable("Nobody left.")])
    assert text == "Nobody left."


def test_ladder_in_words(released):
    ladder = {"step": ["answers", "not_in_hr", "analysed"], "n": [200, 20, 180]}
    assert safety.followed(released(ladder, by=("step",))) == (
        "180 of 200 questionnaires could be followed for the whole period (90%)."
    )


def test_published_figures_carry_the_ecological_caution(released):
    pairs = {"measure": ["saf"], "result_measure": ["sat"], "n_units": [149], "estimate": [0.305],
             "low": [0.15], "high": [0.44]}  # fmt: skip
    assert safety.published(released(pairs, by=("measure", "result_measure"))) == (
        "“saf” goes together with higher “sat” over 149 schools (r = 0.30). This says something "
        "about schools, not about the people in them."
    )


@pytest.mark.parametrize(("low", "high"), [(-5, -1), (1, 5), (-2, 2)])
def test_no_causal_verb_whatever_the_result(released, low, high):
    table = EXITS | {"low": [low] * 2, "high": [high] * 2}
    text = safety.exits(released(table, by=("level",)), [])
    assert not CAUSAL.search(text)


def test_alpha_carries_the_interval_of_drawn_units(released):
    table = {"coefficient": ["alpha", "omega"], "estimate": [0.82, 0.83], "low": [0.80, 0.81],
             "high": [0.84, 0.85], "n_units": [44, 44]}  # fmt: skip
    assert safety.reliability(released(table, by=("coefficient",)), scale="safety") == (
        "Cronbach's alpha of safety is 0.82 (between 0.80 and 0.84, drawing 44 units again)."
    )


def test_few_units_give_alpha_without_an_interval(released):
    table = {"coefficient": ["alpha"], "estimate": [0.82], "low": [None], "high": [None],
             "n_units": [4]}  # fmt: skip
    text = safety.reliability(released(table, by=("coefficient",)), scale="safety")
    assert text.endswith("there are too few units for an interval.")
