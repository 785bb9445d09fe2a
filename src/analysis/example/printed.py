"""What the notebooks print, computed on a drawn population instead of on files.

The functions that estimate are those that the notebooks call. Only the way to them is shorter:
answers that cleaning would give, and leaving as the generator knows it. So a thousand studies
can be judged in the time that one takes from its files.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.example.careers import VOLUNTARY
from analysis.example.names import BOARDS
from analysis.example.parameters import EXTRACT_ON, HAZARD_YEARS, WAVES
from analysis.example.population import Population
from analysis.measures import (
    aggregation,
    overall,
    response,
    scales,
    team_bootstrap,
    thirds,
    turnover,
)
from analysis.measures import spells as service
from analysis.models import exit_effects
from analysis.models.estimate import Estimate, estimated
from analysis.models.exits import ANALYSED, Exits

SCALE = "psysafe"  # of notebook 02
FACETS = ("baro_open", "baro_risk")  # beside it on notebook 02
SCALES = ("psysafe", "errcult", "innoclim", "workjoy", "workload")  # of notebook 09
ASKED = SCALES + FACETS
COLUMNS = ["id", "estimate", "low", "high"]
Row = tuple[str, float, float | None, float | None]


@dataclass(frozen=True, eq=False)
class Tables:
    """The tables that the estimates need.

    Attributes
    ----------
    answers : DataFrame, one row per person and wave
        person_id, school_id, wave, answered_on and the items, as in ``Population.answers``;
        left and left_by_choice (1 or 0, within twelve months); cluster: what counts as
        independent, schools unless changed.
    scores : dict of Series, on the index of ``answers``
        Of each scale that was asked.
    invited : DataFrame, one row per team and wave
    """

    answers: pd.DataFrame
    scores: dict[str, pd.Series]
    invited: pd.DataFrame

    @cached_property
    def leavers(self) -> Exits:
        """People with a score on safety, and who of them left."""
        return followed(self, SCALE, "left")

    def of_schools(self, chosen: Callable[[pd.Series], pd.Series]) -> "Tables":
        """Keep the schools for which ``chosen`` says so."""
        rows, invited = chosen(self.answers["school_id"]), chosen(self.invited["school_id"])
        scores = {scale: score[rows] for scale, score in self.scores.items()}
        return Tables(self.answers[rows], scores, self.invited[invited])


def tables(population: Population, asked: Sequence[str] = (SCALE,)) -> Tables:
    """Draw the tables of a study, with the answers to some scales."""
    parts = [_answers(population, wave, asked) for wave in WAVES]
    answers = pd.DataFrame({name: np.concatenate([p[name] for p in parts]) for name in parts[0]})
    # Whole numbers for the waves: one name per row would take more time than all estimates.
    answers["wave"] = pd.Categorical.from_codes(answers["wave"], categories=list(WAVES))
    invited = pd.concat([population.invited(wave) for wave in WAVES], ignore_index=True)
    scored = {scale: scales.score(answers, scale) for scale in asked}
    return Tables(answers.assign(cluster=answers["school_id"]), scored, invited)


def _answers(population: Population, wave: str, asked: Sequence[str]) -> dict[str, np.ndarray]:
    """Answers of one wave without what no estimate needs, with who left afterwards."""
    people, stints = population.respondents(wave), population.careers.stints
    left = population.careers.leaves[HAZARD_YEARS.index(int(wave))][people.seat]
    days = (stints.end - np.datetime64(f"{wave}-03-01")).astype(int)
    by_choice = stints.person[(stints.ends_as == VOLUNTARY) & (days >= 0) & (days < 366)]
    columns = {
        "person_id": people.person,
        "school_id": population.where.seat_school[people.seat],
        "wave": np.full(len(left), WAVES.index(wave)),
        "answered_on": people.answered_on.astype("datetime64[s]"),
        "left": left.astype(int),
        "left_by_choice": (left & np.isin(people.person, by_choice)).astype(int),
    }
    for scale in asked:
        ticked = population.ticked(wave, scale, people)
        answers = np.where(ticked > 0, ticked, np.nan).T
        columns |= dict(zip(population.items(scale), answers, strict=True))
    return columns


def response_shares(drawn: Tables) -> list[Row]:
    """Share of the invited who answered, per wave; a count of all, so without an interval."""
    table = response.response(drawn.invited, drawn.answers, by=["wave"])
    return _rows(table, "01_data_quality/response/response/board", value="share")


def levels(drawn: Tables) -> list[Row]:
    """Mean of safety per wave."""
    people = drawn.answers[["wave", "school_id"]].assign(score=drawn.scores[SCALE])
    return _rows(overall.overall(people), f"02_safety/level/{SCALE}/person")


def facet_levels(drawn: Tables) -> list[Row]:
    """Mean of each facet of safety per wave, of the facets that were asked."""
    rows = []
    for scale in FACETS:
        if scale in drawn.scores:
            people = drawn.answers[["wave", "school_id"]].assign(score=drawn.scores[scale])
            rows += _rows(overall.overall(people), f"02_safety/facet/{scale}/person")
    return rows


def exits(drawn: Tables) -> list[Row]:
    """Leaving on safety, within and between schools."""
    found = exit_effects.exit_on_scale(drawn.leavers, measure=SCALE, notebook="02_safety")
    return [_row(estimate) for estimate in estimated(found)]


def leaving_by_choice(drawn: Tables) -> list[Row]:
    """Leaving by choice on each scale of notebook 09, out of 100 colleagues."""
    found = []
    for scale in SCALES:
        people = followed(drawn, scale, "left_by_choice")
        results = exit_effects.exit_on_scale(people, measure=scale, notebook="09_turnover")
        found += [result for result in estimated(results) if "/exit_per_100/" in result.id]
    return [_row(estimate) for estimate in found]


def followed(drawn: Tables, scale: str, left: str) -> Exits:
    """People who answered and what became of them, as ``exits.exit_table`` gives them.

    Everybody in the population is found in the HR export and followed for twelve months.
    """
    score = drawn.scores[scale]
    mean = score.groupby([drawn.answers["school_id"], drawn.answers["wave"]]).transform("mean")
    table = pd.DataFrame(
        {
            "person_id": drawn.answers["person_id"],
            "wave": drawn.answers["wave"],
            "school_id": drawn.answers["cluster"],
            "score": score,
            "school_mean": mean,
            "deviation": score - mean,
            "left": drawn.answers[left],
        }
    ).dropna(subset="score")
    fates = pd.Series(ANALYSED, index=table.index, dtype="str")
    return Exits(table.reset_index(drop=True), fates, pd.DataFrame(), 12, "", "")


def agreement(drawn: Tables) -> list[Row]:
    """ICC(1) of safety over schools, per wave. Printed, not stored."""
    score, rows = drawn.scores[SCALE], []
    for wave in WAVES:
        now = drawn.answers["wave"] == wave
        found = aggregation.icc(score[now], drawn.answers.loc[now, "school_id"])
        rows.append((f"02_safety/icc1/{SCALE}/school/{wave}", found.icc1, found.low, found.high))
    return rows


def reliability(drawn: Tables) -> list[Row]:
    """Alpha and omega of safety in the last wave. Printed, not stored."""
    latest = drawn.answers[drawn.answers["wave"] == WAVES[-1]]
    found = team_bootstrap.reliability_intervals(scales.items(latest, SCALE), latest["cluster"])
    return [
        (f"02_safety/{name}/{SCALE}/person/{WAVES[-1]}", row["estimate"], row["low"], row["high"])
        for name, row in found.iterrows()
    ]


def thirds_left(drawn: Tables) -> list[Row]:
    """Share that left among people with a low, middle and high score. Printed, not stored."""
    people = drawn.leavers.table[["school_id", "score", "left"]]
    people = people.assign(group=thirds.thirds(people["score"]))
    table = thirds.counted(people, "left")
    return _rows(table, f"02_safety/left_share/{SCALE}", by="group", value="share")


ESTIMATES = {
    "01_data_quality": (response_shares,),
    "02_safety": (levels, exits, thirds_left, agreement),
    "02_safety drawn schools": (reliability,),  # takes as long as all others together
    "09_turnover": (leaving_by_choice,),
    "02_safety facets": (facet_levels,),
}
PARTS = tuple(ESTIMATES)
NOTEBOOKS = ("01_data_quality", "02_safety", "09_turnover")


def estimates(drawn: Tables, parts: Sequence[str] = PARTS) -> list[Row]:
    """Compute what notebooks print, but for the turnover rates; see ``turnover_rates``.

    Parameters
    ----------
    drawn : Tables
        With the scales that the parts need.
    parts : sequence of str
        Keys of ``ESTIMATES``.

    Returns
    -------
    list of Row, one per estimate
        id (as in results.json), estimate, low, high (95 %; missing where none is printed).
    """
    return [row for part in parts for make in ESTIMATES[part] for row in make(drawn)]


def turnover_rates(spells: pd.DataFrame, boards: int = len(BOARDS)) -> pd.DataFrame:
    """Compute the yearly turnover rates of notebook 09, of many studies at once.

    Parameters
    ----------
    spells : DataFrame
        As ``Population.spells``; in another study persons and boards have other numbers.
    boards : int
        Boards per study; they are numbered on from one study to the next.

    Returns
    -------
    DataFrame, one row per study and school year
        study (0, 1, …), id, estimate, low, high.
    """
    rules = service.SpellRules(extract_on=EXTRACT_ON)
    joined = service.spells(spells, rules=rules)
    by_study = joined.table.assign(study=joined.table["unit_id"] // boards)
    found = turnover.turnover(replace(joined, table=by_study), by="study")
    window = found["window"].str.replace("/", "-")
    ids = "09_turnover/turnover/mean_stock/board/" + window
    return found.assign(id=ids, estimate=found["rate"])[["study", *COLUMNS]]


def frame(rows: Sequence[Row]) -> pd.DataFrame:
    """Put estimates in a table."""
    numbers = dict.fromkeys(COLUMNS[1:], float)
    return pd.DataFrame(list(rows), columns=COLUMNS).astype(numbers)


def _row(estimate: Estimate) -> Row:
    return estimate.id, estimate.estimate, estimate.low, estimate.high


def _rows(table: pd.DataFrame, name: str, *, by: str = "wave", value: str = "score") -> list[Row]:
    rows = table.to_dict("records")
    ids = [f"{name}/{row[by]}" + ("/all" if by == "group" else "") for row in rows]
    return [
        (i, row[value], row.get("low"), row.get("high")) for i, row in zip(ids, rows, strict=True)
    ]
