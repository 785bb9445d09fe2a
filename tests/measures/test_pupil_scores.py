import numpy as np
import pandas as pd
import pytest

from analysis.measures.pupil_scores import by_year, changes
from analysis.models.robust import cluster_robust, least_squares


def scores(*rows):
    return pd.DataFrame(rows, columns=["pupil_id", "school_id", "year", "domain", "score"])


@pytest.fixture
def two_schools():
    return scores(
        ("p1", "a", 2022.0, "language", 40.0),
        ("p2", "a", 2022.0, "language", 50.0),
        ("p3", "b", 2022.0, "language", 60.0),
        ("p1", "a", 2023.0, "language", 52.0),
        ("p4", "b", 2023.0, "language", 58.0),
        ("p4", "b", 2023.0, "wellbeing", 3.0),
        ("p5", "b", 2023.0, "wellbeing", np.nan),
    )


def test_domains_are_never_averaged_together(two_schools):
    table = by_year(two_schools).set_index(["domain", "window"])
    assert table.loc[("language", "2023/2024"), "score"] == 55.0
    assert table.loc[("wellbeing", "2023/2024"), "score"] == 3.0


def test_a_year_is_set_against_the_first_in_its_own_spread(two_schools):
    table = by_year(two_schools).set_index(["domain", "window"])
    row = table.loc[("language", "2023/2024")]
    assert row["from_start"] == pytest.approx(5 / np.std([40, 50, 60], ddof=1))
    assert table.loc[("language", "2022/2023"), "from_start"] == 0.0


def test_one_school_gives_no_interval(two_schools):
    row = by_year(two_schools).set_index("domain").loc["wellbeing"]
    assert np.isnan(row["low"]) and row["n"] == 1


def test_change_is_the_difference_of_two_means(two_schools):
    table = changes(two_schools)
    assert table["domain"].tolist() == ["language"]
    assert table.loc[0, "difference"] == pytest.approx(5.0)
    assert table.loc[0, ["first", "last", "n"]].tolist() == ["2022/2023", "2023/2024", 4]


def test_error_of_a_change_is_that_of_a_regression_with_schools_as_clusters():
    rng = np.random.default_rng(5)
    school = np.repeat(np.arange(12), 10)
    year = np.tile([2022.0, 2023.0], 60)
    score = 50 + rng.normal(0, 3, 12)[school] + rng.normal(0, 8, 120)
    table = changes(
        pd.DataFrame(
            {
                "pupil_id": np.arange(120),
                "school_id": school,
                "year": year,
                "domain": "language",
                "score": score,
            }
        )
    )
    design = np.column_stack([np.ones(120), year == 2023])
    beta, residuals = least_squares(design, score)
    se = cluster_robust(design, residuals, school, kind="CR1").se[1]
    half = (table.loc[0, "high"] - table.loc[0, "low"]) / 2
    assert table.loc[0, "difference"] == pytest.approx(beta[1])
    assert half == pytest.approx(2.200985 * se, rel=1e-6)  # t of 11 degrees of freedom


def test_no_pupils_give_empty_tables():
    assert by_year(scores()).empty
    assert changes(scores()).empty
