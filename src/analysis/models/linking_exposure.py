"""What comes first: something about staff, team by team and school by school, at known moments."""

from dataclasses import dataclass

import pandas as pd

from analysis.models.linking_staff import Staff, reach, unit_scores

_UNITS = {"team": "team_id", "school": "school_id"}


@dataclass(frozen=True, eq=False)
class Exposure:
    """An exposure at the levels at which it is known.

    Attributes
    ----------
    people : DataFrame, one row per person, wave and school
        person_id, wave, team_id, school_id, value, weight and more; the people behind the means.
    windows : DataFrame, one row per wave
        wave, exposure_first, exposure_last.
    teams, schools : DataFrame, one row per unit and wave
        team_id or school_id, wave, exposure, n (people), reach (share of the staff whose score is
        known; missing when the number of staff is not).
    steps : list of (str, int, int)
        step, how many passed it and did not.
    counted : str
        What is counted there: staff or schools.
    shared : DataFrame
        wave and n: people who count at two schools or more.
    """

    people: pd.DataFrame
    windows: pd.DataFrame
    teams: pd.DataFrame
    schools: pd.DataFrame
    steps: list[tuple[str, int, int]]
    counted: str
    shared: pd.DataFrame


def of_staff(
    staff: Staff,
    *,
    minimum: int,
    contracts: pd.DataFrame | None = None,
    invited: pd.DataFrame | None = None,
) -> Exposure:
    """Average the scores of staff over teams and schools of at least ``minimum`` people."""
    known = {"windows": staff.windows, "contracts": contracts, "invited": invited}
    units = {}
    for level, by in _UNITS.items():
        means = unit_scores(staff.people, by=by, minimum=minimum)
        shares = reach(staff.people, by=by, **known)[[by, "wave", "reach"]]
        units[level] = means.merge(shares, on=[by, "wave"], how="left")
    teams, schools = units["team"], units["school"]
    return Exposure(staff.people, staff.windows, teams, schools, staff.steps, "staff", staff.shared)


def of_schools(
    values: pd.DataFrame, windows: pd.DataFrame, people: pd.DataFrame, *, minimum: int
) -> Exposure:
    """Take a figure that is known per school only, such as turnover.

    Parameters
    ----------
    values : DataFrame, one row per school and wave
        school_id, wave, exposure, n (people behind it).
    windows : DataFrame
        wave, exposure_first, exposure_last.
    people : DataFrame
        person_id, school_id, wave: who is behind the figures.
    minimum : int
    """
    schools = values[values["n"] >= minimum].assign(reach=float("nan"))
    schools = schools[["school_id", "wave", "exposure", "n", "reach"]].dropna(subset="exposure")
    teams = pd.DataFrame(columns=["team_id", "wave", "exposure", "n", "reach"])
    passed = (len(schools), len(values) - len(schools))
    shared = pd.DataFrame({"wave": pd.Series(dtype=object), "n": pd.Series(dtype=int)})
    steps = [("school_figures", *passed)]
    return Exposure(people, windows, teams, schools, steps, "schools", shared)
