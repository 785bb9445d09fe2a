"""Sentences about published figures, compared word for word."""

import numpy as np

from analysis.reporting.readings import published

YEARS = {"window": ["2023", "2024"], "n_units": [6, 6], "n": [200, 210], "count": [20, 21],
         "rate": [0.1, 0.1], "low": [0.06, 0.07], "high": [0.14, 0.13]}  # fmt: skip


def test_turnover_of_the_last_year_counts_schools(released):
    assert published.turnover(released(YEARS, by=("window",), kind="rate")) == (
        "In 2024, 21 of 210 people left 6 schools (10.0%), by published figures. The margin, which "
        "counts schools, runs from 7.0% to 13.0%."
    )


def test_few_schools_have_no_margin(released):
    few = YEARS | {"n_units": [3, 3], "low": [np.nan] * 2, "high": [np.nan] * 2}
    assert published.turnover(released(few, by=("window",), kind="rate")).endswith(
        "With fewer than five schools no margin can be given."
    )


def test_without_a_rate_there_are_no_data(released):
    none = {name: [] for name in YEARS}
    assert published.turnover(released(none, by=("window",), kind="rate")) == (
        "There are no data for this part."
    )


def test_rows_that_were_not_used_are_named_with_their_reason(released):
    rules = {"rule": ["no_staff", "total_row"], "n_rows": [3, 1]}
    assert published.left_out(released(rules, by=("rule",), kind="audit")) == (
        "4 published rows give no turnover: school without staff (3) and total that stands among "
        "the rows (1)."
    )


def test_all_rows_used_is_said(released):
    none = {"rule": [], "n_rows": []}
    assert published.left_out(released(none, by=("rule",), kind="audit")) == (
        "All published numbers of staff could be used."
    )


def test_schools_under_the_signal_value_are_counted_and_the_unclear_ones_too(released):
    said = {"signal": ["yes", "no", "unclear"], "n_rows": [2, 10, 3]}
    assert published.levels(released(said, by=("signal",), kind="audit")) == (
        "Of 15 results of schools, 2 lie under the signal value for 1F and 10 do not; for 3 it "
        "cannot be told, because small numbers are withheld."
    )


def test_figures_of_schools_carry_the_ecological_caution():
    assert "need not go together between people" in published.caution()
