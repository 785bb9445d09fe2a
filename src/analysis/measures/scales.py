"""From answers to scores: a person's score on a scale, and what a unit's mean may be used for."""

from collections.abc import Mapping

import pandas as pd

from analysis import codebook as codebooks
from analysis.codebook import Codebook
from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.measures import passport
from analysis.measures.passport import Rules, Scores


def items(
    answers: pd.DataFrame, scale_id: str, *, codebook: Codebook | None = None
) -> pd.DataFrame:
    """Take the items of a scale, all pointing the same way.

    Parameters
    ----------
    answers : DataFrame, one row per person and wave
        Item columns hold numbers from 1 to the item's number of options.
    scale_id : str
        A scale of the codebook.
    codebook : Codebook, optional
        That of the open study unless given.

    Returns
    -------
    DataFrame, on the index of ``answers``
        One column per item of the scale that was asked; an item marked as reversed in the
        codebook is turned around (options + 1 - answer). Missing answers stay missing. A scale
        that was not asked has no column.

    Raises
    ------
    DataProblem
        If the scale is unknown, or an answer lies outside 1..options.
    """
    book = codebook or codebooks.current()
    asked = [item for item in book.items_of(scale_id) if item in answers.columns]
    chosen = answers[asked].astype(float)
    options = book.items.loc[asked, "options"].astype(float)
    _refuse_outside(chosen, options)
    turned = [item for item in asked if book.items.loc[item, "reverse"]]
    return chosen.assign(**{item: options[item] + 1 - chosen[item] for item in turned})


def _refuse_outside(chosen: pd.DataFrame, options: pd.Series) -> None:
    outside = (chosen < 1) | chosen.gt(options, axis="columns")
    if outside.any(axis=None):
        raise DataProblem(
            _("Answers lie outside the options of the question."),
            column=", ".join(outside.columns[outside.any()]),
            rows=int(outside.any(axis="columns").sum()),
            repair=_("map the labels of these answers in study.toml"),
        )


def answers_needed(n_items: int) -> int:
    """Items that must be answered before a person gets a score: at least half, rounded up.

    ``answers_needed(5)`` is 3.
    """
    return -(-n_items // 2)


def score(answers: pd.DataFrame, scale_id: str, *, codebook: Codebook | None = None) -> pd.Series:
    """Score each person: the mean of the items answered, when at least half of them were.

    Parameters
    ----------
    answers : DataFrame, one row per person and wave
        As for ``items``.
    scale_id : str
        A scale of the codebook.
    codebook : Codebook, optional
        That of the open study unless given.

    Returns
    -------
    Series, on the index of ``answers``, named after the scale
        From 1 to the number of options. Missing when fewer than half of the scale's items in the
        codebook (rounded up) were answered; items that a study left out count as not answered.
    """
    book = codebook or codebooks.current()
    chosen = items(answers, scale_id, codebook=book)
    enough = chosen.notna().sum(axis="columns") >= answers_needed(len(book.items_of(scale_id)))
    return chosen.mean(axis="columns").where(enough).rename(scale_id)


def team_scores(
    answers: pd.DataFrame,
    scale_id: str,
    *,
    by: str = "team_id",
    codebook: Codebook | None = None,
    invited: pd.DataFrame | None = None,
    rules: Rules | None = None,
    overrides: Mapping[str, str] | None = None,
) -> Scores:
    """Average a scale over units, together with the evidence for what that mean may be used for.

    Parameters
    ----------
    answers : DataFrame, one row per person and wave
        As for ``items``, with the column ``by`` and, when there is more than one, ``wave``.
    scale_id : str
        A scale of the codebook.
    by : str
        The unit: team_id, school_id or board_id.
    codebook : Codebook, optional
        That of the open study unless given.
    invited : DataFrame, optional
        Columns ``by``, ``wave`` (when answers have it) and ``n``, the number invited. Without it
        the response of a unit is not known, and no unit may be described.
    rules : Rules, optional
        Thresholds of the passport.
    overrides : mapping of permission to reason, optional
        Permissions granted against the evidence; the reason is recorded and travels with the
        scores.

    Returns
    -------
    Scores
        One row per unit and wave, and one passport per wave.

    Source
    ------
    LeBreton & Senter (2008), Organizational Research Methods 11, 815-852; the three permissions
    are this project's own (see the data dictionary).
    """
    book = codebook or codebooks.current()
    if by not in answers.columns:
        raise DataProblem(
            _("The answers do not say which unit a person belongs to."),
            column=by,
            repair=_("map this column in study.toml"),
        )
    scale = book.scales.loc[scale_id]
    people = pd.DataFrame(
        {by: answers[by], passport.SCORE: score(answers, scale_id, codebook=book)}
    )
    people["wave"] = answers["wave"] if "wave" in answers.columns else ""
    chosen = items(answers, scale_id, codebook=book)
    return passport.issue(
        people,
        chosen,
        scale_id=scale_id,
        by=by,
        options=int(scale["options"]),
        mixed_referent=bool(scale["mixed_referent"]),
        invited=invited,
        rules=rules or Rules(),
        overrides=dict(overrides or {}),
    )
