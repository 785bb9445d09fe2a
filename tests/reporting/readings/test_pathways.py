import pandas as pd
import pytest

from analysis.language import use
from analysis.models.estimate import NotEstimable
from analysis.models.pathways import NoPathway
from analysis.reporting import verbs
from analysis.reporting.readings import pathways
from analysis.reporting.release import Released


def shown(rows, by=("id",)):
    table = pd.DataFrame(rows)
    return Released(table, pd.Series("", index=table.index, dtype=object), by, "model", 5)


def way(term, estimate, low, high, *, first="psysafe", last="exit", level="within"):
    numbers = {"estimate": estimate, "low": low, "high": high}
    return {"first": first, "term": term, "last": last, "level": level} | numbers


LEAVING = [
    way("total", -2.0, -3.0, -1.0),
    way("innoclim", -0.5, -0.9, -0.1),
    way("fb_seek", -0.1, -0.5, 0.3),
    way("direct", -1.4, -2.5, -0.3),
]


def test_leaving_is_told_of_every_hundred():
    text = pathways.ways(shown(LEAVING), last="exit")
    assert "2.00 fewer of every 100 left by choice in the year after (−3.00 to −1.00)" in text
    assert "Of this −0.50 (−0.90 to −0.10) runs by way of “innovation climate" in text
    assert "by way of “feedback culture: seeking” cannot be told from chance" in text
    assert text.endswith("With these topics equal −1.40 is left (−2.50 to −0.30).")


def test_a_relation_that_is_not_clear_is_no_result():
    text = pathways.ways(shown([way("total", -0.2, -3.0, 2.0)]), last="exit")
    assert text.startswith("Whether colleagues who score higher on “psychological safety”")


def test_a_score_at_the_end_is_told_in_steps():
    rows = [way("total", 0.3, 0.2, 0.4, last="jobsat")]
    assert "score 0.30 standard deviations higher on “job satisfaction" in pathways.ways(
        shown(rows), last="jobsat"
    )


def test_several_scales_are_one_topic():
    assert pathways.name("knowshare+collab") == "knowledge sharing and collaboration"


def test_without_an_order_in_time_it_is_called_a_decomposition():
    assert "decomposition of associations" in pathways.order(False)
    assert "decomposition" not in pathways.order(True)


def test_the_box_names_only_ways_that_are_clear():
    text = pathways.stands_out(shown(LEAVING))
    assert text.startswith("Of 2 ways that were looked at, these can be told from chance:")
    assert "by way of “innovation climate" in text and "feedback" not in text


def test_a_chain_that_could_not_be_made_says_why():
    missing = NoPathway("The scale mood was not asked.", "psysafe", ("mood",), "jobsat")
    assert pathways.asked(missing) == "The scale mood was not asked."
    assert pathways.compared({"x": missing}) == "The scale mood was not asked."


def test_scores_of_pupils_are_told_outcome_by_outcome():
    rows = [
        way("total", 0.3, 0.1, 0.5) | {"outcome": "wellbeing"},
        way("innoclim", 0.2, 0.1, 0.3) | {"outcome": "wellbeing"},
        way("total", 0.1, -0.1, 0.3) | {"outcome": "arithmetic+language"},
        way("innoclim", 0.1, -0.1, 0.3) | {"outcome": "arithmetic+language"},
    ]
    text = pathways.pupils(shown(rows), [])
    assert "Wellbeing: 0.30 standard deviations in all (0.10 to 0.50); of which 0.20" in text
    assert "Arithmetic and language: 0.10" in text and "no part of it can be told" in text


def test_no_scores_give_the_reason():
    empty = shown([way("total", float("nan"), 0, 0) | {"outcome": "wellbeing"}])
    assert pathways.pupils(empty, [NotEstimable("Too few schools.")]) == "Too few schools."


@pytest.mark.parametrize("language", ["en", "nl"])
def test_no_sentence_claims_a_cause(language):
    with use(language):
        said = [
            pathways.ways(shown(LEAVING), last="exit"),
            pathways.stands_out(shown(LEAVING)),
            pathways.caution(shown(LEAVING)),
            pathways.order(True),
            pathways.order(False),
        ]
        assert [verbs.causal(text, language) for text in said] == [[]] * len(said)


def test_both_intervals_are_compared_row_by_row():
    rows = [
        {"low": 0.1, "high": 0.3, "mc_low": 0.1, "mc_high": 0.3},
        {"low": 0.01, "high": 0.3, "mc_low": -0.01, "mc_high": 0.3},
    ]
    assert "agree for 1 of 2 rows" in pathways.both(shown(rows, ()))


def test_filled_in_topics_say_how_far_a_way_moves():
    rows = [
        {"section": "s", "term": "total", "method": "answered_all", "estimate": 0.20},
        {"section": "s", "term": "total", "method": "imputed_topics", "estimate": 0.21},
    ]
    assert "more than 0.010" in pathways.imputed(shown(rows, ("section", "term", "method")))
