import json
from datetime import date

import numpy as np
import pandas as pd
import pytest

from analysis.measures.spells import SpellRules, spells
from analysis.models.time_in_service import (
    at_days,
    binned,
    cumulative_incidence,
    durations,
    median_time,
    survival,
)

DAYS = [365, 730, 1095, 1460, 1825]
# R prints who is at risk on its next day with an exit or a censoring, on or after the one asked.
NEXT_DAYS = [372, 733, 1095, 1461, 1828]


def people(*rows):
    """People as (entry, exit, reason)."""
    return pd.DataFrame(rows, columns=["entry", "exit", "reason"])


def kept(table):
    return survival(table["entry"], table["exit"], table["reason"].notna())


def left(table, at):
    return cumulative_incidence(table["entry"], table["exit"], table["reason"], at)


def test_survival_matches_the_product_worked_by_hand():
    # day 2: 1 of 3 leaves, day 5: 1 of 2 (one was there until 5 and stayed)
    found = kept(people((0, 2, "a"), (0, 5, "a"), (0, 5, None)))
    assert found["n"].tolist() == [3, 2]
    assert found["survival"].tolist() == pytest.approx([2 / 3, 1 / 3])
    # Greenwood: S^2 (1/(3*2) + 1/(2*1))
    assert found["se"].tolist()[1] == pytest.approx(1 / 3 * np.sqrt(1 / 6 + 1 / 2))


def test_who_enters_late_is_at_risk_only_from_the_day_after():
    # on day 2 the second is not at risk yet, on day 3 it is
    late = people((0, 2, "a"), (2, 9, None), (0, 3, "a"), (0, 9, None))
    assert kept(late)["n"].tolist() == [3, 3]


def test_incidence_matches_the_sums_worked_by_hand():
    # day 1: 1 of 4 leaves for a; day 2: 1 of 3 for b; day 3: 1 of 2 for a
    found = left(people((0, 1, "a"), (0, 2, "b"), (0, 3, "a"), (0, 4, None)), [3])
    share = found.set_index("cause")["share"]
    assert share["a"] == pytest.approx(1 / 4 + 1 / 2 * 1 / 2)
    assert share["b"] == pytest.approx(3 / 4 * 1 / 3)


def test_without_late_entry_and_censoring_the_error_of_a_share_is_binomial():
    found = left(people((0, 1, "a"), (0, 2, "b"), (0, 3, "a"), (0, 9, "b")), [3]).iloc[0]
    assert found["share"] == 0.5
    assert found["se"] == pytest.approx(np.sqrt(0.5 * 0.5 / 4))


def test_survival_with_delayed_entry_equals_r(golden, spells_file):
    table = spells_file
    steps = survival(table["entry_day"], table["exit_day"], table["cause"] > 0)
    found = at_days(steps, DAYS).set_index("time")
    for day in DAYS:
        share, se = (golden[f"spells.km.{name}day_{day}"] for name in ("", "se."))
        assert found.loc[day, "survival"] == pytest.approx(share, rel=1e-8)
        assert found.loc[day, "se"] == pytest.approx(se, rel=1e-8)


@pytest.mark.parametrize("cause", ["voluntary", "other"])
def test_incidence_with_delayed_entry_equals_r(golden, spells_file, cause):
    table = spells_file
    found = cumulative_incidence(table["entry_day"], table["exit_day"], table["reason"], DAYS)
    found = found[found["cause"] == cause].set_index("time")
    for day in DAYS:
        share, se = (golden[f"spells.aj.{cause}.{name}day_{day}"] for name in ("", "se."))
        assert found.loc[day, "share"] == pytest.approx(share, rel=1e-8)
        assert found.loc[day, "se"] == pytest.approx(se, rel=1e-8)


def test_numbers_at_risk_equal_r_on_the_days_that_r_prints(golden, spells_file):
    found = cumulative_incidence(
        spells_file["entry_day"], spells_file["exit_day"], spells_file["reason"], NEXT_DAYS
    )
    expected = [golden[f"spells.at_risk.day_{day}"] for day in DAYS]
    assert found["n"].tolist()[:5] == expected


def test_incidence_without_delayed_entry_equals_cmprsk(golden, spells_file):
    whole = spells_file[spells_file["entry_day"] == 0]
    assert len(whole) == golden["spells.no_delay.rows"]
    found = cumulative_incidence(whole["entry_day"], whole["exit_day"], whole["reason"], DAYS[:3])
    found = found.set_index(["cause", "time"])["share"]
    for day in DAYS[:3]:
        for number, cause in ((1, "voluntary"), (2, "other")):
            expected = golden[f"spells.no_delay.cuminc.cause_{number}.day_{day}"]
            assert found[cause, day] == pytest.approx(expected, rel=1e-8)


def test_reasons_and_stayers_add_up_to_everybody(spells_file):
    table = spells_file
    shares = cumulative_incidence(table["entry_day"], table["exit_day"], table["reason"], DAYS)
    steps = survival(table["entry_day"], table["exit_day"], table["cause"] > 0)
    total = (
        shares.groupby("time")["share"].sum() + at_days(steps, DAYS).set_index("time")["survival"]
    )
    assert total.tolist() == pytest.approx([1] * 5)


def test_limits_stay_between_nobody_and_everybody(spells_file):
    table = spells_file
    found = survival(table["entry_day"], table["exit_day"], table["cause"] > 0).dropna()
    assert found["low"].between(0, found["survival"]).all()
    assert found["high"].between(found["survival"], 1).all()


def test_nobody_who_left_gives_no_steps():
    stayed = people((0, 5, None), (0, 7, None))
    assert kept(stayed).empty
    assert left(stayed.astype({"reason": object}), [3]).empty


def test_everybody_who_left_ends_at_nobody():
    found = kept(people((0, 2, "a"), (0, 3, "a")))
    assert found["survival"].tolist() == [0.5, 0]
    assert np.isnan(found["se"].iloc[1])


def test_before_the_first_departure_everybody_is_in_service():
    found = at_days(kept(people((0, 2, "a"), (0, 3, None))), [1, 2])
    assert found["survival"].tolist() == [1, 0.5]
    assert found["count"].tolist() == [0, 1]


def test_shown_steps_stand_for_enough_people():
    steps = pd.DataFrame({"time": [1, 2, 3, 4, 5], "count": [2, 2, 2, 5, 1], "survival": 0.5})
    found = binned(steps, 5)
    assert found["time"].tolist() == [3, 4]
    assert found["count"].tolist() == [6, 5]


def test_median_lies_on_the_line_between_two_steps():
    # half of the way from .6 on day 2 to .4 on day 6
    steps = pd.DataFrame({"time": [2, 6], "survival": [0.6, 0.4]})
    assert median_time(steps) == pytest.approx(4)


def test_median_that_was_not_reached_is_missing():
    assert np.isnan(median_time(pd.DataFrame({"time": [2], "survival": [0.6]})))


def test_durations_count_the_first_and_the_last_day():
    rules = SpellRules(extract_on=date(2025, 9, 1), observed_from=date(2020, 8, 1))
    rows = pd.DataFrame(
        {
            "person_id": ["new", "old", "stays", "gone before"],
            "board_id": "b",
            "start": ["2021-01-01", "2020-07-01", "2025-08-31", "2020-01-01"],
            "end": ["2021-01-10", "2020-08-10", None, "2020-07-31"],
            "exit_class": ["voluntary", "natural", None, "natural"],
        }
    )
    found = durations(spells(rows, scope="board", rules=rules)).set_index("person_id")
    assert found.loc["new", ["entry", "exit", "cause"]].tolist() == [0, 10, "voluntary"]
    assert found.loc["old", ["entry", "exit"]].tolist() == [31, 41]  # July was not observed
    assert found.loc["stays", ["entry", "exit"]].tolist() == [0, 2]
    assert "gone before" not in found.index


@pytest.mark.real_data
def test_years_until_teachers_leave_equal_the_published_life_table(public_data):
    folder = public_data / "teacher_careers"
    if not folder.exists():
        pytest.skip("the public file is not here")
    teachers = pd.read_csv(folder / "teachers.csv")
    expected = json.loads((folder / "reference_teachers.json").read_text())["teachers"]
    table = pd.DataFrame(expected["life_table"])
    found = survival(0 * teachers["years"], teachers["years"], teachers["censor"] == 0)
    assert found["n"].tolist() == table["n_risk"].tolist()
    assert found["count"].tolist() == table["n_event"].tolist()
    assert found["survival"].tolist() == pytest.approx(table["surv"].tolist(), rel=1e-8)
    assert found["se"].tolist() == pytest.approx(table["se_surv"].tolist(), rel=1e-8)
    assert median_time(found) == pytest.approx(expected["median_lifetime_interpolated"], rel=1e-8)
