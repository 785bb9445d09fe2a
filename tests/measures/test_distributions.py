"""Shares of answer options."""

import pandas as pd
import pytest

from analysis import codebook
from analysis.measures.distributions import answer_shares


def test_shares_are_of_those_who_answered():
    answers = pd.DataFrame({"psysafe_1": [1, 5, 5, None]})
    row = answer_shares(answers, "psysafe", codebook=codebook.load()).iloc[0]
    assert row["n"] == 3
    assert [row["share_1"], row["share_3"], row["share_5"]] == pytest.approx([1 / 3, 0, 2 / 3])


def test_reversed_question_is_shown_as_people_ticked_it():
    answers = pd.DataFrame({"psysafe_4": [1, 1]})
    assert answer_shares(answers, "psysafe", codebook=codebook.load())["share_1"].tolist() == [1]


def test_question_that_nobody_answered_has_no_row():
    answers = pd.DataFrame({"psysafe_1": [None, None]}, dtype=float)
    assert answer_shares(answers, "psysafe", codebook=codebook.load()).empty
