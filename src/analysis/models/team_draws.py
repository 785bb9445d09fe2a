"""Teams drawn again: how often each of them is in a draw, for sums that are weighted by it."""

import numpy as np

# Draws that are counted at once. Arrays of this size are handed out again by the allocator; those
# of all draws together would be new pages of memory each time, which costs more than the drawing.
_BLOCK = 500


def drawn_teams(teams: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Draw as many teams as there are, with replacement, and count them.

    Parameters
    ----------
    teams : int
    draws : int
    rng : Generator
        Its numbers are those of one ``rng.integers(0, teams, (draws, teams))``.

    Returns
    -------
    array, shape (draws, teams)
        How often each team is drawn; each row adds up to ``teams``.
    """
    counts = np.empty((draws, teams))
    first = (teams * np.arange(min(_BLOCK, draws)))[:, None]  # each draw counts in its own cells
    for start in range(0, draws, _BLOCK):
        block = counts[start : start + _BLOCK]
        drawn = rng.integers(0, teams, block.shape)
        drawn += first[: len(block)]
        block[:] = np.bincount(drawn.reshape(-1), minlength=block.size).reshape(block.shape)
    return counts
