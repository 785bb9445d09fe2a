"""Published results of schools together, one line per test: other tests have other scales."""

import numpy as np
import pandas as pd

_KEY = ["measure", "domain", "year"]
THIRDS = ("low", "middle", "high")
_LEAST = 30  # schools, ten in each third


def together(results: pd.DataFrame) -> pd.DataFrame:
    """Average a result over schools, with each school as heavy as its number of pupils.

    Scores of two providers of a test are never averaged: each measure has a row of its own.

    Parameters
    ----------
    results : DataFrame, one row per school, year, domain and measure
        school_id, year, domain, measure, n (pupils), value, low, high; value is missing where
        the source withholds it.

    Returns
    -------
    DataFrame, one row per measure, domain and year
        measure, domain, year, n_units (schools with a known result), withheld (schools with a
        result that is not told), pupils (all tested), n (those behind the known results), score
        (mean of pupils), mean (mean of schools), sd (of schools, n - 1), low and high (between
        which the mean of all pupils lies, whatever was withheld; missing where a withheld result
        has no bounds).
    """
    by_measure = results.groupby(_KEY, sort=True, dropna=False)
    rows = [dict(zip(_KEY, key, strict=True)) | _mean(rows) for key, rows in by_measure]
    names = ["n_units", "withheld", "pupils", "n", "score", "mean", "sd", "low", "high"]
    return pd.DataFrame(rows, columns=[*_KEY, *names])


def _mean(rows: pd.DataFrame) -> dict[str, float]:
    known = rows.dropna(subset=["value"])
    weighted = known.dropna(subset=["n"])
    return {
        "n_units": len(known),
        "withheld": len(rows) - len(known),
        "pupils": rows["n"].sum(),
        "n": weighted["n"].sum(),
        "score": _weighted(weighted, "value"),
        "mean": known["value"].mean(),
        "sd": known["value"].std(),
        "low": _weighted(rows, "low"),
        "high": _weighted(rows, "high"),
    }


def _weighted(rows: pd.DataFrame, column: str) -> float:
    """Mean over pupils; missing where a school lacks the figure or its number of pupils."""
    pupils, values = rows["n"].to_numpy(float), rows[column].to_numpy(float)
    total = pupils.sum()
    return float((pupils * values).sum() / total) if total > 0 else np.nan


def by_weighting(results: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Average results over schools with a low, a middle and a high school weighting.

    A weighting says how many pupils of a school have more against them: without it a mean says
    as much about who comes in as about the school.

    Parameters
    ----------
    results : DataFrame
        As for ``together``.
    units : DataFrame, one row per unit and year
        unit_id, year, weighting.

    Returns
    -------
    DataFrame, one row per measure, domain, year and third of the schools
        measure, domain, year, weighting (low, middle, high), n_units, n (pupils), score
        (mean of pupils). Only measures of which at least thirty schools have both figures in one
        year; the thirds are those of these schools.
    """
    known = units.dropna(subset="weighting")[["unit_id", "year", "weighting"]]
    both = results.dropna(subset=["value", "n"]).merge(
        known.rename(columns={"unit_id": "school_id"}), on=["school_id", "year"]
    )
    rows = []
    for key, part in both.groupby(_KEY, sort=True, dropna=False):
        if len(part) < _LEAST:
            continue
        third = pd.cut(part["weighting"].rank(method="first"), 3, labels=THIRDS).astype("str")
        for name in THIRDS:
            now = part[third == name]
            numbers = {"n_units": len(now), "n": now["n"].sum(), "score": _weighted(now, "value")}
            rows.append(dict(zip(_KEY, key, strict=True)) | {"weighting": name} | numbers)
    return pd.DataFrame(rows, columns=[*_KEY, "weighting", "n_units", "n", "score"])
