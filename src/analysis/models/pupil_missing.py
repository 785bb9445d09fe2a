"""Pupils of whom no earlier score is known: why, and what that does to a result."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.errors import DataProblem
from analysis.measures.moments import Moments, moments
from analysis.models import random_intercept
from analysis.models.estimate import NotEstimable
from analysis.models.imputation import IMPUTATIONS, impute
from analysis.models.linked import Linked
from analysis.models.pooling import pool_tables
from analysis.models.pupil_effects import outcomes
from analysis.models.pupil_models import Prepared, PupilModel, domain_model, prepare

# Reasons in the order in which they are given, and the level at which they lie.
REASONS = {
    "first_year": "study",
    "school_not_measured": "school",
    "new_pupil": "pupil",
    "pupil_not_measured": "pupil",
}
SHIFT = 0.3  # standard deviations by which the unknown may lie beside what is expected
METHODS = ("complete", "imputed", "imputed_lower", "imputed_higher")
_OF_GROUP = ["wave", "months", "between", "exposure", "reach", "n_staff", "sector", "weighting"]


def why_unknown(pupils: pd.DataFrame) -> pd.DataFrame:
    """Count the scores without an earlier one, by domain and reason.

    Parameters
    ----------
    pupils : DataFrame, one row per pupil, year and domain
        pupil_id, school_id, year, domain, score, prior_score.

    Returns
    -------
    DataFrame, one row per domain and reason that occurs
        domain, reason, where (study, school or pupil), n (all scores in the domain), count,
        share. A reason is the first that holds: the domain was measured in no earlier year
        (first_year), not at this school (school_not_measured), the pupil stands in no earlier
        year (new_pupil), or was not measured in this domain then (pupil_not_measured).
    """
    rows = pupils.dropna(subset="score")
    counts = lacking(pupils).groupby(["domain", "reason"]).size().rename("count").reset_index()
    order = counts["reason"].map(list(REASONS).index)
    counts = counts.assign(order=order).sort_values(["domain", "order"]).drop(columns="order")
    n = counts["domain"].map(rows.groupby("domain").size())
    counts = counts.assign(where=counts["reason"].map(REASONS), n=n, share=counts["count"] / n)
    columns = ["domain", "reason", "where", "n", "count", "share"]
    return counts[columns].reset_index(drop=True)


def lacking(pupils: pd.DataFrame) -> pd.DataFrame:
    """List the scores without an earlier one, with the reason of each: adds ``reason``."""
    rows = pupils.dropna(subset="score")
    first = rows["year"] == rows.groupby("domain")["year"].transform("min")
    school = rows["year"] == rows.groupby(["domain", "school_id"])["year"].transform("min")
    new = rows["year"] == rows.groupby("pupil_id")["year"].transform("min")
    reason = np.select([first, school, new], list(REASONS)[:3], default="pupil_not_measured")
    return rows.assign(reason=reason)[rows["prior_score"].isna()]


def with_unknown(linked: Linked, pupils: pd.DataFrame) -> Linked:
    """Add the pupils without an earlier score to a link, with the exposure of their group.

    Parameters
    ----------
    linked : Linked
        With pupils whose earlier score is known.
    pupils : DataFrame
        Columns of the table ``pupils``.

    Returns
    -------
    Linked
        Groups of which nobody has an earlier score are not in it.
    """
    by = ["group_id", "year"] if linked.level != "school" else ["school_id", "year"]
    of_group = [name for name in (*_OF_GROUP, "within") if name in linked.table]
    groups = linked.table[[*by, *of_group]].drop_duplicates(by)
    there = linked.table[["pupil_id", "year", "domain"]]
    fresh = (
        pupils.drop(columns=of_group, errors="ignore")
        .dropna(subset="score")
        .merge(there, how="left", indicator=True)
    )
    fresh = fresh[fresh["_merge"] == "left_only"].drop(columns="_merge")
    fresh = fresh.assign(prior_score=np.nan).merge(groups, on=by)
    return replace(linked, table=pd.concat([linked.table, fresh], ignore_index=True))


def sensitivity(
    linked: Linked,
    pupils: pd.DataFrame,
    domains: Sequence[str],
    *,
    seed: int,
    m: int = IMPUTATIONS,
) -> pd.DataFrame:
    """Give the difference between schools with and without the pupils whose past is not known.

    Parameters
    ----------
    linked : Linked
    pupils : DataFrame
        Columns of the table ``pupils``.
    domains : sequence of str
    seed : int
    m : int
        Imputations.

    Returns
    -------
    DataFrame, one row per method
        outcome (the domains joined by "+"), method (complete; imputed; imputed_lower and
        imputed_higher, where the unknown scores lie 0.3 standard deviations under or over what
        is expected, so that missing depends on the score itself), n (scores), n_units, estimate,
        low, high, df, fmi (fraction of information that is missing) and m. Empty where nothing can
        be estimated.

    Source
    ------
    See ``imputation.impute`` and ``pooling.pool``; the shift: van Buuren (2018), Flexible
    imputation of missing data, section 9.2.
    """
    model = domain_model(linked, domains)
    ready = prepare(with_unknown(linked, pupils).table, domains)
    if isinstance(model, NotEstimable) or isinstance(ready, NotEstimable):
        return pd.DataFrame(columns=_columns())
    rows = [_complete(model)]
    try:
        rows += _imputed(ready, seed=seed, m=m)
    except DataProblem:  # everybody is known, or too few are: complete cases are all there is
        rows = rows[:1]
    table = pd.DataFrame(rows).assign(outcome="+".join(domains))
    return table.reindex(columns=_columns())


def for_outcomes(linked: Linked | None, pupils: pd.DataFrame, *, seed: int) -> pd.DataFrame:
    """Do ``sensitivity`` for every outcome of a link; no rows without a link."""
    if linked is None:
        return pd.DataFrame(columns=_columns())
    tables = [sensitivity(linked, pupils, d, seed=seed) for d in outcomes(linked.table)]
    tables = [table for table in tables if len(table)]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=_columns())


def _columns() -> list[str]:
    numbers = ["n", "n_units", "estimate", "low", "high", "df", "fmi", "m"]
    return ["outcome", "method", *numbers]


def _complete(model: PupilModel) -> dict[str, object]:
    row = model.fitted.coefficients.loc["between", ["estimate", "low", "high", "df"]]
    return {
        "method": METHODS[0],
        "n": len(model.rows),
        "n_units": model.fitted.n_units,
        **row.to_dict(),
    }


def _imputed(ready: Prepared, *, seed: int, m: int) -> list[dict[str, object]]:
    terms = list(ready.terms)
    predictors = ["outcome", *(name for name in terms if name != "prior")]
    filled = impute(
        ready.rows[["school_id", "prior", *predictors]],
        incomplete=["prior"],
        predictors=predictors,
        unit="school_id",
        seed=seed,
        m=m,
    )
    holes = ready.rows["prior"].isna().astype(float)
    columns = [*terms, "outcome", "hole"]
    sums = [moments(t.assign(hole=holes), columns, by="school_id") for t in filled.completed()]
    out = []
    for method, shift in zip(METHODS[1:], (0.0, -SHIFT, SHIFT), strict=True):
        tables = [
            random_intercept.fit_moments(
                _shifted(part, shift), outcome="outcome", terms=terms
            ).coefficients.loc[["between"]]
            for part in sums
        ]
        row = pool_tables(tables).loc["between", ["estimate", "low", "high", "df", "fmi", "m"]]
        counts = {"n": len(ready.rows), "n_units": ready.rows["school_id"].nunique()}
        out.append({"method": method, **counts, **row.to_dict()})
    return out


def _shifted(sums: Moments, shift: float) -> Moments:
    """Moments after adding ``shift`` to every prior score that was filled in."""
    added = np.eye(len(sums.columns))
    added[sums.columns.index("prior"), sums.columns.index("hole")] = shift
    products = added @ sums.products @ added.T
    return replace(sums, sums=sums.sums @ added.T, products=products)
