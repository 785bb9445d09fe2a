"""Yearly hazard of leaving: a logistic regression over school years at risk."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.language import gettext as _
from analysis.models import logit
from analysis.models.coefficients import coefficient_table
from analysis.models.estimate import Estimate, NotEstimable, estimate_id
from analysis.models.exposure import LEVELS, standardised, told
from analysis.models.robust import Leverage, Robust, cluster_robust

BANDS = (0, 1, 2, 3, 5, 10, 20)  # years of service; within a band the hazard is one


class NoHazard(ArithmeticError):
    """The model has no solution; the message says why, in the reader's words."""


def hazard(
    rows: pd.DataFrame,
    *,
    event: str,
    terms: Sequence[str],
    categories: Sequence[str] = (),
    unit: str,
    kind: str = "CR3",
    level: float = 0.95,
) -> pd.DataFrame:
    """Relate the chance of leaving in a period to terms.

    Parameters
    ----------
    rows : DataFrame, one row per spell and period at risk
        As ``survival.person_periods`` or ``exposure.by_school_year`` gives it.
    event : str
        1 in the period in which somebody left, else 0.
    terms : sequence of str
        Numeric columns.
    categories : sequence of str
        Columns of which each value has its own level of the hazard, such as years of service.
    unit : str
        Column with the school: errors allow for rows that share one, and so for the years of one
        person.
    kind : str
        Of the errors: see ``robust.cluster_robust``.
    level : float
        Of the interval, Student's t with the number of schools minus one.

    Returns
    -------
    DataFrame, one row per term, index ``term``
        estimate (log odds), se, df, t, p, low, high, odds_ratio.

    Raises
    ------
    NoHazard
        When nobody or everybody left, a term divides the two, terms repeat each other, or there
        are too few schools.

    Source
    ------
    Singer & Willett (1993), J. Educational Statistics 18, 155-195. Equals R ``stats::glm`` with
    ``clubSandwich::vcovCR``.
    """
    used = rows.dropna(subset=[*terms, *categories, unit])
    if used.empty:
        raise NoHazard(_("Nobody could be followed for a school year."))
    model, robust = _fitted(used, event, list(terms), list(categories), unit, kind)
    n = len(terms)
    table = coefficient_table(
        terms, model.coefficients[:n], robust.se[:n], df=robust.n_clusters - 1, level=level
    )
    return table.assign(odds_ratio=np.exp(table["estimate"]))


def _fitted(
    used: pd.DataFrame, event: str, terms: list[str], categories: list[str], unit: str, kind: str
) -> tuple[logit.Logit, Robust]:
    """Fit the terms first, then the levels; say in words why there is no fit."""
    dummies = [
        pd.get_dummies(used[name], drop_first=True).to_numpy(float)
        for name in categories
        if used[name].nunique() > 1
    ]
    ones = np.ones((len(used), 1))
    design = np.column_stack([used[terms].to_numpy(float), ones, *dummies])
    left = used[event].to_numpy(float)
    try:
        model = logit.fit(design, left)
        robust = cluster_robust(
            design,
            left - model.fitted,
            used[unit].to_numpy(),
            kind=kind,
            weights=model.weights,
        )
    except logit.Collinear as error:
        raise NoHazard(_("The terms of this model repeat each other.")) from error
    except logit.Separation as error:
        raise NoHazard(
            _("Nobody or everybody left, or a term divides leavers and stayers completely.")
        ) from error
    except Leverage as error:
        raise NoHazard(_("The result would rest on one school alone.")) from error
    return model, robust


def hazard_on_scale(
    years: pd.DataFrame,
    *,
    measure: str,
    notebook: str = "",
    interval_level: float = 0.95,
) -> list[Estimate | NotEstimable]:
    """Relate leaving in a school year to what people said before it, within and between schools.

    Each school year and each band of years of service has its own level. Scores are in standard
    deviations of the rows analysed, which are taken as known.

    Parameters
    ----------
    years : DataFrame
        From ``exposure.by_school_year``.
    measure : str
        The scale, for the id of the results.
    notebook : str
        For the id of the results.
    interval_level : float

    Returns
    -------
    list of Estimate or NotEstimable
        For each level the log odds of leaving per standard deviation (section ``exit_hazard``).
    """
    ids = {level: estimate_id(notebook, "exit_hazard", measure, level, "all") for level in LEVELS}
    # In a school year in which nobody left nothing can be compared.
    some = years.groupby("window")["left"].transform("max") > 0
    rows = standardised(years[some])
    rows = rows.assign(served_band=_bands(rows["served"].to_numpy(), rows["left"].to_numpy()))
    try:
        table = hazard(
            rows,
            event="left",
            terms=LEVELS,
            categories=["window", "served_band"],
            unit="school_id",
            level=interval_level,
        )
    except NoHazard as reason:
        table = str(reason)
    return told(
        table,
        ids,
        rows,
        measure=measure,
        interval_level=interval_level,
        se_type="CR3",
        engine="analysis.models.hazard",
    )


def _bands(served: np.ndarray, left: np.ndarray) -> np.ndarray:
    """Number the band of years of service, bands without leavers or stayers put together."""
    edges = list(BANDS)
    while True:
        band = np.searchsorted(edges, served, side="right")
        shares = pd.Series(left).groupby(band).mean()
        empty = shares.index[(shares == 0) | (shares == 1)]
        if not len(empty) or len(edges) == 1:
            return band
        edges.pop(min(max(int(empty[0]) - 1, 1), len(edges) - 1))
