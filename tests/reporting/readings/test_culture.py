"""Sentences about topics at a glance and about feedback, compared word for word."""

import pytest

from analysis.reporting.readings import culture

LEVELS = {"scale_id": ["psysafe", "errcult", "workload", "hind_fear"],
          "high_is": ["favourable", "favourable", "unfavourable", "unfavourable"],
          "n": [90, 91, 92, 93], "score": [4.0, 2.5, 4.5, 1.5]}  # fmt: skip
SHARE = {"item_id": ["fb_taboo_1"], "share": [0.56], "low": [0.53], "high": [0.59],
         "low_90": [0.535], "high_90": [0.585]}  # fmt: skip


def test_questionnaire_is_counted(released):
    assert culture.asked(released(LEVELS, by=("scale_id",))) == (
        "The questionnaires hold 4 topics; at most 93 people answered one."
    )


def test_unfavourable_scales_are_turned_to_find_the_best_and_the_worst(released):
    text = culture.strongest(released(LEVELS, by=("scale_id",)))
    # turned: 4.0, 2.5, 1.5, 4.5
    assert text == (
        "Most favourable are “hindering culture: fear of being judged” and “psychological "
        "safety”; least favourable are “workload and pressure” and “error culture”."
    )


def test_signal_above_the_middle_counts_only_beyond_its_margin(released):
    table = {"scale_id": ["hind_fear", "hind_blame"], "score": [3.1, 3.4], "low": [2.9, 3.2]}
    text = culture.signals(released(table, by=("scale_id",)))
    assert text.startswith("The strongest signal is “hindering culture: blame” (3.40")
    assert text.endswith("1 signal lies above the middle of the scale.")


def test_scales_that_may_be_used_are_counted(released):
    table = {"scale_id": ["a", "b", "c"], "alpha": [0.8, 0.6, None], "relate": [True, False, True]}
    assert culture.usable(released(table, by=("scale_id",))) == (
        "Of 2 scales with more than one question, 1 have an alpha of at least 0.70. For 2 of 3 "
        "scales the means of schools differ beyond chance."
    )


def test_strongest_relation_is_named(released):
    table = {"first": ["psysafe", "psysafe"], "second": ["errcult", "workload"],
             "n": [90, 90], "within": [0.5, -0.6]}  # fmt: skip
    assert culture.together(released(table, by=("first", "second"))) == (
        "Within schools, “psychological safety” and “workload and pressure” go together most "
        "(r = −0.60, 90 people)."
    )


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        (0.60, "equal to the stated 60%, within 10 points"),
        (0.30, "more than the stated 30%"),
        (0.90, "less than the stated 90%"),
    ],
)
def test_share_is_compared_with_what_is_stated(released, stated, words):
    assert words in culture.statement(released(SHARE, by=("item_id",)), stated=stated)


def test_wide_interval_cannot_tell(released):
    wide = SHARE | {"low": [0.40], "high": [0.72], "low_90": [0.42], "high_90": [0.70]}
    assert "cannot be told" in culture.statement(released(wide, by=("item_id",)), stated=0.60)


def test_gap_names_the_largest_and_those_that_matter(released):
    table = {"scale_id": ["fb_seek", "fb_handle"], "difference": [0.4, 0.7], "low": [0.3, 0.6],
             "high": [0.5, 0.8]}  # fmt: skip
    text = culture.gap(released(table, by=("scale_id",)))
    assert "0.70 points (between 0.60 and 0.80)" in text
    assert "clearly 0.50 points or more for" in text


def test_hidden_tables_say_so(released):
    assert "large enough" in culture.gap(
        released({"scale_id": ["fb_seek"], "difference": [0.4], "low": [0.3], "high": [0.5]},
                 by=("scale_id",), hidden=[0])
    )  # fmt: skip


def test_highest_and_lowest_are_named(released):
    assert culture.highest(released(LEVELS, by=("scale_id",))) == (
        "Highest is “workload and pressure” (4.50), lowest “hindering culture: fear of being "
        "judged” (1.50)."
    )
