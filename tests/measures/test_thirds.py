"""Three groups by score."""

import pandas as pd

from analysis.measures.thirds import counted, thirds


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
    people = pd.DataFrame({"group": ["high", "low", "low"], "left": [0, 1, 0]})
    table = counted(people, "left")
    assert table.to_dict("list") == {"group": ["low", "high"], "n": [2, 1], "count": [1, 0]}


def test_nobody_gives_an_empty_table():
    people = pd.DataFrame({"group": pd.Series(dtype=str), "left": pd.Series(dtype=int)})
    assert counted(people, "left").empty
