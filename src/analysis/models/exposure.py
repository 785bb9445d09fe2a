"""What people said and the employment in which they said it: the rows that survival models need."""

import numpy as np
import pandas as pd

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.measures.daynumbers import OPEN, days, days_of
from analysis.measures.spells import Spells
from analysis.models.estimate import Estimate, NotEstimable

LEVELS = ("within", "between")
OF_LEVEL = {"within": "deviation", "between": "school_mean"}
COLUMNS = ["person_id", "spell", "wave", "school_id", "answered_on", "score", "school_mean",
           "deviation", "start", "end", "exit_class"]  # fmt: skip


def exposed(answers: pd.DataFrame, spells: Spells, scores: pd.Series) -> pd.DataFrame:
    """Put each answer beside the employment it was given in.

    Parameters
    ----------
    answers : DataFrame, one row per person and wave
        person_id, school_id, answered_on and, when there is more than one, wave.
    spells : Spells
        Of scope board: moving within the board is not leaving.
    scores : Series, on the index of ``answers``
        Score on the scale of interest.

    Returns
    -------
    DataFrame, one row per answer with a score, a school and one employment that went on after it
        person_id, spell (position in ``spells.table``), wave, school_id, answered_on, score,
        school_mean (of everybody who answered in that school and wave), deviation (score minus
        school_mean), start and end (numbered days; ``OPEN`` while it runs) and exit_class. In
        order of person and day.

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
    people = answers[["person_id", "school_id"]].assign(
        wave=answers["wave"] if "wave" in answers.columns else "",
        answered_on=days(answers["answered_on"], missing=-OPEN),
        score=scores.reindex(answers.index),
    )
    means = people.groupby(["school_id", "wave"], observed=True)["score"].transform("mean")
    people = people.assign(school_mean=means, deviation=people["score"] - means)
    people = people[people["answered_on"] > -OPEN].dropna(subset=["score", "school_id"])
    runs = spells.table[["person_id", "exit_class"]].assign(
        spell=np.arange(len(spells.table)), start=spells.numbers.start, end=spells.numbers.end
    )
    pairs = people.rename_axis("row").reset_index().merge(runs, on="person_id")
    day = pairs["answered_on"]
    pairs = pairs[(pairs["start"] <= day) & (pairs["end"] > day)]
    pairs = pairs[(day < days_of(spells.rules.extract_on)).reindex(pairs.index)]
    # Somebody in service with two boards on that day cannot be given to one of them.
    pairs = pairs.drop_duplicates("row", keep=False)
    return pairs.sort_values(["spell", "answered_on"], kind="stable")[COLUMNS].reset_index(
        drop=True
    )


def in_parts(rows: pd.DataFrame, spells: Spells, *, events: tuple[str, ...]) -> pd.DataFrame:
    """Cut employment at each wave: what was said last holds until the next answer.

    Parameters
    ----------
    rows : DataFrame
        From ``exposed``.
    spells : Spells
    events : tuple of str
        Exit classes that count as leaving; another exit ends the observation.

    Returns
    -------
    DataFrame, one row per answer
        The columns of ``rows``, with entry and exit (days served, the first day included: at risk
        on the days with entry < day <= exit) and left.
    """
    following = rows.groupby("spell")["answered_on"].shift(-1)
    last = np.minimum(rows["end"], days_of(spells.rules.extract_on))
    until = np.minimum(last, following.fillna(OPEN).astype(int))
    ended = (rows["end"] <= until) & rows["exit_class"].isin(events)
    parts = rows.assign(
        entry=rows["answered_on"] - rows["start"] + 1,
        exit=until - rows["start"] + 1,
        left=ended,
    )
    return parts[parts["exit"] > parts["entry"]].reset_index(drop=True)


def by_school_year(
    rows: pd.DataFrame, windows: pd.DataFrame, *, events: tuple[str, ...]
) -> pd.DataFrame:
    """List the school years in which somebody who had answered before could leave.

    Parameters
    ----------
    rows : DataFrame
        From ``exposed``.
    windows : DataFrame
        window, first_day, last_day: school years that the export covers.
    events : tuple of str
        Exit classes that count as leaving.

    Returns
    -------
    DataFrame, one row per employment and school year
        The columns of ``rows`` of the last answer before the year, with window, served (whole
        years of service at its beginning) and left (1 or 0). Who comes in later, or answers for
        the first time later, is in later years only: delayed entry.
    """
    parts = []
    for row in windows.to_dict("records"):
        first, last = days(pd.Series([row["first_day"], row["last_day"]])).tolist()
        before = rows[(rows["answered_on"] < first) & (rows["end"] >= first)]
        latest = before.drop_duplicates("spell", keep="last")
        left = (latest["end"] <= last) & latest["exit_class"].isin(events)
        served = (first - latest["start"]) // 365
        parts.append(latest.assign(window=row["window"], served=served, left=left.astype(int)))
    empty = rows.iloc[:0].assign(window="", served=0, left=0)
    return pd.concat(parts, ignore_index=True) if parts else empty


def standardised(rows: pd.DataFrame) -> pd.DataFrame:
    """Add the columns within and between: scores in standard deviations of these rows.

    Where nobody differs they are 0, which no model takes.
    """
    spread = {level: rows[column].std() for level, column in OF_LEVEL.items()}
    columns = {
        level: rows[column] / spread[level] if spread[level] > 0 else 0.0
        for level, column in OF_LEVEL.items()
    }
    return rows.assign(**columns)


def told(
    table: pd.DataFrame | str,
    ids: dict[str, str],
    rows: pd.DataFrame,
    *,
    measure: str,
    interval_level: float,
    se_type: str,
    engine: str,
) -> list[Estimate | NotEstimable]:
    """Give a result per level, from coefficients by level or from the reason why there are none."""
    if isinstance(table, str):
        return [NotEstimable(table, ids[level], measure, level) for level in LEVELS]
    return [
        Estimate(
            id=ids[level],
            term=measure,
            level=level,
            **table.loc[level, ["estimate", "low", "high", "se", "df", "p"]],
            interval_level=interval_level,
            se_type=se_type,
            n_persons=int(rows["person_id"].nunique()),
            n_units=int(rows["school_id"].nunique()),
            unit="school",
            design="lagged",
            engine=engine,
        )
        for level in LEVELS
    ]
