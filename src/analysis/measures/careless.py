"""Signs that somebody answered without reading: marks only, and nobody is left out by them.

One sign proves nothing: honest people too can be quick, or answer alike. A person is *marked* when
at least two of six signs point the same way. The result is shown with and without marked people.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.codebook import Codebook
from analysis.measures.careless_signs import distance, even_odd, irv, longest_run, synonyms
from analysis.measures.overall import overall

SIGNS = ("long_run", "irv", "distance_p", "even_odd", "synonyms", "seconds_per_question")
_COLUMNS = [*SIGNS, "signs", "marked"]


@dataclass(frozen=True)
class Limits:
    """From where on a sign counts: conventions, not laws.

    Attributes
    ----------
    long_run : float
        Share of the questions answered that stand in one run of equal answers.
    irv : float
        Standard deviation of somebody's answers, in points; below it counts.
    distance_p : float
        Chance of a pattern this far from that of others; below it counts.
    even_odd, synonyms : float
        Correlation of somebody's answers with each other; below it counts.
    seconds_per_question : float
        Below it counts (Huang and others, 2012).
    synonym_r : float
        Correlation over people from which two questions say nearly the same.
    needed : int
        Signs that mark a person.
    """

    long_run: float = 0.5
    irv: float = 0.3
    distance_p: float = 0.001
    even_odd: float = 0.3
    synonyms: float = 0.0
    seconds_per_question: float = 2.0
    synonym_r: float = 0.6
    needed: int = 2


def careless(
    answers: pd.DataFrame,
    asked: pd.DataFrame,
    *,
    codebook: Codebook,
    limits: Limits | None = None,
) -> pd.DataFrame:
    """Look at each person's answers for signs of answering without reading.

    Parameters
    ----------
    answers : DataFrame, one row per person and wave
        wave, items as given (not turned) and, where known, duration_seconds.
    asked : DataFrame
        wave, item_id and place: the order of the questions; see the table ``answers_asked``.
        Without it, or where files of a wave differ in order, no run is counted.
    codebook : Codebook
    limits : Limits, optional

    Returns
    -------
    DataFrame, on the index of ``answers``
        long_run (longest run of equal answers, as a share of the questions answered), irv,
        distance_p, even_odd, synonyms, seconds_per_question, signs (how many count) and marked.
        A sign that cannot be computed is missing and counts for nothing.

    Source
    ------
    Curran (2016), J. Experimental Social Psychology 66, 4-19, for the signs and for asking for
    more than one of them.
    """
    limits = limits or Limits()
    parts = [
        _of_wave(people, asked[asked["wave"] == wave], codebook, limits)
        for wave, people in answers.groupby("wave", sort=False)
    ]
    if not parts:
        return pd.DataFrame(columns=_COLUMNS, index=answers.index)
    return pd.concat(parts).reindex(answers.index)


def _of_wave(
    people: pd.DataFrame, asked: pd.DataFrame, codebook: Codebook, limits: Limits
) -> pd.DataFrame:
    known = [item for item in codebook.items.index if item in people.columns]
    given = people[known].dropna(axis="columns", how="all")
    turned = _turned(given, codebook)
    order, changes = _order(given, asked, codebook)
    answered = given.notna().sum(axis="columns").replace(0, np.nan)
    seconds = people["duration_seconds"] if "duration_seconds" in people else np.nan
    found = pd.DataFrame(
        {
            "long_run": longest_run(given[order], changes) / answered if order else np.nan,
            "irv": irv(given),
            "distance_p": distance(given)["p"],
            "even_odd": even_odd(turned, codebook.items.loc[given.columns, "scale_id"]),
            "synonyms": synonyms(given, least=limits.synonym_r),
            "seconds_per_question": seconds / answered,
        },
        index=people.index,
    )
    found["signs"] = pointed(found, limits).sum(axis="columns")
    return found.assign(marked=found["signs"] >= limits.needed)


def _turned(given: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    about = codebook.items.loc[given.columns]
    turned = about.index[about["reverse"]].tolist()
    return given.assign(**{item: about.loc[item, "options"] + 1 - given[item] for item in turned})


def _order(
    given: pd.DataFrame, asked: pd.DataFrame, codebook: Codebook
) -> tuple[list[str], list[bool]]:
    """Questions in the order of the survey, and where other answers could be chosen from."""
    put = asked[asked["item_id"].isin(given.columns)]
    if put.empty or put.groupby("item_id")["place"].nunique().gt(1).any():
        return [], []
    order = put.drop_duplicates("item_id").sort_values("place")["item_id"].tolist()
    anchors = codebook.items.loc[order, "anchors"]
    return order, (anchors != anchors.shift()).tolist()


def pointed(found: pd.DataFrame, limits: Limits | None = None) -> pd.DataFrame:
    """Tell for each person which signs count: one column of yes and no per sign."""
    limits = limits or Limits()
    below = {name: found[name] < getattr(limits, name) for name in SIGNS[1:]}
    return pd.DataFrame({"long_run": found["long_run"] >= limits.long_run} | below)


def sign_shares(found: pd.DataFrame, limits: Limits | None = None) -> pd.DataFrame:
    """Share of people for whom each sign counts, and of those who are marked.

    Parameters
    ----------
    found : DataFrame
        What ``careless`` gave, of one wave.

    Returns
    -------
    DataFrame
        sign, n (people for whom it could be computed), count, share. A sign that could be computed
        for nobody has no row.
    """
    known = found[list(SIGNS)].notna().sum()
    counts = pointed(found, limits).sum()
    table = pd.DataFrame({"n": known, "count": counts})
    table.loc["marked"] = [len(found), int(found["marked"].astype(bool).sum())]
    table = table[table["n"] > 0].astype(int)
    return table.assign(share=table["count"] / table["n"]).rename_axis("sign").reset_index()


def marked_shares(people: pd.DataFrame, *, by: str = "school_id") -> pd.DataFrame:
    """Share of the people of each unit who are marked: ``by``, n, count, share.

    Parameters
    ----------
    people : DataFrame, one row per person
        ``by`` and marked (bool).
    """
    groups = people.groupby(by)["marked"]
    table = pd.DataFrame({"n": groups.size(), "count": groups.sum().astype(int)})
    return table.assign(share=table["count"] / table["n"]).reset_index()


def level_without(people: pd.DataFrame, *, by: str = "school_id") -> pd.DataFrame:
    """Mean of everyone, of everyone but marked people, and of marked people.

    Parameters
    ----------
    people : DataFrame, one row per person of one wave
        score, wave, marked (bool) and ``by``.

    Returns
    -------
    DataFrame
        basis (all, without_marked, marked), n, n_units, score, low, high; see ``overall``. A
        basis without people has no row.
    """
    parts = [overall(rows, by=by).assign(basis=name) for name, rows in bases(people).items()]
    table = pd.concat(parts, ignore_index=True)
    return table[["basis", "n", "n_units", "score", "low", "high"]]


def bases(people: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Everyone, everyone but marked people, and marked people; those that hold somebody."""
    marked = people["marked"].astype(bool)
    parts = {"all": people, "without_marked": people[~marked], "marked": people[marked]}
    return {name: rows for name, rows in parts.items() if len(rows) or name == "all"}


def by_basis(people: pd.DataFrame) -> pd.DataFrame:
    """The rows behind ``level_without``, each as often as it is used, with its basis."""
    return pd.concat([rows.assign(basis=name) for name, rows in bases(people).items()])
