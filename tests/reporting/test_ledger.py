"""The overview of claims."""

import pandas as pd
import pytest

from analysis import language
from analysis.reporting import ledger
from analysis.reporting.readings import evidence

TESTED = pd.DataFrame(
    {
        "claim_id": ["H03", "H01", "H18"],
        "test": ["enjoyment", "ideas_used", "giving"],
        "level": "person",
        "estimand": ["slope", "rate_ratio", "slope"],
        "sesoi": 0.1,
        "missing": ["", "initiatives", ""],
        "why": ["", "", "The scale fb_give was not asked."],
        "estimate": [0.3, None, None],
        "low": [0.2, None, None],
        "high": [0.4, None, None],
        "low_90": [0.22, None, None],
        "high_90": [0.38, None, None],
        "se": [0.05, None, None],
        "df": [20.0, None, None],
        "p": [0.001, None, None],
        "n_persons": [300.0, None, None],
        "n_units": [40.0, None, None],
        "p_adjusted": [0.001, None, None],
        "verdict": ["supported", "not_testable", "not_testable"],
        "design": ["cross-section", None, None],
        "se_type": ["CR2", None, None],
        "other_source": [False, False, False],
        "detectable": [0.14, None, None],
    }
)


def test_overview_holds_the_tests_that_were_made_with_their_statement():
    row = ledger.overview(TESTED).iloc[0]
    assert row["statement"].startswith("Where mistakes are accepted")
    assert (row["verdict"], row["strength"]) == ("supported", "weak")
    assert row["relation"] == "error culture → enjoyment of work"


def test_statement_is_in_the_readers_language():
    with language.use("nl"):
        statement = ledger.overview(TESTED).iloc[0]["statement"]
    assert not statement.startswith("Where")


def test_every_verdict_is_counted():
    counts = ledger.counts(TESTED).set_index("verdict")["tests"]
    assert counts.to_dict() == {
        "supported": 1,
        "contradicted": 0,
        "too_small": 0,
        "undecided": 0,
        "not_testable": 2,
    }


def test_reasons_name_tables_in_words():
    reasons = ledger.lacking(TESTED)["why"].tolist()
    assert sorted(reasons) == [
        "The scale fb_give was not asked.",
        "not in this study: innovations",
    ]


def test_results_carry_claim_and_test():
    row = ledger.estimates(TESTED).iloc[0]
    assert (row["id"], row["claim"], row["test"]) == ("claim/H03/enjoyment", "H03", "enjoyment")


def test_counts_in_words():
    assert evidence.verdict_counts(ledger.counts(TESTED)) == (
        "Of 3 declared tests, 1 could be made with the data of this study. Verdicts: supported: 1."
    )


def test_supported_statements_are_counted_once(released):
    table = {"statement": ["a", "a", "b"], "verdict": ["supported", "supported", "contradicted"]}
    assert evidence.supported(released(table, by=("statement", "verdict"))) == (
        "1 statement is supported in at least one test. 1 statement is contradicted in at least "
        "one."
    )


@pytest.mark.parametrize(
    ("table", "text"),
    [
        (pd.DataFrame({"why": [], "tests": []}), "Every declared test could be made."),
        (
            pd.DataFrame({"why": ["not in this study: x"], "tests": [3]}),
            "The most common reason why a test could not be made: not in this study: x (3 tests).",
        ),
    ],
)
def test_what_is_missing_most(table, text):
    assert evidence.needed(table) == text


def test_statement_that_nobody_contradicts_is_not_counted_as_none(released):
    table = {"statement": ["a"], "verdict": ["supported"]}
    assert evidence.supported(released(table, by=("statement", "verdict"))) == (
        "1 statement is supported in at least one test. No test points the other way."
    )


def test_chance_is_told_in_tests():
    counts = ledger.counts(pd.concat([TESTED.iloc[:1]] * 50))
    assert evidence.chance(counts) == (
        "If no statement were true, up to 2 of these 50 tests could still be supported by chance."
    )


def test_ratio_is_told_as_a_ratio():
    row = TESTED.iloc[:1].assign(claim_id="H10", test="exit_safety", estimand="hazard_ratio")
    assert ledger.estimates(row).iloc[0]["estimate"] == pytest.approx(1.34986, rel=1e-5)


def test_outcome_of_another_source_after_the_exposure_gives_stronger_support():
    row = TESTED.iloc[:1].assign(other_source=True, design="lagged")
    assert ledger.overview(row).iloc[0]["strength"] == "fair"


def test_tests_that_were_not_made_are_listed_with_their_reason():
    rows = ledger.unmade(TESTED)
    assert rows["claim_id"].tolist() == ["H01", "H18"]
    assert rows["relation"].tolist()[0] == "psychological safety → innovations"


@pytest.mark.parametrize(
    ("changed", "remark"),
    [
        ({}, "weak"),
        ({"detectable": 0.35}, "weak, probably overestimated"),
        ({"verdict": "undecided"}, "can be seen from 0.14 on"),
        (
            {"verdict": "undecided", "estimand": "hazard_ratio"},
            "can be seen from 0.87 times the pace",
        ),
        ({"verdict": "too_small"}, ""),
        ({"detectable": float("nan")}, "weak"),
    ],
)
def test_last_column_says_how_sure_it_is(changed, remark):
    assert ledger.overview(TESTED.iloc[:1].assign(**changed)).iloc[0]["how_sure"] == remark


NUMBERS = {"id": ["a", "b"], "relation": ["x → y", "z → y"], "estimate": [0.3, 0.1],
           "low": [0.1, -0.1], "high": [0.5, 0.3]}  # fmt: skip


def test_slopes_that_leave_out_zero_are_counted(released):
    assert evidence.slopes(released(NUMBERS, by=("id",))) == (
        "2 slopes are shown; the margin of 1 leaves out zero."
    )


def test_ratio_is_read_against_one(released):
    table = NUMBERS | {"estimate": [0.8, 0.9], "low": [0.7, 0.8], "high": [0.9, 1.1]}
    assert evidence.ratios(released(table, by=("id", "relation"))) == (
        "X → y: where the first was one step higher, people left at 0.80 times the pace (between "
        "0.70 and 0.90). z → y: whether people left sooner or later cannot be told from chance "
        "(0.80 to 1.10 times the pace)."
    )


@pytest.mark.parametrize("reading", [evidence.slopes, evidence.ratios])
def test_nothing_to_show_says_so(released, reading):
    assert "no data" in reading(released({name: [] for name in NUMBERS}, by=("id",)))
