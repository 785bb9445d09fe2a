"""The headline of leaving: fewer or more of every 100, with what belongs to a ratio beside it."""

import numpy as np

from analysis.errors import DataProblem
from analysis.models.calibration import REPLICATES
from analysis.models.calibration_logit import calibration_logit
from analysis.models.cox import cox
from analysis.models.headline import badge, headline, smallest_of
from analysis.models.headline_model import Model
from analysis.models.robust import t_interval
from analysis.models.sensitivity import e_value

_NOTHING = ("hazard_ratio", "hazard_low", "hazard_high", "e_value", "e_value_interval")


def exit_headline(
    fitted: Model,
    *,
    measure: str,
    section: str,
    claim: str,
    test: str,
    seed: int,
    benchmark: str = "",
    replicates: int = REPLICATES,
) -> dict[str, object]:
    """Put a result on leaving beside everything that says how far it can be trusted.

    Parameters
    ----------
    fitted : Model
        Of a link to ``spells.end``; its coefficient is in leavers of every 100.
    measure, section : str
        For the id of the result.
    claim, test : str
        The declared test; its smallest effect of interest is a ratio, which is turned into
        leavers of every 100 at the mean risk.
    seed, benchmark, replicates
        As in ``headline.headline``. The simulation is that of a logistic regression.

    Returns
    -------
    dict
        As ``headline.headline``; also hazard_ratio with its interval (Cox, entry on the day of
        answering, Student's t with units minus one) and e_value, e_value_interval: how strong, as
        a risk ratio with both, a cause nobody measured must be to explain the ratio away.
    """
    risk = float(fitted.rows["outcome"].mean())  # of every 100
    smallest = risk * abs(1 - smallest_of(claim, test))
    about = {"claim": claim, "test": test, "measure": measure, "section": section}
    row = headline(fitted, smallest=smallest, seed=seed, benchmark=benchmark, replicates=1, **about)
    people = fitted.rows.assign(left=fitted.rows["outcome"] / 100)
    found = calibration_logit(
        people,
        outcome="left",
        terms=list(fitted.terms),
        term=fitted.term,
        unit=fitted.unit,
        seed=seed,
        replicates=replicates,
    )
    return row | badge(found) | _ratio(fitted, risk / 100)


def _ratio(fitted: Model, risk: float) -> dict[str, float]:
    timed = fitted.linked.table.loc[fitted.rows.index, ["entry", "exit"]]
    people = fitted.rows.join(timed).assign(left=fitted.rows["outcome"] > 0)
    try:
        model = cox(
            people,
            exit="exit",
            event="left",
            entry="entry",
            terms=list(fitted.terms),
            unit=fitted.unit,
        )
    except DataProblem:
        return dict.fromkeys(_NOTHING, float("nan"))
    term = model.coefficients.loc[fitted.term]
    low, high, _p = t_interval(float(term["estimate"]), float(term["se"]), fitted.n_units - 1)
    ratio, low, high = (float(np.exp(value)) for value in (term["estimate"], low, high))
    value = e_value(ratio, low, high, measure="hazard_ratio", outcome_share=risk)
    numbers = (ratio, low, high, value.value, value.value_interval)
    return dict(zip(_NOTHING, numbers, strict=True))
