"""Reads the variables of a claim test: ``answers:hind_fear + answers:hind_blame``.

What stands beside the answers (contract, school, learning habits) has to be joined to them first:
see ``claim_rows.joined``.
"""

import re

import pandas as pd

from analysis.codebook import Codebook
from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.language import pick
from analysis.measures import scales

_PART = re.compile(r"answers:([a-z]+(?:_[a-z]+)*)(?:_(\d+)(_want)?)?$")
_HABIT = re.compile(r"learning_habits:(L[A-Z])(\d+)?\[self\]$")
_GROUP = re.compile(r"contracts\.function_group\[([a-z_, ]+)\]$")
_NUMBERS = ("units.vacancies", "units.pd_budget", "units.pd_hours", "units.weighting")
_CATEGORIES = (
    *("answers.role", "answers.tenure_band"),
    *("contracts.function_group", "contracts.contract_type"),
)
_BANDS = ("0-2", "3-5", "6-10", "11-20", "21+")


class NotHere(ValueError):
    """A variable that these answers, or this version, cannot give; the message says why."""


def value(answers: pd.DataFrame, expression: str, *, codebook: Codebook) -> pd.Series:
    """Give one number per row of the answers.

    Parameters
    ----------
    answers : DataFrame, one row per person and wave
    expression : str
        ``answers:<scale>`` or ``answers:<question>``, ``learning_habits:<habit>[self]`` or one of
        its statements, ``answers.tenure_band`` (bands in their order), ``units.<number>`` of the
        school, ``contracts.function_group[<groups>]`` (1 for these groups, 0 for others), or
        several of them joined by ``+``: the mean of the parts, each standardised over all rows.
    codebook : Codebook

    Returns
    -------
    Series, on the index of ``answers``
        Questions that are turned in the codebook are turned here. Missing where any part is.

    Raises
    ------
    NotHere
        If a part is not an answer, or was not asked in this study.
    """
    parts = [_one(answers, part.strip(), codebook) for part in expression.split("+")]
    if len(parts) == 1:
        return parts[0]
    return sum(_standardised(part) for part in parts) / len(parts)


def _one(answers: pd.DataFrame, part: str, codebook: Codebook) -> pd.Series:
    beside = _beside(answers, part)
    if beside is not None:
        return beside
    name = part.removeprefix("answers:")
    if not _PART.match(part):
        raise NotHere(_("This version cannot compute one of the two."))
    if name in codebook.items.index:
        if name not in answers.columns:
            raise not_asked(name, codebook)
        scale = codebook.items.loc[name, "scale_id"]
        return scales.items(answers[[name]], scale, codebook=codebook)[name]
    try:
        score = scales.score(answers, name, codebook=codebook)
    except DataProblem as problem:
        raise NotHere(problem.what) from problem
    if score.isna().all():
        raise not_asked(name, codebook)
    return score


def not_asked(name: str, codebook: Codebook) -> NotHere:
    """Say that a question, or all questions of a scale, were not asked."""
    if name in codebook.items.index:
        text = pick(codebook.items.loc[name], "text")
        return NotHere(_("The question “{text}” was not asked.").format(text=text))
    called = pick(codebook.scales.loc[name], "name") if name in codebook.scales.index else name
    return NotHere(_("The questions about “{scale}” were not asked.").format(scale=called))


def _beside(answers: pd.DataFrame, part: str) -> pd.Series | None:
    """Something that stands beside the answers of a person; None for an answer."""
    if habit := _HABIT.match(part):
        return _habit(answers, habit[1], habit[2])
    if part == "answers.tenure_band":
        band = answers["tenure_band"]
        return band.map({name: float(at) for at, name in enumerate(_BANDS)})
    if part in _NUMBERS:
        return _known(answers, part).astype(float)
    if group := _GROUP.match(part):
        held = _known(answers, "contracts.function_group")
        chosen = [name.strip() for name in group[1].split(",")]
        return held.isin(chosen).astype(float).where(held.notna())
    return None


def _known(answers: pd.DataFrame, column: str) -> pd.Series:
    if column not in answers or answers[column].isna().all():
        raise _unknown(column)
    return answers[column]


def _unknown(column: str) -> NotHere:
    called = {
        "answers.role": _("the role of people"),
        "answers.tenure_band": _("years of service"),
        "contracts.fte": _("the size of the job"),
        "contracts.function_group": _("the kind of job"),
        "contracts.contract_type": _("the kind of contract"),
        "sector": _("the sector of schools"),
        "units.vacancies": _("vacancies"),
        "units.pd_budget": _("the budget for development"),
        "units.pd_hours": _("the hours for development"),
        "units.weighting": _("the school weighting"),
    }.get(column, column)
    return NotHere(_("This is not known: {what}.").format(what=called))


def _habit(answers: pd.DataFrame, habit: str, statement: str | None) -> pd.Series:
    """One statement, or the mean of those of a habit where at least half are answered."""
    codes = [f"{habit}{statement}"] if statement else []
    codes = codes or [name for name in answers if re.fullmatch(rf"{habit}\d+", str(name))]
    there = [name for name in codes if name in answers and answers[name].notna().any()]
    if not there:
        raise NotHere(_("The statements on learning habits were not asked."))
    values = answers[there].astype(float)
    return values.mean(axis="columns").where(values.notna().mean(axis="columns") >= 0.5)


def _standardised(part: pd.Series) -> pd.Series:
    spread = part.std()
    return (part - part.mean()) / spread if spread > 0 else part * float("nan")


def covariates(
    answers: pd.DataFrame, expression: str, *, codebook: Codebook, sectors: pd.Series
) -> pd.DataFrame:
    """Give the columns of what is held equal.

    Parameters
    ----------
    answers : DataFrame, one row per person and wave
        school_id, and role, tenure_band and fte (see ``job_size.fte_on``) where they are asked
        for.
    expression : str
        ``answers.role; answers.tenure_band; contracts.fte; units.sector; answers:<scale>``; may
        be empty.
    codebook : Codebook
    sectors : Series, index school_id
        Sector of each school.

    Returns
    -------
    DataFrame, on the index of ``answers``
        Numbers; a category is one column per value but the most common. Missing where any is.

    Raises
    ------
    NotHere
        If a covariate cannot be given.
    """
    named = [part.strip() for part in expression.split(";") if part.strip()]
    columns = [_covariate(answers, part, codebook, sectors) for part in named]
    return pd.concat(columns, axis="columns") if columns else pd.DataFrame(index=answers.index)


def _covariate(
    answers: pd.DataFrame, part: str, codebook: Codebook, sectors: pd.Series
) -> pd.DataFrame:
    if part == "units.sector":
        return _dummies(answers["school_id"].map(sectors), "sector")
    if part in _CATEGORIES:
        column = part.removeprefix("answers.")
        return _dummies(answers.get(column, pd.Series(pd.NA, index=answers.index)), part)
    if part in _NUMBERS:
        return _known(answers, part).astype(float).rename(part).to_frame()
    if part == "contracts.fte":
        if "fte" not in answers.columns or answers["fte"].isna().all():
            raise _unknown(part)
        return answers["fte"].rename(part).to_frame()
    if part.startswith("answers:"):
        return value(answers, part, codebook=codebook).rename(part).to_frame()
    raise NotHere(_("This version cannot hold equal what the test names."))


def _dummies(category: pd.Series, name: str) -> pd.DataFrame:
    known = category.dropna()
    if known.empty:
        raise _unknown(name)
    common = known.value_counts().sort_index(kind="stable").idxmax()
    table = pd.get_dummies(category, prefix=name, dtype=float).where(category.notna())
    return table.drop(columns=f"{name}_{common}")
