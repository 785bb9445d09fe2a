"""Sentences about split teams, compared word for word."""

from analysis.reporting.readings import same_source

PARTS = {"taken_from": ["whole", "same_half", "split", "inflation", "same_source"],
         "estimate": [0.67, 0.61, 0.35, 0.32, 0.26], "low": [0.4, 0.4, 0.1, 0.2, 0.2],
         "high": [0.9, 0.8, 0.5, 0.5, 0.4], "n_units": [58] * 5,
         "n_units_left_out": [72] * 5}  # fmt: skip


def said(released, **changed):
    table = released(PARTS | changed, by=("taken_from",), kind="model")
    return same_source.split(table, exposure="safety", outcome="joy")


def test_what_is_left_after_splitting_is_told(released):
    assert said(released) == (
        "In teams that stand one point higher on safety, joy stands 0.67 points higher when the "
        "same people tell both, and 0.35 when each half of the team tells one. What is left is "
        "more than chance explains. Of the difference, 0.26 points are there only where the same "
        "people tell both; it is not that half a team is smaller. This rests on 58 teams; 72 are "
        "too small to be split."
    )


def test_relation_that_vanishes_cannot_be_told_from_chance(released):
    assert "What is left cannot be told from chance." in said(
        released, low=[0.4, 0.4, -0.1, 0.2, 0.2]
    )


def test_no_inflation_is_told_as_no_difference(released):
    assert "makes no difference that can be told from chance" in said(
        released, low=[0.4, 0.4, 0.1, -0.1, -0.1]
    )


def test_no_team_to_split_says_so(released):
    empty = released({name: [] for name in PARTS}, by=("taken_from",))
    assert same_source.split(empty, exposure="a", outcome="b") == (
        "Too few people of one team answered both to split teams."
    )
