"""Sentences about sick leave, mood and pupils, compared word for word."""

import re

import pytest

from analysis.models.estimate import NotEstimable
from analysis.reporting.readings import outcomes

PUPILS = {"window": ["2022/2023", "2023/2024"], "n": [4546, 4507], "groups": [243, 240],
          "prior_share": [0.52, 0.66], "named_share": [0.6, 0.55]}  # fmt: skip
NEVER = {"window": ["2023/2024"] * 2, "in_service": ["all_year", "part_year"], "n": [100, 20],
         "count": [40, 15], "share": [0.4, 0.75]}  # fmt: skip
YEARS = {"window": ["2022/2023", "2023/2024"], "n": [1700, 1690], "absent_share": [0.060, 0.054],
         "low": [0.052, 0.046], "high": [0.068, 0.062], "frequency": [1.10, 1.04],
         "nil_share": [0.42, 0.41]}  # fmt: skip
LENGTHS = {"length_class": ["1-7", "8-42", "43-91", "92-182"], "case_share": [0.7, 0.2, 0.07, 0.03],
           "day_share": [0.15, 0.2, 0.3, 0.35]}  # fmt: skip
SCHOOLS = {"school_id": list("abc"), "absent_share": [0.03, 0.05, 0.12], "low": [0.01, 0.02, 0.08],
           "high": [0.06, 0.08, 0.16]}  # fmt: skip
SLOPES = {"relation": ["error culture → enjoyment of work"], "estimate": [0.24], "low": [0.16],
          "high": [0.31]}  # fmt: skip
EFFECTS = {"term": ["psysafe"], "estimate": [-0.72], "low": [-1.40], "high": [-0.11],
           "p_adjusted": [0.03]}  # fmt: skip
LADDER = {"step": ["scores", "enough_answers", "followed", "analysed"], "n": [132, 115, 78, 78]}
CAUSAL = re.compile(r"\b(because of|leads? to|causes?|lowers?|raises?|improves?|reduces?)\b")


def test_what_is_known_about_pupils_in_the_last_year(released):
    assert outcomes.known_pupils(released(PUPILS, by=("window",))) == (
        "In 2023/2024, scores of 4,507 pupils are known; of 66% of them there is an earlier score "
        "to compare with. They are in 240 groups; of 55% of these it is known who works with them."
    )


def test_pupils_without_groups_say_so(released):
    table = PUPILS | {"groups": [None, None], "named_share": [None, None]}
    assert outcomes.known_pupils(released(table, by=("window",))) == (
        "In 2023/2024, scores of 4,507 pupils are known; of 66% of them there is an earlier score "
        "to compare with. It is not known in which group they are."
    )


def test_the_domain_in_which_an_earlier_score_is_rarest_is_named(released):
    table = {"domain": ["language", "mindset"], "prior_share": [0.7, 0.31]}
    assert outcomes.known_domains(released(table, by=("domain",))) == (
        "An earlier score is rarest in growth mindset (31% of the pupils). Where it is missing, "
        "nobody can tell growth from what pupils brought along."
    )


def test_last_year_opens_the_page(released):
    assert outcomes.sick_leave(released(YEARS, by=("window",))) == (
        "In 2023/2024, 5.4% of the working time was lost to sick leave (between 4.6% and 6.2%, "
        "allowing for chance); people reported ill 1.0 times on average, and 41% of those in "
        "service all year never did."
    )


def test_change_within_the_margins_is_no_change(released):
    assert outcomes.sick_leave_change(released(YEARS, by=("window",))) == (
        "Between 2022/2023 (6.0%) and 2023/2024 (5.4%) sick leave hardly moved: the margins "
        "overlap."
    )


@pytest.mark.parametrize(
    ("last", "sentence"),
    [
        (0.09, "Sick leave rose between 2022/2023 (6.0%) and 2023/2024 (9.0%)."),
        (0.02, "Sick leave fell between 2022/2023 (6.0%) and 2023/2024 (2.0%)."),
    ],
)
def test_change_beyond_the_margins_has_a_direction(released, last, sentence):
    table = YEARS | {
        "absent_share": [0.06, last],
        "low": [0.052, last - 0.01],
        "high": [0.068, last + 0.01],
    }
    assert outcomes.sick_leave_change(released(table, by=("window",))) == sentence


def test_one_year_says_nothing_about_change(released):
    one = {name: values[:1] for name, values in YEARS.items()}
    assert outcomes.sick_leave_change(released(one, by=("window",))) == (
        "There is one full year, so nothing can be said about change."
    )


def test_short_cases_and_long_ones_are_told_apart(released):
    assert outcomes.lengths(released(LENGTHS, by=("length_class",))) == (
        "Of all cases that ended, 70% took at most a week. Cases of more than six weeks were 10% "
        "of all cases and 65% of all days ill."
    )


def test_a_class_of_long_cases_that_is_hidden_counts_too(released):
    table = released(LENGTHS, by=("length_class",), hidden=[2, 3])
    assert "were 10% of all cases and 65% of all days ill" in outcomes.lengths(table)


def test_without_short_cases_nothing_is_said_about_long_ones(released):
    table = released(LENGTHS, by=("length_class",), hidden=[0])
    assert "large enough" in outcomes.lengths(table)


def test_sectors_are_named_with_their_margin(released):
    table = {"sector": ["childcare", "primary"], "absent_share": [0.081, 0.057],
             "low": [0.061, 0.047], "high": [0.101, 0.067]}  # fmt: skip
    assert outcomes.sectors(released(table, by=("sector",))) == (
        "Time lost per sector: childcare 8.1% (between 6.1% and 10.1%) and primary education 5.7% "
        "(between 4.7% and 6.7%). Compare it only with a figure of the same year that was made in "
        "the same way."
    )


def test_schools_that_can_be_told_apart_are_counted(released):
    assert outcomes.schools(released(SCHOOLS), of=44) == (
        "3 of 44 are shown. The time lost runs from 3.0% to 12.0%; 1 of them can be told from the "
        "middle of all."
    )


def test_schools_of_which_too_few_people_make_the_figure_are_counted_apart(released):
    table = SCHOOLS | {"absent_share": [0.03, 0.05, None], "low": [0.01, 0.02, None]}
    assert outcomes.schools(released(table), of=44) == (
        "2 of 44 are shown. The time lost runs from 3.0% to 5.0%; 0 of them can be told from the "
        "middle of all. 1 is left out, because too few people make the figure."
    )


def test_a_question_that_was_not_asked_is_said_not_to_be(released):
    empty = released({"wave": [], "n": [], "score": []}, by=("wave",))
    assert outcomes.mood(empty) == (
        "The question about the mood was not asked in this study, so nothing here is about mood "
        "itself. Enjoyment of work and workload are the nearest to it."
    )


def test_mood_of_the_last_wave_is_told_when_it_was_asked(released):
    table = {"wave": ["2023", "2024"], "n": [90, 95], "score": [3.4, 3.6], "low": [3.3, 3.5],
             "high": [3.5, 3.7]}  # fmt: skip
    assert outcomes.mood(released(table, by=("wave",))) == (
        "In wave 2024 the mean mood was 3.60 on a scale from 1 to 5 (between 3.50 and 3.70, "
        "allowing for chance)."
    )


@pytest.mark.parametrize(
    ("estimate", "low", "high", "sentence"),
    [
        (
            0.24,
            0.16,
            0.31,
            "Error culture → enjoyment of work: who scores one step higher on the first scores "
            "0.24 of a step higher on the second (between 0.16 and 0.31).",
        ),
        (
            -0.24,
            -0.31,
            -0.16,
            "Error culture → enjoyment of work: who scores one step higher on the first scores "
            "0.24 of a step lower on the second (between 0.16 and 0.31).",
        ),
        (
            0.02,
            -0.05,
            0.09,
            "Error culture → enjoyment of work: whether the two go together cannot be told from "
            "chance (−0.05 to 0.09 of a step).",
        ),
    ],
)
def test_a_slope_has_a_direction_only_beyond_chance(released, estimate, low, high, sentence):
    table = SLOPES | {"estimate": [estimate], "low": [low], "high": [high]}
    assert outcomes.slopes(released(table, by=("relation",))) == sentence


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {},
            "Schools whose mean of psychological safety was one step higher lost less time "
            "afterwards: 0.7 of every 100 days less (between 0.1 and 1.4).",
        ),
        (
            {"estimate": [0.72], "low": [0.11], "high": [1.4]},
            "Schools whose mean of psychological safety was one step higher lost more time "
            "afterwards: 0.7 of every 100 days more (between 0.1 and 1.4).",
        ),
        (
            {"p_adjusted": [0.2]},
            "Whether schools with a higher mean of psychological safety lost more or less time "
            "afterwards cannot be told from chance (−1.4 to −0.1 of every 100 days).",
        ),
        (
            {"high": [0.3]},
            "Whether schools with a higher mean of psychological safety lost more or less time "
            "afterwards cannot be told from chance (−1.4 to 0.3 of every 100 days).",
        ),
    ],
)
def test_schools_are_compared_only_beyond_chance(released, changes, sentence):
    table = released(EFFECTS | changes, by=("term",))
    assert outcomes.absence_effects(table, []) == sentence


def test_why_nothing_could_be_estimated_is_said_once(released):
    empty = released({name: [] for name in EFFECTS}, by=("term",))
    refused = [NotEstimable("Units may not differ."), NotEstimable("Units may not differ.")]
    assert outcomes.absence_effects(empty, refused) == "Units may not differ."


def test_schools_that_could_be_followed_are_counted(released):
    assert outcomes.linked(released(LADDER, by=("step",))) == (
        "Of 132 means of schools in a wave, 78 could be put beside a full year of sick leave after "
        "it."
    )


READINGS = [
    (outcomes.known_pupils, PUPILS, "window"),
    (outcomes.known_domains, {"domain": ["language"], "prior_share": [0.5]}, "domain"),
    (outcomes.sick_leave, YEARS, "window"),
    (outcomes.sick_leave_change, YEARS, "window"),
    (outcomes.never_ill, NEVER, "window"),
    (outcomes.lengths, LENGTHS, "length_class"),
    (lambda released: outcomes.schools(released, of=3), SCHOOLS, "school_id"),
    (lambda released: outcomes.absence_effects(released, []), EFFECTS, "term"),
    (outcomes.slopes, SLOPES, "relation"),
]


@pytest.mark.parametrize(("reading", "table", "key"), READINGS)
def test_without_rows_it_says_that_there_are_no_data(released, reading, table, key):
    empty = released({name: [] for name in table}, by=(key,))
    assert reading(empty) == "There are no data for this part."


@pytest.mark.parametrize(("reading", "table", "key"), READINGS)
def test_when_all_is_hidden_it_says_so(released, reading, table, key):
    hidden = released(table, by=(key,), hidden=range(len(table[key])))
    assert reading(hidden) == ("No group here is large enough to be shown (at least 5 people).")


@pytest.mark.parametrize(("reading", "table", "key"), READINGS)
def test_no_sentence_says_why(released, reading, table, key):
    assert not CAUSAL.search(reading(released(table, by=(key,))))


def test_caution_and_talk_name_nobody():
    assert outcomes.caution() == (
        "Sick leave says little about a single school in a single year: a few people who are ill "
        "for long make most of it, and why they are ill is not known here, nor should it be."
    )
    assert outcomes.talk() == (
        "To talk about: what helps people here to stay well, and to come back step by step?"
    )


def test_a_plain_table_is_refused():
    with pytest.raises(TypeError, match="from release"):
        outcomes.sick_leave(YEARS)


def test_people_who_were_never_ill_stand_apart_by_time_in_service(released):
    assert outcomes.never_ill(released(NEVER, by=("window", "in_service"))) == (
        "Without sick leave in 2023/2024: of who was in service all year 40% and of who was there "
        "part of the year 75%."
    )
