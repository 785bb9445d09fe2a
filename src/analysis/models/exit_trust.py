"""How far a result on leaving can be trusted, or why there is none to trust."""

from dataclasses import dataclass

import pandas as pd

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.models import few_units, headline, headline_exits, linking
from analysis.models.logit import Collinear, Separation
from analysis.models.robust import Leverage
from analysis.models.variables import NotHere

_HEAD = ["id", "term", "level", "estimate"]
_WITHOUT = ["school_id", "n", "estimate", "change"]
_WAYS = ["way", "estimate", "se", "df", "low", "high", "p", "p_floor", "draws", "n_units"]


@dataclass(frozen=True, eq=False)
class Trust:
    """What belongs to one result.

    Attributes
    ----------
    reason : str
        Why there is no result, in the reader's words; empty when there is one. The tables are
        empty then.
    table : DataFrame
        One row: see ``headline_exits.exit_headline``.
    members : DataFrame
        The people behind it, for a release.
    without : Influence
        The result without each school.
    ways : DataFrame
        The result in every way that few schools allow: see ``few_units``.
    """

    reason: str
    table: pd.DataFrame
    members: pd.DataFrame
    without: headline.Influence
    ways: pd.DataFrame


def exit_trust(
    data: linking.Tables,
    scale: str,
    *,
    events: tuple[str, ...],
    minimum: int,
    seed: int,
    months: int = 12,
    claim: str = "H10",
    test: str = "exit_safety",
) -> Trust:
    """Follow who answered and say of the difference between schools how far it can be trusted.

    Parameters
    ----------
    data : Study
    scale : str
    events : tuple of str
        Kinds of exit that count.
    minimum : int
        The smallest group that may be shown.
    seed : int
    months : int
        Length of the follow-up.
    claim, test : str
        The declared test whose smallest effect of interest counts.

    Returns
    -------
    Trust
    """
    try:
        left = linking.link(
            data, f"answers:{scale}", f"spells.end[{', '.join(events)}]", lag=months
        )
        waves = ["wave"] if left.table["wave"].nunique() > 1 else []
        fitted = headline.model(left, term="between", covariates=waves)
        row = headline_exits.exit_headline(
            fitted, measure=scale, section="exit_headline", claim=claim, test=test, seed=seed
        )
        return Trust(
            reason="",
            table=headline.table([row]),
            members=left.members,
            without=headline.leave_one_out(fitted, minimum=minimum),
            ways=few_units.few_units(fitted, seed=seed),
        )
    except DataProblem as problem:
        return _nothing(problem.what[:1].upper() + problem.what[1:])
    except NotHere as problem:
        return _nothing(str(problem))
    except (Collinear, Separation, Leverage):
        return _nothing(_("These data have too few departures or schools for this."))


def _nothing(reason: str) -> Trust:
    nobody = pd.DataFrame(columns=["person_id", "school_id"])
    without = headline.Influence(pd.DataFrame(columns=_WITHOUT), nobody)
    empty = pd.DataFrame(columns=_HEAD)
    return Trust(reason, empty, nobody, without, pd.DataFrame(columns=_WAYS))
