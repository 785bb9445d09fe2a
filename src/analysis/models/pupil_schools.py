"""Schools beside each other: how far their pupils are from what was expected of them."""

import pandas as pd

from analysis.models import random_intercept
from analysis.models.pupil_models import PupilModel

LEAST_PUPILS = 10  # results of fewer pupils are not shown per school, whoever reads
_REACH = 1.959964


def beyond_expected(model: PupilModel, *, least: int = LEAST_PUPILS) -> pd.DataFrame:
    """Give for each school what its pupils score beyond what is expected of them.

    Parameters
    ----------
    model : PupilModel
        What is held equal says what is expected: prior score, sector, weighting, year, domain. The
        exposure is left out.
    least : int
        Pupils that a school needs.

    Returns
    -------
    DataFrame, one row per school
        school_id, n (pupils), exposure (mean of the staff, in steps of its scale), difference
        (mean of pupils beyond what is expected, in standard deviations of pupils), effect (the same
        drawn towards 0 by its reliability), low and high (95 % around the true effect).

    Source
    ------
    See ``random_intercept.unit_effects``.
    """
    terms = list(model.held)
    fitted = random_intercept.fit(model.rows, outcome="outcome", terms=terms, unit="school_id")
    table = random_intercept.unit_effects(fitted)
    by_school = model.rows.groupby("school_id")
    pupils = by_school["pupil_id"].nunique()
    means = by_school["between"].first() * model.spread
    found = pd.DataFrame(
        {
            "n": pupils,
            "exposure": means,
            "difference": table["difference"],
            "effect": table["effect"],
            "low": table["effect"] - _REACH * table["se"],
            "high": table["effect"] + _REACH * table["se"],
        }
    )
    return found[found["n"] >= least].rename_axis("school_id").reset_index()
