"""A file as it is, column by column: what is in it, and what kind of thing that is."""

import re
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.intake import door, workbooks
from analysis.intake.different import encoded
from analysis.intake.raw import Unguarded
from analysis.settings import Cleaning, Settings, SourceFile, Turnover

MANY = 60  # more different values than this are no list of labels
_SAMPLE = 200
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:[.,]\d+)?%?")
_DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[ T].*)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}(?: .*)?"
)


@dataclass(frozen=True)
class Column:
    """What is known of one column of a file.

    Attributes
    ----------
    name, text, role, entry : str
        As in the catalogue of intake.
    n, n_different : int
        Cells with a value, and different values.
    counts : dict
        Cells per label, most first; empty where there are more than ``MANY``.
    looks : str
        empty, number, date or text.
    """

    name: str
    text: str
    role: str
    entry: str
    n: int
    n_different: int
    counts: dict[str, int]
    looks: str

    def common(self, minimum: int) -> dict[str, int]:
        """Give the labels that at least ``minimum`` cells share, and that may be shown."""
        return {label: n for label, n in self.counts.items() if n >= minimum}


@dataclass(frozen=True)
class Look:
    """One table in one file, persons still in it: never stored, never shown as a whole."""

    source: SourceFile
    table: Unguarded

    @property
    def n_records(self) -> int:
        """Data records in the file."""
        return self.table.facts.n_records

    @cached_property
    def columns(self) -> dict[str, Column]:
        """Every column by its name, in the order of the file."""
        return {
            about.Index: _column(self.table.rows[about.Index], about)
            for about in self.table.catalogue.itertuples()
        }

    def counts_of(self, name: str) -> dict[str, int]:
        """Count the cells per label of one column, however many labels there are."""
        return _counted(self.table.rows[name]).to_dict()

    def with_role(self, role: str) -> str | None:
        """Name the column in which a survey tool put one of its own facts."""
        found = self.table.catalogue["role"]
        names = found.index[found == role]
        return names[0] if len(names) else None


def bare_settings(folder: Path) -> Settings:
    """Give settings without a study: enough to open a file in a folder."""
    return Settings(
        folder=folder,
        title={},
        synthetic=False,
        audience="inside",
        minimum=5,
        retention_until=None,
        cleaning=Cleaning(),
        turnover=Turnover(),
        files=(),
    )


def looks(path: Path) -> list[Look]:
    """Open a file; a workbook gives one look for each sheet that is visible and holds something.

    Raises
    ------
    DataProblem
        When the file cannot be read.
    """
    settings = bare_settings(path.parent)
    # The table decides nothing while a file is only looked at.
    source = SourceFile(path=path.name, table="answers")
    first = door.look(source, settings)
    if first.facts.format not in ("excel", "forms") or not first.facts.other_sheets:
        return [Look(source, first)]
    found = []
    for name in _filled_sheets(path):
        sheet = replace(source, sheet=name)
        found.append(Look(sheet, door.look(sheet, settings)))
    return found or [Look(source, first)]


def _filled_sheets(path: Path) -> list[str]:
    with workbooks.open_workbook(path, path.name) as workbook:
        visible = workbooks.sheets(workbook).visible
        return [name for name in visible if workbook.get_sheet_by_name(name).height > 1]


def _column(cells: pd.Series, about: tuple) -> Column:
    counted = _counted(cells)
    return Column(
        name=str(about.Index),
        text=str(about.text),
        role=str(about.role),
        entry=str(about.entry),
        n=int(counted.sum()),
        n_different=len(counted),
        counts=counted.to_dict() if len(counted) <= MANY else {},
        looks=_looks(list(counted.index[:: max(1, len(counted) // _SAMPLE)])),
    )


def _counted(cells: pd.Series) -> pd.Series:
    """Count the cells per label, blanks around it left out, from often to seldom."""
    known = encoded(cells)
    often = pd.Series(np.bincount(known.places[known.places >= 0], minlength=len(known.texts)))
    labels = known.texts.series().str.strip()
    counted = often.groupby(labels.mask(labels == ""), sort=False).sum()
    return counted.sort_values(ascending=False, kind="stable")


def _looks(some: list[str]) -> str:
    """Tell by some of the values; nine in ten decide."""
    for kind, pattern in (("number", _NUMBER), ("date", _DATE)):
        if some and sum(bool(pattern.fullmatch(value)) for value in some) >= 0.9 * len(some):
            return kind
    return "text" if some else "empty"
