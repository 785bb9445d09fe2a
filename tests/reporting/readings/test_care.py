"""Sentences about careless answers: about groups, and never about who gave them."""

from analysis.models.estimate import NotEstimable
from analysis.reporting.readings import care

WAVES = {"wave": ["2023", "2024"], "n": [200, 210], "count": [6, 8], "share": [0.03, 0.038]}
BASES = {"basis": ["all", "without_marked"], "score": [3.50, 3.52]}
LEVELS = {"basis": ["all", "all", "without_marked", "without_marked"],
          "level": ["within", "between"] * 2, "estimate": [-2.0, -1.0, -1.9, -0.9],
          "low": [-3.0, -2.5, -2.9, -2.4], "high": [-1.0, 0.5, -0.9, 0.6]}  # fmt: skip


def test_share_of_the_last_wave_is_told(released):
    assert care.marked(released(WAVES, by=("wave",), kind="share")) == (
        "In wave 2024 the answers of 3.8% bear two or more signs of carelessness. They are marked "
        "and stay in: one sign proves nothing."
    )


def test_nobody_marked_is_said(released):
    none = WAVES | {"count": [6, 0], "share": [0.03, 0.0]}
    assert care.marked(released(none, by=("wave",))) == (
        "In wave 2024 nobody's answers bear two or more signs of carelessness."
    )


def test_hidden_share_is_not_told(released):
    assert "large enough" in care.marked(released(WAVES, by=("wave",), hidden=[0, 1]))


def test_schools_are_counted_without_naming_one(released):
    table = {"school_id": list("abc"), "n": [30] * 3, "count": [5, 9, 6], "share": [0.16, 0.3, 0.2]}
    assert care.schools(released(table, hidden=[0])) == (
        "Of 3 schools 2 can be shown. There the share runs from 20.0% to 30.0%."
    )
    assert care.schools(released(table | {"share": [0.0] * 3})) == (
        "Of 3 schools 3 can be shown. In none of these is anybody marked."
    )


def test_mean_that_hardly_moves_is_about_the_same(released):
    assert care.level(released(BASES, by=("basis",))) == (
        "Without marked people the mean is 3.52: about the same."
    )


def test_mean_that_moves_says_how_far(released):
    moved = BASES | {"score": [3.50, 3.62]}
    assert care.level(released(moved, by=("basis",))) == (
        "Without marked people the mean is 3.62, 0.12 points higher."
    )
    moved = BASES | {"score": [3.50, 3.38]}
    assert care.level(released(moved, by=("basis",))).endswith("0.12 points lower.")


def test_same_conclusion_about_leaving_is_said_to_be_the_same(released):
    assert care.exits(released(LEVELS, by=("basis", "level")), []) == (
        "Without marked people the conclusion about leaving is the same."
    )


def test_another_conclusion_about_leaving_is_told(released):
    other = LEVELS | {"high": [-1.0, 0.5, 0.1, 0.6]}
    assert "is another" in care.exits(released(other, by=("basis", "level")), [])


def test_result_that_cannot_be_given_says_why(released):
    only = {name: values[:2] for name, values in LEVELS.items()}
    lacking = [NotEstimable("Too few are marked."), NotEstimable("Too few are marked.")]
    assert care.exits(released(only, by=("basis", "level")), lacking) == "Too few are marked."
