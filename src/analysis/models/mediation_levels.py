"""The arrows of a mediation within teams, between them and without noise, for weights of teams.

Cross products within and between teams are sums over teams, so all sets of weights (draws of a
bootstrap, teams left out) cost one product of matrices: weights times what each team adds.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np

from analysis.measures.moments import Moments
from analysis.models.mediation_latent import given_aside, latent_covariances, team_sums
from analysis.models.mediation_paths import Arrow, Arrows

EXACT, NEAR = 1e-11, 1e-6  # how far the latent model is fitted: for numbers shown, for draws
_BLOCK = 500  # sets of weights for which the latent model is fitted at once


class Levels:
    """The chosen sets of arrows, and how they follow from weights of teams.

    Parameters
    ----------
    sums : Moments
        Of exposure, covariates, mediators and outcome, by team.
    varies : array of bool, shape (k,)
        Which of them differ among people of one team.
    names : sequence of str
        Among within, between and latent.
    levels : list of Arrows
        Of each of ``names``.
    """

    def __init__(
        self, sums: Moments, varies: np.ndarray, names: Sequence[str], levels: list[Arrows]
    ) -> None:
        self._sums, self._names, self._levels = sums, list(names), levels
        self._teams = team_sums(sums, varies)
        self._cuts = np.cumsum([len(level.names) for level in levels])[:-1]
        self._start: tuple[np.ndarray, np.ndarray] | None = None
        means = sums.means - sums.sums.sum(axis=0) / sums.n.sum()
        totals = sums.n[:, None] * means
        squares = np.einsum("ui,uj->uij", totals, means)
        added = [sums.n[:, None], totals, _halves(squares), _halves(self._teams.within)]
        self._added = np.hstack(added).T.copy()

    def sizes(self, weights: np.ndarray, *, close: float = EXACT) -> np.ndarray:
        """Arrows of all levels behind each other, for each set of weights; (d, arrows)."""
        added = self._added @ weights.T  # a row per sum, a column per set of weights
        found = []
        for name, level in zip(self._names, self._levels, strict=True):
            if name == "latent":
                found.append(self._latent(level, weights, close))
            else:
                sides = self._between(added) if name == "between" else self._within(added)
                found.append(level.sizes(_squares(sides)))
        return np.concatenate(found, axis=1)

    def _between(self, added: np.ndarray) -> np.ndarray:
        k = len(self._sums.columns)
        totals, (rows, columns, _place) = added[1 : k + 1], _triangle(k)
        return added[k + 1 : k + 1 + len(rows)] - totals[rows] * totals[columns] / added[0]

    def _within(self, added: np.ndarray) -> np.ndarray:
        return added[-len(_triangle(len(self._teams.both))[0]) :]

    def _latent(self, level: Arrows, weights: np.ndarray, close: float) -> np.ndarray:
        if self._start is None:
            whole = np.ones((1, self._sums.n_units))
            within, between = latent_covariances(self._teams, whole)
            left = given_aside(self._teams, between)
            self._start = within[0], left[0]
        blocks = [weights[i : i + _BLOCK] for i in range(0, len(weights), _BLOCK)]
        return np.concatenate([
            level.sizes(latent_covariances(self._teams, part, start=self._start, close=close)[1])
            for part in blocks
        ])  # fmt: skip

    def everything(self, sizes: np.ndarray) -> np.ndarray:
        """Arrows, effects and contextual differences; (..., arrows) to (..., rows)."""
        parts = np.split(sizes, self._cuts, axis=-1)
        out = []
        for level, part in zip(self._levels, parts, strict=True):
            out.append(part[..., _indirect_arrows(level)])
            out += [level.effects(part)] if level.ways else []
        if self._shared:
            within, between = (np.array(at) for at in zip(*self._shared, strict=True))
            first, second = (parts[self._names.index(name)] for name in ("within", "between"))
            out.append(second[..., between] - first[..., within])
        return np.concatenate(out, axis=-1)

    @property
    def _shared(self) -> list[tuple[int, int]]:
        """Positions, within and between, of arrows that both levels have."""
        if not {"within", "between"} <= set(self._names):
            return []
        within, between = (
            self._levels[self._names.index(name)].names for name in ("within", "between")
        )
        return [(i, between.index(arrow)) for i, arrow in enumerate(within)]

    def rows(self) -> dict[str, list[str]]:
        """Name what ``everything`` gives, in its order."""
        rows: list[tuple[str, str, str]] = []
        for name, level in zip(self._names, self._levels, strict=True):
            rows += [(name, _joined(level.names[i]), "arrow") for i in _indirect_arrows(level)]
            if level.ways:
                kinds = ["direct"] + ["way"] * (len(level.ways) - 1)
                ways = zip(level.ways, kinds, strict=True)
                rows += [(name, _joined(way), kind) for way, kind in ways]
                rows += [(name, "indirect", "indirect"), (name, "total", "total")]
        names = self._levels[0].names
        rows += [("contextual", _joined(names[i]), "arrow") for i, _b in self._shared]
        columns = zip(*rows, strict=True)
        return dict(zip(("level", "path", "kind"), map(list, columns), strict=True))


def _indirect_arrows(level: Arrows) -> list[int]:
    """Positions of the arrows but the direct one, which stands among the effects."""
    direct = (level.exposure, level.outcome)
    return [i for i, arrow in enumerate(level.names) if arrow != direct]


def _joined(way: Arrow | tuple[str, ...]) -> str:
    return " > ".join(way)


@cache
def _triangle(k: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows and columns of an upper triangle, and where each place of the matrix is among them."""
    rows, columns = np.triu_indices(k)
    place = np.empty((k, k), dtype=int)
    place[rows, columns] = place[columns, rows] = np.arange(len(rows))
    return rows, columns, place


def _halves(matrices: np.ndarray) -> np.ndarray:
    """Upper triangle of symmetric matrices, (U, k, k) to (U, k (k + 1) / 2)."""
    rows, columns, _place = _triangle(matrices.shape[-1])
    return matrices[:, rows, columns]


def _squares(halves: np.ndarray) -> np.ndarray:
    """Whole matrices again: (k (k + 1) / 2, d) to (d, k, k), the numbers of one place together."""
    _rows, _columns, place = _triangle(int(np.sqrt(2 * len(halves))))
    return halves[place].transpose(2, 0, 1)
