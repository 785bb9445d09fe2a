"""Exposure and outcome of a declared test, person by person, at one moment or at two."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.codebook import Codebook
from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.measures.aggregation import icc
from analysis.models import linking_time
from analysis.models.slopes import unit_means
from analysis.models.variables import NotHere, covariates, value

UNIT = {"team": "team_id", "school": "school_id"}


@dataclass(frozen=True, eq=False)
class Pairs:
    """Exposure, outcome and what is held equal, on one index.

    Attributes
    ----------
    people : DataFrame, one row per person (or unit)
        exposure, outcome, wave, team_id, school_id; n for a unit.
    held : DataFrame
        Numeric columns.
    design : str
        cross-section or lagged.
    """

    people: pd.DataFrame
    held: pd.DataFrame
    design: str


def pairs(
    answers: pd.DataFrame,
    row: dict[str, Any],
    *,
    codebook: Codebook,
    sectors: pd.Series,
    exposure: str = "",
) -> Pairs:
    """Take exposure and outcome of people, as far apart as the test says.

    Parameters
    ----------
    answers : DataFrame, one row per person and wave
    row : dict
        A row of claim_tests.csv.
    codebook : Codebook
    sectors : Series, index school_id
    exposure : str
        In the place of the exposure of the row.

    Returns
    -------
    Pairs
        The last wave in which everything was asked; with a lag, the last wave of the exposure
        that has a wave of the outcome so many months after it. What is held equal was asked
        with the exposure.

    Raises
    ------
    NotHere
        When something was not asked, or not at the right distance.
    """
    people = answers[["person_id", "wave", "team_id", "school_id"]].assign(
        exposure=value(answers, exposure or row["exposure"], codebook=codebook),
        outcome=value(answers, row["outcome"], codebook=codebook),
    )
    held = covariates(answers, row["covariates"], codebook=codebook, sectors=sectors)
    lag = int(row["lag_months"])
    if lag:
        people = _later(answers, people, lag)
        held = held.loc[people.index]
    known = people.dropna(subset=["exposure", "outcome", "school_id"])
    known = known[held.loc[known.index].notna().all(axis="columns")]
    if known.empty:
        raise NotHere(_("What is needed was never asked in one wave."))
    last = known[known["wave"] == known["wave"].max()]
    design = linking_time.LAGGED if lag else linking_time.CROSS_SECTION
    return Pairs(last, held.loc[last.index], design)


def _later(answers: pd.DataFrame, people: pd.DataFrame, lag: int) -> pd.DataFrame:
    """Put the later answers of the same people in the place of the outcome."""
    if "answered_on" not in answers or people["person_id"].isna().all():
        raise NotHere(
            _("It is not known who answered when, so nothing can be put in order of time.")
        )
    windows = {
        side: _days(answers, people[side]).set_axis([name, f"{side}_first", f"{side}_last"], axis=1)
        for side, name in (("exposure", "wave"), ("outcome", "later"))
    }
    try:
        found = linking_time.pairs(windows["exposure"], windows["outcome"], lag=lag)
    except DataProblem as problem:
        raise NotHere(_("The second was not asked so long after the first.")) from problem
    later = people[["person_id", "wave", "outcome"]].dropna()
    later = later.rename(columns={"wave": "later"}).merge(found[["wave", "later"]], on="later")
    later = later.drop_duplicates(["person_id", "wave"]).set_index(["person_id", "wave"])["outcome"]
    return people.drop(columns="outcome").join(later, on=["person_id", "wave"])


def _days(answers: pd.DataFrame, values: pd.Series) -> pd.DataFrame:
    asked = answers[values.notna()].groupby("wave")["answered_on"].agg(["min", "max"])
    return asked.dropna().reset_index()


def at_level(found: Pairs, level: str, *, minimum: int) -> Pairs:
    """Bring people to the level of a test.

    Parameters
    ----------
    found : Pairs
    level : str
        person; team or school (means of units that the score check allows); cross-level (the mean
        of the school is the exposure, the distance from it is held equal).
    minimum : int
        People that a unit needs.

    Raises
    ------
    NotHere
        When units may not differ at all.
    """
    people, held = found.people, found.held
    if level in UNIT:
        refuse_flat(people, UNIT[level])
        return Pairs(*unit_means(people, held, unit=UNIT[level], minimum=minimum), found.design)
    if level == "cross-level":
        refuse_alike(people["exposure"], people["school_id"])
        mean = people.groupby("school_id")["exposure"].transform("mean")
        held = held.assign(deviation=people["exposure"] - mean)
        return Pairs(people.assign(exposure=mean), held, found.design)
    return found


def refuse_flat(people: pd.DataFrame, unit: str) -> None:
    """Ask the score check: means of units that do not differ may not be related."""
    for side in ("exposure", "outcome"):
        refuse_alike(people[side], people[unit])


def refuse_alike(values: pd.Series, unit: pd.Series) -> None:
    """Refuse the means of one variable when its units may not differ at all."""
    if not icc(values, unit).low > 0:
        raise NotHere(_("The score check refuses these means: units may not differ at all."))
