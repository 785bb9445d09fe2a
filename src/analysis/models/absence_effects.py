"""Whether sick leave at a school goes together with what its staff said before.

Schools are the unit: the exposure is the mean of the answers of one wave, the outcome the part of
the working time that the school lost in a year that begins after it. Nothing is about a person.
"""

from dataclasses import dataclass

import pandas as pd

from analysis.language import gettext as _
from analysis.measures import absence
from analysis.measures.aggregation import icc
from analysis.measures.spells import Spells
from analysis.models.estimate import Estimate, NotEstimable, estimate_id, to_frame
from analysis.models.multiplicity import holm
from analysis.models.slopes import NoSlope, Slope, slope

STEPS = ("scores", "enough_answers", "followed", "analysed")
DECLARED = {("lead_learn", 12): ("H13", "sick_leave")}  # claim and test of a scale and a lag
_POINTS = 100  # of every hundred days of work


@dataclass(frozen=True, eq=False)
class Linked:
    """Schools with what their staff said and the sick leave after it.

    Attributes
    ----------
    table : DataFrame, one row per school and wave
        school_id, wave, n (people who answered), exposure (mean score), outcome (part of the
        working time lost).
    people : DataFrame, one row per person and wave
        person_id, school_id, wave, score: the answers behind the means in ``table``.
    ladder : DataFrame
        step and n: schools (per wave) with a score, with enough answers, with a year after it
        that the export covers, and with sick leave known.
    windows : DataFrame
        wave, exposure_first, exposure_last, first_day, last_day of the waves that were used.
    lag_months : int
    """

    table: pd.DataFrame
    people: pd.DataFrame
    ladder: pd.DataFrame
    windows: pd.DataFrame
    lag_months: int


def link(
    answers: pd.DataFrame,
    score: pd.Series,
    absences: pd.DataFrame,
    contracts: pd.DataFrame,
    service: Spells,
    *,
    lag_months: int = 12,
    minimum: int = 5,
) -> Linked:
    """Put the mean score of each school beside its sick leave in a year after it.

    Parameters
    ----------
    answers : DataFrame, one row per person and wave
        person_id, school_id, wave, answered_on.
    score : Series, on the index of ``answers``
    absences, contracts, service
        As for ``absence.absence``; ``service`` of scope school.
    lag_months : int
        Whole months between the last answer of a wave and the first day of the year.
    minimum : int
        Answers that a school needs before its mean is used.

    Returns
    -------
    Linked
    """
    people = answers[["person_id", "school_id", "wave", "answered_on"]].assign(score=score)
    people = people.dropna(subset=["score", "school_id"])
    windows = _windows(people, lag_months)
    groups = people.groupby(["school_id", "wave"])["score"]
    means = groups.agg(n="size", exposure="mean").reset_index()
    enough = means[means["n"] >= minimum]
    lost = absence.absence(absences, contracts, service, windows, by="unit_id")
    lost = lost.rename(
        columns={"unit_id": "school_id", "window": "wave", "absent_share": "outcome"}
    )
    covered = set(lost.loc[lost["note"] == "", "wave"]) if len(lost) else set()
    followed = enough[enough["wave"].isin(covered)]
    table = followed.merge(lost[["school_id", "wave", "outcome"]], on=["school_id", "wave"])
    table = table.dropna(subset="outcome").sort_values(["wave", "school_id"], ignore_index=True)
    counts = [len(means), len(enough), len(followed), len(table)]
    used = people.merge(table[["school_id", "wave"]], on=["school_id", "wave"])
    return Linked(
        table,
        used.drop(columns="answered_on"),
        pd.DataFrame({"step": STEPS, "n": counts}),
        windows[windows["window"].isin(table["wave"])].rename(columns={"window": "wave"}),
        lag_months,
    )


def _windows(people: pd.DataFrame, lag_months: int) -> pd.DataFrame:
    """The year after each wave that begins ``lag_months`` after its last answer."""
    waves = people.groupby("wave")["answered_on"].agg(["min", "max"]).reset_index()
    first = waves["max"] + pd.DateOffset(days=1) + pd.DateOffset(months=lag_months)
    return pd.DataFrame(
        {
            "window": waves["wave"],
            "exposure_first": waves["min"],
            "exposure_last": waves["max"],
            "first_day": first,
            "last_day": first + pd.DateOffset(years=1) - pd.DateOffset(days=1),
        }
    )


def effects(linked: Linked, *, measure: str, sectors: pd.Series) -> list[Estimate | NotEstimable]:
    """Relate sick leave to the mean score of schools.

    Parameters
    ----------
    linked : Linked
    measure : str
        The scale, for the id.
    sectors : Series, index school_id
        Sector of each school, which is held equal, as the wave is.

    Returns
    -------
    list
        ``absence``: standard deviations of sick leave per standard deviation of the mean score;
        ``absence_points``: the same result as days of every hundred days of work. NotEstimable
        where the score check refuses the means, or too few schools are left.

    Source
    ------
    Least squares over schools and waves; errors CR2 with the degrees of freedom of Satterthwaite,
    schools as clusters: see ``slopes.slope``.
    """
    sections = ("absence", "absence_points")
    ids = [estimate_id("", section, measure, "school", "all") for section in sections]
    found = _slope(linked, sectors)
    if isinstance(found, NoSlope):
        return [NotEstimable(found.reason, id=i, term=measure, level="school") for i in ids]
    spread = float(linked.table["outcome"].std()) * _POINTS
    claim, test = DECLARED.get((measure, linked.lag_months), (None, None))
    about = {"term": measure, "claim": claim, "test": test}
    return [
        _estimate(i, found, scale, about, linked)
        for i, scale in zip(ids, (1.0, spread), strict=True)
    ]


def _slope(linked: Linked, sectors: pd.Series) -> Slope | NoSlope:
    schools = linked.people["school_id"].nunique()
    if schools > 1 and not icc(linked.people["score"], linked.people["school_id"]).low > 0:
        return NoSlope(_("The score check refuses these means: units may not differ at all."))
    sector = linked.table["school_id"].map(sectors).astype("str").fillna("unknown")
    # Of each category one is left out: it is what the others are compared with.
    held = [
        pd.get_dummies(category, prefix=name, drop_first=True, dtype=float)
        for name, category in (("sector", sector), ("wave", linked.table["wave"].astype("str")))
    ]
    held = pd.concat(held, axis="columns")
    return slope(linked.table, held)


def _estimate(
    identity: str, found: Slope, scale: float, about: dict[str, str | None], linked: Linked
) -> Estimate:
    return Estimate(
        id=identity,
        level="school",
        estimate=found.estimate * scale,
        low=found.low * scale,
        high=found.high * scale,
        interval_level=0.95,
        se=found.se * scale,
        se_type="CR2",
        df=found.df,
        p=found.p,
        n_persons=linked.people["person_id"].nunique(),
        n_units=found.n_units,
        unit="school",
        design="lagged",
        engine="least squares",
        window_exposure=_window(linked.windows, "exposure_first", "exposure_last"),
        window_outcome=_window(linked.windows, "first_day", "last_day"),
        **about,
    )


def _window(windows: pd.DataFrame, first: str, last: str) -> str:
    return f"{windows[first].min().date()}/{windows[last].max().date()}"


def adjusted(found: list[Estimate | NotEstimable]) -> pd.DataFrame:
    """Put the results of several scales in one table, with p-values adjusted for their number.

    Parameters
    ----------
    found : list
        What ``effects`` gives, of all scales one after the other.

    Returns
    -------
    DataFrame
        As ``estimate.to_frame``; ``p_adjusted`` by Holm over the scales, the same for a result in
        standard deviations and in points.
    """
    table = to_frame(found)
    section = table["id"].str.split("/").str[0] if len(table) else table["id"]
    for _name, rows in table.groupby(section):
        table.loc[rows.index, "p_adjusted"] = holm(rows["p"])
    return table
