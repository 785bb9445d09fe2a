"""Slopes: how far an outcome differs where an exposure differs by one standard deviation."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.language import gettext as _
from analysis.models.robust import Leverage, cluster_robust, least_squares, t_interval

LEAST_UNITS = 10  # below this a slope over units says nothing


@dataclass(frozen=True)
class Slope:
    """A standardised slope with both intervals that a verdict needs.

    Attributes
    ----------
    estimate : float
        Standard deviations of the outcome per standard deviation of the exposure.
    low, high, low_90, high_90 : float
        95 % and 90 % intervals.
    se, df, p : float
        CR2 with the degrees of freedom of Satterthwaite.
    n_persons, n_units : int
        People and clusters.
    """

    estimate: float
    low: float
    high: float
    low_90: float
    high_90: float
    se: float
    df: float
    p: float
    n_persons: int
    n_units: int


@dataclass(frozen=True)
class NoSlope:
    """Why there is no slope, in the reader's words."""

    reason: str


def slope(
    people: pd.DataFrame, covariates: pd.DataFrame, *, cluster: str = "school_id"
) -> Slope | NoSlope:
    """Regress an outcome on an exposure with clusters.

    Parameters
    ----------
    people : DataFrame, one row per person (or per unit)
        exposure, outcome and the column ``cluster``; ``n`` gives the people behind a row, one
        each when it is absent.
    covariates : DataFrame, on the same index
        Numeric columns that are held equal; may have none.
    cluster : str
        Rows that are not independent.

    Returns
    -------
    Slope or NoSlope
        Exposure and outcome are standardised over the rows used: those without a missing value.
        NoSlope with fewer than ten clusters, without variance, or when a covariate tells the
        exposure exactly.

    Source
    ------
    Errors CR2 with Satterthwaite degrees of freedom: see ``robust.cluster_robust``.
    """
    used = people.join(covariates).dropna(subset=["exposure", "outcome", cluster, *covariates])
    units = used[cluster].nunique()
    if units < LEAST_UNITS:
        return NoSlope(
            _("There are {n} units, and {least} are needed.").format(n=units, least=LEAST_UNITS)
        )
    spread = used[["exposure", "outcome"]].std()
    if not (spread > 1e-9).all():
        return NoSlope(_("Everybody gives the same answer, so there is nothing to relate."))
    standard = (used[["exposure", "outcome"]] - used[["exposure", "outcome"]].mean()) / spread
    held = used[list(covariates)].to_numpy(float)
    held = held[:, held.std(axis=0) > 1e-12]
    design = np.column_stack([standard["exposure"], np.ones(len(used)), held])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        return NoSlope(_("What is held equal tells the exposure exactly."))
    coefficients, residuals = least_squares(design, standard["outcome"].to_numpy())
    try:
        robust = cluster_robust(design, residuals, used[cluster].to_numpy(), kind="CR2")
    except Leverage:
        return NoSlope(_("The result would rest on one school alone."))
    estimate, se, df = float(coefficients[0]), float(robust.se[0]), float(robust.df[0])
    low, high, p = t_interval(estimate, se, df)
    low_90, high_90, _same = t_interval(estimate, se, df, interval_level=0.90)
    persons = int(used["n"].sum()) if "n" in used else len(used)
    return Slope(estimate, low, high, low_90, high_90, se, df, p, persons, units)


def unit_means(
    people: pd.DataFrame, covariates: pd.DataFrame, *, unit: str, minimum: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Average exposure, outcome and covariates over units of at least ``minimum`` people.

    Returns
    -------
    DataFrame, DataFrame
        exposure, outcome, n, ``unit`` and school_id per unit; covariates per unit.
    """
    rows = people.join(covariates).dropna(subset=["exposure", "outcome", unit, *covariates])
    groups = rows.groupby(unit)
    means = groups[["exposure", "outcome", *covariates]].mean().assign(n=groups.size())
    means = means.assign(school_id=groups["school_id"].first())
    means = means[means["n"] >= minimum]
    table = means[["exposure", "outcome", "n", "school_id"]]
    if unit != "school_id":
        table = table.rename_axis(unit).reset_index().set_axis(means.index)
    return table, means[list(covariates)]
