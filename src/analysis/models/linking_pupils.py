"""From what staff said to how their pupils did: staff, team, school, group, pupil."""

import numpy as np
import pandas as pd

from analysis.language import gettext as _
from analysis.models import linking_time
from analysis.models.linked import Ladder, Linked, standardised
from analysis.models.linking_exposure import Exposure

LEVELS = ("staff", "team", "school")
PRIORS = ("pupils.prior_score", "pupils.earlier_score")
_KEY = ["pupil_id", "year", "domain"]
_GROUP = ["school_id", "group_id", "year"]


def link_pupils(
    exposure: Exposure,
    pupils: pd.DataFrame,
    *,
    lag: int,
    slack: int = linking_time.SLACK,
    assignments: pd.DataFrame | None = None,
    units: pd.DataFrame | None = None,
    level: str = "team",
    prior: str = PRIORS[0],
) -> Linked:
    """Put an exposure of staff beside the scores of the pupils they work with.

    Parameters
    ----------
    exposure : Exposure
    pupils : DataFrame, one row per pupil, year and domain
        Columns of the table ``pupils``, of the domains that are looked at.
    lag, slack : int
        As for ``linking_time.pairs``; the outcome of a year begins on its first day of testing.
    assignments : DataFrame, optional
        Columns of the table ``assignments``. Without it the exposure is that of the school.
    units : DataFrame, optional
        Columns of the table ``units``: adds weighting and sector of the school in the school year
        of the exposure.
    level : str
        "staff": the people named for a group; "team": the teams that work with it; "school".
    prior : str
        "pupils.prior_score", as it is in the table and refused when it was taken after the
        exposure, or "pupils.earlier_score": the last score of the pupil before the exposure.

    Returns
    -------
    Linked
        One row per pupil, year and domain: pupil_id, school_id, group_id, year, domain, wave,
        months, score, prior_score, prior_on, measured_on, exposure, between (mean of the school),
        within (exposure minus between; absent at level school), reach, n_staff, outcome and
        prior (scores in standard deviations of the domain), sector and weighting.

    Raises
    ------
    DataProblem
        When the order in time is broken.
    """
    by_group = level != "school" and assignments is not None and len(assignments) > 0
    ladder = Ladder()
    ladder.extend(exposure.counted, exposure.steps)
    timed, windows = _timed(exposure, pupils, lag, slack, ladder)
    told = _groups(exposure, timed, assignments, level, ladder) if by_group else None
    table = _exposed(exposure, timed, told, ladder)
    table = _with_prior(table, pupils, prior, ladder)
    table = _context(table, units, windows)
    table = _scaled(table)
    used = table["wave"].unique()
    windows = windows[windows["wave"].isin(used)]
    people = exposure.people[exposure.people["wave"].isin(used)]
    notes = () if by_group or level == "school" else (stops_at_school(),)
    reached = level if by_group else "school"
    return Linked(
        table=table,
        ladder=ladder.table(),
        badge=linking_time.badge(table, unit="school_id", ordered=True),
        level=reached,
        unit="school_id",
        outcome_level="pupil",
        windows=windows.reset_index(drop=True),
        members=people[people["school_id"].isin(table["school_id"])],
        shared=exposure.shared,
        lag=lag,
        notes=notes,
    )


def stops_at_school() -> str:
    """Say that without a timetable nothing finer than the school can be linked."""
    return _("It is not known who works with which group of pupils, so pupils are linked with "
             "their school as a whole, and not with their own team.")  # fmt: skip


def _timed(
    exposure: Exposure, pupils: pd.DataFrame, lag: int, slack: int, ladder: Ladder
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Pupils with a score, and the wave that lies at the right distance before it."""
    scored = pupils.dropna(subset=["score", "school_id", "measured_on"])
    ladder.add("pupils", "score_known", len(scored), len(pupils) - len(scored))
    days = scored.groupby("year")["measured_on"].agg(["min", "max"]).reset_index()
    outcomes = days.set_axis(["year", "outcome_first", "outcome_last"], axis="columns")
    found = linking_time.pairs(exposure.windows, outcomes, lag=lag, slack=slack)
    timed = scored.merge(found[["year", "wave", "exposure_last", "months"]], on="year")
    linking_time.refuse_early(timed["measured_on"], timed["exposure_last"])
    ladder.add("pupils", "measured_before", len(timed), len(scored) - len(timed))
    return timed.reset_index(drop=True), found


def _groups(
    exposure: Exposure,
    timed: pd.DataFrame,
    assignments: pd.DataFrame,
    level: str,
    ladder: Ladder,
) -> pd.DataFrame:
    """Exposure and reach of each group of pupils and year, by the part of the time."""
    waves = timed[["year", "wave"]].drop_duplicates()
    rows = assignments.merge(waves, on="year")
    rows = rows.merge(timed[_GROUP].drop_duplicates(), on=_GROUP)
    team = exposure.teams.rename(columns={"n": "n_staff", "reach": "team_reach"})
    rows = rows.merge(team, on=["team_id", "wave"], how="left")
    teams = rows.dropna(subset="team_id").drop_duplicates(["team_id", "wave"])
    known = int(teams["exposure"].notna().sum())
    ladder.add("teams", "team_scored", known, len(teams) - known)
    own = exposure.people.groupby(["person_id", "wave"])["value"].first().rename("own")
    rows = rows.join(own, on=["person_id", "wave"])
    named = rows["person_id"].notna()
    rows["answered"] = rows["team_reach"].where(~named, rows["own"].notna().astype(float))
    if level == "staff":
        rows["exposure"] = rows["own"].where(named, rows["exposure"])
        rows["n_staff"] = rows["n_staff"].where(~named, rows["own"].notna().astype(float))
    rows["share"] = rows["share"].fillna(1.0)
    by = [rows[name] for name in _GROUP]
    table = pd.DataFrame(
        {
            "exposure": _weighted(rows["exposure"], rows["share"], by),
            "reach": _weighted(rows["answered"], rows["share"], by),
            "n_staff": rows["n_staff"].groupby(by).sum(min_count=1),
        }
    )
    return table.reset_index()


def _weighted(values: pd.Series, share: pd.Series, by: list[pd.Series]) -> pd.Series:
    known = values.notna()
    top = (values * share).groupby(by).sum(min_count=1)
    return top / share.where(known).groupby(by).sum(min_count=1)


def _exposed(
    exposure: Exposure, timed: pd.DataFrame, told: pd.DataFrame | None, ladder: Ladder
) -> pd.DataFrame:
    """Give each pupil the exposure of the school, and of the own group where it is known."""
    school = exposure.schools.rename(columns={"exposure": "between", "n": "school_n"})
    school = school.rename(columns={"reach": "school_reach"})
    wanted = timed[["school_id", "wave"]].drop_duplicates()
    found = wanted.merge(school, on=["school_id", "wave"])
    ladder.add("schools", "school_scored", len(found), len(wanted) - len(found))
    table = timed.merge(found, on=["school_id", "wave"])
    ladder.add("pupils", "school_scored", len(table), len(timed) - len(table))
    if told is None:
        return table.assign(
            exposure=table["between"], reach=table["school_reach"], n_staff=table["school_n"]
        ).drop(columns=["school_reach", "school_n"])
    groups = table[_GROUP].drop_duplicates().merge(told, on=_GROUP, how="left")
    assigned = groups["reach"].notna() | groups["exposure"].notna()
    ladder.add("groups", "group_assigned", int(assigned.sum()), int((~assigned).sum()))
    linked = table.merge(told.dropna(subset="exposure"), on=_GROUP)
    ladder.add("pupils", "group_assigned", len(linked), len(table) - len(linked))
    return linked.assign(within=linked["exposure"] - linked["between"]).drop(
        columns=["school_reach", "school_n"]
    )


def _with_prior(
    table: pd.DataFrame, pupils: pd.DataFrame, prior: str, ladder: Ladder
) -> pd.DataFrame:
    """Keep pupils whose earlier score is known and was taken before the exposure."""
    if prior == PRIORS[1]:
        table = _earlier(table.drop(columns=["prior_score", "prior_on"]), pupils)
    known = table.dropna(subset=["prior_score", "prior_on"])
    linking_time.refuse_late_control(known["prior_on"], known["exposure_last"], name=prior)
    ladder.add("pupils", "prior_known", len(known), len(table) - len(known))
    return known.drop(columns="exposure_last").reset_index(drop=True)


def _earlier(table: pd.DataFrame, pupils: pd.DataFrame) -> pd.DataFrame:
    """The last score of each pupil, in the same domain, before the exposure had ended."""
    names = {"score": "prior_score", "measured_on": "prior_on"}
    own = pupils[["pupil_id", "domain", *names]].rename(columns=names)
    given = pupils[["pupil_id", "domain", "prior_score", "prior_on"]]
    known = pd.concat([own, given]).dropna().sort_values("prior_on", kind="stable")
    pairs = table[[*_KEY, "exposure_last"]].merge(known, on=["pupil_id", "domain"])
    pairs = pairs[pairs["prior_on"] <= pairs["exposure_last"]]
    last = pairs.drop_duplicates(_KEY, keep="last").drop(columns="exposure_last")
    return table.merge(last, on=_KEY, how="left")


def _context(
    table: pd.DataFrame, units: pd.DataFrame | None, windows: pd.DataFrame
) -> pd.DataFrame:
    """Add what is known of the school in the school year of the exposure."""
    if units is None or units.empty:
        return table.assign(sector=None, weighting=np.nan)
    schools = units[units["kind"] == "school"]
    schools = schools[["unit_id", "year", "sector", "weighting"]]
    schools = schools.rename(columns={"unit_id": "school_id", "year": "school_year"})
    moments = windows[["year", "wave"]].assign(
        school_year=linking_time.school_year(windows["exposure_last"])
    )
    table = table.merge(moments[["year", "school_year"]], on="year")
    schools = schools.assign(school_year=schools["school_year"].astype(float))
    return table.merge(schools, on=["school_id", "school_year"], how="left").drop(
        columns="school_year"
    )


def _scaled(table: pd.DataFrame) -> pd.DataFrame:
    """Scores in standard deviations of their domain: tests of two domains have no common scale."""
    return table.assign(
        outcome=standardised(table["score"], table["domain"]),
        prior=standardised(table["prior_score"], table["domain"]),
    )
