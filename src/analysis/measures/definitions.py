"""Turnover definitions as data: what counts as leaving, and divided by what.

Two rates with another definition never stand in one chart.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from analysis.errors import DataProblem, nearest
from analysis.language import gettext as _
from analysis.measures.coding import CLASSES

EXITS = tuple(name for name in CLASSES if name != "internal")
POISSON, WILSON = "poisson", "wilson"


@dataclass(frozen=True)
class Definition:
    """How a turnover rate is made.

    Attributes
    ----------
    name : str
        Name of the preset.
    events : tuple of str
        Exit classes that count; internal moves may be among them.
    denominator : str
        mean_stock: mean number in service per day. opening_closing: mean of the stocks at both
        ends. opening: those in service at the start. person_years: days in service / 365.25.
        count_date: those in service on the first day, compared with the last.
    unit : str
        heads; or fte, parts of a full job: see ``fte_turnover``.
    interval : str
        poisson (exact) where leavers may come from outside the denominator, wilson where they are
        a part of it.
    """

    name: str
    events: tuple[str, ...] = EXITS
    denominator: str = "mean_stock"
    interval: str = POISSON
    unit: str = "heads"


PRESETS: Mapping[str, Definition] = MappingProxyType(
    {
        "mean_stock": Definition("mean_stock"),
        "opening_closing": Definition("opening_closing", denominator="opening_closing"),
        "opening": Definition("opening", denominator="opening", interval=WILSON),
        "person_years": Definition("person_years", denominator="person_years"),
        "count_date": Definition("count_date", denominator="count_date", interval=WILSON),
    }
)
CARDS = ("sector_stamos", "azw", "nces")  # national figures that follow people to another employer


def definition(name: str) -> Definition:
    """Find a preset by name.

    Raises
    ------
    DataProblem
        If there is none; for a national figure, because an HR export does not say where somebody
        went.
    """
    if name in PRESETS:
        return PRESETS[name]
    if name in CARDS:
        raise DataProblem(
            _("Not computable: the HR export does not say where a leaver went."),
            found=name,
            repair=_(
                "use mean_stock, and say that moves to another employer in the sector count as "
                "leaving here and not in the national figure, so that this rate is the higher one"
            ),
        )
    raise DataProblem(
        _("There is no turnover definition called {name}.").format(name=name),
        file="study.toml",
        repair=_("choose one of {names}").format(names=_nearest_first(name)),
    )


def _nearest_first(name: str) -> str:
    near = nearest(name, list(PRESETS))
    return ", ".join(sorted(PRESETS, key=lambda known: known != near))


def school_years(first: int, last: int) -> pd.DataFrame:
    """List school years, 1 August to 31 July; 2024 is 2024/2025.

    Returns
    -------
    DataFrame
        window (such as 2024/2025), first_day, last_day.
    """
    return _windows(first, last, month=8, day=1)


def calendar_years(first: int, last: int) -> pd.DataFrame:
    """List calendar years; columns as in ``school_years``."""
    windows = _windows(first, last, month=1, day=1)
    return windows.assign(window=windows["first_day"].dt.year.astype("str"))


def count_dates(first: int, last: int, *, month: int = 10, day: int = 1) -> pd.DataFrame:
    """List pairs of a count date and the same date a year later, for ``count_date``.

    Columns as in ``school_years``; here ``last_day`` is the later count date itself.
    """
    windows = _windows(first, last, month=month, day=day)
    return windows.assign(last_day=windows["last_day"] + pd.Timedelta(days=1))


def _windows(first: int, last: int, *, month: int, day: int) -> pd.DataFrame:
    years = range(first, last + 1)
    begin = pd.to_datetime([f"{year}-{month:02}-{day:02}" for year in years])
    ends = begin + pd.DateOffset(years=1) - pd.Timedelta(days=1)
    names = [f"{year}/{year + 1}" for year in years]
    return pd.DataFrame({"window": names, "first_day": begin, "last_day": ends})
