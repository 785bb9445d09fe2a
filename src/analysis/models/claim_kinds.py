"""How each kind of declared test is made from answers: slope, product, difference, indirect."""

import dataclasses
from collections.abc import Callable
from typing import Any

import pandas as pd

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.measures import statements
from analysis.models import linking_time
from analysis.models.claim_people import Pairs, at_level, pairs
from analysis.models.mediation import mediation
from analysis.models.robust import t_interval
from analysis.models.slopes import NoSlope, slope
from analysis.models.variables import NotHere, not_asked, value

Numbers = dict[str, Any]
_SEED = 2025  # of the draws of schools: the same answers give the same verdict


def of_slope(row: dict[str, Any], data: Any) -> Numbers:
    """Standard deviations of the outcome per standard deviation of the exposure."""
    found = at_level(_pairs(row, data), row["level"], minimum=data.minimum)
    return slope_of(found)


def _pairs(row: dict[str, Any], data: Any, exposure: str = "") -> Pairs:
    return pairs(data.answers, row, codebook=data.codebook, sectors=data.sectors, exposure=exposure)


def slope_of(found: Pairs, size: float = 1.0) -> Numbers:
    """The slope, times a factor: what one step of the exposure is, in its standard deviations."""
    result = slope(found.people, found.held)
    if isinstance(result, NoSlope):
        raise NotHere(result.reason)
    numbers = dataclasses.asdict(result)
    for name in ("estimate", "low", "high", "low_90", "high_90", "se"):
        numbers[name] *= size
    return numbers | {"design": found.design, "se_type": "CR2"}


def of_difference(row: dict[str, Any], data: Any) -> Numbers:
    """Standard deviations of the outcome between a group and everybody else."""
    found = at_level(_pairs(row, data), row["level"], minimum=data.minimum)
    groups = found.people["exposure"].dropna()
    if not set(groups.unique()) <= {0.0, 1.0} or groups.nunique() < 2:
        raise NotHere(_("There are not two groups to compare."))
    used = found.people.join(found.held).dropna(subset=["exposure", "outcome", *found.held])
    return slope_of(found, 1 / used["exposure"].std())


def of_product(row: dict[str, Any], data: Any) -> Numbers:
    """How much the slope on one factor changes per standard deviation of the other."""
    one, other = (part.strip() for part in row["exposure"].split("*"))
    first = at_level(_pairs(row, data, one), row["level"], minimum=data.minimum)
    second = at_level(_pairs(row, data, other), row["level"], minimum=data.minimum)
    both = first.people.join(second.people["exposure"].rename("other"), how="inner")
    return product(both, first.held.loc[both.index], design=first.design, alike=one == other)


def product(people: pd.DataFrame, held: pd.DataFrame, *, design: str, alike: bool) -> Numbers:
    """Relate an outcome to the product of ``exposure`` and ``other``, both held equal as well.

    ``alike`` says that the two are one variable, whose square is looked at.
    """
    known = people[["exposure", "other", "outcome"]].notna().all(axis=1)
    known &= held.notna().all(axis=1)
    people, held = people[known], held[known]
    if people.empty:
        raise NotHere(_("What is needed was never asked in one wave."))
    a, b = (_standard(people[name]) for name in ("exposure", "other"))
    held = held.assign(factor=a) if alike else held.assign(factor=a, other_factor=b)
    spread = float((a * b).std())
    if not spread > 0:
        raise NotHere(_("Everybody gives the same answer, so there is nothing to relate."))
    rows = people.assign(exposure=a * b).drop(columns="other")
    return slope_of(Pairs(rows, held, design), 1 / spread)


def _standard(values: pd.Series) -> pd.Series:
    spread = values.std()
    return (values - values.mean()) / (spread if spread > 0 else float("nan"))


def of_indirect(row: dict[str, Any], data: Any) -> Numbers:
    """The way from exposure over a mediator to the outcome; teams of schools drawn again."""
    if row["exposure"].count(">") != 1:
        raise NotHere(_("This version has no test of this kind."))
    source, through = (part.strip() for part in row["exposure"].split(">"))
    found = _pairs(row, data, source)
    mediator = value(data.answers, through, codebook=data.codebook).loc[found.people.index]
    return indirect(found, mediator, between=row["level"] == "cross-level")


def indirect(found: Pairs, mediator: pd.Series, *, between: bool) -> Numbers:
    """Decompose the relation of exposure and outcome, between schools or within them."""
    people = found.people.assign(mediator=mediator)[
        ["exposure", "mediator", "outcome", "school_id"]
    ]
    people = people.join(found.held).dropna()
    if people.empty:
        raise NotHere(_("What is needed was never asked in one wave."))
    held = [name for name in found.held if people[name].std() > 0]
    numeric = ["exposure", "mediator", "outcome", *held]
    people[numeric] = people[numeric].apply(_standard)
    level = "between" if between else "within"
    given = {"exposure": "exposure", "mediators": ["mediator"], "outcome": "outcome"}
    given |= {"covariates": held, "levels": [level], "seed": _SEED, "unit": "school_id"}
    try:
        wide, narrow = (mediation(people, **given, interval_level=at) for at in (0.95, 0.90))
    except DataProblem as problem:
        raise NotHere(problem.what) from problem
    ways = [result.paths.set_index("path").loc["indirect"] for result in (wide, narrow)]
    estimate, se = float(ways[0]["estimate"]), float(ways[0]["se"])
    df = wide.n_teams - 1
    return {
        "estimate": estimate,
        "low": float(ways[0]["low"]),
        "high": float(ways[0]["high"]),
        "low_90": float(ways[1]["low"]),
        "high_90": float(ways[1]["high"]),
        "se": se,
        "df": df,
        "p": t_interval(estimate, se, df)[2],
        "n_persons": wide.n_people,
        "n_units": wide.n_teams,
        "design": found.design,
        "se_type": "bootstrap",
    }


def of_share(row: dict[str, Any], data: Any) -> Numbers:
    """The share of people who agree with a statement."""
    item = row["outcome"].removeprefix("answers:")
    found = statements.agreeing(data.answers, item)
    if found.empty:
        raise not_asked(item, data.codebook)
    first = found.iloc[0]
    return {
        "estimate": first["share"],
        **{name: first[name] for name in ("low", "high", "low_90", "high_90")},
        "n_persons": first["n"],
        "n_units": data.answers["school_id"].nunique(),
        "design": linking_time.CROSS_SECTION,
    }


def of_gap(row: dict[str, Any], data: Any) -> Numbers:
    """The mean difference between how it is and how people want it."""
    wanted, now = (p.strip().removeprefix("answers:") for p in row["outcome"].split(" - "))
    found = statements.gaps(data.answers, {now: wanted}, codebook=data.codebook)
    if found.empty:
        raise not_asked(wanted, data.codebook)
    first = found.iloc[0]
    return {
        "estimate": first["difference"],
        **{name: first[name] for name in ("low", "high", "low_90", "high_90", "se", "df", "p")},
        "n_persons": first["n"],
        "n_units": first["n_units"],
        "design": linking_time.CROSS_SECTION,
        "se_type": "CR2",
    }


KINDS: dict[str, Callable[[dict[str, Any], Any], Numbers]] = {
    "slope": of_slope,
    "difference": of_difference,
    "product": of_product,
    "indirect": of_indirect,
    "share": of_share,
    "gap": of_gap,
}
