from datetime import date
from functools import partial

import pandas as pd
import pytest

from analysis.measures.spells import SpellRules, spells
from analysis.measures.time_in_service import (
    binned,
    binned_by,
    binned_together,
    durations,
    few_reasons,
)

RULES = SpellRules(extract_on=date(2025, 9, 1), observed_from=date(2020, 8, 1))


@pytest.fixture
def found():
    rows = pd.DataFrame(
        {
            "person_id": ["new", "old", "stays", "gone before"],
            "board_id": "b",
            "start": ["2021-01-01", "2020-07-01", "2025-08-31", "2020-01-01"],
            "end": ["2021-01-10", "2020-08-10", None, "2020-07-31"],
            "exit_class": ["voluntary", "natural", None, "natural"],
        }
    )
    return durations(spells(rows, scope="board", rules=RULES)).set_index("person_id")


def test_first_and_last_day_count(found):
    assert found.loc["new", ["entry", "exit", "cause"]].tolist() == [0, 10, "voluntary"]


def test_days_before_the_export_covers_are_not_at_risk(found):
    assert found.loc["old", ["entry", "exit"]].tolist() == [31, 41]  # July was not observed


def test_who_is_still_there_is_followed_up_to_the_day_of_the_export(found):
    assert found.loc["stays", ["exit", "left"]].tolist() == [2, False]
    assert pd.isna(found.loc["stays", "cause"])


def test_spell_that_ended_before_the_export_covers_anything_was_never_at_risk(found):
    assert "gone before" not in found.index


def test_shown_steps_stand_for_enough_people():
    curve = pd.DataFrame({"time": [1, 2, 3, 4, 5], "n_event": [2, 2, 2, 5, 1], "survival": 0.5})
    shown = binned(curve, 5)
    assert shown["time"].tolist() == [3, 4]
    assert shown["n_event"].tolist() == [6, 5]


def test_curve_of_too_few_people_shows_nothing():
    assert binned(pd.DataFrame({"time": [1], "n_event": [2]}), 5).empty


CAUSES = pd.DataFrame(
    {
        "cause": ["a"] * 4 + ["b"] * 4,
        "time": [1, 2, 3, 4] * 2,
        "n_event": [9, 9, 9, 9, 2, 2, 2, 9],
        "incidence": 0.1,
    }
)


def test_reasons_are_shown_at_times_at_which_each_of_them_has_enough():
    # with 5 as minimum b has 2 + 2 + 2 at the third time; a alone would tell b by the total
    shown = binned_together(CAUSES, 5, by="cause", time="time")
    assert shown.groupby("cause")["time"].agg(list).to_dict() == {"a": [3, 4], "b": [3, 4]}
    assert shown.groupby("cause")["n_event"].agg(list).to_dict() == {"a": [27, 9], "b": [6, 9]}


def test_groups_of_other_people_are_binned_by_themselves():
    shown = binned_by(CAUSES, 5, by="cause")
    assert shown.groupby("cause")["time"].agg(list).to_dict() == {"a": [1, 2, 3, 4], "b": [3, 4]}


@pytest.mark.parametrize("how", [binned_by, partial(binned_together, time="time")])
def test_no_curves_stay_none(how):
    assert how(CAUSES.iloc[:0], 5, by="cause").empty


def test_rare_reasons_are_put_together_and_who_is_there_has_none(found):
    named = few_reasons(found, shown=("voluntary",))["cause"]
    assert named.loc[["new", "old"]].tolist() == ["voluntary", "other"]
    assert pd.isna(named["stays"])
