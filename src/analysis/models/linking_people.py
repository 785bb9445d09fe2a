"""From what staff said to what became of them: leaving, or what they said later."""

import numpy as np
import pandas as pd

from analysis.measures.spells import Spells
from analysis.models import exits, linking_time
from analysis.models.linked import Ladder, Linked
from analysis.models.linking_exposure import Exposure


def link_exits(
    exposure: Exposure,
    answers: pd.DataFrame,
    value: pd.Series,
    spells: Spells,
    *,
    months: int = 12,
    events: tuple[str, ...] = ("voluntary",),
) -> Linked:
    """Follow everybody who answered, from the day after, for a number of months.

    Parameters
    ----------
    exposure : Exposure
        Of the same answers; gives the means of schools.
    answers : DataFrame, one row per person and wave
        person_id, school_id, team_id, wave, answered_on.
    value : Series, on the index of ``answers``
    spells : Spells
        Of scope board.
    months : int
        How long people are followed.
    events : tuple of str
        Exit classes that count.

    Returns
    -------
    Linked
        One row per person and wave: person_id, school_id, team_id, wave, answered_on, exposure,
        between, within, outcome (1 when the person left), exit_class, entry and exit (days in
        service on the day of answering and on the last day that the person was followed: at risk
        from the day after ``entry`` up to and including ``exit``).
    """
    found = exits.exit_table(answers, spells, value, months=months, events=events)
    ladder = Ladder()
    ladder.extend(exposure.counted, exposure.steps)
    counts = found.ladder.set_index("step")["n"]
    left = int(counts["answers"])
    for step in found.ladder["step"].iloc[1:-1]:
        left -= int(counts[step])
        ladder.add("answers", step, left, int(counts[step]))
    table = found.table.rename(columns={"score": "exposure", "left": "outcome"})
    table = table.merge(_school_means(exposure), on=["school_id", "wave"])
    ladder.add("answers", "school_scored", len(table), len(found.table) - len(table))
    table = table.assign(within=table["exposure"] - table["between"])
    table = table.drop(columns=["school_mean", "deviation"])
    teams = answers[["person_id", "wave", "team_id"]].drop_duplicates(["person_id", "wave"])
    table = table.merge(teams, on=["person_id", "wave"], how="left")
    table = _at_risk(table, spells, months)
    days = table.groupby("wave")["answered_on"].agg(["min", "max"]).reset_index()
    windows = days.set_axis(["wave", "exposure_first", "exposure_last"], axis="columns")
    windows = windows.assign(
        outcome_first=windows["exposure_first"] + pd.Timedelta(days=1),
        outcome_last=windows["exposure_last"] + pd.DateOffset(months=months),
        months=0.0,
    )
    return _of_people(table, ladder, windows, exposure, months, ordered=True)


def _at_risk(table: pd.DataFrame, spells: Spells, months: int) -> pd.DataFrame:
    """Days in service when the person answered, and when the person was last seen."""
    runs = spells.table[["person_id", "start", "end"]]
    rows = table.reset_index(names="row")[["row", "person_id", "answered_on"]]
    pairs = rows.merge(runs, on="person_id")
    day = pairs["answered_on"]
    pairs = pairs[(pairs["start"] <= day) & ~(pairs["end"] <= day)].set_index("row")
    begin, last = pairs["start"].reindex(table.index), pairs["end"].reindex(table.index)
    until = table["answered_on"] + pd.DateOffset(months=months)
    seen = np.minimum(last.fillna(until), until)
    return table.assign(
        entry=(table["answered_on"] - begin).dt.days + 1, exit=(seen - begin).dt.days + 1
    )


def link_answers(
    exposure: Exposure,
    outcome: pd.DataFrame,
    *,
    lag: int,
    slack: int = linking_time.SLACK,
) -> Linked:
    """Put the answers of people beside what the same people answered, then or later.

    Parameters
    ----------
    exposure : Exposure
    outcome : DataFrame, one row per person and wave
        person_id, wave, answered_on, outcome.
    lag, slack : int
        0 takes exposure and outcome from the same measurement; else see ``linking_time.pairs``.

    Returns
    -------
    Linked
        One row per person and wave: person_id, school_id, team_id, wave, later (wave of the
        outcome), exposure, between, within, weight, outcome.
    """
    ladder = Ladder()
    ladder.extend(exposure.counted, exposure.steps)
    known = outcome.dropna(subset=["outcome", "person_id"])
    windows = _answer_windows(exposure.windows, known, lag, slack)
    later = known[["person_id", "wave", "outcome"]].rename(columns={"wave": "later"})
    placed = exposure.people.dropna(subset="person_id").rename(columns={"value": "exposure"})
    timed = placed.merge(windows[["wave", "later"]], on="wave")
    ladder.add("staff", "measured_before", len(timed), len(placed) - len(timed))
    table = timed.merge(later, on=["person_id", "later"])
    ladder.add("staff", "answered_again", len(table), len(timed) - len(table))
    both = table.merge(_school_means(exposure), on=["school_id", "wave"])
    ladder.add("staff", "school_scored", len(both), len(table) - len(both))
    both = both.assign(within=both["exposure"] - both["between"])
    return _of_people(both, ladder, windows, exposure, lag, ordered=lag > 0)


def _answer_windows(
    exposures: pd.DataFrame, known: pd.DataFrame, lag: int, slack: int
) -> pd.DataFrame:
    days = known.groupby("wave")["answered_on"].agg(["min", "max"]).reset_index()
    outcomes = days.set_axis(["later", "outcome_first", "outcome_last"], axis="columns")
    if lag == 0:
        both = exposures.merge(outcomes, left_on="wave", right_on="later")
        return both.assign(months=0.0)
    return linking_time.pairs(exposures, outcomes, lag=lag, slack=slack)


def _school_means(exposure: Exposure) -> pd.DataFrame:
    means = exposure.schools.rename(columns={"exposure": "between"})
    return means[["school_id", "wave", "between", "reach"]]


def _of_people(
    table: pd.DataFrame,
    ladder: Ladder,
    windows: pd.DataFrame,
    exposure: Exposure,
    lag: int,
    *,
    ordered: bool,
) -> Linked:
    members = exposure.people.merge(
        table[["person_id", "wave"]].drop_duplicates(), on=["person_id", "wave"]
    )
    return Linked(
        table=table.reset_index(drop=True),
        ladder=ladder.table(),
        badge=linking_time.badge(table, unit="school_id", ordered=ordered),
        level="person",
        unit="school_id",
        outcome_level="person",
        windows=windows.reset_index(drop=True),
        members=members,
        shared=exposure.shared,
        lag=lag,
    )
