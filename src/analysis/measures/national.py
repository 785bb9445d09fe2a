"""Cards for national figures: what each needs to know, and the figure where a study knows it.

National figures follow people to their next employer. A personnel file does not, unless a study
maps the column ``destination``.
"""

import numpy as np
import pandas as pd

from analysis.language import gettext as _
from analysis.measures.daynumbers import days, days_of
from analysis.measures.definitions import CARDS, count_dates
from analysis.measures.spells import Spells

LEFT_SECTOR = ("other_sector", "no_work")
FATES = ("stayer", "mover", "leaver", "unknown")


def is_mapped(contracts: pd.DataFrame) -> bool:
    """Whether a study knows of anybody where they went."""
    known = contracts.get("destination", pd.Series(dtype="str"))
    return bool((known.notna() & (known != "unknown")).any())


def cards(contracts: pd.DataFrame) -> pd.DataFrame:
    """Say for each national figure whether this study can give it, and how its own rate differs.

    Parameters
    ----------
    contracts : DataFrame
        With ``destination`` where a study maps it.

    Returns
    -------
    DataFrame, one row per card
        card, answer, bias (which way the board's own rate lies), in the reader's words.
    """
    no_place = _("Not computable: destination unknown.")
    place = _("Computed below, as the least and the most that it can be.")
    answers = {
        "sector_stamos": place if is_mapped(contracts) else no_place,
        "azw": _("Not computable: base pay, which tells the main job, is not among the data.")
        if is_mapped(contracts)
        else no_place,
        "nces": place if is_mapped(contracts) else no_place,
    }
    higher = _("Too high here: a move to another employer in the sector counts as leaving.")
    biases = {
        "sector_stamos": higher,
        "azw": _("Too high here for the same reason; the national figure counts flexible workers "
                 "as movers more often than they are."),
        "nces": _("Too high here as a rate of leaving the profession: who moved to another board "
                  "counts as a leaver."),
    }  # fmt: skip
    rows = [(name, answers[name], biases[name]) for name in CARDS]
    return pd.DataFrame(rows, columns=["card", "answer", "bias"])


def destinations(spells: Spells, contracts: pd.DataFrame) -> pd.Series:
    """Where somebody went at the end of each spell; "unknown" where nobody knows.

    Who retired or died is without work, whatever the column says.
    """
    table = spells.table
    place = spells.contracts["spell"]
    last = contracts.loc[place.notna(), ["end"]].assign(spell=place.dropna().astype(int))
    last["destination"] = (
        contracts["destination"] if "destination" in contracts else pd.Series(dtype="str")
    )
    last = last[last["end"] == last["spell"].map(table["end"])]
    last = last.dropna(subset="destination").sort_values("destination", kind="stable")
    known = last.groupby("spell")["destination"].first().reindex(table.index)
    known = known.fillna("unknown").mask(table["exit_class"] == "natural", "no_work")
    return known.where(table["exit_class"].notna()).rename("destination")


def sector_outflow(board: Spells, contracts: pd.DataFrame) -> pd.DataFrame:
    """Share of the staff that had left the sector a year later.

    Parameters
    ----------
    board : Spells
        Of scope board.
    contracts : DataFrame
        Those that ``board`` was made of.

    Returns
    -------
    DataFrame, one row for the last pair of count dates, none without a destination
        window, n (people on 1 October), count (of them known to have left the sector), unknown
        (gone, nobody knows where), least_share and most_share (the share, with nobody and with
        everybody of the unknown out of the sector).
    """
    columns = ["window", "n", "count", "unknown", "least_share", "most_share"]
    window = _last_pair(board)
    if window is None or not is_mapped(contracts):
        return pd.DataFrame(columns=columns)
    fates = _fates(board, contracts, window)
    n, left = len(fates), int((fates == "leaver").sum())
    unknown = int((fates == "unknown").sum())
    row = (window["window"], n, left, unknown, left / n, (left + unknown) / n)
    return pd.DataFrame([row], columns=columns)


def stayers_movers_leavers(school: Spells, contracts: pd.DataFrame) -> pd.DataFrame:
    """Divide the staff of schools by where they were a year later.

    Parameters
    ----------
    school : Spells
        Of scope school.
    contracts : DataFrame
        Those that ``school`` was made of.

    Returns
    -------
    DataFrame, one row per fate, none without a destination
        window, fate (stayer at the same school, mover to another school, leaver of the sector,
        unknown), n (people at a school on 1 October), count, share.
    """
    window = _last_pair(school)
    if window is None or not is_mapped(contracts):
        return pd.DataFrame(columns=["window", "fate", "n", "count", "share"])
    counts = _fates(school, contracts, window).value_counts().reindex(FATES, fill_value=0)
    table = counts.rename_axis("fate").rename("count").reset_index()
    table.insert(0, "window", window["window"])
    table.insert(2, "n", int(counts.sum()))
    return table.assign(share=table["count"] / table["n"])


def _last_pair(spells: Spells) -> dict[str, object] | None:
    """Find the last two count dates that the export covers."""
    begin, extract_on = spells.rules.observed_from, spells.rules.extract_on
    pairs = count_dates(begin.year, extract_on.year)
    first, last = days(pairs["first_day"]), days(pairs["last_day"])
    inside = (first >= days_of(begin)) & (last <= days_of(extract_on))
    return pairs[inside].iloc[-1].to_dict() if inside.any() else None


def _fates(spells: Spells, contracts: pd.DataFrame, window: dict[str, object]) -> pd.Series:
    """Tell what became of everybody in service on the first of two count dates."""
    numbers = spells.numbers
    first, last = days(pd.Series([window["first_day"], window["last_day"]])).tolist()
    there = (numbers.start <= first) & (numbers.end >= first)
    still = (numbers.start <= last) & (numbers.end >= last)
    same = pd.MultiIndex.from_arrays([numbers.person, numbers.unit])
    stays = same.isin(same[still])
    elsewhere = np.isin(numbers.person, numbers.person[still]) | (numbers.exit == 1)
    went = destinations(spells, contracts).to_numpy()
    fate = np.select(
        [stays, elsewhere | (went == "same_sector"), np.isin(went, LEFT_SECTOR)],
        FATES[:3],
        default="unknown",
    )
    return pd.Series(fate[there], dtype="str")
