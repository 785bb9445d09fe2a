"""Reads the variables of a claim test: ``answers:hind_fear + answers:hind_blame``."""

import re

import pandas as pd

from analysis.codebook import Codebook
from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.language import pick
from analysis.measures import scales

_PART = re.compile(r"answers:([a-z]+(?:_[a-z]+)*)(?:_(\d+)(_want)?)?$")


class NotHere(ValueError):
    """A variable that these answers, or this version, cannot give; the message says why."""


def value(answers: pd.DataFrame, expression: str, *, codebook: Codebook) -> pd.Series:
    """Give one number per row of the answers.

    Parameters
    ----------
    answers : DataFrame, one row per person and wave
    expression : str
        ``answers:<scale>`` or ``answers:<question>``, or several of them joined by ``+``: the
        mean of the parts, each standardised over all rows.
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
    name = part.removeprefix("answers:")
    if not _PART.match(part):
        raise NotHere(_("{part} cannot be computed by this version.").format(part=part))
    if name in codebook.items.index:
        if name not in answers.columns:
            text = pick(codebook.items.loc[name], "text")
            raise NotHere(_("The question “{text}” was not asked.").format(text=text))
        scale = codebook.items.loc[name, "scale_id"]
        return scales.items(answers[[name]], scale, codebook=codebook)[name]
    try:
        score = scales.score(answers, name, codebook=codebook)
    except DataProblem as problem:
        raise NotHere(problem.what) from problem
    if score.isna().all():
        called = pick(codebook.scales.loc[name], "name")
        raise NotHere(_("The questions about “{scale}” were not asked.").format(scale=called))
    return score


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
    if part in ("answers.role", "answers.tenure_band"):
        return _dummies(answers[part.removeprefix("answers.")], part)
    if part == "contracts.fte":
        if "fte" not in answers.columns or answers["fte"].isna().all():
            raise NotHere(_("{part} is not in the data.").format(part=part))
        return answers["fte"].rename(part).to_frame()
    if part.startswith("answers:"):
        return value(answers, part, codebook=codebook).rename(part).to_frame()
    raise NotHere(_("{part} cannot be held equal by this version.").format(part=part))


def _dummies(category: pd.Series, name: str) -> pd.DataFrame:
    known = category.dropna()
    if known.empty:
        raise NotHere(_("{part} is not in the data.").format(part=name))
    common = known.value_counts().sort_index(kind="stable").idxmax()
    table = pd.get_dummies(category, prefix=name, dtype=float).where(category.notna())
    return table.drop(columns=f"{name}_{common}")
