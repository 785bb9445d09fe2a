"""Where a unit stands beside all units together: lower, higher, or not to be told apart.

No league table: units are in alphabetical order, each is judged by an interval that is pulled
towards the others as far as its mean is unreliable, and there are three words instead of ranks.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.codebook import Codebook
from analysis.language import gettext as _
from analysis.measures.intervals import mean_intervals
from analysis.measures.passport import SCORE, Scores
from analysis.measures.shrinkage import shrunken_means

NOT_COMPARED = "not_compared"


@dataclass(frozen=True, eq=False)
class Positions:
    """Units of one wave, each with its score and its place beside all of them.

    Attributes
    ----------
    table : DataFrame, one row per unit that may be described, in alphabetical order of its code
        wave, the unit, n, score, low, high and position (lower, not_distinguishable, higher; or
        not_compared). Where units may be compared the score is the shrunken mean with its
        interval, else the plain mean with that of its own people.
    middle : float or None
        Mean of all units, to compare with; None where they may not be compared.
    why_not : str
        Why units may not be compared, in words; empty when they may.
    of : int
        Units with a score in this wave.
    """

    table: pd.DataFrame
    middle: float | None
    why_not: str
    of: int


def positions(
    people: pd.DataFrame, scores: Scores, *, minimum: int, codebook: Codebook
) -> Positions:
    """Place units beside all units together, as far as the passport allows.

    Parameters
    ----------
    people : DataFrame, one row per person and wave
        score, wave and the unit of ``scores``; the last wave counts.
    scores : Scores
        Of the same scale, with its passport.
    minimum : int
        The smallest group that may be shown. A team is placed only with twice as many people.
    codebook : Codebook
        Says whether the scale is about the leader: units are then neither shown nor placed, for
        that would judge one person.

    Returns
    -------
    Positions

    Source
    ------
    See ``shrinkage.shrunken_means``; every unit with a score counts for it, also those that may
    not be described.
    """
    by, book = scores.by, codebook.scales
    columns = ["wave", by, "n", SCORE, "low", "high", "position"]
    if scores.table.empty:
        return Positions(pd.DataFrame(columns=columns), None, _("There is no score."), 0)
    wave = scores.table["wave"].max()
    now = scores.table[scores.table["wave"] == wave]
    if bool(book.loc[scores.scale_id, "about_leader"]):
        why = _("The questions are about the leader: a place for each unit would judge one person.")
        return Positions(pd.DataFrame(columns=columns), None, why, len(now))
    least = 2 * minimum if by == "team_id" else minimum
    shown = now[now["describe"] & (now["n"] >= least)]
    why = scores.why_not("compare", wave=wave)
    if why:
        table = mean_intervals(shown).assign(position=NOT_COMPARED)
        return Positions(_ordered(table, by)[columns], None, why, len(now))
    rows = people[people["wave"] == wave]
    found = shrunken_means(rows[SCORE], rows[by])
    placed = found.reindex(shown[by])[["shrunken", "low", "high", "position"]]
    placed = placed.rename(columns={"shrunken": SCORE}).reset_index(names=by)
    table = placed.assign(wave=wave, n=shown["n"].to_numpy())
    table.attrs |= scores.table.attrs
    return Positions(_ordered(table, by)[columns], _middle(found), "", len(now))


def _ordered(table: pd.DataFrame, by: str) -> pd.DataFrame:
    return table.sort_values(by, kind="stable", ignore_index=True)


def _middle(found: pd.DataFrame) -> float | None:
    """The mean of the mixed model: where a unit without people would stand."""
    away = found["mean"] - found["shrunken"]
    # shrunken = middle + reliability * (mean - middle), solved for the middle.
    unsure = found.loc[(1 - found["reliability"]) > 1e-9]
    if unsure.empty:
        return float(found["mean"].mean()) if len(found) else None
    first = unsure.index[0]
    gap = away[first] / (1 - found.loc[first, "reliability"])
    middle = float(found.loc[first, "mean"] - gap)
    return None if np.isnan(middle) else middle
