"""Scores of pupils and children year by year, domain by domain: never averaged over domains."""

import numpy as np
import pandas as pd

from analysis.measures.weights import mean

_LEVEL = 0.95


def by_year(pupils: pd.DataFrame) -> pd.DataFrame:
    """Average the scores of each domain and school year.

    Parameters
    ----------
    pupils : DataFrame, one row per pupil, year and domain
        pupil_id, school_id, year, domain, score.

    Returns
    -------
    DataFrame, one row per domain and year
        domain, window ("2023/2024"), n (pupils), n_units (schools), score (points), low and high
        (95 %, schools as clusters; missing with one school), sd (of pupils), and from_start,
        from_start_low, from_start_high: distance to the mean of the first year in standard
        deviations of that year, so that domains can stand in one figure.
    """
    rows = scored(pupils)
    parts = [_year(key, part) for key, part in rows.groupby(["domain", "year"])]
    names = ["domain", "window", "n", "n_units", "score", "low", "high", "sd"]
    table = pd.DataFrame(parts, columns=names)
    first = table.groupby("domain")[["score", "sd"]].transform("first")
    for column, new in (("score", ""), ("low", "_low"), ("high", "_high")):
        table[f"from_start{new}"] = (table[column] - first["score"]) / first["sd"]
    return table


def scored(pupils: pd.DataFrame) -> pd.DataFrame:
    """Keep rows with a score, and name the school year: adds window."""
    rows = pupils.dropna(subset=["score", "year", "domain"])
    year = rows["year"].astype(int)
    return rows.assign(window=year.astype("str") + "/" + (year + 1).astype("str"))


def _year(key: tuple[str, float], rows: pd.DataFrame) -> dict[str, object]:
    ones = pd.Series(1.0, index=rows.index)
    found = mean(rows["score"], ones, rows["school_id"])
    numbers = {name: found[name] for name in ("n_units", "score", "low", "high")}
    people = {"n": rows["pupil_id"].nunique(), "sd": rows["score"].std()}
    return {"domain": key[0], "window": rows["window"].iloc[0], **people, **numbers}


def changes(pupils: pd.DataFrame) -> pd.DataFrame:
    """Compare the last year of each domain with its first: other pupils, mostly the same schools.

    Parameters
    ----------
    pupils : DataFrame
        As for ``by_year``.

    Returns
    -------
    DataFrame, one row per domain with two years or more
        domain, first, last (windows), n (pupils in either), n_units, difference (points), low,
        high (95 %, linearised with schools as clusters, Student's t) and difference_sd (in
        standard deviations of the first year).
    """
    from scipy.special import stdtrit

    rows = []
    for domain, part in scored(pupils).groupby("domain"):
        ends = part["window"].min(), part["window"].max()
        if ends[0] == ends[1]:
            continue
        pulls, difference = [], 0.0
        for sign, window in zip((-1, 1), ends, strict=True):
            now = part[part["window"] == window]
            apart = (now["score"] - now["score"].mean()) / len(now)
            pulls.append(sign * apart.groupby(now["school_id"]).sum())
            difference += sign * now["score"].mean()
        by_school = pulls[0].add(pulls[1], fill_value=0.0)
        n_units = len(by_school)
        reach = np.nan
        if n_units > 1:
            se = np.sqrt((by_school**2).sum() * n_units / (n_units - 1))
            reach = stdtrit(n_units - 1, (1 + _LEVEL) / 2) * se
        spread = part.loc[part["window"] == ends[0], "score"].std()
        both = part[part["window"].isin(ends)]
        rows.append(
            {
                "domain": domain,
                "first": ends[0],
                "last": ends[1],
                "n": both["pupil_id"].nunique(),
                "n_units": n_units,
                "difference": difference,
                "low": difference - reach,
                "high": difference + reach,
                "difference_sd": difference / spread,
            }
        )
    columns = ["domain", "first", "last", "n", "n_units", "difference", "low", "high"]
    return pd.DataFrame(rows, columns=[*columns, "difference_sd"])
