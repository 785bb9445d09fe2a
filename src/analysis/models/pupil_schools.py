"""Schools beside each other: how far their pupils are from what was expected of them."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.models import random_intercept
from analysis.models.estimate import NotEstimable
from analysis.models.linked import Linked
from analysis.models.pupil_effects import outcomes
from analysis.models.pupil_models import PupilModel, domain_model

LEAST_PUPILS = 10  # results of fewer pupils are not shown per school, whoever reads
_REACH = 1.959964


@dataclass(frozen=True, eq=False)
class First:
    """The first scale and the first outcome that a model could be made of.

    Attributes
    ----------
    measure : str
        The scale; empty when there is no model.
    domains : tuple of str
    linked : Linked or None
    model : PupilModel or None
    """

    measure: str = ""
    domains: tuple[str, ...] = ()
    linked: Linked | None = None
    model: PupilModel | None = None

    @property
    def pupils(self) -> pd.DataFrame:
        """pupil_id and school_id of the pupils behind it: the population of a release."""
        if self.model is None:
            return pd.DataFrame(columns=["pupil_id", "school_id"])
        return self.model.rows[["pupil_id", "school_id"]]


def first(links: Mapping[str, Linked]) -> First:
    """Find the first scale and outcome with a model, for what is looked at more closely.

    Parameters
    ----------
    links : dict of str to Linked
        By scale, in the order of the page.
    """
    for measure, linked in links.items():
        for domains in outcomes(linked.table):
            model = domain_model(linked, domains)
            if not isinstance(model, NotEstimable):
                return First(measure, domains, linked, model)
    return First()


def beyond_expected(model: PupilModel | None, *, least: int = LEAST_PUPILS) -> pd.DataFrame:
    """Give for each school what its pupils score beyond what is expected of them.

    Parameters
    ----------
    model : PupilModel or None
        What is held equal says what is expected: prior score, sector, weighting, year, domain. The
        exposure is left out. Without a model there are no rows.
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
    columns = ["school_id", "n", "exposure", "difference", "effect", "low", "high"]
    if model is None:
        return pd.DataFrame(columns=columns)
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
