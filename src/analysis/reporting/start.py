"""Which question stands on which page, what data it uses, and what this study has."""

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
_AUDIT = "01_data_quality"  # accounts for the rows of any table there is
_LEDGER = "21_evidence"  # makes the tests of all pages
_INSTEAD = {"school_scores", "school_staff"}  # published figures, for who has no data of people


def _codebook_table(name: str) -> pd.DataFrame:
    path = paths.project() / "data" / "codebook" / name
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def pages() -> pd.DataFrame:
    """List the notebooks there are, in the order of pages.csv."""
    listed = _codebook_table("pages.csv")
    there = {path.stem for path in (paths.project() / "notebooks").glob("*.ipynb")}
    return listed[listed["notebook"].isin(there)].reset_index(drop=True)


def tables_used(notebook: str, constructs: str) -> list[str]:
    """Name the tables that a page reads, in the order of ``settings.TABLES``.

    Parameters
    ----------
    notebook : str
        Such as 02_safety.
    constructs : str
        Its constructs as pages.csv lists them: "C01; C03".
    """
    known = _codebook_table("constructs.csv").set_index("id")
    chosen = known.loc[[code.strip() for code in constructs.split(";") if code.strip()]]
    named = {_SOURCES[kind] for kind in chosen["source_kind"] if kind in _SOURCES}
    declared = claims.load()
    tests = declared.tests if notebook == _LEDGER else declared.tests_on(notebook)
    text = " ".join([*chosen["tables"], *tests["exposure"], *tests["outcome"]])
    named |= set(re.findall(r"[a-z_]+", text))
    named |= {"contracts"} if "spells" in named else set()
    named |= _tagged(notebook)
    return [table for table in TABLES if table in named]


def _tagged(notebook: str) -> set[str]:
    """Tables without which a section of the page is left out."""
    path = paths.project() / "notebooks" / f"{notebook}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    tags = {tag for cell in cells for tag in cell["metadata"].get("tags", [])}
    return {tag.removeprefix("needs-") for tag in tags if tag.startswith("needs-")}


def questions(present: Collection[str]) -> pd.DataFrame:
    """Say for each page what it uses and how much of that this study has.

    Parameters
    ----------
    present : collection of str
        Names of the tables that this study has.

    Returns
    -------
    DataFrame
        page (title in the reader's language), uses (names of tables), extent ("whole" when all
        of them are there, "part" when some are or published figures stand in for them, "not" when
        none is).
    """
    rows = []
    for page in pages().to_dict("records"):
        used = tables_used(page["notebook"], page["constructs"])
        title = f"{int(page['notebook'][:2])}  {pick(page, 'title')}"
        named = listing([words.value_label("table", t) for t in used if t not in _INSTEAD])
        extent = _extent(set(used), set(present))
        if extent == "not" and page["notebook"] == _AUDIT and present:
            extent = "part"
        rows.append({"page": title, "uses": named or None, "extent": extent})
    return pd.DataFrame(rows, columns=["page", "uses", "extent"])


def _extent(used: set[str], present: set[str]) -> str:
    if used - _INSTEAD <= present:
        return "whole"
    return "part" if used & present else "not"


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
