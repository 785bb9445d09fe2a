"""Which arrows a mediation has, and their sizes as regressions on a covariance matrix.

The same arithmetic serves people within teams, teams, and teams without the noise of their means:
only the covariance matrix differs. Everything works on many matrices at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

ORDERS = ("parallel", "serial")
_SINGULAR = 1e-10

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
        out = {}
        for target, sources in self.predictors.items():
            at = [self.columns.index(name) for name in sources]
            to = self.columns.index(target)
            slopes = _solved(covariance[..., at, :][..., at], covariance[..., at, to])
            out.update({(s, target): slopes[..., i] for i, s in enumerate(sources)})
        return np.stack([out[name] for name in self.names], axis=-1)

    def effects(self, sizes: np.ndarray) -> np.ndarray:
        """Multiply along each way: arrows (..., a) to (direct, each indirect, their sum, total)."""
        at = {name: sizes[..., i] for i, name in enumerate(self.names)}
        ways = [_product([at[arrow] for arrow in zip(w, w[1:], strict=False)]) for w in self.ways]
        indirect = sum(ways[1:])
        return np.stack([*ways, indirect, ways[0] + indirect], axis=-1)


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


def _solved(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Solve many small systems; NaN for those whose predictors repeat each other."""
    size = np.sqrt(np.abs(np.diagonal(left, axis1=-2, axis2=-1)))
    size = np.where(size > 0, size, 1.0)
    scaled = left / (size[..., :, None] * size[..., None, :])
    bad = ~(np.abs(np.linalg.det(scaled)) > _SINGULAR)
    scaled = np.where(bad[..., None, None], np.eye(left.shape[-1]), scaled)
    slopes = np.linalg.solve(scaled, (right / size)[..., None])[..., 0] / size
    return np.where(bad[..., None], np.nan, slopes)
