"""Answers that were not given."""

import pandas as pd
import pytest

from analysis.measures.omissions import omissions

ANSWERS = pd.DataFrame(
    {
        "person_id": list("abcd"),
        "wave": ["1"] * 4,
        "q_1": [1, 2, None, None],
        "q_2": [3, 3, 3, None],
    }
)
MISSING = pd.DataFrame(
    {
        "person_id": ["c", "d", "d"],
        "wave": ["1"] * 3,
        "item_id": ["q_1", "q_1", "q_2"],
        "reason": ["dont_know", "skipped", "skipped"],
    }
)


def test_share_is_of_all_answers_asked_for():
    table = omissions(ANSWERS, MISSING, items=["q_1", "q_2"]).set_index("reason")
    assert table.loc["skipped", "missing_share"] == pytest.approx(2 / 8)
    assert table.loc["skipped", "n"] == 1  # one person, two answers


def test_answers_that_were_not_asked_for_do_not_count():
    asked = MISSING.assign(reason="not_asked")
    assert omissions(ANSWERS, asked, items=["q_1", "q_2"]).empty
