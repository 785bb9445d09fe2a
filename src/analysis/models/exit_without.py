"""Leaving on a scale once more, without the people whose answers bear signs of carelessness."""

from dataclasses import replace

import pandas as pd

from analysis.language import gettext as _
from analysis.models.estimate import Estimate, NotEstimable
from analysis.models.exit_effects import exit_on_scale
from analysis.models.exits import Exits

ALL, WITHOUT = "all", "without_marked"


def with_and_without(
    exits: Exits, marked: pd.DataFrame, *, measure: str, minimum: int
) -> tuple[pd.DataFrame, list[NotEstimable]]:
    """Estimate how leaving and a scale go together, with and without marked people.

    Parameters
    ----------
    exits : Exits
    marked : DataFrame
        person_id and wave of marked people.
    measure : str
        The scale.
    minimum : int
        The smallest group that may be shown: with fewer marked people the second result would
        say something about them by subtraction, and is not given.

    Returns
    -------
    DataFrame
        basis (all, without_marked), level (within, between), n, estimate (out of 100 colleagues),
        low, high. The means of schools stay those of everyone who answered.
    list of NotEstimable
        What could not be estimated, with its reason.
    """
    key = ["person_id", "wave"]
    named = pd.MultiIndex.from_frame(marked[key])
    aside = pd.MultiIndex.from_frame(exits.table[key]).isin(named)
    parts = {ALL: exits}
    lacking: list[NotEstimable] = []
    if aside.sum() >= minimum:
        parts[WITHOUT] = replace(exits, table=exits.table[~aside].reset_index(drop=True))
    else:
        lacking.append(NotEstimable(_too_few(minimum), "exit_per_100", measure))
    rows = []
    for basis, people in parts.items():
        for result in exit_on_scale(people, measure=measure):
            if isinstance(result, NotEstimable):
                lacking.append(result)
            elif result.id.startswith("exit_per_100"):
                rows.append(_row(basis, len(people.table), result))
    columns = ["basis", "level", "n", "estimate", "low", "high"]
    return pd.DataFrame(rows, columns=columns), lacking


def _row(basis: str, n: int, found: Estimate) -> dict[str, object]:
    return {"basis": basis, "level": found.level, "n": n, "estimate": found.estimate,
            "low": found.low, "high": found.high}  # fmt: skip


def _too_few(minimum: int) -> str:
    return _(
        "Fewer than {n} of the people followed bear signs of careless answers: too few to show the "
        "result without them."
    ).format(n=minimum)
