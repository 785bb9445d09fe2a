"""What staff said, as a property of their team and school, with who that is based on.

Somebody who works at two schools counts at both, by the part of the job that is there.
"""

from dataclasses import dataclass

import pandas as pd

_KEY = ["person_id", "wave"]


@dataclass(frozen=True, eq=False)
class Staff:
    """Scores of staff, placed in teams and schools.

    Attributes
    ----------
    people : DataFrame, one row per person, wave and school
        person_id, wave, team_id, school_id, answered_on, value, weight (part of the job that is
        at this school; 1 for who works at one).
    windows : DataFrame, one row per wave
        wave, exposure_first, exposure_last.
    steps : list of (str, int, int)
        step, and how many answers passed it and did not.
    shared : DataFrame
        wave and n: people who count at two schools or more.
    """

    people: pd.DataFrame
    windows: pd.DataFrame
    steps: list[tuple[str, int, int]]
    shared: pd.DataFrame


def staff_scores(
    answers: pd.DataFrame, value: pd.Series, contracts: pd.DataFrame | None = None
) -> Staff:
    """Place the scores of staff.

    Parameters
    ----------
    answers : DataFrame, one row per person and wave
        person_id, wave, team_id, school_id, answered_on.
    value : Series, on the index of ``answers``
        The score of each person; missing where it could not be made.
    contracts : DataFrame, optional
        person_id, team_id, school_id, start, end, fte: who works where on the day of answering.
        Without it everybody counts at the school of the answers.

    Returns
    -------
    Staff
        A person without a contract on that day counts at the school of the answers. A contract
        of unknown size counts as a full job.
    """
    scored = value.notna()
    placed = scored & answers["school_id"].notna() & answers["answered_on"].notna()
    columns = [*_KEY, "team_id", "school_id", "answered_on"]
    people = answers.loc[placed, columns].assign(value=value[placed], weight=1.0)
    steps = [
        ("scored", int(scored.sum()), int((~scored).sum())),
        ("placed", int(placed.sum()), int((scored & ~placed).sum())),
    ]
    windows = people.groupby("wave")["answered_on"].agg(["min", "max"]).reset_index()
    windows = windows.set_axis(["wave", "exposure_first", "exposure_last"], axis="columns")
    several = _at_several(people, contracts)
    shared = several.drop_duplicates(_KEY).groupby("wave").size().rename("n").reset_index()
    if len(several):
        alone = ~pd.MultiIndex.from_frame(people[_KEY]).isin(
            pd.MultiIndex.from_frame(several[_KEY])
        )
        people = pd.concat([people[alone], several], ignore_index=True)
    return Staff(people.reset_index(drop=True), windows, steps, shared)


def _at_several(people: pd.DataFrame, contracts: pd.DataFrame | None) -> pd.DataFrame:
    """Rows for people who work at two schools or more on the day of answering, by size of job."""
    if contracts is None or contracts.empty:
        return people.iloc[:0]
    wanted = ["person_id", "team_id", "school_id", "start", "end", "fte"]
    jobs = contracts.reindex(columns=wanted).dropna(subset="school_id")
    asked = people.dropna(subset="person_id")[[*_KEY, "answered_on", "value"]]
    found = asked.merge(jobs, on="person_id")
    there = (found["start"] <= found["answered_on"]) & ~(found["end"] < found["answered_on"])
    found = found[there].assign(size=found["fte"].fillna(1.0))
    found = found.sort_values("size", kind="stable")
    keys = [*_KEY, "school_id"]
    merged = found.groupby(keys, sort=False).agg(
        team_id=("team_id", "last"),
        answered_on=("answered_on", "first"),
        value=("value", "first"),
        size=("size", "sum"),
    )
    merged = merged.reset_index()
    whole = merged.groupby(_KEY)["size"].transform("sum")
    schools = merged.groupby(_KEY)["school_id"].transform("size")
    several = merged.assign(weight=merged["size"] / whole)[(schools > 1) & (whole > 0)]
    return several[people.columns]


def unit_scores(people: pd.DataFrame, *, by: str, minimum: int) -> pd.DataFrame:
    """Average the scores of each unit and wave, by weight.

    Parameters
    ----------
    people : DataFrame
        As ``Staff.people``.
    by : str
        team_id or school_id.
    minimum : int
        People that a unit needs before its mean is used.

    Returns
    -------
    DataFrame, one row per unit and wave that has enough people
        ``by``, wave, exposure, n (people).
    """
    known = people.dropna(subset=by)
    pulled = known.assign(pulled=known["value"] * known["weight"])
    groups = pulled.groupby([by, "wave"])
    sums = groups[["pulled", "weight"]].sum()
    table = pd.DataFrame({"exposure": sums["pulled"] / sums["weight"], "n": groups.size()})
    return table[table["n"] >= minimum].reset_index()


def reach(
    people: pd.DataFrame,
    *,
    by: str,
    windows: pd.DataFrame,
    contracts: pd.DataFrame | None = None,
    invited: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Share of the staff of each unit whose score is known.

    Parameters
    ----------
    people : DataFrame
        As ``Staff.people``.
    by : str
        team_id or school_id.
    windows : DataFrame
        As ``Staff.windows``.
    contracts : DataFrame, optional
        Staff in service on the last day of the wave are the whole.
    invited : DataFrame, optional
        team_id, school_id, wave, n: the whole where there are no contracts.

    Returns
    -------
    DataFrame
        ``by``, wave, staff (people; missing when not known), reach in [0, 1].
    """
    answered = people.dropna(subset=by).groupby([by, "wave"]).size()
    staff = _staff(by, windows, contracts, invited).reindex(answered.index)
    table = pd.DataFrame({"staff": staff, "reach": (answered / staff).clip(upper=1.0)})
    return table.reset_index()


def _staff(
    by: str,
    windows: pd.DataFrame,
    contracts: pd.DataFrame | None,
    invited: pd.DataFrame | None,
) -> pd.Series:
    """People of each unit and wave: in service, or else invited."""
    if contracts is not None and by in contracts and contracts[by].notna().any():
        found = contracts.dropna(subset=by)[["person_id", by, "start", "end"]]
        found = found.merge(windows[["wave", "exposure_last"]], how="cross")
        there = (found["start"] <= found["exposure_last"]) & ~(
            found["end"] < found["exposure_last"]
        )
        return found[there].groupby([by, "wave"])["person_id"].nunique().astype(float)
    if invited is not None and by in invited:
        return invited.groupby([by, "wave"])["n"].sum().astype(float)
    empty = pd.MultiIndex.from_arrays([[], []], names=[by, "wave"])
    return pd.Series(index=empty, dtype=float)
