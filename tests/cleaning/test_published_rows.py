import pandas as pd
import pytest

from analysis.cleaning import published_rows


def pointed_at(rule, codes, **known) -> list[bool]:
    rows = pd.DataFrame({"file": "staff.csv", "school_id": pd.array(codes, dtype="str")})
    return rule(rows, pd.Series(True, index=rows.index), **known).tolist()


@pytest.mark.parametrize(
    "code", ["Totaal", "TOTAAL bestuur", "Total", "Subtotaal PO", "Bovenschools", "gemiddelde"]
)
def test_words_for_a_total_are_no_school(code):
    assert pointed_at(published_rows.is_total, ["00AP00", code]) == [False, True]


@pytest.mark.parametrize("code", ["Alle Hens", "Bestuurderslaan", "Totale Wilg"])
def test_names_that_only_begin_like_it_are_schools(code):
    assert pointed_at(published_rows.is_total, [code]) == [False]


def test_the_code_of_a_board_among_schools_is_a_total():
    found = pointed_at(published_rows.is_total, ["00AP00", "41646"], boards={"41646"})
    assert found == [False, True]


def test_a_brin_above_its_locations_is_a_total_and_a_brin_alone_is_not():
    codes = ["00AP", "00AP00", "00AP01", "16AH"]
    assert pointed_at(published_rows.is_total, codes) == [True, False, False, False]


def test_a_brin_of_one_file_is_no_total_of_locations_in_another():
    rows = pd.DataFrame({"file": ["a", "b"], "school_id": ["00AP", "00AP00"]}, dtype="str")
    assert not published_rows.is_total(rows, rows["file"] == "a").any()


def test_a_row_without_a_code_is_no_total():
    assert pointed_at(published_rows.is_total, [None]) == [False]


def test_a_code_that_is_known_with_zeros_has_lost_them():
    found = pointed_at(published_rows.has_lost_zeros, ["12", "0012", "34"], known={"0012", "34"})
    assert found == [True, False, False]


def test_a_code_that_is_known_as_it_stands_has_lost_nothing():
    assert pointed_at(published_rows.has_lost_zeros, ["12"], known={"0012", "12"}) == [False]


def are_sums(*headcounts, **figures) -> list[bool]:
    rows = pd.DataFrame({"headcount": headcounts} | figures).astype(float)
    rows = rows.assign(file="staff.csv", year=2024.0, school_id="a")
    free = pd.Series(True, index=rows.index)
    return published_rows.is_sum(rows, free, figures=["headcount", *figures]).tolist()


def test_a_row_that_is_the_sum_of_all_others_is_a_total():
    assert are_sums(10, 20, 30, 60) == [False, False, False, True]


def test_a_row_that_is_a_sum_in_one_figure_only_is_none():
    assert are_sums(10, 20, 30, 60, leavers=[1, 2, 3, 5]) == [False] * 4


def test_a_figure_that_is_not_known_throughout_does_not_decide():
    assert are_sums(10, 20, 30, 60, leavers=[1, None, 3, 6]) == [False] * 3 + [True]


@pytest.mark.parametrize("headcounts", [(10, 20, 30), (0, 0, 0, 0), (10, 20, 30, 61)])
def test_these_are_no_totals(headcounts):
    assert not any(are_sums(*headcounts))
