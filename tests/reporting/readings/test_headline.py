"""Sentences about how far a headline can be trusted, compared word for word."""

from types import SimpleNamespace

import pandas as pd
import pytest

from analysis.reporting.readings import headline

BY = ("id", "term", "level")
ROW = {
    "id": ["growth/psysafe/between/all"], "term": ["psysafe"], "level": ["between"],
    "estimate": [0.12], "low": [0.02], "high": [0.22], "p_adjusted": [0.03], "family": [2],
    "design": ["lagged"], "smallest": [0.20], "detectable": [0.15], "low_90": [0.04],
    "high_90": [0.20], "equivalent": [0.0], "robustness": [0.35], "robustness_interval": [0.05],
    "benchmark": ["prior"], "bound": [0.10], "replicates": [1000], "type_1": [0.048],
    "type_1_error": [0.007], "coverage": [0.951], "coverage_error": [0.007], "sign_error": [0.0],
}  # fmt: skip


def row(**changed):
    return ROW | {name: [value] for name, value in changed.items()}


def linked(**given):
    table = pd.DataFrame({"reach": [0.6, 0.8]})
    known = {"badge": "lagged", "notes": (), "outcome_level": "pupil", "table": table}
    return SimpleNamespace(**(known | given))


def test_relation_is_told_in_the_words_of_its_design(released):
    assert headline.relations(released(ROW, by=BY), outcome="language") == (
        "Where psychological safety was one step higher, language was afterwards 0.12 of a step "
        "higher (between 0.02 and 0.22)."
    )


def test_leaving_is_told_out_of_a_hundred_colleagues(released):
    table = released(row(estimate=-2.3, low=-3.3, high=-1.3), by=BY)
    assert headline.leaving(table) == (
        "Where psychological safety was one step higher, 2.3 fewer of every 100 colleagues left "
        "in the months after (between 1.3 and 3.3)."
    )


def test_badge_is_followed_by_what_the_reader_must_know_of_the_link():
    text = headline.design(linked(notes=("Pupils are linked with their school.",)))
    assert text.startswith("In order of time")
    assert text.endswith("Pupils are linked with their school.")


def test_share_that_was_linked_comes_with_the_reach(released):
    flow = {"step": ["all", "prior_known"], "n": [1000, 400]}
    assert headline.matched(released(flow, by=("step",), kind="flow"), linked()) == (
        "Of 1,000 results of pupils, 400 could be linked (40%). On average, the answers of 70% of "
        "the staff of a pupil are known."
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"equivalent": 1.0}, "too small to matter"),
        ({"low": -0.1}, "is not shown"),
        ({}, "runs from 0.04 to 0.20"),
    ],
)
def test_null_is_undecided_unless_equivalence_is_shown(released, changed, said):
    assert said in headline.small_effects(released(row(**changed), by=BY))


def test_sign_that_hangs_on_one_school_is_told(released):
    table = {"school_id": ["A", "B", "pooled"], "n": [20, 30, 12], "estimate": [-0.1, 0.2, 0.3],
             "change": [0.0, 0.1, 0.1]}  # fmt: skip
    text = headline.left_out(released(table, kind="model"))
    assert text == (
        "Leaving out each of 2 schools in turn, the result runs from −0.10 to 0.30. Small schools "
        "were left out together. Its sign hangs on one of them."
    )


def test_cause_that_nobody_measured_is_compared_with_one_that_was(released):
    text = headline.unmeasured(released(ROW, by=BY))
    assert "explain 35% of what is left" in text
    assert "as strong as the earlier score would leave 0.10" in text


def test_result_without_a_benchmark_says_nothing_about_unmeasured_causes(released):
    text = headline.unmeasured(released(row(robustness=float("nan")), by=BY))
    assert "no data" in text


def test_ratio_has_its_e_value(released):
    numbers = {"hazard_ratio": 0.7, "hazard_low": 0.6, "hazard_high": 0.8}
    table = row(robustness=float("nan"), e_value=2.2, e_value_interval=1.8, **numbers)
    text = headline.unmeasured(released(table, by=BY))
    assert "left at 0.70 times the pace" in text
    assert "2.20 times as often" in text


def test_badge_of_calibration_gives_the_monte_carlo_error(released):
    assert headline.calibrated(released(ROW, by=BY)) == (
        "Psychological safety: this study was simulated 1,000 times without an effect and as often "
        "with the one found. Without one it found one in 4.8% (± 0.7%); with one the 95% margin "
        "held it in 95.1% (± 0.7%). Of the studies that found it, 0.0% gave it the wrong sign."
    )


@pytest.mark.parametrize(("p", "said"), [([0.01, 0.03], "They agree."), ([0.01, 0.2], "do not")])
def test_ways_that_disagree_are_no_sure_result(released, p, said):
    table = {"way": ["CR2", "wild"], "p": p, "n_units": [12, 12]}
    text = headline.few(released(table, by=("way",), kind="model"))
    assert text.startswith("With 12 units, no single way")
    assert said in text


def test_family_is_counted(released):
    assert headline.family(released(ROW, by=BY)) == (
        "2 tests were made together and adjusted for it; 1 can be told from chance."
    )


@pytest.mark.parametrize(
    "reading",
    [headline.leaving, headline.small_effects, headline.calibrated, headline.family],
)
def test_hidden_result_says_so(released, reading):
    assert "large enough" in reading(released(ROW, by=BY, hidden=[0]))
