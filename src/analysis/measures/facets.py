"""Facets of one topic beside each other: the mean of everyone on each, and whether they differ."""

from collections.abc import Sequence

import pandas as pd

from analysis.codebook import Codebook
from analysis.measures import scales
from analysis.measures.overall import overall

_COLUMNS = ["n", "n_units", "score", "low", "high"]


def asked(answers: pd.DataFrame, chosen: Sequence[str], *, codebook: Codebook) -> list[str]:
    """Take the scales on which somebody has a score."""
    found = [s for s in chosen if scales.score(answers, s, codebook=codebook).notna().any()]
    return list(dict.fromkeys(found))


def scored(answers: pd.DataFrame, chosen: Sequence[str], *, codebook: Codebook) -> pd.DataFrame:
    """Give everyone's score on each scale, one row per person, wave and scale.

    Returns
    -------
    DataFrame
        The columns of ``answers`` that are no items, scale_id and score; people without a score
        are left out.
    """
    about = answers[answers.columns.difference(codebook.items.index, sort=False)]
    parts = [
        about.assign(scale_id=scale, score=scales.score(answers, scale, codebook=codebook))
        for scale in asked(answers, chosen, codebook=codebook)
    ]
    if not parts:
        return about.iloc[:0].assign(scale_id="", score=0.0)
    return pd.concat(parts, ignore_index=True).dropna(subset="score")


def levels(people: pd.DataFrame, *, by: str = "school_id") -> pd.DataFrame:
    """Average each facet over everyone, per wave.

    Parameters
    ----------
    people : DataFrame
        As ``scored`` gives.
    by : str
        Units that were drawn together, for the interval.

    Returns
    -------
    DataFrame
        scale_id, wave, n, n_units, score, low, high; see ``overall``. Facets in the order given.
    """
    parts = [
        overall(rows, by=by).assign(scale_id=scale)
        for scale, rows in people.groupby("scale_id", sort=False)
    ]
    columns = ["scale_id", "wave", *_COLUMNS]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def gap(people: pd.DataFrame, *, by: str = "school_id") -> pd.DataFrame:
    """Compare the first two facets within persons, in the last wave in which both were asked.

    Parameters
    ----------
    people : DataFrame
        As ``scored`` gives, with person_id and wave.
    by : str
        As for ``levels``.

    Returns
    -------
    DataFrame, one row, or none when there are no two facets
        wave, first, second, n (people with both), n_units, estimate (first minus second, mean
        over people), low, high.
    """
    columns = ["wave", "first", "second", "n", "n_units", "estimate", "low", "high"]
    names = list(people["scale_id"].unique()[:2])
    key = ["person_id", "wave"]
    wide = people.drop_duplicates([*key, "scale_id"]).pivot(
        index=key, columns="scale_id", values="score"
    )
    if len(names) < 2 or wide[names].dropna().empty:
        return pd.DataFrame(columns=columns)
    both = wide[names].dropna()
    difference = (both[names[0]] - both[names[1]]).rename("score").reset_index()
    difference = difference[difference["wave"] == difference["wave"].max()]
    where = people.drop_duplicates(key)[[*key, by]]
    row = overall(difference.merge(where, on=key, how="left"), by=by)
    row = row.rename(columns={"score": "estimate"}).assign(first=names[0], second=names[1])
    return row[columns]
