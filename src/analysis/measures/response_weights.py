"""Who on the personnel file answered, and the weight that each of them then gets."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import DataProblem
from analysis.measures import linkage
from analysis.measures.weights import Weights, mean, rake

MARGINS = (("school_id",), ("function_group",), ("tenure",))
_ON_LIST = ("matched", "unusable", "only_hr")
_ENDS, _BANDS = (-1, 2, 5, 10, 20, 200), ("0-2", "3-5", "6-10", "11-20", "21+")
_DAYS = 365.25


@dataclass(frozen=True, eq=False)
class ResponseWeights:
    """Weights of everybody who answered and is on the personnel file.

    Attributes
    ----------
    table : DataFrame, one row per person and wave
        person_id, wave, weight (mean 1 in each wave).
    unreached : DataFrame
        wave, margin, category, n: groups of which nobody answered.
    design : DataFrame, one row per wave
        wave, listed (people on the file), answered, n (with a weight), design_effect, largest
        (weight). A wave whose weights cannot be made has none.
    problems : dict of str to str
        For such a wave, why.
    """

    table: pd.DataFrame
    unreached: pd.DataFrame
    design: pd.DataFrame
    problems: dict[str, str]


def on_list(everything: pd.DataFrame, contracts: pd.DataFrame) -> pd.DataFrame:
    """List who was in service in each wave, with what the personnel file knows of them.

    Parameters
    ----------
    everything : DataFrame, one row per questionnaire that was received
        As for ``linkage.people``.
    contracts : DataFrame, one row per contract
        person_id, school_id, function_group, start, end, main_job.

    Returns
    -------
    DataFrame, one row per person and wave
        person_id, wave, answered (bool), school_id, function_group, tenure (years since the first
        contract, in bands). Of somebody with two jobs the main one.
    """
    columns = ["person_id", "wave", "answered", "school_id", "function_group", "tenure"]
    found = linkage.people(everything, contracts)
    if found.empty:
        return pd.DataFrame(columns=columns)
    found = found[found["part"].isin(_ON_LIST)]
    days = everything.groupby("wave")["answered_on"].median().rename("day")
    listed = found[["person_id", "wave", "part"]].join(days, on="wave")
    jobs = contracts.sort_values("main_job", ascending=False, kind="stable")
    jobs = jobs[["person_id", "school_id", "function_group", "start", "end"]]
    pairs = listed.merge(jobs, on="person_id")
    there = (pairs["start"] <= pairs["day"]) & ~(pairs["end"] < pairs["day"])
    own = pairs[there].drop_duplicates(["person_id", "wave"])
    first = contracts.groupby("person_id")["start"].min()
    years = (own["day"] - own["person_id"].map(first)).dt.days / _DAYS
    tenure = pd.cut(years, _ENDS, labels=_BANDS).astype("str")
    own = own.assign(answered=own["part"] == "matched", tenure=tenure)
    return own[columns].reset_index(drop=True)


def response_weights(
    everything: pd.DataFrame,
    contracts: pd.DataFrame,
    *,
    margins: Sequence[Sequence[str]] = MARGINS,
) -> ResponseWeights:
    """Rake the answers of each wave to the personnel file of that moment.

    Parameters
    ----------
    everything, contracts
        As for ``on_list``.
    margins : sequence of sequence of str
        Sets of columns of ``on_list``; a column that the file leaves empty for everybody is left
        out.

    Returns
    -------
    ResponseWeights
    """
    listed = on_list(everything, contracts)
    known = [margin for margin in margins if listed[list(margin)].notna().all(axis=1).any()]
    tables, gone, design, problems = [], [], [], {}
    for wave, people in listed.groupby("wave"):
        people = people.reset_index(drop=True)
        try:
            found = rake(people, people["answered"], known)
        except DataProblem as problem:
            problems[str(wave)] = problem.what
            continue
        mine = people.loc[people["answered"], ["person_id", "wave"]]
        tables.append(mine.assign(weight=found.weights).dropna(subset="weight"))
        gone.append(found.unreached.assign(wave=wave))
        design.append(_design(wave, people, found))
    columns = ["person_id", "wave", "weight"]
    table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=columns)
    unreached = pd.concat(gone, ignore_index=True) if gone else pd.DataFrame()
    names = ["wave", "margin", "category", "n"]
    shown = ["wave", "listed", "answered", "n", "design_effect", "largest"]
    return ResponseWeights(
        table,
        unreached.reindex(columns=names),
        pd.DataFrame(design, columns=shown),
        problems,
    )


def _design(wave: object, people: pd.DataFrame, found: Weights) -> dict[str, object]:
    return {
        "wave": wave,
        "listed": len(people),
        "answered": int(people["answered"].sum()),
        "n": int(found.weights.notna().sum()),
        "design_effect": found.design_effect,
        "largest": float(found.weights.max()),
    }


def beside(
    answers: pd.DataFrame, score: pd.Series, weights: ResponseWeights, *, minimum: int
) -> pd.DataFrame:
    """Put the weighted mean of each wave beside the mean as it is, of the same people.

    Parameters
    ----------
    answers : DataFrame, one row per person and wave
        person_id, wave, school_id.
    score : Series, on the index of ``answers``
    weights : ResponseWeights
    minimum : int
        Smallest group that may be shown. Where fewer people than that have no weight, their mean
        would follow from two means that differ by them, so the mean as it is stays out.

    Returns
    -------
    DataFrame, one row per wave
        wave, n, n_units, score, low, high, weighted, weighted_low, weighted_high and
        design_effect.
    """
    people = answers[["person_id", "wave", "school_id"]].assign(score=score)
    people = people.dropna(subset="score")
    everybody = people.groupby("wave").size()
    people = people.merge(weights.table, on=["person_id", "wave"])
    rows = []
    for wave, now in people.groupby("wave"):
        plain = mean(now["score"], pd.Series(1.0, index=now.index), now["school_id"])
        raked = mean(now["score"], now["weight"], now["school_id"])
        names = {"score": "weighted", "low": "weighted_low", "high": "weighted_high"}
        if 0 < everybody[wave] - len(now) < minimum:
            plain |= dict.fromkeys(names, np.nan)
        row = {"wave": wave, **{name: plain[name] for name in ("n", "n_units", *names)}}
        rows.append(row | {new: raked[old] for old, new in names.items()})
    columns = ["wave", "n", "n_units", "score", "low", "high"]
    columns += ["weighted", "weighted_low", "weighted_high"]
    table = pd.DataFrame(rows, columns=columns)
    effect = weights.design.set_index("wave")["design_effect"]
    return table.assign(design_effect=table["wave"].map(effect))
