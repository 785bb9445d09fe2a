"""Reads and cleans one file on trial, going on after each problem, so that all are told at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from analysis import intake, schema
from analysis.cleaning.marking import Cleaned
from analysis.cleaning.tables import CLEANERS, looked_up
from analysis.codebook import Codebook
from analysis.errors import DataProblem
from analysis.intake.raw import RawTable, catalogue
from analysis.language import gettext as _
from analysis.settings import Settings, SourceFile

_MOST = 40  # problems told of one file


@dataclass(frozen=True)
class Trial:
    """What came of one file.

    Attributes
    ----------
    source : SourceFile
        As it was last tried: without the columns that cannot be used.
    raw : RawTable or None
    cleaned : Cleaned or None
        None where a problem could not be passed over.
    problems : list of DataProblem
    emptied : set of str
        Columns that were emptied to go on.
    """

    source: SourceFile
    raw: RawTable | None = None
    cleaned: Cleaned | None = None
    problems: list[DataProblem] = field(default_factory=list)
    emptied: set[str] = field(default_factory=set)

    @property
    def tells_who_is_there(self) -> bool:
        """Whether other tables can look up its units or persons in it."""
        listed = schema.load(self.source.table)
        needed = listed.index[listed["required"] | listed["key"]]
        columns = {self.source.columns.get(name, name) for name in needed}
        return self.cleaned is not None and not self.emptied & columns


def run(
    source: SourceFile,
    settings: Settings,
    key: bytes,
    book: Codebook,
    found: Mapping[str, pd.DataFrame],
) -> Trial:
    """Read and clean one file.

    Parameters
    ----------
    book : Codebook
    found : mapping
        Kept rows of the tables that were tried before.
    """
    if source.table not in CLEANERS:
        return Trial(source, problems=[_unread(source)])
    opened = _opened(source, settings, key)
    return _tidied(opened, settings, book, found) if opened.raw is not None else opened


def _unread(source: SourceFile) -> DataProblem:
    return DataProblem(
        _("The table {table} cannot be read by this version.").format(table=source.table),
        file=source.path,
        repair=_("take this file out of study.toml; these can be read: {known}").format(
            known=", ".join(CLEANERS)
        ),
    )


def _opened(source: SourceFile, settings: Settings, key: bytes) -> Trial:
    """Read the file; a column that is not there or may not be used is left out and told."""
    problems: list[DataProblem] = []
    while len(problems) < _MOST:
        try:
            return Trial(source, intake.read(source, settings, key), problems=problems)
        except DataProblem as problem:
            problems.append(problem)
            without = _without(source, problem.columns)
            if without == source:
                break
            source = without
    return Trial(source, problems=problems)


def _without(source: SourceFile, columns: tuple[str, ...]) -> SourceFile:
    gone = set(columns)
    return replace(
        source,
        columns={k: v for k, v in source.columns.items() if v not in gone},
        items={k: v for k, v in source.items.items() if v not in gone},
        measures={k: m for k, m in source.measures.items() if not gone & {*m.columns, m.n}},
    )


def _tidied(
    trial: Trial, settings: Settings, book: Codebook, found: Mapping[str, pd.DataFrame]
) -> Trial:
    """Clean the file; a column with a problem is emptied, and the rest is tried again."""
    source, raw, problems = trial.source, trial.raw, list(trial.problems)
    touched: set[str] = set()
    while len(problems) < _MOST:
        try:
            cleaned = clean([(raw, source)], settings, book, found)
            return Trial(source, raw, cleaned, problems, touched)
        except DataProblem as problem:
            if not _is_echo(problem, touched, source):
                problems.append(problem)
            new = [name for name in problem.columns if name not in touched]
            if not new:
                break
            touched.update(new)
            source, raw = _emptied(source, raw, new)
    return Trial(source, raw, None, problems, touched)


def clean(
    files: Sequence[tuple[RawTable, SourceFile]],
    settings: Settings,
    book: Codebook,
    found: Mapping[str, pd.DataFrame],
) -> Cleaned:
    """Clean files of one table; for ``found`` see ``looked_up``.

    Raises
    ------
    DataProblem
        For the first problem.
    """
    cleaner = CLEANERS[files[0][1].table]
    return cleaner(files, settings, **looked_up(cleaner, book, found))


def _is_echo(problem: DataProblem, touched: set[str], source: SourceFile) -> bool:
    """Tell a problem that only comes from a column which was emptied before."""
    names = set(problem.columns)
    names |= {source.columns[name] for name in names if name in source.columns}
    return bool(names & touched)


def _emptied(source: SourceFile, raw: RawTable, columns: list[str]) -> tuple[SourceFile, RawTable]:
    """Empty columns, put an empty one where it lacks, and drop names that no table has."""
    listed = schema.load(source.table).index
    strange = [name for name in columns if name in source.columns and name not in listed]
    source = replace(source, columns={k: v for k, v in source.columns.items() if k not in strange})
    rows, described = raw.rows.copy(deep=False), raw.catalogue
    for column in columns:
        if column in strange:
            continue
        rows[column] = None
        rows[column] = rows[column].astype("str")
        if column not in described.index:
            described = _extended(described, column)
    return source, replace(raw, rows=rows, catalogue=described)


def _extended(described: pd.DataFrame, column: str) -> pd.DataFrame:
    return pd.concat([described, catalogue([column]).drop(columns="entry")])
