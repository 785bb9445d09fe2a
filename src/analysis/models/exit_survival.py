"""Who leaves sooner: hazard ratios on a scale that is measured again at each wave."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.models.coefficients import coefficient_table
from analysis.models.cox import cox, proportional_hazards
from analysis.models.estimate import Estimate, NotEstimable, estimate_id
from analysis.models.exposure import LEVELS, standardised, told

FEWEST = 5  # schools
_IN_PARTS = {"exit": "exit", "event": "left", "entry": "entry", "unit": "school_id"}


def cox_on_scale(
    parts: pd.DataFrame,
    *,
    measure: str,
    notebook: str = "",
    interval_level: float = 0.95,
) -> list[Estimate | NotEstimable]:
    """Relate the rate of leaving to what people said last, within and between schools.

    A Cox model in days of service: people are at risk from the day after they answered, and a
    wave opens a new part with the new score. The baseline is that of all people together. Errors
    are cluster-robust with schools as clusters, times G / (G - 1), with Student's t with G - 1
    degrees of freedom: the plain ones of R are too small with few schools. Scores are in standard
    deviations of the parts analysed, which are taken as known.

    Parameters
    ----------
    parts : DataFrame
        From ``exposure.in_parts``.
    measure : str
        The scale, for the id of the results.
    notebook : str
        For the id of the results.
    interval_level : float

    Returns
    -------
    list of Estimate or NotEstimable
        For each level the logarithm of the hazard ratio per standard deviation (section
        ``exit_cox``). With fewer than 5 schools there is none.

    Source
    ------
    Cox (1972), J. Royal Statistical Society B 34, 187-220; Lin & Wei (1989), J. American
    Statistical Association 84, 1074-1078.
    """
    ids = {level: estimate_id(notebook, "exit_cox", measure, level, "all") for level in LEVELS}
    return told(
        _coefficients(parts, interval_level),
        ids,
        parts,
        measure=measure,
        interval_level=interval_level,
        se_type="CR1",
        engine="analysis.models.cox",
    )


def _coefficients(parts: pd.DataFrame, interval_level: float) -> pd.DataFrame | str:
    """Fit the model, or say in words why there is none."""
    n_units = parts["school_id"].nunique()
    if n_units < FEWEST:
        return _("Fewer than {n} schools: their errors cannot be told.").format(n=FEWEST)
    try:
        model = cox(standardised(parts), terms=LEVELS, **_IN_PARTS)
    except DataProblem as problem:
        return problem.what[:1].upper() + problem.what[1:]
    return coefficient_table(
        LEVELS,
        model.coefficients["estimate"].to_numpy(),
        model.coefficients["se"].to_numpy() * np.sqrt(n_units / (n_units - 1)),
        df=n_units - 1,
        level=interval_level,
    )


def hazard_ratios(estimates: pd.DataFrame) -> pd.DataFrame:
    """Turn logarithms of ratios into ratios: estimate, low and high of each row."""
    columns = ["estimate", "low", "high"]
    return estimates.assign(**np.exp(estimates[columns].astype(float)))


def assumption(measured: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Test for each scale whether its hazard ratio stays the same as service grows longer.

    Parameters
    ----------
    measured : dict
        Parts of employment by scale.

    Returns
    -------
    DataFrame, one row per scale and level
        term, level, chi2, df, p. A scale whose model has no solution has no rows.

    Source
    ------
    Grambsch & Therneau (1994), Biometrika 81, 515-526.
    """
    tables = []
    for measure, parts in measured.items():
        rows = standardised(parts)
        try:
            model = cox(rows, terms=LEVELS, **_IN_PARTS)
        except DataProblem:
            continue
        found = proportional_hazards(model, rows).rename_axis("level").reset_index()
        tables.append(found[found["level"] != "global"].assign(term=measure))
    names: Sequence[str] = ["term", "level", "chi2", "df", "p"]
    if not tables:
        return pd.DataFrame(columns=names)
    return pd.concat(tables, ignore_index=True)[names]
