"""One turnover in several ways: what is counted, in which unit, and divided by what."""

from collections.abc import Sequence

import pandas as pd

from analysis.language import gettext as _
from analysis.language import number
from analysis.measures.clustered_rates import clustered_rates
from analysis.measures.definitions import CARDS, Definition, definition
from analysis.measures.fte_turnover import fte_turnover
from analysis.measures.spells import Spells
from analysis.measures.turnover import turnover


def how_counted(spells: Spells, names: Sequence[str]) -> pd.DataFrame:
    """Write out the definition behind the rates of a page.

    Returns
    -------
    DataFrame
        aspect and counted, in the reader's words.
    """
    rules = spells.rules
    jobs = {"main": _("the main job only"), "all": _("all jobs")}[rules.jobs]
    smallest = (
        _("from {size} of a full job").format(size=number(rules.minimum_fte))
        if rules.minimum_fte
        else _("every size")
    )
    gaps = _("at most {days} days, at most {summer} between 1 July and 15 September").format(
        days=number(rules.gap_days, 0), summer=number(rules.summer_gap_days, 0)
    )
    covered = _("{first} to {last}").format(
        first=rules.observed_from.isoformat(), last=rules.extract_on.isoformat()
    )
    rows = {
        _("who has left"): {
            "board": _("who no longer works for the board"),
            "school": _("who no longer works at the school"),
            "team": _("who no longer works in the team"),
        }[spells.scope],
        _("period"): _("school year, 1 August up to and including 31 July"),
        _("reasons that count"): _("all but a move within the board"),
        _("divided by"): "; ".join(_DENOMINATORS[rule.denominator]() for rule in presets(names)),
        _("counted in"): _("people; full jobs stand under For researchers"),
        _("jobs"): jobs,
        _("size of a contract"): smallest,
        _("break that is no departure"): gaps,
        _("covered by the export"): covered,
    }
    return pd.DataFrame(list(rows.items()), columns=["aspect", "counted"])


_DENOMINATORS = {
    "mean_stock": lambda: _("the mean number of people in service on a day"),
    "opening_closing": lambda: _("the mean of the numbers at the start and at the end"),
    "opening": lambda: _("the people who were there at the start"),
    "person_years": lambda: _("the years that people served together"),
    "count_date": lambda: _("the people who were there on 1 October"),
}


def presets(names: Sequence[str]) -> list[Definition]:
    """Find the definitions by name; national figures stand on cards of their own.

    Raises
    ------
    DataProblem
        If a name is neither a definition nor a national figure.
    """
    return [definition(name) for name in names if name not in CARDS]


def side_by_side(spells: Spells, names: Sequence[str], windows: pd.DataFrame) -> pd.DataFrame:
    """Give the rate of each window under the definitions that a study shows.

    Parameters
    ----------
    spells : Spells
    names : sequence of str
        Presets, as under ``definitions`` in study.toml. Those that compare count dates are left
        out, since their windows are others, and so are the names of national figures.
    windows : DataFrame

    Returns
    -------
    DataFrame, one row per window and definition
        window, definition, n (people), count (exits that count), denominator, rate, low, high.

    Raises
    ------
    DataProblem
        If a name is not known; it says which there are.
    """
    columns = ["window", "definition", "n", "count", "denominator", "rate", "low", "high"]
    kept = [rule.name for rule in presets(names) if rule.denominator != "count_date"]
    rows = [turnover(spells, name, windows).drop(columns="count") for name in kept]
    if not rows:
        return pd.DataFrame(columns=columns)
    table = pd.concat(rows, ignore_index=True).rename(columns={"events": "count"})
    return table.sort_values("window", kind="stable")[columns].reset_index(drop=True)


def heads_and_jobs(
    board: Spells, school: Spells, contracts: pd.DataFrame, windows: pd.DataFrame
) -> pd.DataFrame:
    """Give the rate of each window in people, in full jobs, and over schools that cluster.

    Parameters
    ----------
    board, school : Spells
        Of those scopes; leaving is leaving the board in both.
    contracts : DataFrame
        Those that they were made of; without fte the rows in full jobs are left out.
    windows : DataFrame

    Returns
    -------
    DataFrame, one row per window and kind
        window, rate_kind (heads, fte, clustered), n, count (people with an exit that counts), rate,
        low, high. Clustered: people, and an interval that knows that exits cluster by school;
        from five schools on.
    """
    heads = turnover(board, windows=windows).assign(rate_kind="heads")
    parts = [heads]
    if contracts.get("fte", pd.Series(dtype=float)).notna().any():
        parts.append(fte_turnover(board, contracts, windows=windows).assign(rate_kind="fte"))
    by_school = turnover(school, windows=windows, by="unit_id").dropna(subset="rate")
    clustered = clustered_rates(by_school)
    clustered = clustered.dropna(subset="low").rename(columns={"events": "count"})
    people = clustered["window"].map(heads.set_index("window")["n"])
    parts.append(clustered.assign(rate_kind="clustered", n=people))
    columns = ["window", "rate_kind", "n", "count", "rate", "low", "high"]
    table = pd.concat([part[columns] for part in parts], ignore_index=True)
    return table.sort_values("window", kind="stable").reset_index(drop=True)
