"""Ways from exposure to outcome where exposure and mediators belong to the unit as a whole.

Pupils of a school share what their staff said, so nothing varies within a school but the outcome
(a 2-2-1 design). The regressions are those of all rows together; how sure they are is counted
over units, which are drawn again as a whole.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.measures.moments import Moments, moments
from analysis.models.mediation import DRAWS, Mediation
from analysis.models.mediation_paths import ORDERS, Arrows, arrows
from analysis.models.regression_sums import refuse_repetition

LEAST_UNITS = 10
LEVEL = "pooled"
_MONTE_CARLO = 20_000
_NUDGE = 1e-4


def pooled_paths(
    rows: pd.DataFrame,
    *,
    exposure: str,
    mediators: Sequence[str],
    outcome: str,
    unit: str,
    seed: int,
    covariates: Sequence[str] = (),
    order: str = "parallel",
    draws: int = DRAWS,
    interval_level: float = 0.95,
) -> Mediation:
    """Split the relation of exposure and outcome into a direct one and ways through mediators.

    Parameters
    ----------
    rows : DataFrame, one row per person or pupil
        A row with a missing value in one of the columns is left out.
    exposure, outcome : str
    mediators : sequence of str
        Numeric columns; none needs to vary within units.
    unit : str
        Column with the units that are drawn again.
    seed : int
    covariates : sequence of str
        In every regression.
    order : str
        "parallel", or "serial" with the mediators in their order in time.
    draws : int
    interval_level : float

    Returns
    -------
    Mediation
        With one level, "pooled", and the design "2-2-1".

    Raises
    ------
    DataProblem
        With fewer than ten units, or predictors that repeat each other.

    Source
    ------
    Krull & MacKinnon (2001), Multivariate Behavioral Research 36, 249-277. Estimates and errors
    equal R ``lavaan`` without levels and with its ``cluster``.
    """
    if order not in ORDERS:
        raise ValueError(f"order is one of {ORDERS}")
    columns = [exposure, *covariates, *mediators, outcome]
    sums = moments(rows, columns, by=unit)
    if sums.n_units < LEAST_UNITS:
        raise DataProblem(
            _("ways between units need at least {n} units.").format(n=LEAST_UNITS),
            found=_("{n} units").format(n=sums.n_units),
        )
    refuse_repetition(sums.covariance()[:-1, :-1], columns[:-1])
    drawn = arrows(columns, exposure=exposure, mediators=mediators, outcome=outcome, order=order)
    rng = np.random.default_rng(seed)
    sizes = _sizes(drawn, sums, np.ones((1, sums.n_units)))[0]
    again = _sizes(drawn, sums, _counts(sums.n_units, draws, rng))
    again = again[np.isfinite(again).all(axis=1)]
    pull = _influence(drawn, sums)
    simulated = rng.multivariate_normal(sizes, pull.T @ pull, _MONTE_CARLO, method="eigh")
    table = _named(drawn)
    table["estimate"] = _everything(drawn, sizes)
    moved = [_everything(drawn, sizes + sign * _NUDGE * pull) for sign in (1, -1)]
    table["se"] = np.sqrt((((moved[0] - moved[1]) / (2 * _NUDGE)) ** 2).sum(axis=0))
    edges = (1 - interval_level) / 2, (1 + interval_level) / 2
    for names, values in ((("low", "high"), again), (("mc_low", "mc_high"), simulated)):
        table[names[0]], table[names[1]] = np.quantile(_everything(drawn, values), edges, axis=0)
    people = int(sums.n.sum())
    return Mediation("2-2-1", order, table, people, sums.n_units, len(again), interval_level)


def _sizes(drawn: Arrows, sums: Moments, weights: np.ndarray) -> np.ndarray:
    """Arrows for each set of weights of units, shape (d, arrows)."""
    people = weights @ sums.n
    totals = weights @ sums.sums
    squares = np.tensordot(weights, sums.products, axes=1)
    around = squares - totals[:, :, None] * totals[:, None, :] / people[:, None, None]
    return drawn.sizes(around)


def _counts(units: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    """How often each unit is drawn, as many units as there are; shape (draws, units)."""
    return rng.multinomial(units, np.full(units, 1 / units), draws).astype(float)


def _influence(drawn: Arrows, sums: Moments) -> np.ndarray:
    """What one more copy of each unit would do to each arrow, so that squares add up to CR1."""
    units = sums.n_units
    nudge = _NUDGE * np.eye(units)
    slope = (_sizes(drawn, sums, 1 + nudge) - _sizes(drawn, sums, 1 - nudge)) / (2 * _NUDGE)
    return slope * np.sqrt(units / (units - 1))


def _between_mediators(drawn: Arrows) -> list[int]:
    """Positions of the arrows but the direct one, which stands among the effects."""
    direct = (drawn.exposure, drawn.outcome)
    return [i for i, arrow in enumerate(drawn.names) if arrow != direct]


def _everything(drawn: Arrows, sizes: np.ndarray) -> np.ndarray:
    parts = [sizes[..., _between_mediators(drawn)], drawn.effects(sizes)]
    return np.concatenate(parts, axis=-1)


def _named(drawn: Arrows) -> pd.DataFrame:
    rows = [(" > ".join(drawn.names[i]), "arrow") for i in _between_mediators(drawn)]
    rows += [(" > ".join(way), "way") for way in drawn.ways]
    rows += [("indirect", "indirect"), ("total", "total")]
    table = pd.DataFrame(rows, columns=["path", "kind"])
    direct = table["path"] == " > ".join(drawn.ways[0])
    table.loc[direct & (table["kind"] == "way"), "kind"] = "direct"
    return table.assign(level=LEVEL)[["level", "path", "kind"]]
