"""Three groups by score."""

import pandas as pd

from analysis.measures.overall import overall
from analysis.measures.thirds import counted, counted_by_level, thirds, within_and_between


def test_nine_different_scores_make_three_groups_of_three():
    groups = thirds(pd.Series([9, 1, 5, 2, 8, 4, 3, 7, 6]))
    assert groups.value_counts().to_dict() == {"low": 3, "middle": 3, "high": 3}
    assert groups.iloc[0] == "high"


def test_equal_scores_stay_together():
    groups = thirds(pd.Series([1, 3, 3, 3, 3, 5]))
    assert groups.iloc[1:5].nunique() == 1


def test_missing_score_has_no_group():
    assert thirds(pd.Series([1.0, None, 3.0, 5.0])).isna().tolist() == [False, True, False, False]


def test_events_are_counted_in_the_order_of_the_groups():
    people = pd.DataFrame(
        {"group": ["high", "low", "low"], "left": [0, 1, 0], "school_id": ["a", "a", "b"]}
    )
    table = counted(people, "left")
    assert table[["group", "n", "count", "share"]].to_dict("list") == {
        "group": ["low", "high"],
        "n": [2, 1],
        "count": [1, 0],
        "share": [0.5, 0],
    }


def test_interval_counts_schools():
    people = pd.DataFrame(
        {"group": "low", "left": [1, 1, 0, 0, 1, 0], "school_id": ["a", "a", "b", "b", "c", "c"]}
    )
    row = counted(people, "left").iloc[0]
    expected = overall(people.assign(score=people["left"] * 1.0, wave="x")).iloc[0]
    assert [row["low"], row["high"]] == [max(expected["low"], 0), min(expected["high"], 1)]


def test_nobody_gives_an_empty_table():
    columns = {"group": str, "left": int, "school_id": str}
    people = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})
    assert counted(people, "left").empty


def test_thirds_within_and_between_schools_are_counted_apart():
    people = pd.DataFrame(
        {
            "school_id": list("aabbcc"),
            "deviation": [-1.0, 1.0, -2.0, 2.0, -3.0, 3.0],
            "school_mean": [1.0, 1.0, 2.0, 2.0, 3.0, 3.0],
            "left": [1, 0, 1, 0, 0, 0],
        }
    )
    found = counted_by_level(within_and_between(people), "left").set_index(["level", "group"])
    assert found.index[0] == ("within", "low")
    assert found.loc[("within", "low"), ["n", "count"]].tolist() == [2, 1]
    assert found.loc[("between", "low"), ["n", "count"]].tolist() == [2, 1]
    assert found.loc[("between", "high"), "count"] == 0


def test_nobody_followed_gives_no_thirds():
    people = pd.DataFrame(columns=["school_id", "deviation", "school_mean", "left"], dtype=float)
    assert counted_by_level(within_and_between(people), "left").empty
