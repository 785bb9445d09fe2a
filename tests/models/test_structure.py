"""Structure of topics: against semTools and lavaan, by hand, and at the edges."""

import numpy as np
import pandas as pd
import pytest

from analysis.models.structure import above, alike, ratios, smallest_loading

TOPICS = {"first": ["x1", "x2", "x3"], "second": ["x4", "x5", "x6"], "third": ["x7", "x8", "x9"]}
NAMES = list(TOPICS)


@pytest.fixture
def likeness(reference):
    return ratios(reference("topics").cov().to_numpy()[None], np.repeat([0, 1, 2], 3))


@pytest.mark.parametrize("pair", [(0, 1), (0, 2), (1, 2)])
def test_ratio_is_that_of_semtools(pair, likeness, golden):
    one, two = (NAMES[at] for at in pair)
    assert likeness[0][pair] == pytest.approx(golden[f"htmt.{one}.{two}"], rel=1e-8)


def test_loadings_follow_from_three_correlations(likeness, golden):
    given = [golden[f"second_htmt.{name}"] for name in NAMES]
    assert above(likeness)[0] == pytest.approx(given, rel=1e-8)


def test_loadings_are_near_those_of_a_second_order_model(likeness, golden):
    given = [golden[f"second_ml.{name}"] for name in NAMES]
    # The questions of a topic do not weigh equally here, which is what makes the difference.
    assert above(likeness)[0] == pytest.approx(given, abs=0.03)


def test_ratio_by_hand():
    correlation = np.array(
        [[[1, 0.5, 0.3, 0.3], [0.5, 1, 0.3, 0.3], [0.3, 0.3, 1, 0.72], [0.3, 0.3, 0.72, 1]]]
    )
    assert ratios(correlation, np.array([0, 0, 1, 1]))[0, 0, 1] == pytest.approx(0.3 / 0.6)


def test_loadings_by_hand():
    likeness = np.array([[[1, 0.56, 0.48], [0.56, 1, 0.42], [0.48, 0.42, 1]]])
    assert above(likeness)[0] == pytest.approx([0.8, 0.7, 0.6])


def test_topic_of_one_question_has_no_ratio():
    correlation = np.array([[[1, 0.5, 0.3], [0.5, 1, 0.3], [0.3, 0.3, 1]]])
    assert np.isnan(ratios(correlation, np.array([0, 0, 1]))[0, 0, 1])


def answers(correlation, schools=40, each=12, seed=5):
    """Three topics of three questions each, the topics as alike as ``correlation`` says."""
    rng = np.random.default_rng(seed)
    whole = np.full((3, 3), correlation) + (1 - correlation) * np.eye(3)
    topics = rng.multivariate_normal(np.zeros(3), whole, size=schools * each)
    items = np.repeat(topics, 3, axis=1) + 0.7 * rng.normal(size=(schools * each, 9))
    return pd.DataFrame(items, columns=sum(TOPICS.values(), [])), pd.Series(
        np.repeat(np.arange(schools), each)
    )


def test_interval_holds_what_was_planted():
    items, school = answers(0.5)
    two = {name: TOPICS[name] for name in ("first", "third")}
    found = alike(items, two, school)
    assert found.low < 0.5 < found.high


def test_smallest_loading_holds_what_was_planted():
    found = smallest_loading(*_arguments(answers(0.49)))
    assert found.low < 0.7 < found.high + 0.05


def _arguments(drawn):
    items, school = drawn
    return items, TOPICS, school


def test_topics_that_do_not_go_together_have_nothing_above_them():
    assert smallest_loading(*_arguments(answers(0.0))).high < 0.5


def test_open_answers_count_for_the_others():
    items, school = answers(0.5)
    holes = items.mask(np.random.default_rng(1).random(items.shape) < 0.1)
    found = alike(holes, {name: TOPICS[name] for name in ("first", "third")}, school)
    assert found.estimate == pytest.approx(0.5, abs=0.12)


def test_few_people_have_no_number():
    items, school = answers(0.5, schools=2, each=5)
    assert np.isnan(smallest_loading(items, TOPICS, school).estimate)


def test_nobody_answered_has_no_number():
    items, school = answers(0.5)
    assert smallest_loading(items * np.nan, TOPICS, school).n_persons == 0


def test_few_clusters_have_no_interval():
    items, school = answers(0.5, schools=6, each=30)
    found = smallest_loading(items, TOPICS, school)
    assert np.isfinite(found.estimate)
    assert np.isnan(found.low)
