"""Pairs of people who may take each other's place."""

import numpy as np


def ranked(groups: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Give each element a random rank within its group, from 0."""
    order = np.lexsort((rng.random(len(groups)), groups))
    sorted_groups = groups[order]
    first = np.searchsorted(sorted_groups, sorted_groups)
    ranks = np.empty(len(groups), dtype=int)
    ranks[order] = np.arange(len(groups)) - first
    return ranks


def pairs(
    left: np.ndarray, right: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Pair elements of two lists at random within groups, each used at most once.

    Returns
    -------
    tuple of int arrays
        Positions in ``left`` and in ``right``; element k of both is a pair.
    """
    width = max(len(left), len(right), 1)
    keys = (group * width + ranked(group, rng) for group in (left, right))
    _, in_left, in_right = np.intersect1d(*keys, assume_unique=True, return_indices=True)
    return in_left, in_right


def couples(groups: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Pair the elements of one list with each other at random within groups."""
    ranks = ranked(groups, rng)
    even, odd = np.flatnonzero(ranks % 2 == 0), np.flatnonzero(ranks % 2)
    width = max(len(groups), 1)
    _, first, second = np.intersect1d(
        groups[even] * width + ranks[even],
        groups[odd] * width + ranks[odd] - 1,
        assume_unique=True,
        return_indices=True,
    )
    return even[first], odd[second]
