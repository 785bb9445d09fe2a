"""Views on turnover that a page needs: who stands behind a rate, reasons, and the gap rule."""

import pandas as pd

from analysis.measures import spells as spell_engine
from analysis.measures.definitions import EXITS, PRESETS
from analysis.measures.spells import SpellRules, Spells
from analysis.measures.turnover import count_dates, observed_school_years, turnover

GAP_RULES = (0, 31, 75, 92)  # days; 75 and 92 bridge a summer, 0 bridges nothing


def whole(years: pd.DataFrame) -> pd.DataFrame:
    """Take all windows together as one; none stays none.

    Returns
    -------
    DataFrame
        window ("2020/2021 – 2024/2025"), first_day, last_day.
    """
    if len(years) < 2:
        return years
    first, last = years.iloc[0], years.iloc[-1]
    row = {"window": f"{first['window']} – {last['window']}"}
    row |= {"first_day": first["first_day"], "last_day": last["last_day"]}
    return pd.DataFrame([row])


def people_in(spells: Spells, windows: pd.DataFrame) -> pd.DataFrame:
    """List who was in service on any day of each window.

    Parameters
    ----------
    spells : Spells
    windows : DataFrame
        window, first_day, last_day.

    Returns
    -------
    DataFrame, one row per spell and window
        window, person_id, unit_id, exit_class (of an exit in the window, else missing).
    """
    table = spells.table
    parts = []
    for row in windows.to_dict("records"):
        first, last = row["first_day"], row["last_day"]
        here = (table["start"] <= last) & (table["end"].isna() | (table["end"] >= first))
        there = table.loc[here, ["person_id", "unit_id", "exit_class", "end"]]
        gone = there["end"] <= last
        parts.append(there.assign(window=row["window"], exit_class=there["exit_class"].where(gone)))
    columns = ["window", "person_id", "unit_id", "exit_class"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def reasons(rates: pd.DataFrame) -> pd.DataFrame:
    """Divide the leavers of each window by reason.

    Parameters
    ----------
    rates : DataFrame
        As ``turnover`` gives it: window, leavers and left_<class>.

    Returns
    -------
    DataFrame
        window, exit_class, n (all leavers), count (for this reason), share. Reasons that do not
        occur in a window have no row.
    """
    known = [name for name in EXITS if f"left_{name}" in rates.columns]
    columns = [f"left_{name}" for name in known]
    long = rates[["window", "leavers", *columns]].melt(
        ["window", "leavers"], columns, "exit_class", "count"
    )
    long = long.dropna(subset="count")
    long["exit_class"] = long["exit_class"].str.removeprefix("left_")
    long = long[long["count"] > 0].rename(columns={"leavers": "n"})
    return long.assign(share=long["count"] / long["n"]).reset_index(drop=True)


def rates_by_definition(spells: Spells) -> pd.DataFrame:
    """Give the rate of the last observed year under every preset.

    Returns
    -------
    DataFrame
        definition, window, n (people), count (exits that count), denominator, rate, low, high.
    """
    years = observed_school_years(spells).tail(1)
    rows = [turnover(spells, name, _windows(name, years)) for name in PRESETS]
    table = pd.concat(rows, ignore_index=True).drop(columns="count")
    table = table.rename(columns={"events": "count"})
    return table.reindex(
        columns=["definition", "window", "n", "count", "denominator", "rate", "low", "high"]
    )


def _windows(name: str, years: pd.DataFrame) -> pd.DataFrame:
    """School years, but count dates for a definition that compares two days."""
    if name != "count_date" or years.empty:
        return years
    # The last pair of count dates that the export covers begins in the autumn before that year.
    first = int(years["first_day"].dt.year.iloc[0]) - 1
    return count_dates(first, first)


def rates_by_gap(contracts: pd.DataFrame, rules: SpellRules) -> pd.DataFrame:
    """Give the rate of the last observed year under several gap rules.

    Returns
    -------
    DataFrame
        gap_days, window, n (people), count (leavers), rate, low, high.
    """
    rows = []
    for days in GAP_RULES:
        found = spell_engine.spells(contracts, rules=rules.with_gap(days))
        rows.append(turnover(found).tail(1).drop(columns="count").assign(gap_days=days))
    table = pd.concat(rows, ignore_index=True).rename(columns={"leavers": "count"})
    return table.reindex(columns=["gap_days", "window", "n", "count", "rate", "low", "high"])


def asked_before_leaving(
    spells: Spells, answers: pd.DataFrame, windows: pd.DataFrame
) -> pd.DataFrame:
    """Count the leavers of each window who had ever answered before they left.

    Parameters
    ----------
    spells : Spells
    answers : DataFrame
        person_id and answered_on.
    windows : DataFrame
        window, first_day, last_day.

    Returns
    -------
    DataFrame
        window, n (leavers), count (of whom an answer from before the last day exists), share.
        Windows that were over before anybody answered have no row.
    """
    gone = spells.table.dropna(subset="end")
    gone = gone[gone["exit_class"].isin(EXITS)]
    first = answers.groupby("person_id")["answered_on"].min()
    asked = gone["person_id"].map(first).le(gone["end"])
    rows = []
    for row in windows[windows["last_day"] >= first.min()].to_dict("records"):
        inside = gone["end"].between(row["first_day"], row["last_day"])
        rows.append(
            {"window": row["window"], "n": int(inside.sum()), "count": int(asked[inside].sum())}
        )
    table = pd.DataFrame(rows, columns=["window", "n", "count"])
    return table.assign(share=table["count"] / table["n"].where(table["n"] > 0))


def stability(rates: pd.DataFrame) -> pd.DataFrame:
    """Divide who stayed without a break by who was there at the start: the stability index.

    Returns
    -------
    DataFrame
        window, n (in service at the start), count (of them still there at the end), share.
    """
    table = rates[["window", "opening", "stayed"]].dropna()
    table = table.rename(columns={"opening": "n", "stayed": "count"})
    return table.assign(share=table["count"] / table["n"].where(table["n"] > 0)).reset_index(
        drop=True
    )


MOVES = ("joiner", "internal_in", "leaver", "internal_out")


def movements(spells: Spells, windows: pd.DataFrame) -> pd.DataFrame:
    """List who came, moved in, left and moved out.

    Parameters
    ----------
    spells : Spells
        Of scope school, so that moves within the board are seen.
    windows : DataFrame
        window, first_day, last_day.

    Returns
    -------
    DataFrame, one row per event
        window, move (joiner, internal_in, leaver, internal_out) and person_id.
    """
    table, parts = spells.table, []
    ways = {"start": {"joiner": "joiner", "internal": "internal_in"},
            "end": {"leaver": "leaver", "internal": "internal_out"}}  # fmt: skip
    for row in windows.to_dict("records"):
        for day, kind in (("start", "entry"), ("end", "exit")):
            inside = table[day].between(row["first_day"], row["last_day"])
            moved = table.loc[inside, ["person_id"]].assign(
                window=row["window"], move=table.loc[inside, kind].map(ways[day])
            )
            parts.append(moved.dropna(subset="move"))
    columns = ["window", "move", "person_id"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def counted_moves(movements: pd.DataFrame) -> pd.DataFrame:
    """Count the people of each window and way of moving: window, move, n; no row for nobody."""
    counts = movements.groupby(["window", "move"])["person_id"].nunique().rename("n").reset_index()
    order = counts["move"].map({name: at for at, name in enumerate(MOVES)})
    return (
        counts.assign(_order=order)
        .sort_values(["window", "_order"])
        .drop(columns="_order")
        .reset_index(drop=True)
    )
