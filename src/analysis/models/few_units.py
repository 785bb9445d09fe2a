"""Few units: ways to say how sure a result is, side by side, since no single one is trusted."""

import pandas as pd

from analysis.errors import DataProblem
from analysis.models import random_intercept
from analysis.models.headline_model import Model, effect
from analysis.models.permutation import unit_permutation
from analysis.models.wild_bootstrap import wild_bootstrap_moments

WAYS = ("CR2", "CR3", "wild", "webb", "permutation", "REML")
_COLUMNS = ["way", "estimate", "se", "df", "low", "high", "p", "p_floor", "draws", "n_units"]


def few_units(fitted: Model, *, seed: int) -> pd.DataFrame:
    """Estimate the coefficient of the term in every way that few units allow.

    Parameters
    ----------
    fitted : Model
    seed : int
        Of draws of the bootstrap and of the permutation.

    Returns
    -------
    DataFrame, one row per way
        way: CR2 (degrees of freedom of Satterthwaite), CR3 (units minus one), wild (cluster
        bootstrap-t, null imposed, signs), webb (six-point draws, with fewer than 10 units),
        permutation (of units, for a term that a unit has as a whole), REML (random intercept,
        Satterthwaite); estimate, se, df, low, high, p, p_floor (the smallest p that the draws can
        give), draws and n_units. What a way does not give is missing; a way that these data do
        not allow has no row.
    """
    rows = [_robust(fitted, "CR2"), _robust(fitted, "CR3")]
    for way in (_wild, _permuted, _mixed):
        try:
            rows += way(fitted, seed)
        except DataProblem:
            continue
    return pd.DataFrame(rows, columns=_COLUMNS).assign(n_units=fitted.n_units)


def _robust(fitted: Model, kind: str) -> dict[str, object]:
    found = effect(fitted, kind=kind)
    names = ("estimate", "se", "df", "low", "high", "p")
    return {"way": kind} | {name: getattr(found, name) for name in names}


def _wild(fitted: Model, seed: int) -> list[dict[str, object]]:
    found = wild_bootstrap_moments(
        fitted.sums, outcome="outcome", terms=list(fitted.terms), term=fitted.term, seed=seed
    )
    row = {name: getattr(found, name) for name in ("estimate", "se", "p", "p_floor", "draws")}
    rows = [{"way": "wild", "low": found.low, "high": found.high} | row]
    if found.p_webb is not None:
        rows.append({"way": "webb", "estimate": found.estimate, "se": found.se, "p": found.p_webb})
    return rows


def _permuted(fitted: Model, seed: int) -> list[dict[str, object]]:
    found = unit_permutation(
        fitted.rows,
        outcome="outcome",
        exposure=fitted.term,
        unit=fitted.unit,
        seed=seed,
        covariates=list(fitted.terms[1:]),
    )
    names = ("estimate", "p", "p_floor", "draws")
    return [{"way": "permutation"} | {name: getattr(found, name) for name in names}]


def _mixed(fitted: Model, _seed: int) -> list[dict[str, object]]:
    found = random_intercept.fit_moments(
        fitted.sums, outcome="outcome", terms=list(fitted.terms)
    ).coefficients.loc[fitted.term]
    names = ("estimate", "se", "df", "low", "high", "p")
    return [{"way": "REML"} | {name: float(found[name]) for name in names}]
