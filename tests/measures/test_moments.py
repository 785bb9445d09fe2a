import numpy as np
import pandas as pd
import pytest

from analysis.measures.moments import moments


@pytest.fixture
def people():
    return pd.DataFrame(
        {
            "team_id": ["a", "a", "b", "b", "b", None],
            "x": [1.0, 3.0, 2.0, 4.0, np.nan, 9.0],
            "y": [2.0, 2.0, 5.0, 1.0, 7.0, 9.0],
        }
    )


def test_counts_sums_and_products_are_those_worked_by_hand(people):
    found = moments(people, ["x", "y"], by="team_id")
    assert found.units.tolist() == ["a", "b"]
    np.testing.assert_array_equal(found.n, [2, 2])  # the third of b lacks x
    np.testing.assert_array_equal(found.sums, [[4, 4], [6, 6]])
    np.testing.assert_array_equal(found.products[1], [[20, 14], [14, 26]])


def test_covariance_is_that_of_the_people(people):
    complete = people.dropna()
    found = moments(people, ["x", "y"], by="team_id").covariance()
    np.testing.assert_allclose(found, complete[["x", "y"]].cov())


def test_within_covariance_is_that_around_unit_means(team):
    items = ["q1", "q2", "q3"]
    deviations = team[items] - team.groupby("team")[items].transform("mean")
    expected = deviations.T @ deviations / (len(team) - 40)
    np.testing.assert_allclose(moments(team, items, by="team").within(), expected)


def test_parts_that_share_a_unit_add_up_to_the_whole(people):
    whole = moments(people, ["x", "y"], by="team_id")
    parts = [moments(people.iloc[rows], ["x", "y"], by="team_id") for rows in ([0, 2], [1, 3, 4])]
    pooled = parts[0] + parts[1]
    np.testing.assert_allclose(pooled.products, whole.products)
    np.testing.assert_allclose(pooled.n, whole.n)


def test_leaving_a_unit_out_equals_never_having_seen_it(people):
    left = moments(people, ["x", "y"], by="team_id").without("a")
    alone = moments(people[people["team_id"] == "b"], ["x", "y"], by="team_id")
    np.testing.assert_allclose(left.covariance(), alone.covariance())


def test_moments_of_other_columns_cannot_be_added(people):
    with pytest.raises(ValueError, match="cannot be added"):
        moments(people, ["x"], by="team_id") + moments(people, ["y"], by="team_id")
