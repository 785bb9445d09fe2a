"""Links an exposure to an outcome: in time, by level, with an account of what was lost.

``link(data, "answers:psysafe", "pupils.score[language]", lag=12)`` puts what staff said beside
how their pupils did a year later. The words are those of ``data/claims/claim_tests.csv``.
"""

import re
from dataclasses import replace
from typing import Protocol

import pandas as pd

from analysis.codebook import Codebook
from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.measures import spells as service
from analysis.measures import turnover
from analysis.measures.coding import CLASSES
from analysis.measures.service import people_in
from analysis.models import linking_exposure, linking_people, linking_pupils, linking_time
from analysis.models.linked import Linked
from analysis.models.linking_exposure import Exposure
from analysis.models.linking_staff import staff_scores
from analysis.models.variables import value
from analysis.settings import Settings

__all__ = ["Linked", "Tables", "link"]
_FORM = re.compile(r"^(?P<table>[a-z_]+)\.(?P<column>[a-z_]+)(?:\[(?P<chosen>[^\]]*)\])?$")
LEAVING = tuple(name for name in CLASSES if name != "internal")


class Tables(Protocol):
    """What a link reads: an open study, or anything that gives the same tables."""

    settings: Settings
    codebook: Codebook

    def has(self, table: str) -> bool:
        """Tell whether a table is there."""

    def table(self, name: str) -> pd.DataFrame:
        """Give a tidy table."""


def link(
    data: Tables,
    exposure: str,
    outcome: str,
    *,
    lag: int,
    slack: int = linking_time.SLACK,
    level: str = "team",
    prior: str = linking_pupils.PRIORS[0],
) -> Linked:
    """Put an exposure and a later outcome in one table to analyse.

    Parameters
    ----------
    data : Tables
        An open study.
    exposure : str
        ``answers:<scale or question>``, several joined by ``+``; or ``spells.end[<class>]``: people
        who left a school, per person and year in service.
    outcome : str
        ``pupils.score[<domain>, …]``, ``spells.end[<class>, …]`` (leaving the board; all classes
        but internal without brackets) or ``answers:<scale or question>``.
    lag : int
        Months between the last day of the exposure and the first day of the outcome; 0 takes
        answers from the same measurement. For leaving: how many months people are followed from
        the day after they answered.
    slack : int
        Months by which the distance may differ.
    level : str
        For pupils: "team", "staff" (people named for a group) or "school".
    prior : str
        For pupils: which earlier score is held equal, see ``linking_pupils.link_pupils``.

    Returns
    -------
    Linked

    Raises
    ------
    DataProblem
        When the outcome starts before the exposure, when what is held equal was measured after
        it, when no measurement lies at this distance, or when a form is not known.
    NotHere
        When a scale or question was not asked.
    """
    if outcome.startswith("answers:"):
        return _to_answers(data, exposure, outcome, lag, slack)
    found = _parts(outcome)
    chosen = [name.strip() for name in (found["chosen"] or "").split(",") if name.strip()]
    if (found["table"], found["column"]) == ("spells", "end"):
        return _to_exits(data, exposure, tuple(chosen) or LEAVING, lag)
    if (found["table"], found["column"]) == ("pupils", "score"):
        pupils = data.table("pupils")
        pupils = pupils[pupils["domain"].isin(chosen)] if chosen else pupils
        by_group = exposure.startswith("answers:")  # turnover is known of schools only
        return linking_pupils.link_pupils(
            _exposure(data, exposure, pupils, lag),
            pupils,
            lag=lag,
            slack=slack,
            assignments=_optional(data, "assignments"),
            units=_optional(data, "units"),
            level=level if by_group else "school",
            prior=prior,
        )
    raise _unknown(outcome)


def _parts(expression: str) -> dict[str, str | None]:
    found = _FORM.match(expression.strip())
    if not found:
        raise _unknown(expression)
    return found.groupdict()


def _unknown(expression: str) -> DataProblem:
    return DataProblem(
        _("this cannot be linked."),
        found=expression,
        repair=_("use `answers:<scale>`, `pupils.score[<domain>]` or `spells.end[<class>]`"),
    )


def _optional(data: Tables, name: str) -> pd.DataFrame | None:
    return data.table(name) if data.has(name) else None


def _value(data: Tables, expression: str) -> tuple[pd.DataFrame, pd.Series]:
    answers = data.table("answers")
    return answers, value(answers, expression, codebook=data.codebook)


def _of_answers(data: Tables, expression: str) -> Exposure:
    contracts = _optional(data, "contracts")
    return linking_exposure.of_staff(
        staff_scores(*_value(data, expression), contracts),
        minimum=data.settings.minimum,
        contracts=contracts,
        invited=_optional(data, "invited"),
    )


def _exposure(data: Tables, expression: str, outcomes: pd.DataFrame, lag: int) -> Exposure:
    if expression.startswith("answers:"):
        return _of_answers(data, expression)
    found = _parts(expression)
    if (found["table"], found["column"]) != ("spells", "end"):
        raise _unknown(expression)
    chosen = tuple(name.strip() for name in (found["chosen"] or "").split(",") if name.strip())
    return _of_turnover(data, chosen or LEAVING, outcomes, lag)


def _of_turnover(
    data: Tables, events: tuple[str, ...], outcomes: pd.DataFrame, lag: int
) -> Exposure:
    """Turnover of each school in the twelve months that end ``lag`` months before an outcome."""
    rules = service.rules_of(data.settings)
    spells = service.spells(data.table("contracts"), scope="school", rules=rules)
    first = outcomes.groupby("year")["measured_on"].min().dropna()
    last = first - pd.DateOffset(months=lag) - pd.Timedelta(days=1)
    begin = last - pd.DateOffset(years=1) + pd.Timedelta(days=1)
    names = [f"{a.date()} – {b.date()}" for a, b in zip(begin, last, strict=True)]
    windows = pd.DataFrame({"window": names, "first_day": begin, "last_day": last})
    windows = windows.reset_index(drop=True)
    rule = replace(turnover.definition("person_years"), events=events)
    rates = turnover.turnover(spells, rule, windows, by="unit_id")
    named = {"unit_id": "school_id", "window": "wave", "rate": "exposure"}
    rates = rates.rename(columns=named).dropna(subset="exposure")
    people = people_in(spells, windows).rename(columns=named)[["person_id", "school_id", "wave"]]
    spans = {"window": "wave", "first_day": "exposure_first", "last_day": "exposure_last"}
    windows = windows.rename(columns=spans)
    return linking_exposure.of_schools(
        rates[["school_id", "wave", "exposure", "n"]],
        windows[windows["wave"].isin(rates["wave"])],
        people,
        minimum=data.settings.minimum,
    )


def _to_exits(data: Tables, exposure: str, events: tuple[str, ...], lag: int) -> Linked:
    answers, scores = _value(data, exposure)
    spells = service.spells(data.table("contracts"), rules=service.rules_of(data.settings))
    return linking_people.link_exits(
        _of_answers(data, exposure), answers, scores, spells, months=lag, events=events
    )


def _to_answers(data: Tables, exposure: str, outcome: str, lag: int, slack: int) -> Linked:
    answers, scores = _value(data, outcome)
    rows = answers[["person_id", "wave", "answered_on"]].assign(outcome=scores)
    return linking_people.link_answers(_of_answers(data, exposure), rows, lag=lag, slack=slack)
