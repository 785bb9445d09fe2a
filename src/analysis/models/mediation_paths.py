"""Which arrows a mediation has, and their sizes as regressions on a covariance matrix.

The same arithmetic serves people within teams, teams, and teams without the noise of their means:
only the covariance matrix differs. Everything works on many matrices at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

ORDERS = ("parallel", "serial")
_SINGULAR = 1e-10
_UNSURE = 1e-4  # a pivot of a correlation matrix below which elimination loses digits

Arrow = tuple[str, str]


@dataclass(frozen=True)
class Arrows:
    """Regressions of a mediation at one level, and the ways from exposure to outcome.

    Attributes
    ----------
    columns : tuple of str
        Rows and columns of the covariance matrix.
    exposure, outcome : str
    predictors : dict of str to tuple of str
        What each mediator and the outcome is regressed on, covariates included.
    names : tuple of (str, str)
        The arrows that are reported: from exposure and mediators, not from covariates.
    """

    columns: tuple[str, ...]
    exposure: str
    outcome: str
    predictors: dict[str, tuple[str, ...]]
    names: tuple[Arrow, ...]

    @property
    def ways(self) -> list[tuple[str, ...]]:
        """Every way from exposure to outcome, the direct one first."""
        found, open_ends = [], [(self.exposure,)]
        while open_ends:
            way = open_ends.pop(0)
            nexts = [target for source, target in self.names if source == way[-1]]
            found += [(*way, self.outcome)] if self.outcome in nexts else []
            open_ends += [(*way, target) for target in nexts if target != self.outcome]
        return found

    def sizes(self, covariance: np.ndarray) -> np.ndarray:
        """Regress: covariance (..., k, k) to arrows (..., a); NaN where a regression has no end."""
        pairs = np.moveaxis(covariance, (-2, -1), (0, 1))  # one number of all matrices at a time
        out = {}
        for target, sources in self.predictors.items():
            at = [self.columns.index(name) for name in sources]
            to = self.columns.index(target)
            slopes = _solved(pairs[np.ix_(at, at)], pairs[at, to])
            out.update({(s, target): slopes[i] for i, s in enumerate(sources)})
        return _last([out[name] for name in self.names])

    def effects(self, sizes: np.ndarray) -> np.ndarray:
        """Multiply along each way: arrows (..., a) to (direct, each indirect, their sum, total)."""
        at = {name: sizes[..., i] for i, name in enumerate(self.names)}
        ways = [_product([at[arrow] for arrow in zip(w, w[1:], strict=False)]) for w in self.ways]
        indirect = sum(ways[1:])
        return _last([*ways, indirect, ways[0] + indirect])


def arrows(
    columns: Sequence[str],
    *,
    exposure: str,
    mediators: Sequence[str],
    outcome: str,
    order: str,
) -> Arrows:
    """Draw the arrows among the columns that vary at a level.

    Parameters
    ----------
    columns : sequence of str
        Those of exposure, covariates, mediators and outcome that vary at this level.
    exposure, outcome : str
    mediators : sequence of str
        In their order in time when ``order`` is "serial".
    order : str
        "parallel": mediators do not act on each other; "serial": earlier ones act on later ones.

    Returns
    -------
    Arrows
        Without an exposure at this level, only what the mediators do to each other and to the
        outcome.
    """
    chain = [name for name in mediators if name in columns]
    first = [name for name in columns if name not in (*chain, outcome)]
    predictors = {
        name: (*first, *(chain[:i] if order == "serial" else ())) for i, name in enumerate(chain)
    }
    predictors[outcome] = (*first, *chain)
    told = {exposure, *chain}
    names = [(s, t) for t, sources in predictors.items() for s in sources if s in told]
    kept = {target: sources for target, sources in predictors.items() if sources}
    return Arrows(tuple(columns), exposure, outcome, kept, tuple(names))


def _product(factors: list[np.ndarray]) -> np.ndarray:
    out = factors[0]
    for factor in factors[1:]:
        out = out * factor
    return out


def _last(parts: list[np.ndarray]) -> np.ndarray:
    """Put arrays side by side on a last axis, each of them still in one piece of memory."""
    stacked = np.stack(parts)
    return stacked.T if stacked.ndim < 3 else np.moveaxis(stacked, 0, -1)


def _solved(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Solve many small systems, (k, k, ...) and (k, ...); NaN where predictors repeat each other.

    Elimination over all systems at once: (k, k, d) instead of d times (k, k). The few in which
    it meets a small number on the way, as indefinite matrices may have, are solved one by one.
    """
    k, shape = left.shape[0], left.shape[2:]
    left, right = left.reshape(k, k, -1), right.reshape(k, -1)
    size = np.sqrt(np.abs(np.stack([left[i, i] for i in range(k)])))
    size[~(size > 0)] = 1.0
    scaled = left / (size[:, None] * size[None])
    slopes, whole, least = _eliminated(scaled, right / size)
    slopes /= size
    slopes[:, ~(np.abs(whole) > _SINGULAR)] = np.nan
    for at in np.flatnonzero(least < _UNSURE):
        slopes[:, at] = _one(scaled[:, :, at], right[:, at] / size[:, at]) / size[:, at]
    return slopes.reshape(k, *shape)


def _eliminated(left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gauss without exchange of rows: solution, determinant and smallest pivot of each system."""
    a, b, k = left.copy(), right.copy(), len(left)
    whole, least = np.ones(a.shape[-1]), np.full(a.shape[-1], np.inf)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for i in range(k):
            whole *= a[i, i]
            least = np.minimum(least, np.abs(a[i, i]))
            for j in range(i + 1, k):
                factor = a[j, i] / a[i, i]
                a[j, i + 1 :] -= factor * a[i, i + 1 :]
                b[j] -= factor * b[i]
        for i in range(k - 1, -1, -1):
            b[i] -= (a[i, i + 1 :] * b[i + 1 :]).sum(axis=0)
            b[i] /= a[i, i]
    return b, whole, least


def _one(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    if not np.isfinite(left).all() or not abs(np.linalg.det(left)) > _SINGULAR:
        return np.full(len(left), np.nan)
    return np.linalg.solve(left, right)
