"""Declared tests whose outcome stands in another table: pupils, leaving and sick leave."""

import re
from typing import Any

import pandas as pd

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.measures import spells as service
from analysis.models import (
    absence_effects,
    headline_model,
    linking,
    linking_exposure,
    linking_people,
    linking_pupils,
    linking_time,
)
from analysis.models.claim_kinds import Numbers, indirect
from analysis.models.claim_people import Pairs, refuse_alike
from analysis.models.cox import cox
from analysis.models.estimate import NotEstimable
from analysis.models.linked import Linked
from analysis.models.linking_staff import staff_scores
from analysis.models.robust import Leverage, t_interval
from analysis.models.slopes import LEAST_UNITS
from analysis.models.variables import NotHere, covariates, value

_PUPILS = re.compile(r"pupils\.score\[([a-z_, ]+)\]$")
_LEAVING = re.compile(r"spells\.end(?:\[([a-z_, ]+)\])?$")
_CONTEXT = ["prior", "year", "domain", "sector"]
_LEAVERS_PER_TERM = 5  # fewer, and what is held equal fits chance
_ONLY = re.compile(r"only contracts\.entry_route\[([a-z_]+)\]$")


def linked_kind(row: dict[str, Any]) -> Any:
    """Say how a test is made whose outcome lies outside the answers; None for another one."""
    if row["estimand"] == "slope" and _PUPILS.match(row["outcome"]):
        return of_pupils
    if row["estimand"] == "slope" and row["outcome"] == "absences.share":
        return of_absence
    if row["estimand"] == "hazard_ratio" and _LEAVING.match(row["outcome"]):
        return of_leaving
    if row["estimand"] == "indirect" and _LEAVING.match(row["outcome"]):
        return of_indirect_leaving
    return None


def of_pupils(row: dict[str, Any], data: Any) -> Numbers:
    """Slope of scores of pupils on a mean of their school, the earlier score held equal."""
    try:
        found = _pupils(row, data)
        if "value" in found.members:
            refuse_alike(found.members["value"], found.members["school_id"])
        return _school_slope(found, row["covariates"])
    except DataProblem as problem:
        raise _as_sentence(problem) from problem


def _as_sentence(problem: DataProblem) -> NotHere:
    return NotHere(problem.what[:1].upper() + problem.what[1:])


def _pupils(row: dict[str, Any], data: Any) -> Linked:
    domains = [name.strip() for name in _PUPILS.match(row["outcome"])[1].split(",")]
    pupils = data.source.table("pupils")
    pupils = pupils[pupils["domain"].isin(domains)]
    if pupils.empty:
        raise NotHere(_("This was not measured of pupils."))
    lag = int(row["lag_months"])
    options = {"lag": lag, "level": "school", "units": data.source.table("units")}
    if _LEAVING.match(row["exposure"]):
        # Turnover ends long before a yearly test only in another year: the nearest is half a year.
        return linking.link(data.source, row["exposure"], row["outcome"], lag=min(lag, 6))
    exposure = _exposure(row["exposure"], data)
    given, earlier = linking_pupils.PRIORS
    try:
        return linking_pupils.link_pupils(exposure, pupils, prior=given, **options)
    except linking_time.LateControl:
        return linking_pupils.link_pupils(exposure, pupils, prior=earlier, **options)


def _exposure(expression: str, data: Any) -> linking_exposure.Exposure:
    scores = value(data.answers, expression, codebook=data.codebook)
    staff = staff_scores(data.answers, scores, _contracts(data))
    return linking_exposure.of_staff(staff, minimum=data.minimum, contracts=_contracts(data))


def _contracts(data: Any) -> pd.DataFrame | None:
    return data.source.table("contracts") if data.source.has("contracts") else None


def _school_slope(found: Linked, declared: str) -> Numbers:
    held = [*_CONTEXT, *(["weighting"] if "units.weighting" in declared else [])]
    model = headline_model.model(found, term="between", covariates=held)
    if model.n_units < LEAST_UNITS:
        raise _few_units(model.n_units)
    try:
        result = headline_model.effect(model, kind="CR2")
    except Leverage as problem:
        raise NotHere(_("The result would rest on one school alone.")) from problem
    names = ("estimate", "low", "high", "low_90", "high_90", "se", "df", "p")
    numbers = {name: getattr(result, name) for name in names}
    return numbers | {
        "n_persons": model.n_persons,
        "n_units": model.n_units,
        "design": found.badge,
        "se_type": "CR2",
        "other_source": True,
    }


def _few_units(n: int) -> NotHere:
    return NotHere(_("There are {n} units, and {least} are needed.").format(n=n, least=LEAST_UNITS))


def of_absence(row: dict[str, Any], data: Any) -> Numbers:
    """Slope of the sick leave of schools in a year that begins so many months after the answers."""
    scores = value(data.answers, row["exposure"], codebook=data.codebook)
    linked = absences(row, data, scores)
    found = absence_effects.effects(linked, measure=row["test"], sectors=data.sectors)[0]
    if isinstance(found, NotEstimable):
        raise NotHere(found.reason)
    low_90, high_90, _p = t_interval(found.estimate, found.se, found.df, interval_level=0.90)
    names = ("estimate", "low", "high", "se", "df", "p", "n_persons", "n_units", "design")
    numbers = {name: getattr(found, name) for name in names}
    numbers |= {"low_90": low_90, "high_90": high_90}
    return numbers | {"se_type": "CR2", "other_source": True}


def absences(row: dict[str, Any], data: Any, scores: pd.Series) -> absence_effects.Linked:
    """Put the mean score of each school beside its sick leave in a year after it."""
    contracts = data.source.table("contracts")
    rules = absence_effects.absence.rules_of(data.source.settings)
    return absence_effects.link(
        data.answers,
        scores,
        data.source.table("absences"),
        contracts,
        service.spells(contracts, scope="school", rules=rules),
        lag_months=int(row["lag_months"]),
        minimum=data.minimum,
    )


def of_leaving(row: dict[str, Any], data: Any) -> Numbers:
    """Logarithm of the hazard ratio per standard deviation of the exposure (Cox)."""
    table, terms = _leaving(row, data)
    if row["level"] != "person":
        refuse_alike(table["exposure"], table["school_id"])
    if table["school_id"].nunique() < LEAST_UNITS:
        raise _few_units(table["school_id"].nunique())
    if table["outcome"].sum() < _LEAVERS_PER_TERM * len(terms):
        raise NotHere(_("Too few people left to hold equal what the test names."))
    try:
        model = cox(
            table, exit="exit", event="outcome", entry="entry", terms=terms, unit="school_id"
        )
    except DataProblem as problem:
        raise _as_sentence(problem) from problem
    term, df = model.coefficients.loc[terms[0]], model.n_units - 1
    estimate, se = float(term["estimate"]), float(term["se"])
    low, high, p = t_interval(estimate, se, df)
    low_90, high_90, _same = t_interval(estimate, se, df, interval_level=0.90)
    return {
        **{"estimate": estimate, "low": low, "high": high, "low_90": low_90, "high_90": high_90},
        **{"se": se, "df": df, "p": p},
        "n_persons": table["person_id"].nunique(),
        "n_units": model.n_units,
        "design": linking_time.badge(table, unit="school_id", ordered=True),
        "se_type": "robust",
        "other_source": True,
    }


def _leaving(row: dict[str, Any], data: Any) -> tuple[pd.DataFrame, list[str]]:
    """People at risk with the exposure at the level of the test and what is held equal."""
    answers, declared = _restricted(data.answers, row["covariates"])
    scores = value(answers, row["exposure"], codebook=data.codebook)
    table = followed(row, answers, scores, data)
    held = covariates(answers, declared, codebook=data.codebook, sectors=data.sectors)
    keys = answers[["person_id", "wave"]].join(held).drop_duplicates(["person_id", "wave"])
    table = table.merge(keys, on=["person_id", "wave"]).dropna(subset=list(held))
    waves = pd.get_dummies(table["wave"], prefix="wave", dtype=float).iloc[:, 1:]
    table = table.join(waves)
    exposed = {"person": ["exposure"], "school": ["between"]}
    exposed = exposed.get(row["level"], ["between", "within"])
    for name in exposed:
        spread = table[name].std() if len(table) else 0.0
        if not spread > 0:
            raise NotHere(_("Everybody gives the same answer, so there is nothing to relate."))
        table[name] = (table[name] - table[name].mean()) / spread
    varied = [name for name in (*held, *waves) if table[name].std() > 0]
    return table, [*exposed, *_enough_events(table, varied)]


def _enough_events(table: pd.DataFrame, names: list[str]) -> list[str]:
    """Leave out a category in which nobody or everybody left: it has no rate to compare."""
    kept = []
    for name in names:
        values = table[name]
        two = set(values.unique()) <= {0.0, 1.0}
        left = table.loc[values == 1, "outcome"] if two else table["outcome"]
        if not two or 0 < left.sum() < len(left):
            kept.append(name)
    return kept


def _restricted(answers: pd.DataFrame, declared: str) -> tuple[pd.DataFrame, str]:
    """Keep the rows that a covariate of the form "only …" names."""
    parts = [part.strip() for part in declared.split(";") if part.strip()]
    filters = [part for part in parts if part.startswith("only ")]
    # Time is counted in years of service, so that people are compared at the same tenure anyway.
    rest = [part for part in parts if part not in (*filters, "answers.tenure_band")]
    for part in filters:
        only = _ONLY.match(part)
        if not only or "contracts.entry_route" not in answers:
            raise NotHere(_("This version cannot compute one of the two."))
        answers = answers[answers["contracts.entry_route"] == only[1]]
    return answers, "; ".join(rest)


def followed(
    row: dict[str, Any], answers: pd.DataFrame, scores: pd.Series, data: Any
) -> pd.DataFrame:
    """People at risk after answering, as long as the test says: see ``link_exits``."""
    events = _LEAVING.match(row["outcome"])[1]
    chosen = tuple(part.strip() for part in events.split(",")) if events else linking.LEAVING
    contracts, settings = data.source.table("contracts"), data.source.settings
    spells = service.spells(contracts, rules=service.rules_of(settings))
    exposure = linking_exposure.of_staff(staff_scores(answers, scores), minimum=data.minimum)
    months = int(row["lag_months"])
    found = linking_people.link_exits(
        exposure, answers, scores, spells, months=months, events=chosen
    )
    if found.table.empty:
        raise NotHere(_("Nobody who answered could be followed for {n} months.").format(n=months))
    if not found.table["outcome"].any():
        raise NotHere(_("Nobody left within {n} months.").format(n=months))
    return found.table


def of_indirect_leaving(row: dict[str, Any], data: Any) -> Numbers:
    """The way from exposure over a mediator to leaving, which is 1 or 0 for each person."""
    if row["exposure"].count(">") != 1:
        raise NotHere(_("This version has no test of this kind."))
    source, through = (part.strip() for part in row["exposure"].split(">"))
    answers = data.answers
    scores = value(answers, source, codebook=data.codebook)
    table = followed(row, answers, scores, data)
    held = covariates(answers, row["covariates"], codebook=data.codebook, sectors=data.sectors)
    held = held.add_prefix("held ")
    mediator = value(answers, through, codebook=data.codebook).rename("mediator")
    keys = answers[["person_id", "wave"]].join(held).join(mediator)
    table = table.merge(keys.drop_duplicates(["person_id", "wave"]), on=["person_id", "wave"])
    table = table.assign(outcome=table["outcome"].astype(float))
    pairs = Pairs(table, table[list(held)], linking_time.LAGGED)
    found = indirect(pairs, table["mediator"], between=row["level"] == "cross-level")
    return found | {"other_source": True}
