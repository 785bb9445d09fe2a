"""Survival curves and life tables: by hand, against R, and against published tables."""

import json

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataProblem
from analysis.models import logit
from analysis.models.survival import (
    kaplan_meier,
    life_table,
    median_lifetime,
    median_time,
    person_periods,
    spans,
)

DAYS = [365, 730, 1095, 1460, 1825]


@pytest.fixture(scope="module")
def spells(reference):
    return reference("spells").assign(gone=lambda s: s["cause"] > 0)


def curve(spells, **changed):
    given = {"exit": "exit_day", "event": "gone", "entry": "entry_day"}
    return kaplan_meier(spells, **(given | changed))


def four():
    """Four spells: one left on day 2, one was last seen on 3, two left on 5 and 8."""
    return pd.DataFrame({"day": [2, 3, 5, 8], "gone": [True, False, True, True]})


def test_curve_worked_by_hand():
    # 4 at risk on day 2: 3/4 stay; 2 on day 5: 3/4 * 1/2; 1 on day 8: nobody stays
    found = kaplan_meier(four(), exit="day", event="gone")
    assert found["time"].tolist() == [2, 5, 8]
    assert found["n_risk"].tolist() == [4, 2, 1]
    assert found["survival"].tolist() == pytest.approx([0.75, 0.375, 0.0])


def test_error_worked_by_hand():
    # Greenwood: .75 * sqrt(1 / (4 * 3)); .375 * sqrt(1 / 12 + 1 / (2 * 1))
    found = kaplan_meier(four(), exit="day", event="gone")
    expected = [0.75 * np.sqrt(1 / 12), 0.375 * np.sqrt(7 / 12)]
    assert found["se"].tolist()[:2] == pytest.approx(expected)
    assert np.isnan(found["se"].iloc[2])


def test_person_who_comes_in_on_a_day_is_not_at_risk_on_it():
    # day 2: of the first two only one left to risk it; the third comes in that day
    late = pd.DataFrame({"in": [0, 0, 2], "out": [2, 5, 5], "gone": [True, False, True]})
    found = kaplan_meier(late, exit="out", event="gone", entry="in")
    assert found["n_risk"].tolist() == [2, 2]


def test_survival_with_delayed_entry_equals_r(spells, golden):
    found = curve(spells, at=DAYS).set_index("time")
    for day in DAYS:
        assert found.loc[day, "survival"] == pytest.approx(golden[f"spells.km.day_{day}"], rel=1e-8)
        assert found.loc[day, "se"] == pytest.approx(golden[f"spells.km.se.day_{day}"], rel=1e-8)


def test_interval_equals_r(spells, golden):
    found = curve(spells, at=[365, 1095, 1825]).set_index("time")
    for day, row in found.iterrows():
        expected = [golden[f"km.low.day_{day:.0f}"], golden[f"km.high.day_{day:.0f}"]]
        assert row[["low", "high"]].tolist() == pytest.approx(expected, rel=1e-8)


def test_numbers_at_risk_equal_r_which_prints_those_of_the_next_day_in_its_curve(spells, golden):
    for day in DAYS:
        next_day = spells.loc[spells["exit_day"] >= day, "exit_day"].min()
        found = curve(spells, at=[next_day])["n_risk"].item()
        assert found == golden[f"spells.at_risk.day_{day}"]


def test_events_between_wanted_times_add_up_to_all_events(spells):
    found = curve(spells, at=[0, *DAYS, 10_000])
    assert found["n_event"].sum() == spells["gone"].sum()


def test_median_equals_r(spells, golden):
    there_from_the_start = spells[spells["entry_day"] == 0]
    assert median_time(curve(there_from_the_start)) == golden["km.median_without_delay"]


def test_curve_that_stays_above_a_half_has_no_median():
    assert np.isnan(median_time(kaplan_meier(four().iloc[:2], exit="day", event="gone").head(0)))
    stay = pd.DataFrame({"day": [1, 2, 2], "gone": [True, False, False]})
    assert np.isnan(median_time(kaplan_meier(stay, exit="day", event="gone")))


def test_before_anybody_leaves_everybody_is_there_without_an_interval():
    row = kaplan_meier(four(), exit="day", event="gone", at=[1]).iloc[0]
    assert (row["survival"], row["n_event"]) == (1.0, 0)
    assert row[["se", "low", "high"]].isna().all()


def test_nobody_who_leaves_gives_no_rows():
    stay = four().assign(gone=False)
    assert kaplan_meier(stay, exit="day", event="gone").empty


def test_order_of_rows_never_matters(spells):
    mixed = spells.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(curve(mixed), curve(spells))


def test_spell_that_ends_before_it_begins_is_counted():
    wrong = pd.DataFrame({"in": [5, 1], "out": [5, 2], "gone": [True, True]})
    with pytest.raises(DataProblem, match="column out, 1 row: a spell ends before"):
        kaplan_meier(wrong, exit="out", event="gone", entry="in")


def test_spell_without_a_time_is_counted():
    wrong = four().assign(day=[2, None, 5, 8])
    with pytest.raises(DataProblem, match="1 row: a spell without a time"):
        kaplan_meier(wrong, exit="day", event="gone")


def test_no_spells_give_an_empty_curve():
    nobody = pd.DataFrame({"exit": [], "left": []}, dtype=float)
    assert kaplan_meier(nobody, exit="exit", event="left").empty


def test_at_risk_counts_those_between_entry_and_exit():
    late = pd.DataFrame({"in": [0, 2], "out": [3, 5]})
    seen = spans(late, exit="out", event=pd.Series([True, True]), entry="in")
    assert seen.at_risk(np.array([2, 3, 4, 6])).tolist() == [1, 2, 1, 0]


def careers():
    """Five people: two leave in year 1, one in year 2; two are seen to the end of year 2."""
    return pd.DataFrame({"year": [1, 1, 2, 2, 2], "left": [1, 1, 1, 0, 0]})


def test_life_table_worked_by_hand():
    table = life_table(careers(), years="year", left="left")
    assert table[["n_risk", "n_event", "n_open"]].to_numpy().tolist() == [[5, 2, 0], [3, 1, 2]]
    assert table["hazard"].tolist() == pytest.approx([2 / 5, 1 / 3])
    assert table["survival"].tolist() == pytest.approx([3 / 5, 2 / 5])
    assert table["se_hazard"].tolist() == pytest.approx([np.sqrt(0.4 * 0.6 / 5), np.sqrt(2 / 27)])


def test_median_lifetime_lies_on_the_line_within_the_year():
    # from .6 at the end of year 1 to .4 at the end of year 2: halfway
    assert median_lifetime(life_table(careers(), years="year", left="left")) == pytest.approx(1.5)


def test_no_median_when_more_than_half_stay():
    stay = careers().assign(left=[1, 0, 0, 0, 0])
    assert np.isnan(median_lifetime(life_table(stay, years="year", left="left")))


def test_person_observed_from_year_two_is_not_at_risk_in_year_one():
    late = careers().assign(seen=[0, 0, 0, 0, 1])
    table = life_table(late, years="year", left="left", entered="seen")
    assert table["n_risk"].tolist() == [4, 3]


def test_half_years_are_refused():
    with pytest.raises(DataProblem, match="whole years"):
        life_table(careers().assign(year=[0.5, 1, 2, 2, 2]), years="year", left="left")


def test_one_row_for_each_year_at_risk():
    people = pd.DataFrame({"id": ["a", "b"], "in": [0, 1], "out": [2, 3], "gone": [True, False]})
    rows = person_periods(people, exit="out", event="gone", entry="in")
    assert rows["id"].tolist() == ["a", "a", "b", "b"]
    assert rows["period"].tolist() == [1, 2, 2, 3]
    assert rows["gone"].tolist() == [0, 1, 0, 0]


@pytest.fixture(scope="module")
def teachers(public_data):
    folder = public_data / "teacher_careers"
    people = pd.read_csv(folder / "teachers.csv").assign(left=lambda p: 1 - p["censor"])
    return people, json.loads((folder / "reference_teachers.json").read_text())["teachers"]


@pytest.mark.real_data
def test_careers_of_teachers_equal_the_published_life_table(teachers):
    people, expected = teachers
    table = life_table(people, years="years", left="left")
    rows = pd.DataFrame(expected["life_table"]).rename(
        columns={"n_censor": "n_open", "surv": "survival", "se_surv": "se_survival"}
    )
    pd.testing.assert_frame_equal(table, rows[table.columns], check_dtype=False)
    assert median_lifetime(table) == pytest.approx(expected["median_lifetime_interpolated"])


@pytest.mark.real_data
def test_yearly_hazard_of_teachers_equals_the_discrete_time_model_of_r(teachers):
    people, expected = teachers
    rows = person_periods(people, exit="years", event="left")
    assert len(rows) == expected["person_periods"]
    design = np.column_stack([np.ones(len(rows)), rows["period"], rows["period"] ** 2])
    model = logit.fit(design, rows["left"].to_numpy(float))
    assert model.coefficients.tolist() == pytest.approx(
        list(expected["quadratic"]["coef"].values()), rel=1e-6
    )
    assert -2 * model.log_likelihood == pytest.approx(expected["quadratic"]["deviance"])
