"""The shapes that leave intake: a raw table, what its columns are, and how the file was read."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from analysis.language import gettext as _

# Formats whose layout is known from documentation or code only, not from a real file.
EXPERIMENTAL = ("forms",)


@dataclass(frozen=True)
class Note:
    """A remark on a file, kept apart from its values so that it can be said in any language.

    ``message`` is English with named blanks; ``str(note)`` fills them in for the reader.
    """

    message: str
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return _(self.message).format(**self.values)


def note(message: str, **values: Any) -> Note:
    """Write a remark: ``note("Row {row} is cut off.", row=455)``."""
    return Note(message, values)


@dataclass(frozen=True)
class Facts:
    """What a reader found out about a file while opening it."""

    format: str
    encoding: str = ""
    byte_order_mark: bool = False
    separator: str = ""
    quote: str = ""
    header_rows: int = 1
    n_records: int = 0
    set_aside: tuple[tuple[str, int], ...] = ()
    notes: tuple[Note, ...] = ()
    repeated: frozenset[str] = frozenset()  # names above more than one column
    other_sheets: str = ""

    def without_empty(self, n: int) -> "Facts":
        """Write down that records without any value were set aside."""
        if not n:
            return self
        remark = note("Records without any value were set aside: {n}.", n=n)
        set_aside = (*self.set_aside, ("empty_record", n))
        return replace(self, set_aside=set_aside, notes=(*self.notes, remark))


@dataclass(frozen=True)
class Unguarded:
    """A table as a reader hands it to the door, identifiers still in it.

    Attributes
    ----------
    rows : DataFrame, index row
        Every column text, or categories of text where few texts stand for many cells of a large
        file; the index is the record number in the file, from 1.
    catalogue : DataFrame, index name
        text, role, missing and entry (typed or coded where the file says how answers were
        given, else empty).
    facts : Facts
        How the file was read.
    """

    rows: pd.DataFrame
    catalogue: pd.DataFrame
    facts: Facts


def catalogue(
    names: Iterable[str],
    texts: Iterable[str] | None = None,
    *,
    roles: Iterable[str] | None = None,
    entry: Iterable[str] | None = None,
    missing: Iterable[str] | None = None,
) -> pd.DataFrame:
    """Describe the columns of a table, in the order of the file.

    ``role`` names the columns that a survey tool adds by itself, the same for every tool:
    started, ended, recorded, status, progress, duration, finished, response_id, language,
    channel; and submitted, filled in when an answer was sent in although no time is known. It is
    empty for all others. ``missing`` lists, with "; " between them, the values that the file
    itself declares to be no answer.
    """
    index = pd.Index(list(names), name="name", dtype="str")
    blank = [""] * len(index)
    table = {
        "text": list(index) if texts is None else list(texts),
        "role": blank if roles is None else list(roles),
        "entry": blank if entry is None else list(entry),
        "missing": blank if missing is None else list(missing),
    }
    return pd.DataFrame(table, index=index, dtype="str")


@dataclass(frozen=True)
class ImportReport:
    """How one file was read, and what was left at the door.

    Attributes
    ----------
    n_records, n_rows : int
        Data records in the file, and rows kept; the difference is ``set_aside``.
    n_columns : int
        Columns in the file, those stripped included.
    set_aside : tuple of (reason, number of records)
        Reasons: cut_off (the last record is not complete), empty_record.
    stripped : tuple of (column, reason)
        Columns that did not pass the door; for reasons see ``words.REASONS``.
    notes : tuple of Note
        What a person should know; ``sentences()`` says them in the reader's language.
    """

    file: str
    format: str
    encoding: str
    byte_order_mark: bool
    separator: str
    quote: str
    decimal: str
    header_rows: int
    n_records: int
    n_rows: int
    n_columns: int
    set_aside: tuple[tuple[str, int], ...] = ()
    stripped: tuple[tuple[str, str], ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def n_set_aside(self) -> int:
        """Records that are not among the rows."""
        return sum(n for _reason, n in self.set_aside)

    @property
    def experimental(self) -> bool:
        """Whether the format has not been proven on a real file."""
        return self.format in EXPERIMENTAL

    def sentences(self) -> list[str]:
        """Say the notes in the reader's language."""
        return [str(remark) for remark in self.notes]

    def as_row(self) -> dict[str, Any]:
        """Flatten to plain values; lists become JSON, so that a table of reports can be stored."""
        row = {name: getattr(self, name) for name in self.__dataclass_fields__}
        row["n_set_aside"], row["experimental"] = self.n_set_aside, self.experimental
        row["n_stripped"] = len(self.stripped)
        row["set_aside"] = json.dumps(self.set_aside, ensure_ascii=False)
        row["stripped"] = json.dumps(self.stripped, ensure_ascii=False)
        notes = [[remark.message, remark.values] for remark in self.notes]
        row["notes"] = json.dumps(notes, ensure_ascii=False)
        return row


def sentences(stored: str) -> list[str]:
    """Say notes that ``as_row`` stored, in the reader's language of this moment."""
    return [str(Note(message, values)) for message, values in json.loads(stored)]


@dataclass(frozen=True)
class RawTable:
    """One file, safe to keep: persons are pseudonyms and direct identifiers are gone.

    Attributes
    ----------
    rows : DataFrame, index row
        Every column text under its name in the file, or categories of text where few texts stand
        for many cells of a large file; empty cells are missing. The index is the record number
        in the file, from 1; it has gaps where records were set aside.
    catalogue : DataFrame, index name
        text (what was asked, without mark-up), role and missing of each column; see
        ``catalogue``.
    report : ImportReport
        How the file was read.
    """

    rows: pd.DataFrame
    catalogue: pd.DataFrame
    report: ImportReport
