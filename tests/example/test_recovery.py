import pandas as pd
import pytest

from analysis.example import recovery, targets

N = 50
WITHIN, BETWEEN = (f"02_safety/exit/psysafe/{level}/all" for level in ("within", "between"))


@pytest.fixture(scope="module")
def found():
    return recovery.studies(range(1, N + 1))


@pytest.fixture(scope="module")
def judged(found, committed):
    return recovery.summary(found, targets.read(committed / targets.FILE))


def test_the_bounds_of_a_thousand_studies_are_those_of_the_design():
    assert recovery.bounds(1000, 0.95) == (931, 967)
    assert recovery.bounds(1000, 0.05) == (33, 69)


def test_each_study_gives_each_estimate_once(found):
    assert (found.groupby(["id", "rule"]).size() == N).all()


@pytest.mark.parametrize("name", [WITHIN, BETWEEN, "02_safety/level/psysafe/person/2024"])
def test_intervals_hold_the_target_as_often_as_they_say(name, judged):
    low, _high = recovery.bounds(N, 0.95)
    assert judged.loc[(name, recovery.PRINTED), "covered"] >= low


def test_no_estimate_is_far_from_its_target_on_average(judged):
    far = judged["bias"].abs() > 4 * judged["bias_error"]
    assert list(far.index[far]) == []


def test_no_study_finds_that_the_safe_leave_more(judged):
    assert (judged.loc[[(WITHIN, "printed"), (BETWEEN, "printed")], "wrong_finding"] == 0).all()


def test_the_usual_errors_stand_around_the_same_estimate_and_are_smaller_on_average(found):
    rows = found[found["id"] == BETWEEN].assign(width=lambda rows: rows["high"] - rows["low"])
    printed, usual = (rows[rows["rule"] == rule] for rule in (recovery.PRINTED, recovery.USUAL))
    assert usual["estimate"].to_numpy() == pytest.approx(printed["estimate"].to_numpy())
    assert usual["width"].mean() < printed["width"].mean()


def test_turnover_rates_come_with_notebook_09(committed):
    rows = recovery.studies([1, 2], recovery.LEAVING)
    stored = targets.read(committed / targets.FILE)
    assert set(rows["id"]) == set(stored.index[stored.index.str.startswith("09_turnover/")])


def test_facets_are_found_when_they_are_asked_for(committed):
    rows = recovery.studies([1], recovery.FACETS)
    stored = targets.read(committed / targets.FILE)
    assert set(rows["id"]) == set(stored.index[stored.index.str.startswith("02_safety/facet/")])


def test_a_study_without_an_effect_seldom_finds_one():
    null = recovery.false_findings(recovery.null_studies(range(1, 21)))
    _low, high = recovery.bounds(20, 0.05)
    assert (null["n"] == 20).all()
    assert (null["count"] <= high).all()


def test_counts_by_hand():
    # The target -1 lies in the first two intervals; the third says the opposite, wrongly.
    rows = [(-1.5, -2.0, 0.5), (0.1, -1.2, 1.4), (0.6, 0.2, 1.0)]
    found = pd.DataFrame(rows, columns=["estimate", "low", "high"])
    found = found.assign(id=WITHIN, rule=recovery.PRINTED)
    aims = {"planted": 0.5, "everyone": -1.1, "target": -1.0, "error": 0.0}
    row = recovery.summary(found, pd.DataFrame(aims, index=[WITHIN])).iloc[0]
    assert row[["n", "covered", "covers_planted"]].tolist() == [3, 2, 3]
    assert row[["wrong_sign", "wrong_finding"]].tolist() == [2, 1]
    assert row["bias"] == pytest.approx(-0.8 / 3 + 1)
