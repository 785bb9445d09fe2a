import numpy as np
import pandas as pd
import pytest

from analysis import codebook
from analysis.errors import DataProblem
from analysis.measures import scales

SAFETY = codebook.load().items_of("psysafe")


def person(*answers):
    return pd.DataFrame([answers], columns=SAFETY, dtype=float)


def test_items_that_are_worded_the_other_way_are_turned():
    book = codebook.load()
    turned = book.items.loc[SAFETY, "reverse"]
    found = scales.items(person(1, 1, 1, 1, 1, 1), "psysafe").iloc[0]
    assert found[turned].tolist() == [5] * turned.sum()
    assert found[~turned].tolist() == [1] * (~turned).sum()


def test_items_leave_the_answers_untouched():
    answers = person(1, 2, 3, 4, 5, np.nan)
    before = answers.copy()
    scales.items(answers, "psysafe")
    pd.testing.assert_frame_equal(answers, before)


def test_score_is_the_mean_of_the_turned_items_that_were_answered():
    answers = person(5, 4, np.nan, np.nan, 3, np.nan)
    turned = scales.items(answers, "psysafe").iloc[0]
    assert scales.score(answers, "psysafe").iloc[0] == pytest.approx(turned.mean())


@pytest.mark.parametrize(("n_items", "needed"), [(1, 1), (2, 1), (3, 2), (5, 3), (6, 3), (7, 4)])
def test_at_least_half_of_the_items_must_be_answered(n_items, needed):
    assert scales.answers_needed(n_items) == needed


def test_person_with_too_few_answers_has_no_score():
    answers = person(5, 4, np.nan, np.nan, np.nan, np.nan)
    assert scales.score(answers, "psysafe").isna().all()


def test_items_that_the_study_left_out_count_as_not_answered():
    answers = person(5, 4, 3, 3, 3, 3)[SAFETY[:2]]
    assert scales.score(answers, "psysafe").isna().all()


def test_rule_gives_the_scores_of_the_reference_file(holes, golden):
    questions = ["q1", "q2", "q3", "q4", "q5"]
    enough = holes[questions].notna().sum(axis="columns") >= scales.answers_needed(5)
    assert enough.sum() == golden["holes.rows_with_score"]
    assert enough.equals(holes["scale"].notna())


def test_answer_outside_the_options_is_refused_by_the_name_of_the_question():
    with pytest.raises(DataProblem, match=SAFETY[1]):
        scales.score(person(5, 9, 3, 3, 3, 3), "psysafe")


def test_scale_that_was_not_asked_gives_nobody_a_score():
    answers = pd.DataFrame({"person_id": ["a", "b"]})
    assert scales.items(answers, "psysafe").shape == (2, 0)
    assert scales.score(answers, "psysafe").isna().all()


def test_unknown_scale_is_refused():
    with pytest.raises(DataProblem, match="no scale called"):
        scales.items(person(1, 1, 1, 1, 1, 1), "psysafety")


def test_unit_that_is_not_in_the_answers_is_refused():
    with pytest.raises(DataProblem, match="team_id"):
        scales.team_scores(person(1, 1, 1, 1, 1, 1), "psysafe")
