"""What is known about pupils and sick leave: for how many, since when, and with whom."""

import pandas as pd


def school_year(years: pd.Series) -> pd.Series:
    """Write the year in which a school year begins as the school year: 2024 is 2024/2025.

    ``school_year(pd.Series([2024.0]))`` holds "2024/2025"; missing stays missing.
    """
    known = years.dropna().astype(int)
    written = known.astype("str") + "/" + (known + 1).astype("str")
    return written.reindex(years.index).astype("str")


def pupils(scores: pd.DataFrame, assignments: pd.DataFrame, *, by: list[str]) -> pd.DataFrame:
    """Count pupils and groups, and for how many more is known.

    Parameters
    ----------
    scores : DataFrame, one row per pupil, year and domain
        pupil_id, group_id, year, prior_score and the columns of ``by``.
    assignments : DataFrame, one row per person or team, group and year
        group_id, person_id, year.
    by : list of str
        For example ["window"] or ["window", "school_id"].

    Returns
    -------
    DataFrame
        The columns of ``by``, n (pupils with a score), count (those of them with an earlier score
        in at least one domain), prior_share, groups (with such a pupil), assigned_share (groups of
        which a team or person is known) and named_share (groups of which a person is known).
        The last two are missing where no pupil has a group.
    """
    known = scores.assign(earlier=scores["pupil_id"].where(scores["prior_score"].notna()))
    table = known.groupby(by)[["pupil_id", "earlier"]].nunique()
    table = table.set_axis(["n", "count"], axis="columns")
    table = table.assign(prior_share=table["count"] / table["n"])
    return table.join(_groups(scores, assignments, by)).reset_index()


def _groups(scores: pd.DataFrame, assignments: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Groups per cell, and the share of which the staff is known."""
    columns = list(dict.fromkeys([*by, "group_id", "year"]))
    groups = scores.dropna(subset="group_id")[columns].drop_duplicates()
    key = ["group_id", "year"]
    named = assignments.dropna(subset="person_id")
    for name, rows in (("assigned_share", assignments), ("named_share", named)):
        there = rows[key].drop_duplicates().assign(**{name: 1.0})
        groups = groups.merge(there, on=key, how="left").fillna({name: 0.0})
    found = groups.groupby(by)
    shares = found[["assigned_share", "named_share"]].mean()
    return shares.assign(groups=found.size())[["groups", "assigned_share", "named_share"]]


def domains(scores: pd.DataFrame, *, by: list[str]) -> pd.DataFrame:
    """Count pupils per domain, and for how many there is an earlier score in it.

    Parameters
    ----------
    scores : DataFrame
        As for ``pupils``, with domain.
    by : list of str
        Columns that divide them besides the domain.

    Returns
    -------
    DataFrame
        The columns of ``by``, domain, n (pupils), count (with an earlier score), prior_share.
    """
    groups = scores.groupby([*by, "domain"])["prior_score"].agg(n="size", count="count")
    return groups.assign(prior_share=groups["count"] / groups["n"]).reset_index()
