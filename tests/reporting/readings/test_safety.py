"""Sentences about a scale, compared word for word; no causal verb in any of them."""

import re

import pytest

from analysis.reporting.readings import safety

WAVES = {"wave": ["2022", "2024"], "n": [90, 95], "score": [3.2, 3.6], "low": [3.1, 3.5],
         "high": [3.3, 3.7]}  # fmt: skip
EXITS = {"level": ["within", "between"], "estimate": [0.7, 0.9], "low": [0.6, 0.7],
         "high": [0.8, 1.2]}  # fmt: skip
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


def test_change_beyond_the_margins_is_told(released):
    assert safety.trend(released(WAVES, by=("wave",)), scale="safety") == (
        "Between 2022 and 2024 the mean of safety rose by 0.40 points."
    )


def test_change_within_the_margins_is_no_change(released):
    near = WAVES | {"score": [3.5, 3.6], "low": [3.4, 3.5], "high": [3.6, 3.7]}
    assert "hardly moved" in safety.trend(released(near, by=("wave",)), scale="safety")


def test_one_wave_says_nothing_about_change(released):
    one = {name: values[:1] for name, values in WAVES.items()}
    assert "nothing can be said about change" in safety.trend(
        released(one, by=("wave",)), scale="s"
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
    assert safety.exits(released(EXITS, by=("level",))) == (
        "Within a school, people with a higher score than their colleagues left less often "
        "afterwards (odds ratio 0.70, between 0.60 and 0.80). Between schools it cannot be told "
        "from chance whether more or fewer people left where the mean is higher (odds ratio 0.90, "
        "between 0.70 and 1.20)."
    )


def test_published_figures_carry_the_ecological_caution(released):
    pairs = {"measure": ["saf"], "result_measure": ["sat"], "n_units": [149], "estimate": [0.305],
             "low": [0.15], "high": [0.44]}  # fmt: skip
    assert safety.published(released(pairs, by=("measure", "result_measure"))) == (
        "“saf” goes together with higher “sat” over 149 schools (r = 0.30). This says something "
        "about schools, not about the people in them."
    )


@pytest.mark.parametrize(("low", "high"), [(0.5, 0.9), (1.1, 1.9), (0.8, 1.3)])
def test_no_causal_verb_whatever_the_result(released, low, high):
    text = safety.exits(released(EXITS | {"low": [low] * 2, "high": [high] * 2}, by=("level",)))
    assert not CAUSAL.search(text)
