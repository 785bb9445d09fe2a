"""Sentences about the data, compared word for word."""

import pandas as pd

from analysis.reporting.readings import quality

WAVES = {"wave": ["2022", "2023"], "n": [100, 200], "count": [60, 90], "share": [0.6, 0.45]}
EFFECTS = {"fate": ["speeder", "duplicate"], "n": [9, 12], "without": [3.4, 3.5],
           "difference": [-0.08, 0.01]}  # fmt: skip


def test_last_wave_opens_the_page(released):
    assert quality.answered(released(WAVES, by=("wave",))) == (
        "In wave 2023, 90 of 200 invited colleagues answered (45%)."
    )


def test_low_response_is_a_caution(released):
    assert "Fewer than half answered" in quality.caution(released(WAVES, by=("wave",)))


def test_high_response_still_knows_nothing_of_the_others(released):
    first = {name: values[:1] for name, values in WAVES.items()}
    assert "is not known" in quality.caution(released(first, by=("wave",)))


def test_flow_names_its_ends(released):
    steps = {"step": ["invited", "received", "scored"], "n": [200, 150, 120]}
    assert quality.flow(released(steps, by=("step",))) == (
        "Of 200 (invited), 120 remain at the end (with a score): 60%."
    )


def test_response_counts_low_groups(released):
    schools = {"school_id": list("abc"), "n": [20, 20, 10], "count": [8, 15, 9],
               "share": [0.4, 0.75, 0.9]}  # fmt: skip
    assert quality.response(released(schools)) == (
        "In the 3 groups shown together, 64% of the invited people answered; the response runs "
        "from 40% to 90%. In 1 group fewer than half answered: what the others think is not known "
        "there."
    )


def test_response_of_hidden_groups_only_says_so(released):
    schools = {"school_id": ["a"], "n": [4.0], "count": [2.0], "share": [0.5]}
    assert quality.response(released(schools, hidden=[0])) == (
        "No group here is large enough to be shown (at least 5 people)."
    )


def test_audit_adds_up_in_words():
    fates = pd.DataFrame({"file": "f", "rule": ["kept", "speeder"], "n": [90, 10]})
    assert quality.audit(fates) == (
        "Every row is accounted for: 100 rows were read, 90 were kept and 10 were set aside for a "
        "stated reason."
    )


def test_most_common_reason_is_named(released):
    table = {"wave": ["1", "1"], "reason": ["skipped", "dont_know"], "missing_share": [0.02, 0.01]}
    assert quality.omissions(released(table, by=("wave", "reason"))) == (
        "Most answers that are missing are so because of: seen, not answered (2.0% of all answers "
        "asked for in wave 1)."
    )


def test_rule_that_moves_the_mean_is_named(released):
    text = quality.rule_effects(released(EFFECTS, by=("fate",)))
    assert text.startswith("The mean shifts by 0.05 points or more without: ")
    assert "result does not hang" not in text


def test_rules_that_do_not_matter_are_said_not_to(released):
    text = quality.rule_effects(released(EFFECTS, by=("fate",)), smallest=0.5)
    assert text == (
        "No rule shown shifts the mean by 0.50 points or more: the result does not hang on the "
        "cleaning."
    )


def test_boxes_leave_out_what_did_not_happen():
    fates = pd.DataFrame({"file": "f", "table": "t", "rule": ["kept", "speeder"], "n": [9, 0]})
    assert quality.boxes(fates)["fate"].tolist() == ["kept"]
