"""Sentences about two facets and about places, compared word for word."""

import pandas as pd

from analysis.measures.positions import Positions
from analysis.reporting.readings import barometer

SIDES = {"scale_id": ["baro_open", "baro_risk"], "wave": ["2024"] * 2, "score": [3.5, 3.2]}
GAP = {"wave": ["2024"], "first": ["baro_open"], "second": ["baro_risk"], "estimate": [0.3],
       "low": [0.2], "high": [0.4]}  # fmt: skip
UNITS = {"school_id": list("abcd"), "score": [3.0, 3.5, 3.6, 4.1],
         "position": ["lower", "not_distinguishable", "not_distinguishable", "higher"]}  # fmt: skip


def found(of=6, why_not=""):
    return Positions(pd.DataFrame(), None if why_not else 3.5, why_not, of)


def test_facets_are_told_with_the_difference_within_persons(released):
    sides, gap = released(SIDES, by=("scale_id", "wave")), released(GAP, by=("first", "second"))
    assert barometer.facets(sides, gap) == (
        "In wave 2024: “safety barometer: open communication” stands at 3.50. “safety barometer: "
        "taking risks” stands at 3.20. The same people score 0.30 points higher on “safety "
        "barometer: open communication” (between 0.20 and 0.40)."
    )


def test_difference_the_other_way_names_the_other_facet(released):
    turned = GAP | {"estimate": [-0.3], "low": [-0.4], "high": [-0.2]}
    said = barometer.facets(released(SIDES, by=("scale_id",)), released(turned, by=("first",)))
    assert "0.30 points higher on “safety barometer: taking risks” (between 0.20 and 0.40)" in said


def test_facets_that_cannot_be_told_apart_are_not_told_apart(released):
    near = GAP | {"low": [-0.1]}
    said = barometer.facets(released(SIDES, by=("scale_id",)), released(near, by=("first",)))
    assert said.endswith("cannot be told from chance.")


def test_one_facet_has_no_difference(released):
    one = {name: values[:1] for name, values in SIDES.items()}
    none = released({name: [] for name in GAP}, by=("first",))
    said = barometer.facets(released(one, by=("scale_id",)), none)
    assert said == "In wave 2024: “safety barometer: open communication” stands at 3.50."


def test_no_facet_says_so(released):
    empty = released({name: [] for name in SIDES}, by=("scale_id",))
    assert "no data" in barometer.facets(empty, released({name: [] for name in GAP}))


def test_units_are_counted_lower_higher_and_not_told_apart(released):
    assert barometer.places(released(UNITS), found()) == (
        "4 of 6 are shown: there enough people answered, and they agree enough for one number to "
        "stand for them all. Lower than the mean of all: 1. Higher: 1. The other 2 cannot be told "
        "from it: a difference may well be chance."
    )


def test_units_of_which_none_stands_apart_are_said_to_be_alike(released):
    alike = UNITS | {"position": ["not_distinguishable"] * 4}
    assert "None of them can be told from the mean of all" in barometer.places(
        released(alike), found()
    )


def test_units_that_may_not_be_compared_stand_by_themselves(released):
    alone = UNITS | {"position": ["not_compared"] * 4}
    said = barometer.places(released(alone), found(why_not="Means are too unreliable."))
    assert said.endswith(
        "Each stands by itself, because they may not be compared. Means are too unreliable."
    )


def test_questions_about_the_leader_say_why_nothing_is_shown(released):
    empty = released({name: [] for name in UNITS})
    assert barometer.places(empty, found(why_not="It would judge one person.")) == (
        "It would judge one person."
    )
