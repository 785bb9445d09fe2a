"""Arrows for weights of teams: what a weight of none, one or two stands for."""

import numpy as np
import pandas as pd
import pytest

from analysis.measures.moments import moments
from analysis.models.mediation_levels import Levels
from analysis.models.mediation_paths import arrows

COLUMNS = ["x", "m", "y"]
NAMES = ["within", "between", "latent"]


@pytest.fixture(scope="module")
def people():
    rng = np.random.default_rng(4)
    team = np.repeat(np.arange(12), rng.integers(3, 8, 12))
    table = pd.DataFrame(rng.normal(size=(len(team), 3)), columns=COLUMNS)
    return (table + rng.normal(size=(12, 3))[team]).assign(team=team)


def levels(people, names=NAMES):
    sums = moments(people, COLUMNS, by="team")
    drawn = arrows(COLUMNS, exposure="x", mediators=["m"], outcome="y", order="parallel")
    return Levels(sums, np.ones(3, dtype=bool), names, [drawn for _name in names])


def test_a_team_that_counts_for_nothing_might_as_well_not_be_there(people):
    weights = np.ones((1, 12))
    weights[0, 5] = 0
    rest = levels(people[people["team"] != 5]).sizes(np.ones((1, 11)))
    np.testing.assert_allclose(levels(people).sizes(weights), rest, rtol=1e-6)


def test_many_sets_of_weights_give_what_each_gives_by_itself(people):
    model, weights = levels(people), 1.0 + np.random.default_rng(1).integers(0, 3, (30, 12))
    alone = np.concatenate([model.sizes(row[None]) for row in weights])
    np.testing.assert_allclose(model.sizes(weights), alone, rtol=1e-8)


def test_too_few_teams_for_the_latent_model_have_no_arrows_and_disturb_no_others(people):
    few, all_teams = np.zeros(12), np.ones(12)
    few[[0, 1, 8, 10, 11]] = 2
    found = levels(people, ["latent"]).sizes(np.stack([few, all_teams]))
    assert np.isnan(found[0]).all()
    alone = levels(people, ["latent"]).sizes(all_teams[None])
    np.testing.assert_allclose(found[1], alone[0], rtol=1e-8)


def test_each_level_is_what_it_is_beside_the_others(people):
    together = np.split(levels(people).sizes(np.ones((1, 12))), 3, axis=1)
    for name, part in zip(NAMES, together, strict=True):
        alone = levels(people, [name]).sizes(np.ones((1, 12)))
        np.testing.assert_allclose(part, alone, rtol=1e-9)


def test_rows_name_what_there_is(people):
    model = levels(people)
    rows = model.rows()
    assert len(rows["path"]) == model.everything(np.zeros(9)).shape[0]
    assert set(rows["level"]) == {*NAMES, "contextual"}
