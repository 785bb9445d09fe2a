"""Scores of pupils on what was true of their school before: the model, domain by domain.

The exposure is taken apart: how schools differ, how one school differed from year to year, and
how the teams of one school differ. Only the first counts schools as what varies; the errors of
the other two are counted by school all the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.models import random_intercept
from analysis.models.estimate import NotEstimable
from analysis.models.linked import Linked, standardised
from analysis.models.random_intercept import RandomIntercept
from analysis.models.random_intercept_robust import robust_coefficients
from analysis.models.robust import Leverage

LEAST_SCHOOLS = 10  # below this schools say nothing about schools
PARTS = ("between", "over_time", "within")
_FLAT = 1e-9


@dataclass(frozen=True, eq=False)
class Prepared:
    """Pupils of some domains, ready for the model; attributes as in ``PupilModel``."""

    rows: pd.DataFrame
    parts: tuple[str, ...]
    terms: tuple[str, ...]
    spread: float


@dataclass(frozen=True, eq=False)
class PupilModel:
    """A fitted model of one domain, or of a few in standard deviations.

    Attributes
    ----------
    domains : tuple of str
    rows : DataFrame, one row per pupil, year and domain
        outcome (standard deviations of pupils), the terms, school_id, pupil_id, group_id.
    parts : tuple of str
        Which parts of the exposure vary here, among ``PARTS``.
    terms : tuple of str
        ``parts``, then what is held equal: prior, sector, weighting, year, domain.
    fitted : RandomIntercept
    robust : DataFrame
        The coefficients with CR2 errors, schools as clusters.
    spread : float
        Standard deviation of the exposure between schools, in steps of its scale.
    points : float
        Points of the test in one standard deviation of pupils; NaN with several domains.
    """

    domains: tuple[str, ...]
    rows: pd.DataFrame
    parts: tuple[str, ...]
    terms: tuple[str, ...]
    fitted: RandomIntercept
    robust: pd.DataFrame
    spread: float
    points: float

    @property
    def held(self) -> tuple[str, ...]:
        """What is held equal."""
        return self.terms[len(self.parts) :]


def domain_model(linked: Linked, domains: Sequence[str]) -> PupilModel | NotEstimable:
    """Fit the model to the pupils of one domain, or of several together.

    Parameters
    ----------
    linked : Linked
        From an exposure of schools or teams to pupils' scores.
    domains : sequence of str

    Returns
    -------
    PupilModel or NotEstimable
        The score in standard deviations of pupils, on each part of the exposure in standard
        deviations between schools, the prior score, sector, year, and the weighting of the school
        around the mean of its sector (0 where a sector has none). Not estimable with fewer than
        ten schools, or where schools do not differ.

    Source
    ------
    See ``random_intercept.fit`` and ``random_intercept_robust``.
    """
    ready = prepare(linked.table.dropna(subset="prior_score"), domains)
    if isinstance(ready, NotEstimable):
        return ready
    rows, terms = ready.rows, ready.terms
    try:
        fitted = random_intercept.fit(rows, outcome="outcome", terms=terms, unit="school_id")
        robust = robust_coefficients(fitted, rows, terms=terms, unit="school_id")
    except DataProblem as problem:
        return NotEstimable(problem.what)
    except Leverage:
        return NotEstimable(_("The result would rest on one school alone."))
    points = float(rows["score"].std()) if rows["domain"].nunique() == 1 else np.nan
    return PupilModel(
        tuple(domains), rows, ready.parts, terms, fitted, robust, ready.spread, points
    )


def prepare(table: pd.DataFrame, domains: Sequence[str]) -> Prepared | NotEstimable:
    """Take the exposure apart, put scores on one scale, and add what is held equal.

    Parameters
    ----------
    table : DataFrame
        As ``Linked.table``. A prior score may be missing, but not for everybody in a domain and
        year: such pupils are left out.
    domains : sequence of str

    Returns
    -------
    Prepared or NotEstimable
    """
    rows = _known(table[table["domain"].isin(domains)])
    schools = rows["school_id"].nunique()
    if schools < LEAST_SCHOOLS:
        return NotEstimable(
            _("There are {n} schools with pupils of whom an earlier score is known, and {least} "
              "are needed.").format(n=schools, least=LEAST_SCHOOLS)
        )  # fmt: skip
    rows = _taken_apart(rows)
    parts = tuple(part for part in PARTS if rows[part].std() > _FLAT)
    if "between" not in parts:
        return NotEstimable(_("Schools do not differ on this scale."))
    spread = float(rows.groupby("school_id")["between"].first().std())
    rows = rows.assign(**{part: rows[part] / spread for part in parts})
    rows, held = _held(rows, parts)
    return Prepared(rows, parts, (*parts, "prior", *held), spread)


def by_school(linked: Linked, domains: Sequence[str]) -> Linked:
    """Keep some domains, and give each school one exposure: the mean over its waves.

    For what else is asked of the relation between schools: which errors few schools allow, what
    it hangs on, what this design could have seen.
    """
    table = linked.table[linked.table["domain"].isin(domains)].reset_index(drop=True)
    return replace(linked, table=_taken_apart(table).drop(columns=["over_time"]))


def _known(table: pd.DataFrame) -> pd.DataFrame:
    prior = table["prior_score"].groupby([table["domain"], table["year"]]).transform("count") > 0
    return table[prior].dropna(subset=["score", "between"]).reset_index(drop=True)


def _taken_apart(rows: pd.DataFrame) -> pd.DataFrame:
    yearly = rows.drop_duplicates(["school_id", "wave"]).groupby("school_id")["between"]
    school = rows["school_id"].map(yearly.mean())
    rows = rows.assign(
        outcome=standardised(rows["score"], rows["domain"]),
        prior=standardised(rows["prior_score"], rows["domain"]),
        over_time=rows["between"] - school,
        between=school,
    )
    return rows if "within" in rows else rows.assign(within=0.0)


def _held(rows: pd.DataFrame, parts: tuple[str, ...]) -> tuple[pd.DataFrame, list[str]]:
    """Add what is held equal; columns that say nothing new are left out."""
    sector = rows["sector"].fillna("unknown")
    around = rows["weighting"] - rows["weighting"].groupby(sector).transform("mean")
    columns = {"weighting": around.fillna(0.0)}
    categories = {"sector": sector, "year": rows["year"].astype(int), "domain": rows["domain"]}
    for name, category in categories.items():
        dummies = pd.get_dummies(category, drop_first=True, dtype=float)
        columns |= {f"{name}_{value}": dummies[value] for value in dummies}
    rows = rows.assign(**columns)
    names = [*parts, *columns]
    alike = rows[names].corr().to_numpy()
    kept = list(range(len(parts)))
    for place in range(len(parts), len(names)):
        chosen = alike[np.ix_([*kept, place], [*kept, place])]
        if np.isfinite(chosen).all() and np.linalg.eigvalsh(chosen)[0] > _FLAT:
            kept.append(place)
    return rows, [names[place] for place in kept[len(parts) :]]
