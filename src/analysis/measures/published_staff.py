"""Turnover of schools from published numbers of staff, where there are no contracts.

A published table says how many people worked at a school and how many left. It does not say who,
so that nothing here is about people: a relation between schools is not one between persons.
"""

import pandas as pd

from analysis.cleaning import school_staff
from analysis.cleaning.audit import KEPT
from analysis.measures.clustered_rates import clustered_rates
from analysis.measures.intervals import poisson

USABLE = ""
_COLUMNS = ["school_id", "window", "n", "count", "rate", "low", "high", "least", "most", "rule"]


def turnover(staff: pd.DataFrame, *, interval_level: float = 0.95) -> pd.DataFrame:
    """Divide the leavers of each school and year by its staff.

    Parameters
    ----------
    staff : DataFrame, one row per school and year
        school_id, year, headcount, leavers, joiners and fte, with the bounds ``<number>_low`` and
        ``<number>_high`` of what the source withholds. With the column ``fate`` the rows that
        cleaning set aside are named too.
    interval_level : float

    Returns
    -------
    DataFrame, one row per row of ``staff``
        school_id, window (the year in which the school year begins, as text), n (headcount), count
        (leavers), rate (leavers per head, in [0, 1]), low and high (exact Poisson; chance from
        year to year, not sampling), least and most (what the rate can be where "<5" was
        published; equal to the rate where it is known), and rule: why there is no rate, empty
        where there is one. Rows whose figures cannot be true together have no rate.
    """
    rule = _rules(staff)
    usable = rule == USABLE
    heads = staff["headcount"].where(usable)
    leavers = staff["leavers"].where(usable)
    low, high = poisson(leavers.to_numpy(float), heads.to_numpy(float), level=interval_level)
    withheld = usable | (rule == "withheld")
    table = staff[["school_id"]].assign(
        window=staff["year"].map("{:.0f}".format, na_action="ignore").astype("str"),
        n=heads,
        count=leavers,
        rate=leavers / heads,
        low=low,
        high=high,
        least=(staff["leavers_low"] / staff["headcount_high"]).where(withheld),
        most=(staff["leavers_high"] / staff["headcount_low"]).where(withheld).clip(upper=1),
        rule=rule,
    )
    return table[_COLUMNS].reset_index(drop=True)


def _rules(staff: pd.DataFrame) -> pd.Series:
    """Say for each row why it gives no rate: what cleaning said, then what cannot be true."""
    rule = pd.Series(USABLE, index=staff.index, dtype="str")
    no_number = staff["headcount"].isna() | staff["leavers"].isna()
    bounded = staff[["headcount_high", "leavers_high"]].notna().all(axis="columns")
    rule = rule.mask(no_number, "no_leavers").mask(staff["headcount_high"].isna(), "no_headcount")
    rule = rule.mask(no_number & bounded, "withheld")
    for name, pointed in reversed(school_staff.impossible(staff).items()):
        rule = rule.mask(pointed, name)
    if "fate" in staff:
        rule = rule.where(staff["fate"] == KEPT, staff["fate"])
    return rule


def together(rates: pd.DataFrame, *, interval_level: float = 0.95) -> pd.DataFrame:
    """Put the schools of each year together.

    Parameters
    ----------
    rates : DataFrame
        From ``turnover``.

    Returns
    -------
    DataFrame, one row per year
        window, n_units (schools), n (staff), count (leavers), rate, low, high. The interval counts
        schools, since exits cluster; it is missing with fewer than five.
    """
    usable = rates[rates["rule"] == USABLE]
    renamed = usable.assign(events=usable["count"], denominator=usable["n"])
    renamed = renamed.sort_values("window", kind="stable")
    table = clustered_rates(renamed, interval_level=interval_level)
    table = table.rename(columns={"events": "count", "denominator": "n"})
    return table[["window", "n_units", "n", "count", "rate", "low", "high"]]


def left_out(rates: pd.DataFrame) -> pd.DataFrame:
    """List the schools that give no rate, and why: school_id, window, rule."""
    silent = rates["rule"] != USABLE
    return rates.loc[silent, ["school_id", "window", "rule"]].reset_index(drop=True)


def reasons(rates: pd.DataFrame) -> pd.DataFrame:
    """Count the rows that give no rate by reason: rule, n_rows; the commonest first."""
    counts = rates.loc[rates["rule"] != USABLE, "rule"].value_counts()
    return counts.rename_axis("rule").rename("n_rows").reset_index()
