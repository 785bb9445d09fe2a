"""How far the first result of the page on pupils can be trusted: everything that goes with it."""

from dataclasses import dataclass

import pandas as pd

from analysis.errors import DataProblem
from analysis.models import few_units, headline
from analysis.models.pupil_models import by_school
from analysis.models.pupil_schools import First

HELD = ("prior", "domain", "year", "sector", "weighting")


@dataclass(frozen=True, eq=False)
class Trust:
    """Tables about one result; without a model, all of them empty.

    Attributes
    ----------
    row : DataFrame
        As ``headline.table``: smallest detectable effect, equivalence, robustness, calibration.
    ways : DataFrame
        As ``few_units.few_units``.
    without : Influence
        As ``headline.leave_one_out``.
    """

    row: pd.DataFrame
    ways: pd.DataFrame
    without: headline.Influence


def trust(first: First, *, minimum: int, seed: int) -> Trust:
    """Ask of the relation between schools how small an effect could be seen, and what it hangs on.

    Parameters
    ----------
    first : First
    minimum : int
        Smallest group that may be shown.
    seed : int
    """
    try:
        return _trust(first, minimum=minimum, seed=seed)
    except DataProblem:
        return Trust(
            pd.DataFrame(columns=["id", "term", "level", "detectable", "type_1", "robustness"]),
            pd.DataFrame(columns=["way", "p", "n_units"]),
            headline.Influence(
                pd.DataFrame(columns=["school_id", "n", "estimate", "change"]), first.pupils
            ),
        )


def _trust(first: First, *, minimum: int, seed: int) -> Trust:
    if first.linked is None:
        raise DataProblem("")
    fitted = headline.model(by_school(first.linked, first.domains), covariates=list(HELD))
    row = headline.headline(
        fitted,
        measure=first.measure,
        section="headline",
        smallest=headline.smallest_of("H11", "results"),
        seed=seed,
        benchmark="prior",
    )
    return Trust(
        headline.table([row]),
        few_units.few_units(fitted, seed=seed),
        headline.leave_one_out(fitted, minimum=minimum),
    )
