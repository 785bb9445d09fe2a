"""Sentences about waves, compared word for word."""

import pandas as pd
import pytest

from analysis.reporting.readings import waves

WAVES = {"wave": ["2022", "2023", "2024"], "score": [3.2, 3.4, 3.6], "low": [3.1, 3.3, 3.5],
         "high": [3.3, 3.5, 3.7]}  # fmt: skip
PARTS = {"who": ["stayers", "joiners", "leavers", "total"], "estimate": [0.20, -0.05, 0.01, 0.16],
         "low": [0.10, -0.09, -0.02, 0.05], "high": [0.30, -0.01, 0.04, 0.27]}  # fmt: skip


def changes(*rows):
    found = pd.DataFrame(rows, columns=["wave", "before", "change", "n_items", "breaks"])
    return found.astype({"breaks": bool})


@pytest.fixture
def by_wave(released):
    return released(WAVES, by=("wave",))


def test_same_questions_are_said_to_be_the_same(by_wave):
    assert waves.guard(by_wave, changes()) == (
        "The questions and the answers to choose from stayed the same."
    )


def test_change_is_named_with_the_wave_before_which_the_line_breaks(by_wave):
    found = waves.guard(by_wave, changes(("2024", "2023", "wording", 2, True)))
    assert found == (
        "Before wave 2024 the line is broken, because something changed: the words of 2 questions. "
        "No difference is computed across it."
    )


def test_another_tool_is_told_beside_questions_that_stayed_the_same(by_wave):
    assert waves.guard(by_wave, changes(("2024", "2023", "tool", 6, False))) == (
        "The questions and the answers to choose from stayed the same. In wave 2024 another survey "
        "tool was used than in 2023; that alone can move answers a little."
    )


@pytest.mark.parametrize("change", ["wording", "language", "labels", "questions"])
def test_every_kind_of_change_has_words(by_wave, change):
    for n in (1, 3):
        assert f"{n} question" in waves.guard(by_wave, changes(("2024", "2023", change, n, True)))


def test_other_meaning_forbids_comparing(by_wave):
    assert "may not be compared" in waves.guard(by_wave, changes(), "refuted")


def test_one_wave_has_nothing_to_compare(released):
    one = released({name: values[:1] for name, values in WAVES.items()}, by=("wave",))
    assert waves.guard(one, changes()) == "There are no two waves to compare."


def test_no_difference_is_told_across_a_break(by_wave):
    broken = changes(("2023", "2022", "wording", 1, True))
    found = waves.trend(by_wave, scale="safety", changes=broken)
    assert found == "Between 2023 and 2024 the mean of safety hardly moved: the margins overlap."
    broken = changes(("2024", "2023", "wording", 1, True))
    assert waves.trend(by_wave, scale="safety", changes=broken) == (
        "The questions changed before wave 2024, so nothing can be said about change."
    )


def test_no_change_is_told_where_the_scale_means_something_else(by_wave):
    found = waves.trend(by_wave, scale="safety", changes=changes(), meaning="refuted")
    assert found == (
        "The questions do not measure the same in all waves: nothing is said about change."
    )


def test_change_is_told_of_who_stayed_who_came_and_who_went(released):
    assert waves.who_changed(released(PARTS, by=("who",)), scale="safety") == (
        "Among people who answered both times, safety rose by 0.20 points. Who answered the last "
        "time only scores lower, which makes 0.05 points of difference to the mean. Who answered "
        "the first time only scored about the same."
    )


def test_hidden_part_is_passed_over(released):
    found = waves.who_changed(released(PARTS, by=("who",), hidden=[1, 2]), scale="safety")
    assert found == "Among people who answered both times, safety rose by 0.20 points."


def test_nothing_to_split_says_so(released):
    empty = released({name: [] for name in PARTS}, by=("who",))
    assert "no data" in waves.who_changed(empty, scale="safety")


def test_change_beyond_the_margins_is_told(released):
    assert waves.trend(released(WAVES, by=("wave",)), scale="safety") == (
        "Between 2022 and 2024 the mean of safety rose by 0.40 points."
    )


def test_change_within_the_margins_is_no_change(released):
    near = WAVES | {"score": [3.5, 3.4, 3.6], "low": [3.4, 3.3, 3.5], "high": [3.6, 3.5, 3.7]}
    assert "hardly moved" in waves.trend(released(near, by=("wave",)), scale="safety")


def test_one_wave_says_nothing_about_change(released):
    one = {name: values[:1] for name, values in WAVES.items()}
    assert "nothing can be said about change" in waves.trend(released(one, by=("wave",)), scale="s")
