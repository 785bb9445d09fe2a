"""From invited to analysed."""

import pandas as pd
import pytest

from analysis.measures.response import flow, response

INVITED = pd.DataFrame({"team_id": ["a", "b", "a"], "wave": ["1", "1", "2"], "n": [10, 5, 8]})
RECEIVED = pd.DataFrame(
    {
        "wave": ["1", "1", "1", "1", "2"],
        "fate": ["kept", "kept", "preview", "unfinished", "kept"],
    }
)


def test_flow_counts_each_step_of_each_wave():
    steps = flow(INVITED, RECEIVED, pd.Series([True, False, True, True, True]))
    first = steps[steps["wave"] == "1"]
    assert dict(zip(first["step"], first["n"], strict=True)) == {
        "invited": 15,
        "received": 3,  # the preview is nobody's answer
        "usable": 2,
        "scored": 1,
    }


def test_flow_without_invitations_starts_at_what_was_received():
    steps = flow(INVITED.iloc[:0], RECEIVED, pd.Series([True] * 5))
    assert "invited" not in set(steps["step"])


def test_response_counts_people_not_rows():
    answers = pd.DataFrame({"person_id": ["x", "x", "y"], "team_id": "a", "wave": "1"})
    table = response(INVITED, answers, by=["team_id", "wave"])
    row = table[(table["team_id"] == "a") & (table["wave"] == "1")].iloc[0]
    assert (row["n"], row["count"], row["share"]) == (10, 2, pytest.approx(0.2))


def test_unit_without_answers_has_a_share_of_zero():
    answers = pd.DataFrame({"person_id": ["x"], "team_id": "a", "wave": "1"})
    table = response(INVITED, answers, by=["team_id", "wave"]).set_index(["team_id", "wave"])
    assert table.loc[("b", "1"), "share"] == 0


def test_more_answers_than_invitations_gives_no_share():
    answers = pd.DataFrame({"person_id": list("uvwxyz"), "team_id": "b", "wave": "1"})
    table = response(INVITED, answers, by=["team_id", "wave"]).set_index(["team_id", "wave"])
    assert pd.isna(table.loc[("b", "1"), "share"])


def test_input_is_left_untouched():
    before = INVITED.copy()
    response(INVITED, RECEIVED.assign(person_id="x", team_id="a"), by=["team_id", "wave"])
    pd.testing.assert_frame_equal(INVITED, before)
