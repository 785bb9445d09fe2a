"""Sentences about topics at a glance and about feedback, compared word for word."""

import pytest

from analysis.reporting.readings import culture

LEVELS = {"scale_id": ["psysafe", "errcult", "workload", "hind_fear"],
          "high_is": ["favourable", "favourable", "unfavourable", "unfavourable"],
          "n": [90, 91, 92, 93], "score": [4.0, 2.5, 4.5, 1.5], "options": [5] * 4}  # fmt: skip
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


def test_scales_of_different_length_are_set_on_one_ruler(released):
    table = {"scale_id": ["psysafe", "errcult"], "high_is": ["favourable"] * 2,
             "score": [4.2, 5.0], "options": [5, 7]}  # fmt: skip
    # 3.2 of 4 steps is more than 4 of 6
    assert culture.strongest(released(table, by=("scale_id",))) == (
        "Most favourable is “psychological safety”; least favourable is “error culture”."
    )


def test_one_topic_is_not_the_best_and_the_worst_at_once(released):
    table = {"scale_id": ["psysafe"], "high_is": ["favourable"], "score": [4.2], "options": [6]}
    assert culture.strongest(released(table, by=("scale_id",))) == (
        "One topic was asked: “psychological safety” (4.20 on a scale from 1 to 6)."
    )


def test_signal_above_the_middle_counts_only_beyond_its_margin(released):
    table = {"scale_id": ["hind_fear", "hind_blame"], "score": [3.1, 3.4], "low": [2.9, 3.2],
             "options": [5, 5]}  # fmt: skip
    text = culture.signals(released(table, by=("scale_id",)))
    assert text.startswith("The strongest signal is “hindering culture: blame” (3.40 on a scale")
    assert text.endswith("1 signal lies above the middle of the scale.")


def test_scales_that_hang_together_are_counted_and_the_others_named(released):
    table = {"scale_id": ["psysafe", "errcult", "intent", "fb_taboo"],
             "omega": [0.8, 0.6, None, None],
             "spearman_brown": [None, None, 0.75, None]}  # fmt: skip
    assert culture.reliable(released(table, by=("scale_id",))) == (
        "Of 3 scales with more than one question, 2 have a reliability of at least 0.70 (omega, "
        "or Spearman-Brown for two questions). The lowest have “error culture”: read these with "
        "care."
    )


def test_scales_that_may_be_used_are_counted(released):
    table = {"scale_id": ["a", "b", "c"], "compare": [True, False, False],
             "relate": [True, False, True]}  # fmt: skip
    assert culture.usable(released(table, by=("scale_id",)), unit="team") == (
        "Of 3 scales, 2 have means of teams that may be related to other figures, and 1 have "
        "means that may be set side by side."
    )


def test_subjects_without_questions_are_named(released):
    asked = {"construct_id": ["C05"], "n": [90]}
    text = culture.not_asked(released(asked, by=("construct_id",)), notebook="03_culture_scan")
    assert text.startswith("Not asked about in this study: ")
    assert "perfectionism" in text
    assert "error culture" not in text


def pairs(released, **changed):
    table = {"first": ["psysafe", "psysafe"], "second": ["errcult", "workload"],
             "unit": ["team"] * 2, "n": [90, 90], "n_units": [12, 12], "total": [0.4, -0.5],
             "within": [0.5, -0.6], "between": [0.7, 0.1]}  # fmt: skip
    return released(table | changed, by=("first", "second", "unit"))


def test_strongest_relations_are_named_within_units_and_between_them(released):
    assert culture.together(pairs(released)) == (
        "Within teams, “psychological safety” and “workload and pressure” go together most "
        "(r = −0.60, 90 people). Between the means of teams, “psychological safety” and “error "
        "culture” do (r = 0.70, 12 teams)."
    )


def test_without_units_people_are_related(released):
    none = [float("nan")] * 2
    assert culture.together(pairs(released, within=none, between=none)) == (
        "“psychological safety” and “workload and pressure” go together most among people "
        "(r = −0.50, 90 people)."
    )


def by_service(released, *, low, high, p, change):
    bands = {"tenure_band": ["0-2", "21+"], "estimate": [-0.3, 0.0], "low": [low, -0.2],
             "high": [high, 0.2], "p_adjusted": [p, 0.9]}  # fmt: skip
    last = {"tenure_band": ["change"], "estimate": [0.3], "low": [change], "high": [0.5]}
    return culture.by_service(
        released(bands, by=("tenure_band",)),
        released(last, by=("tenure_band",)),
        exposure="fb_focus",
        outcome="workjoy",
    )


def test_band_in_which_two_scores_go_together_is_named(released):
    text = by_service(released, low=-0.5, high=-0.1, p=0.01, change=0.1)
    assert text == (
        "With 0 to 2 years of service, more “feedback centred on mistakes (single item)” goes "
        "with less “enjoyment of work”. The relation changes with years of service."
    )


def test_band_that_is_sure_only_before_the_adjustment_is_not_named(released):
    text = by_service(released, low=-0.5, high=-0.01, p=0.06, change=-0.1)
    assert text.startswith("For no years of service is it clear")
    assert text.endswith("Whether the relation changes with years of service cannot be told.")


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


def test_statement_is_named_with_its_share(released):
    text = culture.statement(released(SHARE, by=("item_id",)), stated=0.60)
    assert text.startswith(
        "In this organisation 56% agree with “Here you are not supposed to say anything when a "
        "manager makes a mistake” (between 53% and 59%)."
    )


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
