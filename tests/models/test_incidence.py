"""Leaving for one reason while others compete."""

import numpy as np
import pandas as pd
import pytest

from analysis.models.incidence import cumulative_incidence
from analysis.models.survival import kaplan_meier

DAYS = [365, 730, 1095, 1460, 1825]


@pytest.fixture(scope="module")
def spells(reference):
    return reference("spells").assign(why=lambda s: s["cause"].map({1: "voluntary", 2: "other"}))


def shares(spells, **changed):
    given = {"exit": "exit_day", "cause": "why", "entry": "entry_day"}
    return cumulative_incidence(spells, **(given | changed))


def four():
    """A pension on day 1, a resignation on 2, one last seen on 3, a resignation on 4."""
    return pd.DataFrame({"day": [1, 2, 3, 4], "why": ["pension", "resigned", None, "resigned"]})


def test_shares_worked_by_hand():
    # day 2: 3/4 there, 1/3 of them resigns: 1/4; day 4: 1/2 there, all of it resigns
    found = cumulative_incidence(four(), exit="day", cause="why").set_index(["cause", "time"])
    assert found.loc["pension", "incidence"].tolist() == pytest.approx([0.25, 0.25, 0.25])
    assert found.loc["resigned", "incidence"].tolist() == pytest.approx([0, 0.25, 0.75])


@pytest.mark.parametrize("cause", ["voluntary", "other"])
def test_shares_and_errors_with_delayed_entry_equal_r(spells, golden, cause):
    found = shares(spells, at=DAYS)
    for row in found[found["cause"] == cause].itertuples():
        name = f"spells.aj.{cause}"
        assert row.incidence == pytest.approx(golden[f"{name}.day_{row.time:.0f}"], rel=1e-8)
        assert row.se == pytest.approx(golden[f"{name}.se.day_{row.time:.0f}"], rel=1e-8)


def test_shares_equal_a_second_package_of_r(spells, golden):
    found = shares(spells, at=DAYS)
    voluntary = found[found["cause"] == "voluntary"].set_index("time")["incidence"]
    for day in DAYS:
        expected = golden[f"spells.aj_etm.voluntary.day_{day}"]
        assert voluntary[day] == pytest.approx(expected, rel=1e-8)


def test_shares_without_delayed_entry_equal_gray(spells, golden):
    there_from_the_start = spells[spells["entry_day"] == 0]
    assert len(there_from_the_start) == golden["spells.no_delay.rows"]
    found = shares(there_from_the_start, at=DAYS[:3], entry=None).set_index(["cause", "time"])
    for day in DAYS[:3]:
        for number, cause in ((1, "voluntary"), (2, "other")):
            expected = golden[f"spells.no_delay.cuminc.cause_{number}.day_{day}"]
            assert found.loc[(cause, day), "incidence"] == pytest.approx(expected, rel=1e-8)


def test_errors_clustered_by_school_equal_r(spells, golden):
    found = shares(spells, at=[365, 1095, 1825], unit="school")
    for row in found.itertuples():
        expected = golden[f"aj.cluster.se.{row.cause}.day_{row.time:.0f}"]
        assert row.se == pytest.approx(expected, rel=1e-8)


def test_shares_of_all_reasons_and_of_those_who_stay_make_one(spells):
    left = shares(spells).groupby("time")["incidence"].sum()
    there = kaplan_meier(
        spells.assign(gone=spells["why"].notna()), exit="exit_day", event="gone", entry="entry_day"
    ).set_index("time")["survival"]
    np.testing.assert_allclose(left + there, 1, atol=1e-12)


def test_one_reason_has_the_interval_of_a_survival_curve_turned_around():
    one = four().assign(why=["left", "left", None, None])
    found = cumulative_incidence(one, exit="day", cause="why")
    stay = kaplan_meier(one.assign(gone=one["why"].notna()), exit="day", event="gone")
    # the jackknife is not Greenwood, but close: the ends lie within a few hundredths
    assert (1 - found["high"]).tolist() == pytest.approx(stay["low"].tolist(), abs=0.05)
    assert (1 - found["low"]).tolist() == pytest.approx(stay["high"].tolist(), abs=0.05)


def test_error_is_that_of_weighing_each_person_a_little_more(spells):
    few = spells.iloc[:60]
    found = shares(few, at=[400.0])
    base = found.loc[found["cause"] == "voluntary"]
    moved = [weighted(few, i) for i in range(len(few))]
    slope = (np.array(moved) - weighted(few, None)) / 1e-6
    assert base["incidence"].item() == pytest.approx(weighted(few, None))
    assert base["se"].item() == pytest.approx(np.sqrt((slope**2).sum()), rel=1e-4)


def weighted(spells, heavier):
    """Aalen-Johansen of voluntary exits by day 400, one person counted a millionth more."""
    weight = np.ones(len(spells))
    if heavier is not None:
        weight[heavier] += 1e-6
    entry, exit = spells["entry_day"].to_numpy(), spells["exit_day"].to_numpy()
    gone, why = spells["why"].notna().to_numpy(), spells["why"].to_numpy()
    there, share = 1.0, 0.0
    for day in np.unique(exit[gone & (exit <= 400)]):
        risk = weight[(entry < day) & (exit >= day)].sum()
        share += there * weight[(exit == day) & (why == "voluntary")].sum() / risk
        there *= 1 - weight[(exit == day) & gone].sum() / risk
    return share


def test_after_the_last_person_left_nothing_changes():
    late = pd.DataFrame({"in": [0, 0, 5], "out": [1, 2, 7], "why": ["a", "a", "b"]})
    found = cumulative_incidence(late, exit="out", cause="why", entry="in")
    b = found[found["cause"] == "b"]
    assert b["incidence"].tolist() == [0, 0, 0]
    assert np.isfinite(found["se"]).all()


def test_events_between_wanted_times_add_up_to_all_events(spells):
    found = shares(spells, at=[0, *DAYS, 10_000])
    assert found.groupby("cause")["n_event"].sum().to_dict() == {"other": 156, "voluntary": 495}


def test_many_times_give_the_same_errors_as_few(spells):
    every = shares(spells)
    chosen = every[every["time"] == 363]
    alone = shares(spells, at=[363])
    assert chosen["se"].tolist() == pytest.approx(alone["se"].tolist())


def test_order_of_rows_never_matters(spells):
    mixed = spells.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(shares(mixed, at=DAYS), shares(spells, at=DAYS))


def test_no_exits_give_an_empty_table():
    stay = four().assign(why=pd.Series([None] * 4, dtype=object))
    found = cumulative_incidence(stay, exit="day", cause="why")
    assert found.empty
    assert "incidence" in found.columns


def test_no_spells_give_an_empty_table(spells):
    assert cumulative_incidence(spells.iloc[:0], exit="exit_day", cause="cause").empty
