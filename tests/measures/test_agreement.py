import pandas as pd
import pytest

from analysis.errors import DataProblem
from analysis.measures import agreement

QUESTIONS = ["q1", "q2", "q3", "q4", "q5"]


def people(*answers, team="a"):
    return pd.DataFrame(answers, columns=["i1", "i2"]), pd.Series([team] * len(answers))


def test_null_variances_are_the_published_ones():
    found = [agreement.null_variance(null, 5) for null in ("uniform", *agreement.SKEWED)]
    assert found == pytest.approx([2.0, 1.34, 0.90, 0.44])


def test_rwg_j_matches_the_formula_worked_by_hand():
    # two items, variance 0.5 each; chance variance 2; 2 * .75 / (2 * .75 + .25) = 6/7
    items, unit = people([3, 3], [4, 4])
    assert agreement.rwg_j(items, unit)["a"] == pytest.approx(6 / 7)


def test_r_star_matches_the_formula_worked_by_hand():
    items, unit = people([3, 3], [4, 4])
    assert agreement.r_star_wg_j(items, unit, null="slight_skew")["a"] == pytest.approx(
        1 - 0.5 / 1.34
    )


def test_average_deviation_matches_the_formula_worked_by_hand():
    # item 1: 1, 2, 3 lie 1, 0, 1 from the mean; item 2: all equal
    items, unit = people([1, 4], [2, 4], [3, 4])
    assert agreement.average_deviation(items, unit)["a"] == pytest.approx((2 / 3 + 0) / 2)


def test_a_wg_matches_the_formula_worked_by_hand():
    # mean 3, variance 1; (6 * 3 - 9 - 5) * 3/2 = 6; 1 - 2/6; the other item is full agreement
    items, unit = people([2, 5], [3, 5], [4, 5])
    assert agreement.a_wg(items, unit)["a"] == pytest.approx((2 / 3 + 1) / 2)


def test_more_spread_than_chance_is_no_agreement_rather_than_negative():
    items, unit = people([1, 1], [5, 5])
    assert agreement.rwg_j(items, unit)["a"] == 0


def test_one_person_has_no_agreement():
    items, unit = people([3, 3])
    for index in (agreement.rwg_j, agreement.r_star_wg_j, agreement.average_deviation):
        assert index(items, unit).isna().all()


def test_a_wg_of_one_person_is_missing():
    items, unit = people([3, 3])
    assert agreement.a_wg(items, unit).isna().all()


def test_person_with_a_missing_answer_is_not_used():
    items, unit = people([3, 3], [4, 4], [5, None])
    assert agreement.rwg_j(items, unit)["a"] == pytest.approx(6 / 7)
    assert agreement.n_used(items, unit)["a"] == 2


def test_unit_without_a_complete_person_stays_in_the_table():
    items = pd.DataFrame({"i1": [3, None], "i2": [3, 3]})
    unit = pd.Series(["a", "b"])
    assert agreement.rwg_j(items, unit).index.tolist() == ["a", "b"]
    assert agreement.n_used(items, unit).tolist() == [1, 0]


def test_answer_outside_the_options_is_refused_by_the_name_of_the_question():
    items, unit = people([3, 99], [3, 3])
    with pytest.raises(DataProblem, match="i2"):
        agreement.rwg_j(items, unit)


def test_skewed_null_for_seven_options_is_refused():
    with pytest.raises(DataProblem, match="7 answer options"):
        agreement.null_variance("slight_skew", 7)


@pytest.mark.parametrize("statistic", ["mean", "median", "min"])
def test_rwg_j_equals_r(golden, team, statistic):
    found = agreement.rwg_j(team[QUESTIONS], team["team"])
    assert getattr(found, statistic)() == pytest.approx(golden[f"rwg_j.{statistic}"], rel=1e-8)


@pytest.mark.parametrize(
    ("index", "name"),
    [
        (agreement.r_star_wg_j, "rwg_j_star"),
        (agreement.average_deviation, "ad_m"),
        (agreement.a_wg, "a_wg"),
    ],
)
def test_other_indices_equal_r_with_and_without_missing_answers(golden, team, holes, index, name):
    full, partial = (index(t[QUESTIONS], t["team"]).mean() for t in (team, holes))
    assert full == pytest.approx(golden[f"{name}.mean"], rel=1e-8)
    assert partial == pytest.approx(golden[f"holes.{name}.mean"], rel=1e-8)


def test_missing_answers_are_treated_as_r_does(golden, holes):
    found = agreement.rwg_j(holes[QUESTIONS], holes["team"])
    expected = [golden[f"holes.rwg_j.team_{team}"] for team in range(5)]
    assert found.loc[0:4].tolist() == pytest.approx(expected, rel=1e-8)
    assert found.mean() == pytest.approx(golden["holes.rwg_j.mean"], rel=1e-8)
    used = agreement.n_used(holes[QUESTIONS], holes["team"])
    assert used.sum() == golden["holes.rwg_j.rows_used"]


def test_order_of_rows_does_not_matter(team):
    shuffled = team.sample(frac=1, random_state=1)
    pd.testing.assert_series_equal(
        agreement.rwg_j(team[QUESTIONS], team["team"]),
        agreement.rwg_j(shuffled[QUESTIONS], shuffled["team"]),
    )
