"""One raw file on its way to a tidy table: where its columns are, and what was changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import pandas as pd

from analysis import schema
from analysis.errors import DataProblem, nearest
from analysis.intake.raw import RawTable
from analysis.language import gettext as _
from analysis.settings import Settings, SourceFile

SPREADSHEETS = ("excel", "forms")


def sheets(
    files: Sequence[tuple[RawTable, SourceFile]],
    settings: Settings,
    technical: Mapping[str, tuple[str, ...]] | None = None,
) -> list["Sheet"]:
    """Open the files of one table; a file that is used twice gets its sheet or form as a name."""
    paths = [source.path for _raw, source in files]
    opened = []
    for raw, source in files:
        name = source.path
        if paths.count(name) > 1:
            parts = (source.sheet, source.form, source.wave, source.year)
            name = " ".join([name, *(str(part) for part in parts if part is not None)])
        opened.append(Sheet(raw, source, settings, name, technical or {}))
    return opened


@dataclass
class Sheet:
    """The columns of one file by their tidy names, with a list of what was changed.

    Parameters
    ----------
    raw : RawTable
        The file as intake read it; never changed.
    source : SourceFile
        What study.toml says about it.
    settings : Settings
    file : str
        Name of the file in the audit and in messages; its path when left out.
    technical : dict
        Columns that cleaning looks at besides the schema, with the roles they have in the
        catalogue of intake, best first.
    """

    raw: RawTable
    source: SourceFile
    settings: Settings
    file: str = ""
    technical: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    changes: dict[tuple[str, str], int] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Refuse column names in study.toml that the table does not have; fill in constants."""
        self.file = self.file or self.source.path
        known = [
            *self.schema.index,
            *(name for name in self.technical if name not in self.schema.index),
        ]
        for name in [*self.source.columns, *self.source.constants]:
            if name not in known:
                raise self.problem(
                    _("The table {table} has no column {name}.").format(
                        table=self.source.table, name=name
                    ),
                    found=_("columns.{name} in study.toml").format(name=name),
                    repair=_("use {near}").format(near=nearest(name, known) or ", ".join(known)),
                    columns=[name],
                )
        self.raw = replace(self.raw, rows=self.raw.rows.assign(**self.source.constants))

    @cached_property
    def schema(self) -> pd.DataFrame:
        """The columns of the tidy table."""
        return schema.load(self.source.table)

    @property
    def rows(self) -> pd.DataFrame:
        """The raw rows; the index is the record number in the file."""
        return self.raw.rows

    @property
    def decimal(self) -> str:
        """The decimal sign of the file; "either" for spreadsheets and where nothing shows it."""
        if self.raw.report.format in SPREADSHEETS:
            return "either"
        return self.source.decimal or self.raw.report.decimal or "either"

    def raw_name(self, column: str) -> str | None:
        """Find the raw column that holds a tidy column, None when the file has none."""
        if column in self.source.columns:
            return self.existing(self.source.columns[column], f"columns.{column}")
        if column in self.rows.columns:
            return column
        roles = self.raw.catalogue["role"]
        for role in self.technical.get(column, ()):
            for name in roles.index[roles == role]:
                if name in self.rows.columns:
                    return name
        return None

    def existing(self, name: str, key: str) -> str:
        """Give a raw column that study.toml names under ``key``, or say that it is not there."""
        if name in self.rows.columns:
            return name
        if name in {stripped for stripped, *_reason in self.raw.report.stripped}:
            raise self.problem(
                _("The column was taken out of the data because it identifies people."),
                column=name,
                repair=_("name another column for {key} in study.toml").format(key=key),
            )
        names = list(map(str, self.rows.columns))
        near = nearest(name, names, most=5)
        raise self.problem(
            _("The file has no column {name}.").format(name=name),
            found=near or _("{n} other columns").format(n=len(names)),
            repair=_("correct {key} in study.toml").format(key=key),
        )

    def missing_in(self, name: str) -> frozenset[str]:
        """List the labels of a raw column that the file itself declares to be no answer."""
        declared = self.raw.catalogue.get("missing")
        text = "" if declared is None else str(declared.get(name, ""))
        return frozenset(label for label in text.split("; ") if label)

    def has(self, column: str) -> bool:
        """Tell whether the file holds a tidy column."""
        return self.raw_name(column) is not None

    def need(self, *columns: str) -> None:
        """Refuse a file without a column that its table cannot do without."""
        for column in columns:
            if not self.has(column):
                raise self.problem(
                    _("The file has no column for {column}, which the table {table} needs.").format(
                        column=column, table=self.source.table
                    ),
                    found=", ".join(map(str, self.rows.columns[:12])),
                    repair=_("add to this file in study.toml: {line}").format(
                        line=f'columns.{column} = "…"'
                    ),
                    columns=[column],
                )

    def changed(self, column: str, change: str, n: int) -> None:
        """Write down how many cells of a column were changed; nothing changed, nothing written."""
        if n:
            self.changes[column, change] = int(n)

    def noted(self, column: str, note: str) -> None:
        """Write down what a reader should know about a column."""
        self.notes.append((column, note))

    def problem(
        self,
        what: str,
        *,
        column: str = "",
        rows: int | None = None,
        found: str = "",
        repair: str = "",
        columns: Sequence[str] = (),
    ) -> DataProblem:
        """Make a message about this file."""
        return DataProblem(
            what,
            file=self.file,
            column=column,
            rows=rows,
            found=found,
            repair=repair,
            columns=columns,
        )

    def placed(self, problem: DataProblem, column: str) -> DataProblem:
        """Repeat a message about a column with the file and the column named."""
        return self.problem(
            problem.what,
            column=self.raw_name(column) or column,
            rows=problem.rows,
            found=problem.found,
            repair=problem.repair,
        )

    def changed_cells(self) -> list[tuple[str, str, str, str, int]]:
        """List file, table, column, change and n of all that was written down as changed."""
        place = (self.file, self.source.table)
        return [(*place, *what, n) for what, n in self.changes.items()]

    def remarks(self) -> list[tuple[str, str, str, str]]:
        """List file, table, column and note of all that was noted."""
        place = (self.file, self.source.table)
        return [(*place, *note) for note in dict.fromkeys(self.notes)]
