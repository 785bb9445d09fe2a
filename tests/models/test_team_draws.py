"""Counts of teams drawn again are those of the numbers that were drawn."""

import numpy as np
import pytest

from analysis.models.team_draws import drawn_teams


def counted(teams, draws, seed):
    """Count one row at a time what one call of the generator gives."""
    drawn = np.random.default_rng(seed).integers(0, teams, (draws, teams))
    return np.array([np.bincount(row, minlength=teams) for row in drawn])


@pytest.mark.parametrize("draws", [1, 499, 500, 501, 1_203])
def test_blocks_count_what_one_call_would_have_drawn(draws):
    again = drawn_teams(7, draws, np.random.default_rng(3))
    np.testing.assert_array_equal(again, counted(7, draws, 3))


def test_every_draw_has_as_many_teams_as_there_are():
    again = drawn_teams(13, 800, np.random.default_rng(1))
    assert set(again.sum(axis=1)) == {13.0}


def test_one_team_is_drawn_each_time():
    assert drawn_teams(1, 3, np.random.default_rng(1)).tolist() == [[1.0], [1.0], [1.0]]


def test_no_draws_give_no_rows():
    assert drawn_teams(5, 0, np.random.default_rng(1)).shape == (0, 5)
