from dataclasses import replace

import numpy as np
import pytest

from analysis.example.expected import expected
from analysis.example.questionnaire import scales

EVERYONE = {"not_applicable": 0, "dont_know": 0, "prefer_not": 0, "skipped": 0}


def turned(people, wave, scale):
    plan = replace(
        people.plan,
        nonanswer=EVERYONE,
        response_base=99.0,
        response_on_safety=0.0,
        careless_share=0.0,
    )
    people = replace(people, plan=plan)
    asked = people.respondents(wave)
    asked = asked.chosen(~people.leads(asked.seat))
    ticked = people.ticked(wave, scale, asked).astype(float)
    return np.where(scales()[scale].reverse, 6 - ticked, ticked), people.where.seat_team[asked.seat]


def alpha(items):
    n = items.shape[1]
    return n / (n - 1) * (1 - items.var(axis=0).sum() / items.sum(axis=1).var())


def icc1(score, unit):
    n = np.bincount(unit)
    mean = np.bincount(unit, score) / n
    between = (n * (mean - score.mean()) ** 2).sum() / (len(n) - 1)
    within = ((score - mean[unit]) ** 2).sum() / (len(score) - len(n))
    size = (len(score) - (n**2).sum() / len(score)) / (len(n) - 1)
    return (between - within) / (between + (size - 1) * within)


@pytest.mark.parametrize("scale", ["psysafe", "hind_fear", "lead_learn", "intent"])
def test_reliability_and_spread_are_what_the_series_says(scale, large):
    items, _team = turned(large, "2023", scale)
    found = expected(scale)
    assert alpha(items) == pytest.approx(found.alpha, abs=0.01)
    assert items.mean(axis=1).std() == pytest.approx(found.sd, rel=0.02)


@pytest.mark.parametrize("scale", ["psysafe", "hind_fear", "lead_learn", "intent"])
def test_teams_differ_as_much_as_the_series_says(scale, large):
    items, team = turned(large, "2023", scale)
    assert icc1(items.mean(axis=1), team) == pytest.approx(expected(scale).icc1_team, abs=0.015)


def test_planted_safety_is_as_alike_within_teams_as_studies_find():
    found = expected("psysafe")
    assert 0.10 < found.icc1_team < 0.20
    assert 0.70 < found.alpha < 0.85


def test_a_single_question_has_no_reliability():
    assert np.isnan(expected("jobsat").alpha)
