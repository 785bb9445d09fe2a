"""Leaving on a scale where schools have an intercept of their own: out of 100 colleagues."""

import pandas as pd

from analysis.errors import DataProblem
from analysis.models import random_intercept_logit
from analysis.models.estimate import Estimate, NotEstimable, estimate_id
from analysis.models.exits import Exits
from analysis.models.exposure import LEVELS, standardised


def exit_in_schools(
    exits: Exits, *, measure: str, notebook: str = "", wave: str = "all"
) -> list[Estimate | NotEstimable]:
    """Relate leaving to a scale by a logistic regression with a random intercept per school.

    It stands beside ``exit_effects.exit_on_scale``: the same rows and terms, an intercept per
    wave, and schools that may differ for reasons the scale does not tell.

    Parameters
    ----------
    exits : Exits
        Scores with what became of people.
    measure : str
        The scale, for the id of the results.
    notebook, wave : str
        For the id of the results.

    Returns
    -------
    list of Estimate or NotEstimable
        For each level how many more of 100 colleagues leave when everybody scores one standard
        deviation higher, averaged over people and schools (section ``exit_random``). The
        interval takes the normal distribution, so with few schools it is too narrow.

    Source
    ------
    See ``random_intercept_logit``.
    """
    names = {level: estimate_id(notebook, "exit_random", measure, level, wave) for level in LEVELS}
    people, terms = _rows(exits.table)
    try:
        model = random_intercept_logit.fit(people, outcome="left", terms=terms, unit="school_id")
    except DataProblem as problem:
        reason = problem.what[:1].upper() + problem.what[1:]
        return [NotEstimable(reason, names[level], measure, level) for level in LEVELS]
    return [_estimate(model, people, exits, names[level], measure, level) for level in LEVELS]


def _rows(table: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Scores in standard deviations, and a column for each wave but the first."""
    waves = pd.get_dummies(table["wave"], prefix="wave", dtype=float).iloc[:, 1:]
    people = standardised(table)[["person_id", "school_id", "left", *LEVELS]]
    return pd.concat([people, waves], axis="columns"), [*LEVELS, *waves.columns]


def _estimate(
    model: random_intercept_logit.RandomInterceptLogit,
    people: pd.DataFrame,
    exits: Exits,
    name: str,
    measure: str,
    level: str,
) -> Estimate:
    found = random_intercept_logit.risk_difference(model, people, term=level)
    return Estimate(
        id=name,
        term=measure,
        level=level,
        estimate=found.estimate,
        low=found.low,
        high=found.high,
        interval_level=0.95,
        se=found.se,
        se_type="model",
        p=float(model.coefficients.loc[level, "p"]),
        n_persons=int(people["person_id"].nunique()),
        n_units=model.n_units,
        unit="school",
        design="lagged",
        engine="analysis.models.random_intercept_logit",
        window_exposure=exits.window_exposure,
        window_outcome=exits.window_outcome,
    )


def beside(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Put the estimates of this model beside those of another, by scale and level.

    Parameters
    ----------
    first : DataFrame
        term, level, estimate, low and high of the other model.
    second : DataFrame
        The same of this model.

    Returns
    -------
    DataFrame
        term, level, estimate, low, high, in_schools, in_schools_low and in_schools_high.
    """
    names = {"estimate": "in_schools", "low": "in_schools_low", "high": "in_schools_high"}
    keys = ["term", "level"]
    other = second[[*keys, *names]].rename(columns=names)
    return first[[*keys, *names]].merge(other, on=keys, how="left")
