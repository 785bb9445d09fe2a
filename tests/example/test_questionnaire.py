import numpy as np
import pytest

from analysis.example.questionnaire import NONANSWERS, Scale, answer, asked, scales
from analysis.example.streams import stream

ALWAYS = {"not_applicable": 0.0, "dont_know": 0.0, "prefer_not": 0.0, "skipped": 0.0}


def one_item(**change):
    known = {
        "items": ("x_1",),
        "level": "team",
        "loading": np.array([1.0]),
        "thresholds": np.array([[-1.5, -0.5, 0.5, 1.5]]),
        "reverse": np.array([False]),
        "may_not_apply": np.array([False]),
        "about_leader": np.array([False]),
    }
    return Scale(**(known | change))


def ticked(scores, scale, nonanswer=ALWAYS):
    scores = np.array(scores, dtype=float)
    leads = np.zeros(len(scores), dtype=bool)
    return answer(scores, scale, leads, nonanswer, stream(1, "test"))[:, 0].tolist()


def test_an_answer_counts_the_thresholds_below_the_score():
    assert ticked([-2, -1, 0, 1, 2], one_item()) == [1, 2, 3, 4, 5]


def test_a_reversed_question_is_answered_the_other_way_round():
    assert ticked([-2, 0, 1], one_item(reverse=np.array([True]))) == [5, 3, 2]


@pytest.mark.parametrize("kind", NONANSWERS[1:])
def test_a_way_not_to_answer_is_a_negative_code(kind):
    assert ticked([0.0], one_item(), ALWAYS | {kind: 1.0}) == [-1 - NONANSWERS.index(kind)]


def test_only_questions_that_may_not_apply_do_not_apply():
    share = ALWAYS | {"not_applicable": 1.0}
    assert ticked([0.0], one_item(), share) == [3]
    assert ticked([0.0], one_item(may_not_apply=np.array([True])), share) == [-1]


def test_each_wave_asks_its_modules():
    assert "fb_give" in asked("2022") and "vision_sharp" in asked("2022")
    assert "lead_learn" in asked("2023") and "resist" in asked("2023")
    assert "collab" in asked("2024") and "lead_learn" not in asked("2024")


def test_thresholds_rise_within_a_question():
    assert all((np.diff(scale.thresholds, axis=1) > 0).all() for scale in scales().values())
