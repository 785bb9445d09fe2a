import pandas as pd
import pytest

from analysis.measures import published_staff

FEW = "<5"


def staff(*rows, **columns) -> pd.DataFrame:
    """School, people and leavers of 2024; "<5" is 1 to 4, None is not known."""
    table = {"school_id": [row[0] for row in rows], "year": [2024.0] * len(rows)}
    for at, name in ((1, "headcount"), (2, "leavers")):
        cells = [row[at] for row in rows]
        table[name] = [None if cell == FEW else cell for cell in cells]
        table[f"{name}_low"] = [1 if cell == FEW else cell for cell in cells]
        table[f"{name}_high"] = [4 if cell == FEW else cell for cell in cells]
    table |= {"joiners_low": None, "fte": None} | columns
    return pd.DataFrame(table).astype(
        {name: float for name in table if name not in ("school_id", "fate")}
    )


def test_a_rate_is_leavers_per_head_with_the_exact_interval():
    # R: poisson.test(3, 30)$conf.int
    found = published_staff.turnover(staff(("a", 30, 3))).iloc[0]
    assert found["rate"] == pytest.approx(0.1)
    assert [found["low"], found["high"]] == pytest.approx([0.02062242, 0.29224243], abs=1e-7)


def test_a_withheld_number_gives_bounds_and_no_rate():
    found = published_staff.turnover(staff(("a", 20, FEW))).iloc[0]
    assert pd.isna(found["rate"])
    assert [found["least"], found["most"], found["rule"]] == [0.05, 0.2, "withheld"]


def test_a_known_rate_has_equal_bounds():
    found = published_staff.turnover(staff(("a", 20, 2))).iloc[0]
    assert found["least"] == found["most"] == found["rate"] == 0.1


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (("a", 0, 0), "no_staff"),
        (("a", 10, 12), "more_left_than_worked"),
        (("a", None, 2), "no_headcount"),
        (("a", 10, None), "no_leavers"),
        (("a", 10, 10), ""),
    ],
)
def test_figures_that_cannot_be_used_say_why(row, rule):
    found = published_staff.turnover(staff(row)).iloc[0]
    assert found["rule"] == rule
    assert pd.isna(found["rate"]) == (rule != "")


def test_more_jobs_than_people_or_newcomers_than_people_are_not_used():
    table = staff(("a", 10, 1), ("b", 10, 1), fte=[13, 9], joiners_low=[1, 11])
    found = published_staff.turnover(table)
    assert found["rule"].tolist() == ["more_jobs_than_people", "more_came_than_work"]


def test_what_cleaning_set_aside_is_named_and_not_used():
    table = staff(("a", 10, 1), ("Totaal", 10, 1), fate=["kept", "total_row"])
    found = published_staff.turnover(table)
    assert found["rule"].tolist() == ["", "total_row"]
    assert published_staff.left_out(found).values.tolist() == [["Totaal", "2024", "total_row"]]


def test_schools_together_are_all_leavers_over_all_staff():
    # 1 of 10 and 5 of 30: 6 of 40, and too few schools for an interval.
    found = published_staff.together(published_staff.turnover(staff(("a", 10, 1), ("b", 30, 5))))
    assert found[["window", "n_units", "n", "count", "rate"]].values.tolist() == [
        ["2024", 2, 40.0, 6, 0.15]
    ]
    assert found[["low", "high"]].isna().all(axis=None)


def test_impossible_figures_are_not_in_the_rate_of_all():
    table = staff(("a", 10, 1), ("b", 0, 3), ("c", 10, 20))
    found = published_staff.together(published_staff.turnover(table))
    assert found[["n_units", "rate"]].values.tolist() == [[1, 0.1]]


def test_without_usable_figures_there_is_no_rate_of_all():
    assert published_staff.together(published_staff.turnover(staff(("b", 0, 3)))).empty


def test_an_empty_table_gives_empty_tables():
    found = published_staff.turnover(staff(("a", 1, 1)).iloc[:0])
    assert found.empty
    assert published_staff.together(found).empty
    assert published_staff.left_out(found).empty


def test_reasons_are_counted_the_commonest_first():
    table = staff(("a", 0, 0), ("b", 10, 1), ("c", 10, 12), ("d", 0, 0))
    found = published_staff.reasons(published_staff.turnover(table))
    assert found.values.tolist() == [["no_staff", 2], ["more_left_than_worked", 1]]
