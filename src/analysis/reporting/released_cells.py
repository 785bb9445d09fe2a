"""Every cell that the pages of a report show or hide, with who stands behind it.

Read from the record of all releases; see ``records``.
"""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.reporting.disclosure import SHOWN

_ABOUT_A_SCALE = ("score", "agreement", "distribution")
_SIZES = {"n", "n_units", "n_persons", "persons", "rows", "cells", "low", "high", "se", "sd", "df"}
_MEASURES = ("scale_id", "item_id", "measure")
_OF_PEOPLE = ("person_id", "pupil_id")
_READ = ["kind", "by", "cell", "moment", "people", "hidden", "of", "members", "statistic", "value"]
_NOTHING = pd.DataFrame(columns=[*_READ, "page", "number"])


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
    of_page = (
        rows["page"]
        .map(lambda page: measures.get(page, ""))
        .where(rows["kind"].isin(_ABOUT_A_SCALE), "")
    )
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
    from pyarrow import array, compute
    from pyarrow.parquet import ParquetFile

    released = ParquetFile(path).read(_READ, use_threads=False)
    kinds, statistics = (set(released[name].to_pylist()) for name in ("kind", "statistic"))
    # What a model estimates is no sum over people; how many they are is told by the other tables.
    topics = {"n"} if "model" in kinds else statistics - _SIZES or {"n"}
    wanted = compute.is_in(released["statistic"], array(sorted(topics)))
    rows = released.filter(wanted).to_pandas()
    told = rows["of"].isin(_OF_PEOPLE) & (rows["kind"] != "audit")
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
    for cell in content.get("cells", ()):
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
