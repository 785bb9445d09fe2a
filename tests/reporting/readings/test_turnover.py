"""Sentences about turnover, compared word for word."""

import re

import pytest

from analysis.models.estimate import NotEstimable
from analysis.reporting.readings import turnover

YEARS = {"window": ["2022/2023", "2023/2024"], "n": [200, 210], "count": [30, 20],
         "rate": [0.15, 0.10], "low": [0.10, 0.06], "high": [0.21, 0.15]}  # fmt: skip
SCALES = {"term": ["psysafe", "workload"], "level": ["within", "between"],
          "estimate": [-2.0, 1.5], "low": [-3.0, -1.0], "high": [-1.0, 4.0],
          "p_adjusted": [0.01, 0.6]}  # fmt: skip
CAUSAL = re.compile(r"\b(because|leads? to|causes?|lowers?|raises?|improves?|reduces?)\b")


def test_last_year_opens_the_page(released):
    assert turnover.year(released(YEARS, by=("window",))) == (
        "In 2023/2024, 20 people left the organisation: 10.0% of the mean number in service "
        "(between 6.0% and 15.0%, allowing for chance)."
    )


def test_change_within_the_margins_is_no_change(released):
    assert turnover.change(released(YEARS, by=("window",))) == (
        "Between 2022/2023 (15.0%) and 2023/2024 (10.0%) turnover hardly moved: the margins "
        "overlap."
    )


@pytest.mark.parametrize(("last", "word"), [(0.40, "rose"), (0.02, "fell")])
def test_change_beyond_the_margins_has_a_direction(released, last, word):
    table = YEARS | {"rate": [0.15, last], "low": [0.10, last - 0.01], "high": [0.21, last + 0.01]}
    assert f"Turnover {word}" in turnover.change(released(table, by=("window",)))


def test_one_year_says_nothing_about_change(released):
    one = {name: values[:1] for name, values in YEARS.items()}
    assert "one full year" in turnover.change(released(one, by=("window",)))


def test_reasons_are_named_from_the_most_common_on(released):
    table = {"window": ["a", "a"], "exit_class": ["natural", "voluntary"], "n": [20, 20],
             "count": [8, 12], "share": [0.4, 0.6]}  # fmt: skip
    assert turnover.reasons(released(table, by=("window", "exit_class"))) == (
        "In a people left for these reasons: voluntary (60%) and natural (pension, death) (40%)."
    )


def test_schools_that_can_be_told_apart_are_counted(released):
    table = {"school_id": list("abc"), "rate": [0.05, 0.10, 0.30], "low": [0.02, 0.05, 0.20],
             "high": [0.12, 0.16, 0.40]}  # fmt: skip
    assert turnover.schools(released(table)) == (
        "3 schools can be shown; their rates run from 5% to 30%, and 1 of them can be told from "
        "the middle of all."
    )


def test_leavers_who_were_never_heard(released):
    table = {"window": ["2023/2024"], "n": [20], "count": [12], "share": [0.6]}
    assert turnover.asked(released(table, by=("window",))) == (
        "Of the people who left in 2023/2024, 60% had answered a questionnaire before. What the "
        "others thought is not known."
    )


def test_gap_rule_gives_a_range(released):
    table = {"gap_days": [0, 75], "rate": [0.19, 0.14]}
    assert "between 14.0% and 19.0%" in turnover.gaps(released(table, by=("gap_days",)))


def test_definitions_name_their_ends(released):
    table = {"definition": ["mean_stock", "opening"], "rate": [0.14, 0.12]}
    text = turnover.definitions(released(table, by=("definition",)))
    assert "12.0% (people present at the start) and 14.0% (mean daily stock)" in text


def test_people_who_stay_are_counted_per_hundred(released):
    table = {"years": [1, 5], "survival": [0.78, 0.47]}
    assert turnover.staying(released(table, by=("years",))) == (
        "Of every 100 people who start, 78 are still there after 1 year, and 47 after 5 years."
    )


def test_only_relations_that_survive_adjustment_are_told(released):
    assert turnover.scales(released(SCALES, by=("term", "level")), []) == (
        "2 relations were tested together. These can be told from chance: colleagues who score "
        "higher on psychological safety than others in their school left less often."
    )


def test_no_relation_is_said_plainly(released):
    table = SCALES | {"p_adjusted": [0.3, 0.6]}
    assert "None can be told from chance." in turnover.scales(
        released(table, by=("term", "level")), []
    )


def test_reason_why_nothing_could_be_estimated_is_given_once(released):
    empty = released({name: [] for name in SCALES}, by=("term", "level"))
    assert turnover.scales(empty, [NotEstimable("Nobody left.")] * 2) == "Nobody left."


@pytest.mark.parametrize("estimate", [-2.0, 2.0])
def test_no_causal_verb_in_either_direction(released, estimate):
    table = SCALES | {"estimate": [estimate] * 2, "p_adjusted": [0.01] * 2}
    assert not CAUSAL.search(turnover.scales(released(table, by=("term", "level")), []))


def test_hidden_table_says_so(released):
    assert "large enough" in turnover.year(released(YEARS, by=("window",), hidden=[0, 1]))
