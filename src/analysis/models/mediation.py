"""Ways from exposure to outcome through what lies between, for people in teams.

Without an order in time this is a decomposition of associations, and a page must call it so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.measures.moments import Moments, moments
from analysis.models.mediation_latent import given_aside, latent_covariances, team_sums
from analysis.models.mediation_paths import ORDERS, Arrow, Arrows, arrows
from analysis.models.regression_sums import chosen, refuse_repetition

LEVELS = ("within", "between", "latent")
DRAWS = 2_000
MONTE_CARLO = 20_000
_SAME = 1e-10  # share of variance within teams below which a column belongs to the team
_NUDGE = 1e-4
_EXACT, _NEAR = 1e-11, 1e-6  # how far the latent model is fitted: for numbers shown, for draws
_BLOCK = 500  # sets of weights that are fitted at once
_LEAST_TEAMS = 5


@dataclass(frozen=True, eq=False)
class Mediation:
    """Paths and effects of a mediation within and between teams.

    Attributes
    ----------
    design : str
        "2-1-1" when the exposure belongs to the team, "1-1-1" when people in a team differ in it.
    order : str
        "parallel" or "serial".
    paths : DataFrame, one row per level and path
        level: within (people compared with their team), between (observed team means), latent
        (teams without the noise of their means) or contextual (between minus within). path: names
        joined by " > ", or "indirect" (the sum of the ways through mediators) or "total". kind:
        arrow, direct, way, indirect or total. estimate; se (infinitesimal jackknife over teams);
        low and high (percentiles of teams drawn again); mc_low and mc_high (Monte Carlo).
    n_people, n_teams : int
    draws : int
        Bootstrap draws in which every regression had an answer.
    interval_level : float
    """

    design: str
    order: str
    paths: pd.DataFrame
    n_people: int
    n_teams: int
    draws: int
    interval_level: float


def mediation(
    people: pd.DataFrame,
    *,
    exposure: str,
    mediators: Sequence[str],
    outcome: str,
    unit: str | pd.Series,
    seed: int,
    covariates: Sequence[str] = (),
    order: str = "parallel",
    levels: Sequence[str] = LEVELS,
    draws: int = DRAWS,
    monte_carlo: int = MONTE_CARLO,
    interval_level: float = 0.95,
) -> Mediation:
    """Split the relation of exposure and outcome into a direct one and ways through mediators.

    Parameters
    ----------
    people : DataFrame, one row per person
        A person with a missing value in one of the columns is left out.
    exposure, outcome : str
        Numeric columns; the outcome varies within teams. Effects are in their units: standardise
        first for SD per SD.
    mediators : sequence of str
        Numeric columns that vary within teams.
    unit : str or Series
        The team of each person: a column or a Series on the same index.
    seed : int
        Of the bootstrap and the Monte Carlo draws.
    covariates : sequence of str
        Numeric columns, of persons or teams, in every regression.
    order : str
        "parallel", or "serial" when the mediators are given in their order in time.
    levels : sequence of str
        Which to compute: "within", "between" (fast) and "latent".
    draws : int
        Times that teams are drawn again.
    monte_carlo : int
        Draws of the Monte Carlo interval; without any it is missing.
    interval_level : float
        Between 0 and 1.

    Returns
    -------
    Mediation
        In a 2-1-1 design the effect of the exposure runs between teams only.

    Raises
    ------
    DataProblem
        With fewer than five teams, or a mediator or outcome that does not vary within teams.

    Source
    ------
    Preacher, Zyphur & Zhang (2010), Psychological Methods 15, 209-233; Zhang, Zyphur & Preacher
    (2009) for observed means; Monte Carlo interval: MacKinnon, Lockwood & Williams (2004),
    Multivariate Behavioral Research 39, 99-128. Estimates equal R ``lavaan``.
    """
    columns = [exposure, *covariates, *mediators, outcome]
    return mediation_moments(
        moments(people, columns, by=unit),
        exposure=exposure,
        mediators=mediators,
        outcome=outcome,
        seed=seed,
        covariates=covariates,
        order=order,
        levels=levels,
        draws=draws,
        monte_carlo=monte_carlo,
        interval_level=interval_level,
    )


def mediation_moments(
    sums: Moments,
    *,
    exposure: str,
    mediators: Sequence[str],
    outcome: str,
    seed: int,
    covariates: Sequence[str] = (),
    order: str = "parallel",
    levels: Sequence[str] = LEVELS,
    draws: int = DRAWS,
    monte_carlo: int = MONTE_CARLO,
    interval_level: float = 0.95,
) -> Mediation:
    """Do the analysis of ``mediation`` on sums per team that exist already."""
    if order not in ORDERS or not set(levels) <= set(LEVELS):
        raise ValueError(f"order is one of {ORDERS}, levels are among {LEVELS}")
    sums = chosen(sums, [exposure, *covariates, *mediators, outcome])
    _refuse_few(sums)
    varies = _varies(sums)
    _refuse_same(sums, varies, [*mediators, outcome])
    refuse_repetition(sums.covariance()[:-1, :-1], sums.columns[:-1])
    model = _levels(sums, varies, levels, exposure, mediators, outcome, order)
    rng = np.random.default_rng(seed)
    sizes = _estimates(model, sums)
    drawn = model.sizes(_drawn_teams(sums.n_units, draws, rng), close=_NEAR)
    drawn = drawn[np.isfinite(drawn).all(axis=1)]
    influence = _influence(model, sums.n_units)
    covariance = influence.T @ influence
    simulated = rng.multivariate_normal(sizes, covariance, monte_carlo, method="eigh")
    edges = (1 - interval_level) / 2, (1 + interval_level) / 2
    low, high = _ends(model.everything(drawn), edges)
    mc_low, mc_high = _ends(model.everything(simulated), edges)
    numbers = {"estimate": model.everything(sizes), "se": _errors(model, sizes, influence)}
    numbers |= {"low": low, "high": high, "mc_low": mc_low, "mc_high": mc_high}
    table = pd.DataFrame(model.rows() | numbers)
    design = "1-1-1" if varies[0] else "2-1-1"
    n_people = int(sums.n.sum())
    return Mediation(design, order, table, n_people, sums.n_units, len(drawn), interval_level)


def _ends(values: np.ndarray, edges: tuple[float, float]) -> np.ndarray:
    """Percentiles of each column; NaN without draws."""
    if not len(values):
        return np.full((2, values.shape[1]), np.nan)
    return np.quantile(values, edges, axis=0)


def _levels(
    sums: Moments,
    varies: np.ndarray,
    names: Sequence[str],
    exposure: str,
    mediators: Sequence[str],
    outcome: str,
    order: str,
) -> "_Levels":
    own = [name for name, inside in zip(sums.columns, varies, strict=True) if inside]
    drawn = [
        arrows(
            own if name == "within" else sums.columns,
            exposure=exposure,
            mediators=mediators,
            outcome=outcome,
            order=order,
        )
        for name in names
    ]
    return _Levels(sums, varies, names, drawn)


def _varies(sums: Moments) -> np.ndarray:
    """Which columns differ among people of one team, shape (k,)."""
    people = np.einsum("ukk->k", sums.products)
    teams = (sums.sums**2 / sums.n[:, None]).sum(axis=0)
    total = people - sums.sums.sum(axis=0) ** 2 / sums.n.sum()
    return people - teams > _SAME * np.maximum(total, _SAME * people)


def _refuse_few(sums: Moments) -> None:
    if sums.n_units < _LEAST_TEAMS:
        raise DataProblem(
            _("a mediation in teams needs at least five teams."),
            found=_("{n} units").format(n=sums.n_units),
        )


def _refuse_same(sums: Moments, varies: np.ndarray, needed: list[str]) -> None:
    same = [name for name in needed if not varies[sums.columns.index(name)]]
    if same:
        raise DataProblem(
            _("people of one team do not differ in it."),
            column=", ".join(same),
            repair=_("use a mediator and an outcome that were asked of persons"),
        )


def _estimates(model: "_Levels", sums: Moments) -> np.ndarray:
    """The arrows themselves; refused when team means say the same things twice."""
    try:
        sizes = model.sizes(np.ones((1, sums.n_units)))[0]
    except np.linalg.LinAlgError:
        sizes = np.array([np.nan])
    if np.isnan(sizes).any():
        raise DataProblem(
            _("the predictors repeat each other."),
            column=", ".join(sums.columns[:-1]),
            repair=_("leave one of them out"),
        )
    return sizes


class _Levels:
    """The chosen sets of arrows, and how they follow from weights of teams."""

    def __init__(
        self, sums: Moments, varies: np.ndarray, names: Sequence[str], levels: list[Arrows]
    ) -> None:
        self._sums, self._names, self._levels = sums, list(names), levels
        self._teams = team_sums(sums, varies)
        means = sums.means - sums.sums.sum(axis=0) / sums.n.sum()
        self._first = sums.n[:, None] * means
        self._second = np.einsum("ui,uj->uij", self._first, means).reshape(len(means), -1)
        self._cuts = np.cumsum([len(level.names) for level in levels])[:-1]
        self._start: tuple[np.ndarray, np.ndarray] | None = None

    def sizes(self, weights: np.ndarray, *, close: float = _EXACT) -> np.ndarray:
        """Arrows of all levels behind each other, for each set of weights; (d, arrows)."""
        blocks = [weights[i : i + _BLOCK] for i in range(0, len(weights), _BLOCK)]
        return np.concatenate([self._some(block, close) for block in blocks])

    def _some(self, weights: np.ndarray, close: float) -> np.ndarray:
        made = {"within": self._within, "between": self._between}
        found = [
            made[name](weights) if name in made else self._latent(weights, close)
            for name in self._names
        ]
        pairs = zip(self._levels, found, strict=True)
        return np.concatenate([level.sizes(matrix) for level, matrix in pairs], axis=1)

    def _within(self, weights: np.ndarray) -> np.ndarray:
        return np.tensordot(weights, self._teams.within, axes=1)

    def _between(self, weights: np.ndarray) -> np.ndarray:
        k = len(self._sums.columns)
        shift = weights @ self._first
        people = (weights @ self._sums.n)[:, None, None]
        square = (weights @ self._second).reshape(-1, k, k)
        return square - shift[:, :, None] * shift[:, None, :] / people

    def _latent(self, weights: np.ndarray, close: float) -> np.ndarray:
        if self._start is None:
            whole = np.ones((1, self._sums.n_units))
            within, between = latent_covariances(self._teams, whole)
            left = given_aside(self._teams, between)
            self._start = within[0], left[0]
        return latent_covariances(self._teams, weights, start=self._start, close=close)[1]

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


def _drawn_teams(teams: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    """How often each team is drawn, as many teams as there are; shape (draws, teams)."""
    drawn = rng.integers(0, teams, (draws, teams))
    drawn += teams * np.arange(draws)[:, None]
    counts = np.bincount(drawn.reshape(-1), minlength=draws * teams)
    return counts.reshape(draws, teams).astype(float)


def _influence(model: _Levels, teams: int) -> np.ndarray:
    """What one more copy of each team would do to each arrow, shape (teams, arrows).

    Times the root of G / (G - 1), so that sums of squares are variances of kind CR1.
    """
    nudge = _NUDGE * np.eye(teams)
    slope = (model.sizes(1 + nudge) - model.sizes(1 - nudge)) / (2 * _NUDGE)
    return slope * np.sqrt(teams / (teams - 1))


def _errors(model: _Levels, sizes: np.ndarray, influence: np.ndarray) -> np.ndarray:
    """Carry the influence of each team on the arrows over to the effects (delta method)."""
    moved = [model.everything(sizes + sign * _NUDGE * influence) for sign in (1, -1)]
    return np.sqrt((((moved[0] - moved[1]) / (2 * _NUDGE)) ** 2).sum(axis=0))
