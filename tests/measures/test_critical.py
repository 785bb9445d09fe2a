import itertools

import numpy as np
import pandas as pd
import pytest

from analysis.measures import agreement, critical


def counted(size, n_items, null="uniform"):
    """Chance of each r_wg(j), by listing every possible team with three options."""
    shares = agreement.null_shares(null, 3)
    chance = {}
    teams = itertools.product(itertools.product(range(3), repeat=size), repeat=n_items)
    for team in teams:
        spread = np.mean([np.var(item, ddof=1) for item in team]) / (8 / 12)
        agreed = max(0.0, 1 - spread)
        value = round(n_items * agreed / (n_items * agreed + 1 - agreed), 12)
        weight = np.prod([shares[answer] for item in team for answer in item])
        chance[value] = chance.get(value, 0) + weight
    return pd.Series(chance).sort_index(ascending=False)


@pytest.mark.parametrize(("size", "n_items"), [(3, 2), (4, 2), (5, 1)])
def test_value_is_the_smallest_that_at_most_a_fifth_of_all_possible_teams_reach(size, n_items):
    reached = counted(size, n_items).cumsum()
    expected = reached.index[reached <= 0.2].min()
    found = critical.critical_rwg_j(size, n_items, options=3, alpha=0.2)
    assert found == pytest.approx(expected)


def test_two_people_with_one_item_can_never_show_agreement():
    # full agreement has chance 1/5, more than 5 %
    assert critical.critical_rwg_j(2, 1) == float("inf")


def test_smaller_teams_need_more_agreement():
    values = [critical.critical_rwg_j(size, 6) for size in (4, 8, 16, 32)]
    assert values == sorted(values, reverse=True)


def test_very_large_teams_are_judged_as_teams_of_a_hundred():
    assert critical.critical_rwg_j(250, 3) == critical.critical_rwg_j(100, 3)


@pytest.mark.parametrize("null", ["uniform", "slight_skew"])
def test_one_random_team_in_twenty_reaches_the_critical_values(null):
    rng = np.random.default_rng(7)
    answers = rng.choice(5, p=agreement.null_shares(null, 5), size=(8 * 4000, 6)) + 1
    items = pd.DataFrame(answers)
    unit = pd.Series(np.repeat(np.arange(4000), 8))
    rwg = agreement.rwg_j(items, unit, null=null)
    ad = agreement.average_deviation(items, unit)
    assert (rwg >= critical.critical_rwg_j(8, 6, null=null)).mean() == pytest.approx(0.05, abs=0.01)
    assert (ad <= critical.critical_ad(8, 6, null=null)).mean() == pytest.approx(0.05, abs=0.01)


def test_one_person_never_agrees_with_anybody():
    assert critical.critical_rwg_j(1, 6) == float("inf")
    assert critical.critical_ad(1, 6) == 0
