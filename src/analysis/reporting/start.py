"""Which question stands on which page, what data it needs, and what this study has."""

import json
import re
from collections.abc import Collection
from typing import Protocol

import pandas as pd

from analysis import claims, paths
from analysis.language import listing, pick
from analysis.reporting import words
from analysis.settings import TABLES


class Holder(Protocol):
    """A study, as far as its pages need to know it: rooms do not import the study itself."""

    @property
    def tables(self) -> list[str]:
        """Names of the tables it has."""

    @property
    def absent(self) -> list[str]:
        """Names of the tables it lacks."""

    def has(self, table: str) -> bool:
        """Tell whether it has a table."""

    def missing_words(self, table: str) -> str:
        """Say that a table is missing."""


_SOURCES = {"scale": "answers", "habit": "learning_habits"}  # source_kind of a construct
_WITHOUT_CLAIMS = {"01_data_quality": ["answers", "contracts"]}


def _codebook_table(name: str) -> pd.DataFrame:
    path = paths.project() / "data" / "codebook" / name
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def pages() -> pd.DataFrame:
    """List the notebooks there are, in the order of pages.csv."""
    listed = _codebook_table("pages.csv")
    there = {path.stem for path in (paths.project() / "notebooks").glob("*.ipynb")}
    return listed[listed["notebook"].isin(there)].reset_index(drop=True)


def tables_needed(notebook: str, constructs: str) -> list[str]:
    """Name the tables that a page reads, in the order of ``settings.TABLES``.

    Parameters
    ----------
    notebook : str
        Such as 02_safety.
    constructs : str
        Its constructs as pages.csv lists them: "C01; C03".
    """
    if notebook in _WITHOUT_CLAIMS:
        return _WITHOUT_CLAIMS[notebook]
    known = _codebook_table("constructs.csv").set_index("id")
    chosen = known.loc[[code.strip() for code in constructs.split(";") if code.strip()]]
    named = {_SOURCES[kind] for kind in chosen["source_kind"] if kind in _SOURCES}
    tests = claims.load().tests_on(notebook)
    text = " ".join([*chosen["tables"], *tests["exposure"], *tests["outcome"]])
    named |= set(re.findall(r"[a-z_]+", text))
    named |= {"contracts"} if "spells" in named else set()
    return [table for table in TABLES if table in named]


def questions(present: Collection[str]) -> pd.DataFrame:
    """Say for each page what it needs and whether this study has it.

    Parameters
    ----------
    present : collection of str
        Names of the tables that this study has.

    Returns
    -------
    DataFrame
        page (title in the reader's language), needs (names of tables), has (True when at least
        one of them is there).
    """
    rows = []
    for page in pages().to_dict("records"):
        needed = tables_needed(page["notebook"], page["constructs"])
        title = f"{int(page['notebook'][:2])}  {pick(page, 'title')}"
        needs = listing([words.value_label("table", table) for table in needed])
        has = not needed or bool(set(needed) & set(present))
        rows.append({"page": title, "needs": needs, "has": has})
    return pd.DataFrame(rows, columns=["page", "needs", "has"])


def overview(study: Holder) -> pd.DataFrame:
    """Which tables the study has: table (name) and has (yes or no), those it has first."""
    rows = [{"table": name, "has": True} for name in study.tables if name in TABLES]
    rows += [{"table": name, "has": False} for name in study.absent]
    return pd.DataFrame(rows, columns=["table", "has"])


def imports(reports: pd.DataFrame) -> pd.DataFrame:
    """How each file was read, in words.

    Returns
    -------
    DataFrame
        file, format, encoding, separator, decimal, stripped (names of the columns that were
        removed because they say who somebody is), notes.
    """
    columns = ["file", "format", "encoding", "separator", "decimal", "stripped", "notes"]
    shown = reports.reindex(columns=columns).astype(object)
    shown["stripped"] = [
        ", ".join(name for name, _reason in json.loads(s)) for s in shown["stripped"]
    ]
    return shown.where(shown.notna() & (shown != ""), None)
