"""The rules of the passport, and the reason, in words, why one of them fails."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.language import gettext as _
from analysis.language import number, percent
from analysis.measures import invariance
from analysis.measures.aggregation import Icc

ROUNDING = 1e-9


@dataclass(frozen=True)
class Rules:
    """Thresholds of the passport: conventions, not laws.

    Attributes
    ----------
    minimum : int
        People with a score that a unit needs.
    response : float
        Share of the invited that must have answered in a unit.
    alpha : float
        Share of random teams that would pass the test on agreement.
    icc2 : float
        Reliability of unit means that comparing needs.
    attenuation : float
        Reliability under which a relation is printed with the factor that shrinks it.
    interval_level : float
        Level of the interval of ICC(1), which must lie above 0.
    invariance : str, optional
        "held" or "refuted" where it was established elsewhere whether the scale means the same in
        what is compared; tested on the answers themselves unless given.
    """

    minimum: int = 5
    response: float = 0.5
    alpha: float = 0.05
    icc2: float = 0.60
    attenuation: float = 0.70
    interval_level: float = 0.95
    invariance: str | None = None


def why_not_described(row: Mapping[str, object], rules: Rules) -> str:
    """Name the first rule that a unit fails; empty when it may be described."""
    if row["n"] < rules.minimum:
        return _("fewer than {n} people").format(n=rules.minimum)
    if np.isnan(row["response_share"]):
        return _("the number of people invited is not known")
    if row["response_share"] < rules.response:
        return _("response under {share}").format(share=percent(rules.response))
    if np.isnan(row["rwg_j"]) or np.isnan(row["rwg_j_skew"]):
        return _("agreement could not be computed")
    if row["rwg_j"] < row["critical"] - ROUNDING:
        return _("members agree no more than chance")
    if row["rwg_j_skew"] < row["critical_skew"] - ROUNDING:
        return _("members agree no more than people who all lean to the favourable side")
    return ""


def why_flat(found: Icc) -> str:
    """Name the reason why units cannot be told apart; empty when they can."""
    # Units that are quite equal have the lowest ICC(1) there is, and no interval around it.
    low = found.icc1 if np.isnan(found.low) and found.icc1 <= 0 else found.low
    # Elsewhere, without an interval the difference rests on one unit, unless nobody differs from
    # colleagues.
    uncertain = np.isnan(low) and found.ms_within > 0
    if np.isnan(found.icc1) or uncertain:
        return _("There are too few units to see whether they differ.")
    if low <= 0:
        return _("Units may not differ at all: the interval of ICC(1) starts at {low}.").format(
            low=number(low, 3)
        )
    return ""


def why_not_compared(table: pd.DataFrame, found: Icc, meaning: str, rules: Rules) -> str:
    """Name the first rule that forbids comparing units; empty when they may be compared.

    ``meaning`` is "held", "refuted" or "not_tested"; see ``invariance.over_units``.
    """
    if flat := why_flat(found):
        return flat
    if found.icc2 < rules.icc2:
        return _("Unit means are too unreliable: ICC(2) is {icc2}, and {needed} is needed.").format(
            icc2=number(found.icc2), needed=number(rules.icc2)
        )
    if not table["describe"].any():
        return _("No unit may be described.")
    if meaning == invariance.HELD:
        return ""
    if meaning == invariance.REFUTED:
        return _("The scale does not mean the same in all units: some questions stand higher or "
                 "lower there than the rest of the scale does.")  # fmt: skip
    return _("It could not be tested whether the scale means the same in all units.")
