"""Published figures per school: survey scores beside results, one row per school.

A relation between schools says nothing about the people in them (the ecological fallacy); every
reading of these figures says so.
"""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.cleaning.audit import KEPT
from analysis.models.estimate import estimate_id

LEAST_SCHOOLS = 10  # below this an interval for a correlation is too wide to say anything


@dataclass(frozen=True)
class SchoolLink:
    """Schools with a published score and a published result.

    Attributes
    ----------
    table : DataFrame, one row per school and measure that stand in both tables
        school_id, wave, measure, score, year, domain, result_measure, result, n (pupils behind
        the result).
    ladder : DataFrame
        step (scores, results, both, both_known) and n_units: how many schools are left.
    """

    table: pd.DataFrame
    ladder: pd.DataFrame


def link_schools(school_scores: pd.DataFrame, school_results: pd.DataFrame) -> SchoolLink:
    """Put the results of each school beside its survey scores.

    Parameters
    ----------
    school_scores : DataFrame, one row per school, wave and measure
        school_id, wave, measure, value.
    school_results : DataFrame, one row per school, year and domain
        school_id, year, domain, value, and where known measure and n. Both tables may hold the
        rows that cleaning set aside: one whose figure is withheld by the source still counts as
        a school that was found, the others do not.

    Returns
    -------
    SchoolLink
        The latest wave and the latest year that are there. A school counts as known when its
        result and at least one of its scores are not missing.
    """
    scores, results = _found(school_scores), _found(school_results)
    scores = scores[scores["wave"] == scores["wave"].max()]
    results = results[results["year"] == results["year"].max()]
    scores = scores[["school_id", "wave", "measure", "value"]].rename(columns={"value": "score"})
    results = results.rename(columns={"value": "result", "measure": "result_measure"})
    wanted = ["school_id", "year", "domain", "result_measure", "result", "n"]
    results = results.reindex(columns=wanted)
    # A table of one result per domain does not name its measures.
    results["result_measure"] = results["result_measure"].where(
        results["result_measure"].notna(), results["domain"]
    )
    both = scores.merge(results, on="school_id", how="inner")
    known = both.dropna(subset=["score", "result"])
    steps = {"scores": scores, "results": results, "both": both, "both_known": known}
    ladder = pd.DataFrame(
        {"step": list(steps), "n_units": [rows["school_id"].nunique() for rows in steps.values()]}
    )
    return SchoolLink(both, ladder)


def _found(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out what cleaning set aside, but for figures that the source withholds."""
    return rows[rows["fate"].isin([KEPT, "no_value"])] if "fate" in rows else rows


def correlations(link: SchoolLink) -> pd.DataFrame:
    """Correlate each published score with each published result over schools.

    Parameters
    ----------
    link : SchoolLink

    Returns
    -------
    DataFrame, one row per pair of a score and a result
        id, term, level, unit and design as in ``Estimate``; measure, domain, result_measure;
        n_units (schools with both); estimate (Pearson's r, in [-1, 1]), low, high and
        interval_level (95 %, from Fisher's z), missing with fewer than ten schools or without
        variance.

    Source
    ------
    Fisher (1921), Metron 1, 3-32. Same as R ``cor.test``.
    """
    known = link.table.dropna(subset=["score", "result"])
    pair = ["measure", "domain", "result_measure"]
    rows = [
        dict(zip(pair, names, strict=True)) | {"n_units": len(schools)} | _pearson(schools)
        for names, schools in known.groupby(pair, sort=False, dropna=False)
    ]
    table = pd.DataFrame(rows, columns=[*pair, "n_units", "estimate", "low", "high"])
    ids = [
        estimate_id("", "correlation", f"{row['measure']}-{row['result_measure']}", "school", "")
        for row in table.to_dict("records")
    ]
    return table.assign(id=ids, term="r", level="school", unit="school", design="lagged",
                        interval_level=0.95)  # fmt: skip


def _pearson(schools: pd.DataFrame) -> dict[str, float]:
    """Pearson's r with Fisher's interval."""
    from scipy.special import ndtri

    unknown = {"estimate": math.nan, "low": math.nan, "high": math.nan}
    spread = schools[["score", "result"]].std()
    if len(schools) < LEAST_SCHOOLS or not (spread > 0).all():
        return unknown
    r = float(np.corrcoef(schools["score"], schools["result"])[0, 1])
    reach = float(ndtri(0.975)) / math.sqrt(len(schools) - 3)
    z = math.atanh(min(max(r, -1 + 1e-12), 1 - 1e-12))
    return {"estimate": r, "low": math.tanh(z - reach), "high": math.tanh(z + reach)}
