"""The empty corner: against NCA for R, by hand, and against relations that leave none."""

import numpy as np
import pandas as pd
import pytest

from analysis.models.necessity import corner, effect_size

COLUMNS = ["q1", "q2", "q3", "q4", "q5"]


def one(exposure, outcome):
    return float(effect_size(np.array([exposure], float), np.array([outcome], float))[0])


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize(("end", "sign"), [("high", 1), ("low", -1)])
def test_effect_size_is_that_of_nca(column, end, sign, reference, golden):
    team = reference("team")
    found = one(sign * team[column], team["y"])
    assert found == pytest.approx(golden[f"necessity.{column}.{end}"], rel=1e-8, abs=1e-12)


def test_effect_size_by_hand():
    # Steps: 1 up to exposure 1, 2 up to exposure 3, then 4. Above them: 1 x 3 + 2 x 2 of 3 x 3.
    assert one([0, 1, 3, 3], [1, 2, 4, 1]) == pytest.approx((1 * 3 + 2 * 2) / (3 * 3))


def test_corner_that_holds_somebody_is_not_empty():
    assert one([0, 1, 2], [4, 2, 3]) == 0


def test_without_variance_there_is_no_corner():
    assert np.isnan(one([1, 1, 1], [1, 2, 3]))


def people(rule, teams=80, each=10, seed=1):
    """Teams with an exposure and an outcome made by a rule of it, and noise within teams."""
    rng = np.random.default_rng(seed)
    team = np.repeat(np.arange(teams), each)
    exposure = 4 * rng.random(teams)
    outcome = rule(exposure, rng)
    noise = rng.normal(size=(2, teams * each)) * 0.2
    return pd.DataFrame(
        {
            "team_id": team,
            "exposure": exposure[team] + noise[0],
            "outcome": outcome[team] + noise[1],
        }
    )


def necessary(exposure, rng):
    return exposure * rng.random(len(exposure))


def plain(exposure, rng):
    return 0.5 * exposure + rng.normal(size=len(exposure))


def test_condition_without_which_nothing_is_high_is_found():
    found = corner(people(necessary), unit="team_id")
    assert found.low > 0
    assert found.p < 0.05


def test_plain_relation_is_seldom_called_necessary():
    found = [corner(people(plain, seed=seed), unit="team_id", draws=400) for seed in range(200)]
    # 2.5 % on each side; five more than the eleven that 200 studies give in 99 of 100 cases.
    assert sum(result.low > 0 for result in found) <= 11


def in_schools(seed, schools=40, each=4):
    """Teams of a school share what it is like; exposure and outcome relate plainly everywhere."""
    rng = np.random.default_rng(seed)
    school, team = rng.normal(size=(schools, 2)), rng.normal(size=(schools * each, 2))
    mean = 0.5 * np.repeat(school, each, axis=0) + 0.3 * team
    person = np.repeat(mean, 8, axis=0) + 0.8 * rng.normal(size=(schools * each * 8, 2))
    outcome = 0.6 * person[:, 0] + 0.8 * person[:, 1]
    answers = [np.clip(np.round(3 * (3.5 + side)) / 3, 1, 5) for side in (person[:, 0], outcome)]
    at = np.repeat(np.arange(schools * each), 8)
    return pd.DataFrame({"team_id": at, "exposure": answers[0], "outcome": answers[1]})


def test_teams_that_share_a_school_are_not_called_necessary_more_often():
    found = [corner(in_schools(seed), unit="team_id", draws=200) for seed in range(100)]
    # 2.5 in 100 studies; up to seven in 99 of 100 cases.
    assert sum(result.low > 0 for result in found) <= 7


def test_few_units_have_no_result():
    assert np.isnan(corner(people(plain, teams=1), unit="team_id").excess)


def test_nobody_answered_has_no_result():
    table = people(plain).assign(exposure=np.nan)
    assert corner(table, unit="team_id").n_units == 0


def test_order_of_rows_does_not_matter():
    table = people(plain, teams=20)
    back = table[::-1].reset_index(drop=True)
    first, second = (corner(rows, unit="team_id", draws=50) for rows in (table, back))
    assert first.effect_size == pytest.approx(second.effect_size)
    assert first.plain == pytest.approx(second.plain)
