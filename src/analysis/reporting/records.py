"""Remembers what was released, and who stands behind it, for the audit over all pages.

The record holds pseudonyms. It stays in the study's ``.derived`` folder and is never published.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.reporting import record_files
from analysis.session import Session

MEMBERS = ("person_id", "pupil_id", "school_id")
_MOMENTS = ("wave", "window", "year", "file")
_written: Counter[tuple] = Counter()  # releases of each page in this process, to number them


@dataclass(frozen=True)
class Behind:
    """Who stands behind the cells of a release, and when.

    Attributes
    ----------
    of : str
        What the members are: one of ``MEMBERS``.
    members : dict of tuple to list
        Per cell, by the values of its keys.
    moment : str
        Wave or year of all rows together, where no key of the cells says it.
    """

    of: str
    members: dict[tuple, list]
    moment: str


def behind(population: pd.DataFrame, keys: list[str]) -> Behind:
    """List the distinct people of each cell; with no keys, one list under the empty key.

    Parameters
    ----------
    population : DataFrame
        The rows behind a table, with its keys and one of ``MEMBERS``.
    keys : list of str
        The columns that divide people into cells.
    """
    of = next((name for name in MEMBERS if name in population.columns), None)
    if of is None:
        raise ValueError(f"the population needs one of the columns {', '.join(MEMBERS)}")
    absent = [key for key in keys if key not in population.columns]
    if absent:
        raise ValueError(f"the population lacks the key columns {absent}")
    when = next((name for name in _MOMENTS if name in population.columns), None)
    moment = "+".join(sorted(population[when].dropna().astype(str).unique())) if when else ""
    if not keys:
        return Behind(of, {(): sorted(population[of].dropna().unique())}, moment)
    named = population.dropna(subset=[of]).assign(_member=population[of])
    groups = named.groupby(keys, observed=True, sort=False)["_member"].unique()
    return Behind(of, {_as_key(key): sorted(ids) for key, ids in groups.items()}, moment)


def _as_key(key: object) -> tuple:
    return key if isinstance(key, tuple) else (key,)


def names(table: pd.DataFrame, named: Sequence[str]) -> list[str]:
    """Name each row of a table by the columns that name it, as the record does."""
    if not named:
        return [""] * len(table)
    rows = table[list(named)].itertuples(index=False, name=None)
    return [" | ".join(map(str, row)) for row in rows]


def withheld(table: pd.DataFrame, named: Sequence[str], session: Session) -> list[bool]:
    """Tell which rows of the release that comes next must stay hidden because of other pages."""
    page = _page(session)
    file = record_files.withheld(session.releases, page[1])
    asked = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    hidden = set(asked.get(str(_written[page] + 1), ()))
    return [name in hidden for name in names(table, named)] if hidden else [False] * len(table)


def _page(session: Session) -> tuple[str, str, str]:
    return str(session.releases), session.notebook or "interactive", session.language


def keep(
    released: object, *, keys: list[str], found: Behind, people: pd.Series, session: Session
) -> None:
    """Write the cells of one release as a part of the study's release record.

    One small file per release, so that notebooks running side by side never wait for each other.
    The first release of a page removes what an earlier run of that page left.
    """
    page = _page(session)
    folder, notebook, language = session.releases, page[1], page[2]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _written[page]:
        record_files.forget(folder, notebook, language)
    _written[page] += 1
    cells = _cells(released, keys, found, people)
    cells.insert(0, "language", language)
    cells.insert(0, "notebook", notebook)
    cells.to_parquet(folder / f"{notebook}.{language}.{_written[page]:03d}.parquet")


def _cells(released: object, keys: list[str], found: Behind, people: pd.Series) -> pd.DataFrame:
    """One row per cell and statistic: name, people, whether shown, value, members."""
    table, named = released.table, list(released.by)
    row_keys = list(table[keys].itertuples(index=False, name=None)) if keys else [()] * len(table)
    base = pd.DataFrame(
        {
            "kind": released.kind,
            "by": ", ".join(named),
            "cell": names(table, named),
            "moment": _moments(table, named, found.moment),
            "people": people.to_numpy(dtype=float),
            "hidden": released.hidden.to_numpy(),
            "of": found.of,
            "members": [found.members.get(key, []) for key in row_keys],
        }
    )
    numeric = table.drop(columns=named).select_dtypes("number")
    parts = [base.assign(statistic=name, value=numeric[name].to_numpy(float)) for name in numeric]
    return pd.concat(parts, ignore_index=True) if parts else base.assign(statistic="", value=None)


def _moments(table: pd.DataFrame, named: Sequence[str], whole: str) -> list[str]:
    when = [name for name in _MOMENTS if name in named]
    return names(table, when) if when else [whole] * len(table)
