"""When a questionnaire was open, from the days on which people answered."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from analysis.cleaning import dates
from analysis.cleaning.survey import STATUS
from analysis.codebook import normalise
from analysis.drafting.look import Look
from analysis.errors import DataProblem

_PAUSE = 45  # days without an answer that separate two waves
_FEWEST = 5  # answers below which a day could be one person's
_TRIALS = {*STATUS["preview"], *STATUS["test"]}


@dataclass(frozen=True)
class Period:
    """The days on which answers came in.

    Attributes
    ----------
    name : str
        The year, to call the wave; empty where no day is known.
    fielded : tuple of date or None
        First and last day of the period with most answers.
    n_outside : int
        Answers before or after it.
    others : list of tuple of date
        Further periods with at least a tenth of the answers: other waves, perhaps.
    unclear : bool
        Whether nothing tells the day from the month.
    """

    name: str = ""
    fielded: tuple[date, date] | None = None
    n_outside: int = 0
    others: tuple[tuple[date, date], ...] = ()
    unclear: bool = False


def period(look: Look, column: str | None) -> Period:
    """Find the period in which most people answered.

    Parameters
    ----------
    column : str or None
        Column with the day, where it is known; else that of the survey tool.
    """
    column = column or look.with_role("ended") or look.with_role("recorded")
    if column is None:
        return Period()
    cells = look.table.rows[column].astype("str").str.strip()
    cells = cells[(cells != "") & cells.notna() & ~_is_trial(look)]
    try:
        days = dates.read(cells).values.dropna().dt.normalize().sort_values()
    except DataProblem:
        return Period(unclear=dates.order_of(cells) == "unclear")
    if days.empty:
        return Period()
    parts = [part for _key, part in days.groupby((days.diff().dt.days > _PAUSE).cumsum())]
    parts.sort(key=len, reverse=True)
    first = parts[0]
    name = str(first.iloc[len(first) // 2].year)
    if len(first) < _FEWEST:
        return Period(name)
    large = [part for part in parts[1:] if len(part) >= max(_FEWEST, 0.1 * len(days))]
    return Period(
        name,
        _ends(first),
        n_outside=len(days) - len(first),
        others=tuple(sorted(_ends(part) for part in large)),
    )


def _ends(days: pd.Series) -> tuple[date, date]:
    return days.iloc[0].date(), days.iloc[-1].date()


def _is_trial(look: Look) -> pd.Series:
    """Point at trial runs, which often come long before the questionnaire opens."""
    status = look.with_role("status")
    if status is None:
        return pd.Series(False, index=look.table.rows.index)
    return look.table.rows[status].map(normalise, na_action="ignore").isin(_TRIALS)


def names(periods: list[Period]) -> list[str]:
    """Name the wave of each file: its year, with the month where a year has several waves.

    Files whose periods meet are one wave. A file without a day gets a number, to be replaced.
    """
    starts: dict[str, list[tuple[date, date]]] = {}
    for one in periods:
        if one.name and one.fielded:
            starts.setdefault(one.name, []).append(one.fielded)
    several = {year for year, spans in starts.items() if _are_apart(spans)}
    unnamed = iter(range(1, len(periods) + 1))
    given = []
    for one in periods:
        if not one.name:
            given.append(str(next(unnamed)))
        elif one.name in several and one.fielded:
            given.append(one.fielded[0].strftime("%Y-%m"))
        else:
            given.append(one.name)
    return given


def _are_apart(spans: list[tuple[date, date]]) -> bool:
    ordered = sorted(spans)
    pairs = zip(ordered, ordered[1:], strict=False)
    return any((later[0] - earlier[1]).days > _PAUSE for earlier, later in pairs)
