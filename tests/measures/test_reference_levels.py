import itertools

import numpy as np
import pandas as pd
import pytest

from analysis.measures import reference_levels

FEW = "<5"  # 1 to 4
GONE = None  # left out by the source


def counts(below, basic, target, *, n=None, school="s1", year=2024, subject="arithmetic"):
    """Rows of school_results for one school, year and subject."""
    rows = []
    for ending, written in (("below_1f", below), ("1f", basic), ("target", target)):
        if written is GONE:
            continue
        low, high = (1, 4) if written == FEW else (written, written)
        rows.append(
            {
                "school_id": school,
                "year": float(year),
                "domain": "arithmetic",
                "measure": f"{subject}_{ending}",
                "n": np.nan if n is None else float(n),
                "value": np.nan if written == FEW else float(written),
                "low": float(low),
                "high": float(high),
            }
        )
    return pd.DataFrame(rows)


def only(table: pd.DataFrame, *names: str) -> list[float]:
    assert len(table) == 1
    return [float(table[name].iloc[0]) for name in names]


def test_shares_by_hand():
    # 2 below, 8 at 1F and 10 at the target: 18 of 20 and 10 of 20.
    table = reference_levels.shares(counts(2, 8, 10))
    assert only(table, "at_1f", "at_target", "n_low") == pytest.approx([0.9, 0.5, 20])


def test_what_is_withheld_gives_bounds_and_no_share():
    # 1 to 4 below: at least 18 of 22, at most 18 of 19.
    table = reference_levels.shares(counts(FEW, 8, 10))
    assert only(table, "at_1f_low", "at_1f_high") == pytest.approx([18 / 22, 18 / 19])
    assert only(table, "at_target_low", "at_target_high") == pytest.approx([10 / 22, 10 / 19])
    assert table[["at_1f", "at_target"]].isna().all(axis=None)
    assert only(table, "n_low", "n_high") == [19, 22]


def test_the_number_tested_tells_one_withheld_count():
    table = reference_levels.shares(counts(FEW, 8, 10, n=21))
    assert only(table, "at_1f", "at_target") == pytest.approx([18 / 21, 10 / 21])


def test_the_number_tested_tells_a_count_that_is_left_out():
    table = reference_levels.shares(counts(GONE, 8, 10, n=21))
    assert only(table, "at_1f", "at_target") == pytest.approx([18 / 21, 10 / 21])


def test_a_count_without_an_upper_bound_leaves_no_share():
    table = reference_levels.shares(counts(GONE, 8, 10))
    assert table[["at_1f", "at_1f_low", "at_1f_high", "at_target_high"]].isna().all(axis=None)


@pytest.mark.parametrize("n", [None, 16, 17, 20])
def test_bounds_are_the_extremes_over_all_counts_that_are_possible(n):
    table = reference_levels.shares(counts(FEW, FEW, 12, n=n))
    possible = [
        (b, f, 12)
        for b, f in itertools.product(range(1, 5), repeat=2)
        if n is None or b + f + 12 == n
    ]
    at_1f = [(f + t) / (b + f + t) for b, f, t in possible]
    at_target = [t / (b + f + t) for b, f, t in possible]
    assert only(table, "at_1f_low", "at_1f_high") == pytest.approx([min(at_1f), max(at_1f)])
    found = only(table, "at_target_low", "at_target_high")
    assert found == pytest.approx([min(at_target), max(at_target)])


@pytest.mark.parametrize("n", [19, 25])
def test_counts_that_do_not_add_up_give_no_share_and_say_so(n):
    table = reference_levels.shares(counts(2, 8, 10, n=n))
    assert table["fits"].tolist() == [False]
    assert table["at_1f_low"].isna().all()


def test_years_together_weigh_by_pupils():
    years = pd.concat([counts(1, 0, 9, year=2023), counts(10, 0, 20, year=2024)])
    table = reference_levels.shares(years, by=("school_id",))
    assert only(table, "at_1f", "n_low") == pytest.approx([29 / 40, 40])


def test_years_together_keep_what_was_withheld_as_an_interval():
    years = pd.concat([counts(FEW, 0, 9, year=2023), counts(0, 0, 20, year=2024)])
    table = reference_levels.shares(years, by=("school_id",))
    assert only(table, "at_1f_low", "at_1f_high") == pytest.approx([29 / 33, 29 / 30])


def test_each_year_is_narrowed_by_its_own_number_tested():
    years = pd.concat([counts(FEW, 0, 9, n=11, year=2023), counts(0, 0, 20, year=2024)])
    table = reference_levels.shares(years, by=("school_id",))
    assert only(table, "at_1f", "n_low") == pytest.approx([29 / 31, 31])


def test_a_school_where_nobody_was_tested_has_no_share():
    table = reference_levels.shares(counts(0, 0, 0))
    assert table["at_1f_low"].isna().all()


def test_subjects_are_kept_apart_and_other_measures_left_out():
    results = pd.concat([counts(2, 8, 10), counts(0, 10, 10, subject="reading")])
    other = results.iloc[:1].assign(measure="cet")
    table = reference_levels.shares(pd.concat([results, other]))
    assert table["subject"].tolist() == ["arithmetic", "reading"]


def test_a_study_without_levels_has_an_empty_table():
    results = counts(2, 8, 10).assign(measure="cet")
    assert reference_levels.shares(results).empty


@pytest.mark.parametrize(
    ("below", "said"), [(2, "no"), (4, "yes"), (3, "no"), (FEW, "unclear"), (GONE, "")]
)
def test_the_signal_value_is_unclear_where_what_was_withheld_decides(below, said):
    table = reference_levels.shares(counts(below, 7, 10))
    assert reference_levels.below_signal(table).fillna("").tolist() == [said]


def test_schools_are_counted_by_what_the_signal_value_says():
    results = pd.concat([counts(4, 7, 10), counts(FEW, 7, 10, school="s2")])
    found = reference_levels.signal_counts(reference_levels.shares(results))
    assert found.values.tolist() == [["yes", 1], ["no", 0], ["unclear", 1]]
