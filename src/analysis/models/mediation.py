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
from analysis.models.mediation_levels import NEAR, Levels
from analysis.models.mediation_paths import ORDERS, arrows
from analysis.models.regression_sums import chosen, refuse_repetition
from analysis.models.team_draws import drawn_teams

LEVELS = ("within", "between", "latent")
DRAWS = 2_000
MONTE_CARLO = 20_000
_SAME = 1e-10  # share of variance within teams below which a column belongs to the team
_NUDGE = 1e-4
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
    sizes, influence = _exact(model, sums)
    drawn = model.sizes(drawn_teams(sums.n_units, draws, rng), close=NEAR)
    drawn = drawn[np.isfinite(drawn).all(axis=1)]
    simulated = _simulated(sizes, influence, monte_carlo, rng)
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
    return np.quantile(values.T, edges, axis=1)


def _levels(
    sums: Moments,
    varies: np.ndarray,
    names: Sequence[str],
    exposure: str,
    mediators: Sequence[str],
    outcome: str,
    order: str,
) -> Levels:
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
    return Levels(sums, varies, names, drawn)


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


def _exact(model: Levels, sums: Moments) -> tuple[np.ndarray, np.ndarray]:
    """Estimate the arrows, and what one more copy of each team would do to each of them.

    The second, of shape (teams, arrows), is times the root of G / (G - 1), so that sums of squares
    are variances of kind CR1. Refused when team means say the same things twice.
    """
    teams = sums.n_units
    nudge = _NUDGE * np.eye(teams)
    weights = np.concatenate([np.ones((1, teams)), 1 + nudge, 1 - nudge])
    try:
        found = model.sizes(weights)
    except np.linalg.LinAlgError:
        found = np.full((1, 1), np.nan)
    if np.isnan(found[0]).any():
        raise DataProblem(
            _("the predictors repeat each other."),
            column=", ".join(sums.columns[:-1]),
            repair=_("leave one of them out"),
        )
    more, less = np.split(found[1:], 2)
    return found[0], (more - less) / (2 * _NUDGE) * np.sqrt(teams / (teams - 1))


def _simulated(
    sizes: np.ndarray, influence: np.ndarray, draws: int, rng: np.random.Generator
) -> np.ndarray:
    """Draw the arrows from the normal distribution, shape (draws, arrows)."""
    if not draws:
        return np.empty((0, len(sizes)))
    return rng.multivariate_normal(sizes, influence.T @ influence, draws, method="eigh")


def _errors(model: Levels, sizes: np.ndarray, influence: np.ndarray) -> np.ndarray:
    """Carry the influence of each team on the arrows over to the effects (delta method)."""
    moved = [model.everything(sizes + sign * _NUDGE * influence) for sign in (1, -1)]
    return np.sqrt((((moved[0] - moved[1]) / (2 * _NUDGE)) ** 2).sum(axis=0))
