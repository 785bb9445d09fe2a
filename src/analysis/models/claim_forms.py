"""Declared tests that are no slope: an empty corner, a structure, who of several tells most."""

import re
from typing import Any

import pandas as pd

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.measures import scales
from analysis.models import linking_time
from analysis.models.claim_kinds import Numbers
from analysis.models.claim_people import UNIT, pairs, refuse_flat
from analysis.models.necessity import corner
from analysis.models.robust import t_interval
from analysis.models.shares import Lead, lead
from analysis.models.slopes import LEAST_UNITS, unit_means
from analysis.models.structure import Likeness, alike, smallest_loading
from analysis.models.variables import NotHere, not_asked, value

_HABIT = re.compile(r"learning_habits:(L[A-Z])\[self\]$")
_ENDS = ("low", "high", "low_90", "high_90")


def of_ceiling(row: dict[str, Any], data: Any) -> Numbers:
    """How much emptier the corner of little exposure and much outcome is than a plain line says."""
    found = pairs(data.answers, row, codebook=data.codebook, sectors=data.sectors)
    people, unit = found.people, UNIT[row["level"]]
    refuse_flat(people, unit)
    people = people.assign(exposure=people["exposure"] * int(row["expected_sign"]))
    result = corner(people, unit=unit, minimum=data.minimum)
    if result.n_units < LEAST_UNITS:
        raise _few_units(result.n_units)
    if not result.se > 0:
        raise NotHere(_("Everybody gives the same answer, so there is nothing to relate."))
    numbers = {name: getattr(result, name) for name in (*_ENDS, "se", "p", "n_persons")}
    schools = people.loc[people[unit].notna(), "school_id"].nunique()
    return numbers | {
        "estimate": result.excess,
        "n_units": schools,
        "design": found.design,
        "se_type": "simulated",
    }


def _few_units(n: int) -> NotHere:
    return NotHere(_("There are {n} units, and {least} are needed.").format(n=n, least=LEAST_UNITS))


def of_structure(row: dict[str, Any], data: Any) -> Numbers:
    """Whether two topics are one in measurement, or three topics are signs of one thing."""
    one = row["exposure"] == "none"
    sides = row["outcome"].split(" + ") if one else [row["exposure"], row["outcome"]]
    if one and len(sides) != 3:
        raise NotHere(_("This version has no test of this kind."))
    found = [_questions(data, side) for side in sides]
    items = pd.concat(found, axis="columns")
    asked = [part.notna().any(axis="columns") for part in found]
    whole = pd.concat(asked, axis="columns").all(axis="columns")
    if not whole.any():
        raise NotHere(_("What is needed was never asked in one wave."))
    waves = data.answers.loc[whole, "wave"]
    now = data.answers["wave"].eq(waves.max()) & data.answers["school_id"].notna()
    topics = {f"{at}": list(part) for at, part in enumerate(found)}
    judge = smallest_loading if one else alike
    return _likeness(judge(items[now], topics, data.answers.loc[now, "school_id"]), row)


def _likeness(found: Likeness, row: dict[str, Any]) -> Numbers:
    if found.n_units < LEAST_UNITS:
        raise _few_units(found.n_units)
    if not found.se > 0:
        raise NotHere(_("Questions of one topic do not go together, so that it is no topic."))
    # Correlations between the questions of people.
    about = {"n_persons": found.n_persons, "design": linking_time.CROSS_SECTION, "level": "person"}
    return _drawn(found, threshold=row["sesoi"]) | about


def _questions(data: Any, side: str) -> pd.DataFrame:
    """Questions of the scales that a side names, turned, where one person answered every scale."""
    parts = [_scale(data, part.strip()) for part in side.split(" + ")]
    known = [part.notna().any(axis="columns") for part in parts]
    whole = pd.concat(known, axis="columns").all(axis="columns")
    if not whole.any():
        raise NotHere(_("What is needed was never asked in one wave."))
    return pd.concat(parts, axis="columns").where(whole)


def _scale(data: Any, part: str) -> pd.DataFrame:
    value(data.answers, part, codebook=data.codebook)  # says what was not asked
    if habit := _HABIT.match(part):
        codes = [name for name in data.answers if re.fullmatch(rf"{habit[1]}\d+", str(name))]
        return data.answers[codes].astype(float)
    name = part.removeprefix("answers:")
    if name not in data.codebook.scales.index:
        raise NotHere(_("This version has no test of this kind."))
    items = scales.items(data.answers, name, codebook=data.codebook)
    if items.shape[1] < 2:
        raise not_asked(name, data.codebook)
    return items


def of_explained(row: dict[str, Any], data: Any) -> Numbers:
    """How much more of the outcome one condition tells than the strongest of the others.

    Over means of teams: a condition is something that a team shares.
    """
    if not row["outcome"].startswith("answers:"):
        raise _rivals_first(row, data)
    rivals, rest = _declared(row["covariates"])
    if not rivals:
        raise NotHere(_("This version has no test of this kind."))
    one = row | {"covariates": "; ".join([*rivals, *rest])}
    found = pairs(data.answers, one, codebook=data.codebook, sectors=data.sectors)
    people, unit = found.people, UNIT.get(row["level"], "team_id")
    refuse_flat(people, unit)
    table, held = unit_means(people, found.held, unit=unit, minimum=data.minimum)
    context = [name for name in held if name not in rivals and held[name].std() > 0]
    try:
        result = lead(
            table.drop(columns=unit, errors="ignore").join(held),
            **{"exposure": "exposure", "rivals": rivals, "outcome": "outcome"},
            **{"held": context, "cluster": "school_id"},
        )
    except DataProblem as problem:
        raise NotHere(problem.what) from problem
    if result.n_units < LEAST_UNITS:
        raise _few_units(result.n_units)
    if not result.se > 0:
        raise NotHere(_("What is held equal tells the exposure exactly."))
    about = {"n_persons": int(table["n"].sum()), "design": found.design, "level": "team"}
    return _drawn(result) | about


def _drawn(found: Likeness | Lead, *, threshold: float = 0.0) -> Numbers:
    """Numbers of what was found by drawing whole clusters again; p is of the threshold."""
    df = found.n_units - 1
    numbers = {name: getattr(found, name) for name in ("estimate", *_ENDS, "se", "n_units")}
    p = t_interval(found.estimate - threshold, found.se, df)[2]
    return numbers | {"df": df, "p": p, "se_type": "bootstrap"}


def _declared(covariates: str) -> tuple[list[str], list[str]]:
    """Rivals are other conditions, as people answered them; the rest is held equal."""
    named = [part.strip() for part in covariates.split(";") if part.strip()]
    rivals = [part for part in named if part.startswith("answers:")]
    return rivals, [part for part in named if part not in rivals]


def _rivals_first(row: dict[str, Any], data: Any) -> NotHere:
    """Say which of the conditions was not asked; else that this outcome has no test."""
    try:
        for part in (row["exposure"], *_declared(row["covariates"])[0]):
            value(data.answers, part, codebook=data.codebook)
    except NotHere as reason:
        return reason
    return NotHere(_("This version has no test of this kind."))


FORM_KINDS = {"ceiling": of_ceiling, "structure": of_structure, "explained": of_explained}
