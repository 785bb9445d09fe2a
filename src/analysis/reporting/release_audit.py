"""Whether the pages of a report together give away a group that none of them shows.

A page hides small groups and what would give those away by subtraction within a table. Two pages
can still do together what neither does alone: schools on one, and on another the teams of these
schools, of which one is too small to show. The record of all releases says who stands behind each
cell, so the attacker's sums can be done before a reader does them.
"""

import ast
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.reporting import records
from analysis.reporting.disclosure import SHOWN, SMALL

_ABOUT_A_SCALE = ("score", "agreement", "distribution")
_SIZES = {"n", "n_units", "n_persons", "persons", "rows", "cells", "low", "high", "se", "sd", "df"}
_MEASURES = ("scale_id", "item_id", "measure")
_OF_PEOPLE = ("person_id", "pupil_id")
_CELL = ["page", "number", "cell"]
_READ = ["kind", "by", "cell", "moment", "people", "hidden", "of", "members", "statistic", "value"]
_NOTHING = pd.DataFrame(columns=[*_READ, "page", "number"])
_NEAR = 1e-6


@dataclass(frozen=True)
class Leak:
    """Cells that are shown, and together give away a group that is too small to show.

    Attributes
    ----------
    people : int
        How large that group is.
    cells : tuple of int
        Positions in the table of cells, the first the one to hide.
    """

    people: int
    cells: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Cells:
    """Every cell of every page, and how many people each two of them share.

    Attributes
    ----------
    table : DataFrame, one row per cell and topic
        page, number (of the release on its page), cell, by, moment, topic (what is told), measure
        (of which scale; "" where none or all), rank (of the page), people (the table's own
        number), hidden, who (position of its set of people).
    shared : array, shape (sets, sets)
        People that two sets have in common; on the diagonal, the size of a set.
    """

    table: pd.DataFrame
    shared: np.ndarray

    @cached_property
    def who(self) -> np.ndarray:
        """Set of people of each row."""
        return self.table["who"].to_numpy()

    @cached_property
    def release(self) -> np.ndarray:
        """Number of the table that each row stands in, over all pages."""
        return self.table.groupby(["rank", "number"]).ngroup().to_numpy()

    @cached_property
    def size(self) -> np.ndarray:
        """People in each set."""
        return self.shared.diagonal()

    def without(self, rows: Sequence[int]) -> "Cells":
        """Give the same cells with those of some rows hidden."""
        hidden = self.table["hidden"].copy()
        hidden.iloc[list(rows)] = "complement"
        return Cells(self.table.assign(hidden=hidden), self.shared)


def read(folder: Path, pages: Sequence[str], measures: Mapping[str, str]) -> Cells:
    """Read what was released on some pages.

    Parameters
    ----------
    folder : Path
        With the records; one language of each page is enough, for they tell the same.
    pages : sequence of str
        Names of the pages in the order of the report.
    measures : mapping of str to str
        Of a page, the scales that it is about; see ``measure``.
    """
    files = {path: page for page in pages for path in _files(folder, page)}
    parts = [_rows(path, page) for path, page in files.items()]
    rows = pd.concat([_NOTHING, *parts], ignore_index=True)
    rows["who"], shared = _overlaps(rows["members"])
    measured = [_measured(*names) for names in zip(rows["by"], rows["cell"], strict=True)]
    of_page = rows["page"].map(measures).where(rows["kind"].isin(_ABOUT_A_SCALE), "")
    rows["measure"] = [own or page for own, page in zip(measured, of_page, strict=True)]
    rows["rank"] = rows["page"].map({page: place for place, page in enumerate(pages)})
    rows["topic"] = rows["kind"] + " " + rows["statistic"]
    return Cells(rows.drop(columns="members"), shared)


def _files(folder: Path, page: str) -> list[Path]:
    """Files of a page in the language in which it came furthest."""
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.glob(f"{page}.*.parquet")):
        found.setdefault(path.name.split(".")[-3], []).append(path)
    return max(found.values(), key=len, default=[])


def _rows(path: Path, page: str) -> pd.DataFrame:
    """Cells of one release that stand for people, each once for every topic that it tells about.

    Rows of files are no people: their table protects itself.
    """
    rows = pd.read_parquet(path, columns=_READ)
    topics = set(rows["statistic"]) - _SIZES or {"n"}
    told = rows["of"].isin(_OF_PEOPLE) & rows["statistic"].isin(topics) & (rows["kind"] != "audit")
    told &= (rows["value"].notna() | (rows["hidden"] != SHOWN)) & (rows["members"].map(len) > 0)
    return rows[told].assign(page=page, number=int(path.name.split(".")[-2]))


def _overlaps(members: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Number the distinct sets of people, and count whom each two of them share."""
    who, sets = pd.factorize(pd.Series([tuple(ids) for ids in members], dtype=object))
    people: dict[object, int] = {}
    codes = [people.setdefault(person, len(people)) for ids in sets for person in ids]
    rows = np.repeat(np.arange(len(sets)), [len(ids) for ids in sets])
    belongs = sparse.csr_array((np.ones(len(codes)), (rows, codes)), (len(sets), len(people)))
    return who, (belongs @ belongs.T).toarray()


def _measured(by: str, cell: str) -> str:
    """Scale or question that a cell names; empty where it names none."""
    values = dict(zip(by.split(", "), cell.split(" | "), strict=False))
    return next((values[name] for name in _MEASURES if name in values), "")


def measure(content: Any) -> str:
    """Name the scales that a notebook is about, from its parameters; empty where there are none.

    Parameters
    ----------
    content : notebook object
    """
    for cell in content.cells:
        if cell.cell_type == "code" and "parameters" in cell.metadata.get("tags", []):
            return "+".join(_scales(cell.source))
    return ""


def _scales(source: str) -> list[str]:
    """Values of the parameters whose name begins with SCALE or TOPIC."""
    found: list[str] = []
    for step in ast.parse(source).body:
        named = isinstance(step, ast.Assign) and isinstance(step.targets[0], ast.Name)
        if named and step.targets[0].id.startswith(("SCALE", "TOPIC")):
            texts = (node.value for node in ast.walk(step.value) if isinstance(node, ast.Constant))
            found += [text for text in texts if isinstance(text, str)]
    return sorted(found)


def leaks(cells: Cells, minimum: int) -> list[Leak]:
    """Find the groups that follow by subtraction and are smaller than ``minimum``.

    Three sums are tried on cells that tell the same about the same scale and moment: one cell
    minus another; a cell minus all cells of one table that lie in it; and, because the number of
    people is told about everything, any sum of cells that leaves a group that was hidden.

    Parameters
    ----------
    cells : Cells
    minimum : int
        The smallest group that may be shown.

    Returns
    -------
    list of Leak
        The first cell of each is the smallest on the last of the pages concerned.
    """
    table = cells.table
    shown = np.flatnonzero(table["hidden"] == SHOWN)
    found, seen = [], set()
    for rows in _alike(table, shown):
        same = frozenset(zip(cells.release[rows], cells.who[rows], strict=True))
        if same not in seen:  # most topics of a table are about the same people
            seen.add(same)
            found += [*_pairs(cells, rows, minimum), *_unions(cells, rows, minimum)]
    return found + list(_hidden_groups(cells, shown, minimum))


def _alike(table: pd.DataFrame, shown: np.ndarray) -> Iterator[np.ndarray]:
    """Rows that tell the same about the same scale and moment, so that they can be subtracted."""
    groups = table.iloc[shown].groupby(["moment", "topic"], sort=False).indices
    measures = table["measure"].to_numpy()
    for places in groups.values():
        rows = shown[places]
        for measure in set(measures[rows]):
            yield rows[(measures[rows] == measure) | (measures[rows] == "")]


def _leak(cells: Cells, people: float, rows: np.ndarray) -> Leak:
    """Put the cell to hide first: on the last page, in its last table, the smallest."""
    table = cells.table.iloc[rows]
    order = np.lexsort([table["people"], -table["number"].astype(int), -table["rank"].astype(int)])
    return Leak(round(people), tuple(rows[order].tolist()))


def _distinct(cells: Cells, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the distinct sets of people, and for each the row of the first page that shows it."""
    who, at = np.unique(cells.who[rows], return_index=True)
    return who, rows[at]


def _pairs(cells: Cells, rows: np.ndarray, minimum: int) -> Iterator[Leak]:
    """Cells that differ by a few people."""
    who, first = _distinct(cells, rows)
    size = cells.size[who]
    apart = size[:, None] + size - 2 * cells.shared[np.ix_(who, who)]
    few = np.triu((apart > 0) & (apart < minimum))
    for one, other in zip(*np.nonzero(few), strict=True):
        yield _leak(cells, apart[one, other], first[[one, other]])


def _unions(cells: Cells, rows: np.ndarray, minimum: int) -> Iterator[Leak]:
    """A cell beside all cells of one table that lie in it, but for a few people."""
    wholes, whole_rows = _distinct(cells, rows)
    for release in np.unique(cells.release[rows]):
        who, first = _distinct(cells, rows[cells.release[rows] == release])
        within = cells.shared[np.ix_(who, who)]
        if len(who) < 2 or within.sum() > within.trace():
            continue  # cells that share people do not add up
        common = cells.shared[np.ix_(wholes, who)]
        inside = common > cells.size[who] / 2
        apart = cells.size[wholes] + inside @ cells.size[who] - 2 * (common * inside).sum(axis=1)
        few = (apart > 0) & (apart < minimum) & (inside.sum(axis=1) > 1)
        for at in np.flatnonzero(few):
            yield _leak(cells, apart[at], np.append(whole_rows[at], first[inside[at]]))


def _hidden_groups(cells: Cells, shown: np.ndarray, minimum: int) -> Iterator[Leak]:
    """Groups that were hidden because they are small, and are a sum of cells that are shown."""
    table = cells.table
    for moment, small in table[table["hidden"] == SMALL].groupby("moment"):
        who, rows = _distinct(cells, shown[table["moment"].to_numpy()[shown] == moment])
        groups = small["who"].unique()
        groups = groups[(cells.size[groups] < minimum) & ~np.isin(groups, who)]
        if not len(who) or not len(groups):
            continue
        between, wanted = cells.shared[np.ix_(who, who)], cells.shared[np.ix_(who, groups)]
        parts = np.linalg.pinv(between, hermitian=True) @ wanted
        left = cells.size[groups] - (parts * wanted).sum(axis=0)
        for at in np.flatnonzero(left < _NEAR * minimum):
            used = np.abs(parts[:, at]) > _NEAR
            yield _leak(cells, cells.size[groups[at]], rows[used])


def to_hide(cells: Cells, minimum: int) -> tuple[dict[str, dict[str, list[str]]], list[Leak]]:
    """Choose cells to hide until nothing follows by subtraction.

    Parameters
    ----------
    cells : Cells
    minimum : int

    Returns
    -------
    hidden : dict of str to dict
        Per page, per number of a release: the names of the cells to hide.
    found : list of Leak
        What was found at first.
    """
    first = found = leaks(cells, minimum)
    chosen: list[int] = []
    while found:
        rows = sorted({row for leak in found for row in _same(cells, leak.cells[0])})
        chosen += rows
        cells = cells.without(rows)
        found = leaks(cells, minimum)
    hidden: dict[str, dict[str, list[str]]] = {}
    for page, number, cell in cells.table.loc[chosen, _CELL].itertuples(index=False, name=None):
        names = hidden.setdefault(page, {}).setdefault(str(number), [])
        if cell not in names:
            names.append(cell)
    return hidden, first


def _same(cells: Cells, row: int) -> list[int]:
    """Rows of the same table about the same people: the group is hidden under every label."""
    return np.flatnonzero(
        (cells.release == cells.release[row]) & (cells.who == cells.who[row])
    ).tolist()


def write(folder: Path, page: str, cells: Mapping[str, Sequence[str]]) -> None:
    """Ask of a page that runs again to hide more; what was asked before stays."""
    file = records.withheld_file(folder, page)
    asked = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    for number, names in cells.items():
        asked[number] = sorted({*asked.get(number, ()), *names})
    file.write_text(json.dumps(asked, ensure_ascii=False), encoding="utf-8")
