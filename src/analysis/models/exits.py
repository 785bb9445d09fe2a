"""Who left within a year after answering, and what that has to do with how they answered.

Exposure comes first: a person counts from the day of answering, and only when still in service
on that day. Leaving is counted from the next day on.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.measures.coding import CLASSES
from analysis.measures.daynumbers import date_of, days, days_of
from analysis.measures.spells import Spells

ANALYSED = "analysed"
_FATES = (
    "no_day",
    "no_school",
    "no_score",
    "not_in_hr",
    "not_in_service",
    "two_boards",
    "follow_up_incomplete",
)


@dataclass(frozen=True, eq=False)
class Exits:
    """People at risk of leaving, one row per person and wave.

    Attributes
    ----------
    table : DataFrame, one row per person and wave
        person_id, wave, school_id, answered_on, score, school_mean (mean score of everybody who
        answered in that school and wave, whether found in the HR export or not), deviation
        (score minus school_mean), left (1 or 0), exit_class (missing for who stayed).
    fates : Series of str, on the index of the answers
        analysed, or the first reason to set the answer aside: no_day, no_school, no_score,
        not_in_hr (no spell at all), not_in_service (no spell on that day that went on after it),
        two_boards, follow_up_incomplete.
    ladder : DataFrame, one row per step
        step (answers, then each reason, then analysed), n (answers) and persons.
    months : int
        Length of the follow-up.
    window_exposure, window_outcome : str
        First and last day, as 2024-03-04/2024-03-28; empty without rows.
    """

    table: pd.DataFrame
    fates: pd.Series
    ladder: pd.DataFrame
    months: int
    window_exposure: str
    window_outcome: str


def exit_table(
    answers: pd.DataFrame,
    spells: Spells,
    scores: pd.Series,
    *,
    months: int = 12,
    events: tuple[str, ...] = tuple(name for name in CLASSES if name != "internal"),
) -> Exits:
    """Follow everybody who answered, from the day after answering, for a number of months.

    Parameters
    ----------
    answers : DataFrame, one row per person and wave
        person_id, school_id, answered_on and, when there is more than one, wave.
    spells : Spells
        Of scope board: moving within the board is not leaving.
    scores : Series, on the index of ``answers``
        Score on the scale of interest.
    months : int
        Length of the follow-up. Answers whose follow-up runs past the day of the HR export are
        set aside for everybody alike, whether they left or not.
    events : tuple of str
        Exit classes that count as leaving.

    Returns
    -------
    Exits

    Raises
    ------
    DataProblem
        If the spells are not those of boards.
    """
    if spells.scope != "board":
        raise DataProblem(
            _("Leaving is followed with spells of the board."),
            found=spells.scope,
            repair=_('make them with scope="board"'),
        )
    people = _people(answers, scores)
    last_day = _months_later(people["answered_on"], months)
    matched = _matched(people, spells.table)
    fates = _fates(people, matched, last_day, days_of(spells.rules.extract_on), spells.table)
    kept = people[fates == ANALYSED].join(matched.drop_duplicates("row").set_index("row"))
    counts = kept["end"].to_numpy() <= last_day[(fates == ANALYSED).to_numpy()]
    left = counts & kept["exit_class"].isin(events).to_numpy()
    table = kept[["person_id", "wave", "school_id", "answered_on", "score", "school_mean"]].assign(
        deviation=kept["score"] - kept["school_mean"],
        left=left.astype(int),
        exit_class=kept["exit_class"].where(left),
    )
    day = days(table["answered_on"])
    exposure = _window(day, day)
    outcome = _window(day + 1, last_day[(fates == ANALYSED).to_numpy()])
    return Exits(
        table.reset_index(drop=True), fates, _ladder(people, fates), months, exposure, outcome
    )


def _people(answers: pd.DataFrame, scores: pd.Series) -> pd.DataFrame:
    people = answers[["person_id", "school_id", "answered_on"]].assign(
        wave=answers["wave"] if "wave" in answers.columns else "",
        score=scores.reindex(answers.index),
        answered_on=pd.to_datetime(answers["answered_on"]).dt.normalize(),
    )
    means = people.groupby(["school_id", "wave"])["score"].transform("mean")
    return people.assign(school_mean=means)


def _months_later(day: pd.Series, months: int) -> np.ndarray:
    return days(day + pd.DateOffset(months=months))


def _matched(people: pd.DataFrame, spells: pd.DataFrame) -> pd.DataFrame:
    """Pair each answer with the spells that ran on that day and went on after it."""
    from_row = people[["person_id", "answered_on"]].rename_axis("row").reset_index()
    runs = spells[["person_id", "start", "end", "exit_class"]]
    pairs = from_row.dropna().merge(runs, on="person_id")
    day = pairs["answered_on"]
    on = (pairs["start"] <= day) & (pairs["end"].isna() | (pairs["end"] > day))
    found = pairs.loc[on, ["row", "end", "exit_class"]]
    return found.assign(end=days(found["end"], missing=np.iinfo(np.int64).max))


def _fates(
    people: pd.DataFrame,
    matched: pd.DataFrame,
    last_day: np.ndarray,
    extract_on: int,
    spells: pd.DataFrame,
) -> pd.Series:
    n_spells = matched["row"].value_counts().reindex(people.index, fill_value=0)
    tests = (
        people["answered_on"].isna(),
        people["school_id"].isna(),
        people["score"].isna(),
        ~people["person_id"].isin(spells["person_id"]),
        n_spells == 0,
        n_spells > 1,
        last_day > extract_on,
    )
    fates = np.select([np.asarray(test) for test in tests], _FATES, default=ANALYSED)
    return pd.Series(fates, index=people.index, dtype="str", name="fate")


def _ladder(people: pd.DataFrame, fates: pd.Series) -> pd.DataFrame:
    steps = {"answers": people["person_id"]}
    steps |= {fate: people.loc[fates == fate, "person_id"] for fate in (*_FATES, ANALYSED)}
    return pd.DataFrame(
        {
            "step": list(steps),
            "n": [len(ids) for ids in steps.values()],
            "persons": [ids.nunique() for ids in steps.values()],
        }
    )


def _window(first: np.ndarray, last: np.ndarray) -> str:
    if not len(first):
        return ""
    return f"{date_of(int(first.min()))}/{date_of(int(last.max()))}"
