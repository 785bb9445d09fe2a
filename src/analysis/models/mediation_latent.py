"""Covariances within and between teams by maximum likelihood, the noise of team means left out.

A mean of a few people is a noisy measure of their team. The two-level model says how the teams
themselves vary; columns that a team has as a whole are taken as given. Many sets of weights of
teams (draws of a bootstrap, teams left out) are fitted at once.
"""

from copy import copy
from dataclasses import dataclass

import numpy as np

from analysis.measures.moments import Moments

_STEPS = 100
_CLOSE = 1e-10
_HALVINGS = 12
_SMALL = 1e-9


@dataclass(frozen=True, eq=False)
class TeamSums:
    """Cross products, team by team, of columns that vary within teams and of those that do not.

    Attributes
    ----------
    both : array of int
        Positions of columns that vary within teams.
    given : array of int
        Positions of columns that a team has as a whole.
    within : array, shape (U, q, q)
        Around the mean of the team, of ``both``.
    means : array, shape (U, 1 + g + q)
        One, ``given``, ``both``: means, centred at the mean of all people.
    sizes : array, shape (s,)
        The different team sizes.
    which : array of int, shape (U,)
        Position of each team's size among them.
    """

    both: np.ndarray
    given: np.ndarray
    within: np.ndarray
    means: np.ndarray
    sizes: np.ndarray
    which: np.ndarray


def team_sums(sums: Moments, varies: np.ndarray) -> TeamSums:
    """Prepare the model; ``varies`` says which columns vary within teams."""
    both, given = np.flatnonzero(varies), np.flatnonzero(~varies)
    centre = sums.sums.sum(axis=0) / sums.n.sum()
    within = sums.products - np.einsum("ui,uj->uij", sums.sums, sums.means)
    means = sums.means - centre
    sizes, which = np.unique(sums.n, return_inverse=True)
    columns = np.column_stack([np.ones(len(means)), means[:, given], means[:, both]])
    return TeamSums(both, given, within[:, both][:, :, both], columns, sizes, which)


def latent_covariances(
    sums: TeamSums,
    weights: np.ndarray,
    *,
    start: tuple[np.ndarray, np.ndarray] | None = None,
    close: float = _CLOSE,
) -> tuple[np.ndarray, np.ndarray]:
    """Fit the two-level model to each set of weights by Fisher's scoring.

    Parameters
    ----------
    sums : TeamSums
    weights : array, shape (d, U)
        How often each team counts.
    start : tuple of array, shape (q, q) each, optional
        Covariances of the ``both`` columns within and between teams to begin with.
    close : float
        Relative change at which to stop.

    Returns
    -------
    tuple of array
        Covariances within teams of the ``both`` columns, shape (d, q, q), and between teams of
        all columns in their own order, shape (d, k, k). A variance between teams may be negative,
        as in other programs. NaN for weights that leave too few teams to tell them.

    Source
    ------
    Muthen (1994), Sociological Methods & Research 22, 376-398; equals R ``lavaan`` for a model
    with all paths at both levels.
    """
    model = _Model(sums, weights)
    within, between = model.start() if start is None else model.repeated(start)
    busy = np.arange(len(weights))
    part = model
    for _step in range(_STEPS):
        moved = part.step(within[busy], between[busy])
        change = np.maximum(
            *(_relative(new, old[busy]) for new, old in zip(moved, (within, between), strict=True))
        )
        within[busy], between[busy] = moved
        if not (change >= close).any():
            break
        if not (change >= close).all():
            busy = busy[change >= close]
            part = model.take(busy)
    return within, model.all_columns(within, between)


def _relative(new: np.ndarray, old: np.ndarray) -> np.ndarray:
    """Largest change in each set, on the scale of correlations."""
    scale = np.sqrt(np.abs(np.diagonal(new, axis1=-2, axis2=-1))) + _SMALL
    change = np.abs(new - old) / (scale[:, :, None] * scale[:, None, :])
    return change.max(axis=(1, 2))


class _Model:
    """Cross products under each set of weights, and one step of scoring."""

    def __init__(self, sums: TeamSums, weights: np.ndarray) -> None:
        self.sums, self.q, self.g = sums, len(sums.both), 1 + len(sums.given)
        units = len(sums.which)
        outer = np.einsum("ui,uj->uij", sums.means, sums.means).reshape(units, -1)
        size = sums.means.shape[1]
        self.teams = np.empty((len(weights), len(sums.sizes)))
        self.squares = np.empty((len(weights), len(sums.sizes), size, size))
        for at in range(len(sums.sizes)):
            own = sums.which == at
            self.teams[:, at] = weights[:, own].sum(axis=1)
            self.squares[:, at] = (weights[:, own] @ outer[own]).reshape(-1, size, size)
        self.people = self.teams @ sums.sizes
        flat = sums.within.reshape(units, -1)
        self.pooled = (weights @ flat).reshape(-1, self.q, self.q)
        self.free = self.people - self.teams.sum(axis=1)
        self.double = _duplication(self.q)

    def take(self, at: np.ndarray) -> "_Model":
        """Keep some of the sets of weights."""
        part = copy(self)
        for name in ("teams", "squares", "people", "pooled", "free"):
            setattr(part, name, getattr(self, name)[at])
        return part

    def start(self) -> tuple[np.ndarray, np.ndarray]:
        """Within: pooled. Between: half of what the means vary, which is always possible."""
        within = self.pooled / self.free[:, None, None]
        left = self._left(np.zeros((len(within), self.g, self.q)))
        teams = self.teams.sum(axis=1)[:, None, None]
        return within, left.sum(axis=1) / teams / 2

    def repeated(self, start: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """Begin every set of weights at the same covariances, where those are possible."""
        within, between = (np.tile(part, (len(self.people), 1, 1)) for part in start)
        own = self.start()
        bad = ~self._possible(within, between)
        within[bad], between[bad] = own[0][bad], own[1][bad]
        return within, between

    def step(self, within: np.ndarray, between: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        n = self.sums.sizes[:, None, None]
        spread = np.linalg.inv(within[:, None] + n * between[:, None])  # of team means, times n
        left = n * self._left(self._fitted(spread))
        pull = spread @ left @ spread - self.teams[..., None, None] * spread
        own = np.linalg.inv(within)
        slope = own @ self.pooled @ own - self.free[:, None, None] * own
        by_within = slope + pull.sum(axis=1)
        by_between = (n * pull).sum(axis=1)
        gradient = np.concatenate([self._half(by_within), self._half(by_between)], axis=1)
        pairs = _kronecker(spread)
        blocks = [
            np.einsum("ds,dsij->dij", self.teams * self.sums.sizes**power, pairs)
            for power in (0, 1, 2)
        ]
        blocks[0] += self.free[:, None, None] * _kronecker(own)
        corners = [self.double.T @ block @ self.double for block in blocks]
        information = np.block([[corners[0], corners[1]], [corners[1], corners[2]]])
        move = _solved(information, gradient[..., None])[..., 0]
        lost = np.isnan(move).any(axis=1)
        move[lost] = 0.0
        first, second = (self._full(half) for half in np.split(move, 2, axis=1))
        moved = self._moved(within, between, first, second)
        for matrix in moved:
            matrix[lost] = np.nan
        return moved

    def _moved(
        self, within: np.ndarray, between: np.ndarray, first: np.ndarray, second: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Shorten the step of a draw whose covariances would become impossible."""
        share = np.ones((len(within), 1, 1))
        for _halving in range(_HALVINGS):
            new = within + share * first, between + share * second
            bad = ~self._possible(*new)
            if not bad.any():
                return new
            share[bad] /= 2
        new[0][bad], new[1][bad] = within[bad], between[bad]
        return new

    def _possible(self, within: np.ndarray, between: np.ndarray) -> np.ndarray:
        largest = within + self.sums.sizes.max() * between
        lowest = [np.linalg.eigvalsh(matrix)[:, 0] for matrix in (within, largest)]
        return (lowest[0] > 0) & (lowest[1] > 0)

    def _fitted(self, spread: np.ndarray) -> np.ndarray:
        """Regress team means on what is given, by generalised least squares; (d, g, q)."""
        g, weight = self.g, self.sums.sizes[:, None, None] * spread
        left = np.einsum("dsab,dsij->dabij", self.squares[..., :g, :g], weight)
        right = np.einsum("dsaj,dsij->dai", self.squares[..., :g, g:], weight)
        size = g * self.q
        system = left.transpose(0, 1, 3, 2, 4).reshape(-1, size, size)
        return _solved(system, right.reshape(-1, size, 1)).reshape(-1, g, self.q)

    def _left(self, slopes: np.ndarray) -> np.ndarray:
        """Cross products of what is left of the means, by team size, shape (d, s, q, q)."""
        draws = len(slopes)
        ones = np.broadcast_to(np.eye(self.q), (draws, self.q, self.q))
        row = np.concatenate([-slopes.transpose(0, 2, 1), ones], axis=2)[:, None]
        return row @ self.squares @ row.transpose(0, 1, 3, 2)

    def _half(self, matrix: np.ndarray) -> np.ndarray:
        return matrix.reshape(len(matrix), -1) @ self.double

    def _full(self, half: np.ndarray) -> np.ndarray:
        return (half @ self.double.T).reshape(-1, self.q, self.q)

    def all_columns(self, within: np.ndarray, between: np.ndarray) -> np.ndarray:
        """Add the given columns: their own covariance, and through it that of the others."""
        sums, g = self.sums, self.g
        n = sums.sizes[:, None, None]
        slopes = self._fitted(np.linalg.inv(within[:, None] + n * between[:, None]))[:, 1:]
        size = len(sums.both) + len(sums.given)
        out = np.empty((len(within), size, size))
        whole = self.squares.sum(axis=1)
        teams = whole[:, :1, :1]
        apart = whole[:, 1:g, 1:g] - whole[:, 1:g, :1] @ whole[:, :1, 1:g] / teams
        given = apart / teams
        crossed = given @ slopes
        out[np.ix_(range(len(out)), sums.given, sums.given)] = given
        out[np.ix_(range(len(out)), sums.given, sums.both)] = crossed
        out[np.ix_(range(len(out)), sums.both, sums.given)] = crossed.transpose(0, 2, 1)
        through = slopes.transpose(0, 2, 1) @ crossed
        out[np.ix_(range(len(out)), sums.both, sums.both)] = between + through
        return out


def given_aside(sums: TeamSums, between: np.ndarray) -> np.ndarray:
    """Covariance between teams of the ``both`` columns, what is given taken out; (d, q, q)."""
    draws = range(len(between))
    both = between[np.ix_(draws, sums.both, sums.both)]
    crossed = between[np.ix_(draws, sums.given, sums.both)]
    given = between[np.ix_(draws, sums.given, sums.given)]
    return both - crossed.transpose(0, 2, 1) @ np.linalg.solve(given, crossed)


def _solved(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Solve systems (d, p, p) for (d, p, c); NaN for those without one answer."""
    try:
        return np.linalg.solve(left, right)
    except np.linalg.LinAlgError:
        return np.stack([_one(*pair) for pair in zip(left, right, strict=True)])


def _one(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    try:
        return np.linalg.solve(left, right)
    except np.linalg.LinAlgError:
        return np.full_like(right, np.nan)


def _kronecker(matrix: np.ndarray) -> np.ndarray:
    size = matrix.shape[-1] ** 2
    pairs = np.einsum("...ij,...kl->...ikjl", matrix, matrix)
    return pairs.reshape(*matrix.shape[:-2], size, size)


def _duplication(size: int) -> np.ndarray:
    """From the lower triangle of a symmetric matrix to all of its elements, shape (q^2, q~)."""
    rows, columns = np.tril_indices(size)
    out = np.zeros((size * size, len(rows)))
    for at, (i, j) in enumerate(zip(rows, columns, strict=True)):
        out[i * size + j, at] = out[j * size + i, at] = 1.0
    return out
