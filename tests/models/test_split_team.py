import numpy as np
import pandas as pd
import pytest

from analysis.models.split_team import split_team

TEAM, PERSON = (0.25, 0.15), (1.0, 0.5)  # variance and covariance of teams, and of people in them


def people(n_teams=60, size=10, style=0.0, team=TEAM, person=PERSON, seed=1):
    """Two scales of people in teams; ``style`` is variance that one person adds to both."""
    rng = np.random.default_rng(seed)
    climate = rng.multivariate_normal([3, 3], [[team[0], team[1]], [team[1], team[0]]], n_teams)
    spread = [[person[0], person[1]], [person[1], person[0]]]
    own = rng.multivariate_normal([0, 0], spread, n_teams * size)
    both = np.repeat(climate, size, axis=0) + own
    both += rng.normal(0, np.sqrt(style), n_teams * size)[:, None]
    table = pd.DataFrame(both, columns=["exposure", "outcome"])
    team = np.repeat(np.arange(float(n_teams)), size)
    return table.assign(team_id=team, school_id=team // 2)


def parts(table, **more):
    return split_team(table, draws=200, **more).set_index("taken_from")


def test_whole_slope_is_the_regression_over_team_means():
    table = people()
    means = table.groupby("team_id")[["exposure", "outcome"]].mean()
    expected = np.polyfit(means["exposure"], means["outcome"], 1)[0]
    assert parts(table, halves=20).loc["whole", "estimate"] == pytest.approx(expected)


def test_team_that_thinks_alike_has_no_inflation():
    # By hand: every member has the team's own score, so that each half tells what the whole does.
    rng = np.random.default_rng(3)
    exposure = np.repeat(rng.normal(3, 1, 12), 8)
    table = pd.DataFrame({"exposure": exposure, "outcome": 1 + 0.4 * exposure})
    found = parts(table.assign(team_id=np.repeat(range(12), 8)), halves=20)["estimate"]
    assert found[["whole", "same_half", "split"]].tolist() == pytest.approx([0.4] * 3)
    assert found[["inflation", "same_source"]].tolist() == pytest.approx([0, 0], abs=1e-12)


def test_two_teams_of_two_worked_by_hand():
    # Team a answers (1, 1) and (3, 3), team b (4, 5) and (6, 5). Four equally likely pairs of
    # halves: exposure 1 or 3 against 4 or 6, outcome of the other in a, 5 in b.
    table = pd.DataFrame(
        {"team_id": list("aabb"), "exposure": [1.0, 3, 4, 6], "outcome": [1.0, 3, 5, 5]}
    )
    found = parts(table, smallest=2, halves=20_000)["estimate"]
    by_hand = np.mean([(5 - (4 - a)) / (b - a) for a in (1, 3) for b in (4, 6)])
    assert found["whole"] == pytest.approx(1.0)
    assert found["split"] == pytest.approx(by_hand, rel=0.02)


def test_relation_that_rests_on_persons_alone_vanishes_when_teams_are_split():
    found = parts(people(n_teams=400, team=(0.0, 0.0), person=(1.0, 0.8)), halves=50)["estimate"]
    assert found["whole"] == pytest.approx(0.8, abs=0.1)
    assert found["split"] == pytest.approx(0.0, abs=0.1)


@pytest.mark.parametrize("style", [0.0, 1.0])
def test_slopes_are_those_that_planted_variances_imply(style):
    # Means of n: variance t + (p + style) / n, covariance c + (q + style) / n; none of the latter
    # across halves.
    found = parts(people(n_teams=2_000, style=style), halves=20)["estimate"]
    variance, covariance = PERSON[0] + style, PERSON[1] + style
    whole = (TEAM[1] + covariance / 10) / (TEAM[0] + variance / 10)
    same = (TEAM[1] + covariance / 5) / (TEAM[0] + variance / 5)
    split = TEAM[1] / (TEAM[0] + variance / 5)
    assert found["whole"] == pytest.approx(whole, abs=0.05)
    assert found["same_half"] == pytest.approx(same, abs=0.05)
    assert found["split"] == pytest.approx(split, abs=0.05)
    assert found["inflation"] == pytest.approx(whole - split, abs=0.05)


def test_interval_holds_the_inflation_that_was_planted():
    whole = (TEAM[1] + PERSON[1] / 10) / (TEAM[0] + PERSON[0] / 10)
    planted = whole - TEAM[1] / (TEAM[0] + PERSON[0] / 5)
    held = [
        row["low"] < planted < row["high"]
        for row in (
            parts(people(seed=seed), halves=30, seed=seed).loc["inflation"] for seed in range(40)
        )
    ]
    assert sum(held) >= 34


def test_small_teams_are_left_out_and_counted():
    table = people(n_teams=20)
    table = table.drop(table.index[:3])  # seven remain in the first team
    row = split_team(table, halves=10, draws=50).iloc[0]
    assert row[["n_units", "n_units_left_out", "n_persons"]].tolist() == [19, 1, 190]


def test_people_without_a_score_or_a_team_are_left_out():
    table = people(n_teams=20)
    table.loc[0, "exposure"], table.loc[15, "team_id"] = np.nan, np.nan
    row = split_team(table, halves=10, draws=50).iloc[0]
    assert row[["n_units", "n_persons"]].tolist() == [20, 198]


def test_odd_teams_are_split_too():
    found = parts(people(n_teams=40, size=9), halves=50)["estimate"]
    assert found.notna().all()


def test_same_seed_gives_the_same_digits():
    first, second = (split_team(people(), halves=10, draws=50) for _again in range(2))
    pd.testing.assert_frame_equal(first, second)


def test_schools_are_drawn_where_they_are_named():
    found = parts(people(n_teams=16), cluster="school_id", halves=20)
    assert found["low"].isna().all()  # eight schools are too few
    assert parts(people(n_teams=20), cluster="school_id", halves=20)["low"].notna().all()


def test_one_team_says_nothing():
    assert split_team(people(n_teams=1))["estimate"].isna().all()


def test_nobody_says_nothing():
    assert split_team(people().iloc[:0])["estimate"].isna().all()


def test_teams_that_do_not_differ_have_no_slope():
    table = people(n_teams=20).assign(exposure=3.0)
    assert split_team(table, halves=10, draws=50)["estimate"].isna().all()
