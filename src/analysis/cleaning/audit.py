"""The account of a cleaning: what became of every row, and what was changed in a cell."""

from dataclasses import dataclass, field
from functools import cache

import pandas as pd

from analysis.cleaning import rule_words
from analysis.language import gettext
from analysis.language import gettext as _

KEPT = "kept"
_FATES = ("file", "table", "rule", "n")
_CHANGES = ("file", "table", "column", "change", "n")
_NOTES = ("file", "table", "column", "note")


class AuditError(RuntimeError):
    """The account does not add up: a fault in the program, never in the data."""


@cache
def _blank(columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame({c: pd.Series(dtype="int64" if c == "n" else "str") for c in columns})


def _empty(columns: tuple[str, ...]) -> pd.DataFrame:
    return _blank(columns).copy(deep=False)


@dataclass(frozen=True)
class Audit:
    """What happened to the rows and cells of one or more files.

    Attributes
    ----------
    fates : DataFrame
        file, table, rule, n. Each row that was read stands under one rule, or under "kept".
        Rules that set nothing aside are listed with 0: they were looked at.
    changes : DataFrame
        file, table, column, change, n: cells whose value was changed, by kind of change.
    marks : DataFrame
        file, table, rule, n: rows that were kept although a rule points at them.
    notes : DataFrame
        file, table, column, note: what a reader should know and no rule decides.
    """

    fates: pd.DataFrame = field(default_factory=lambda: _empty(_FATES))
    changes: pd.DataFrame = field(default_factory=lambda: _empty(_CHANGES))
    marks: pd.DataFrame = field(default_factory=lambda: _empty(_FATES))
    notes: pd.DataFrame = field(default_factory=lambda: _empty(_NOTES))

    @classmethod
    def of(cls, **boxes: list[tuple]) -> "Audit":
        """Make an account from lists of tuples: ``Audit.of(changes=[(file, table, …, n)])``."""
        blank = cls()
        frames = {}
        for name, entries in boxes.items():
            like = getattr(blank, name)
            frames[name] = pd.DataFrame(entries, columns=like.columns).astype(like.dtypes.to_dict())
        return cls(**frames)

    def __add__(self, other: "Audit") -> "Audit":
        """Put two accounts together; a file and rule that stand in both are a mistake."""
        both = Audit(
            *(
                pd.concat([getattr(self, name), getattr(other, name)], ignore_index=True)
                for name in ("fates", "changes", "marks", "notes")
            )
        )
        both.check()
        return both

    def check(self, rows_read: dict[tuple[str, str], int] | None = None) -> None:
        """Refuse an account that does not add up.

        Parameters
        ----------
        rows_read : dict, optional
            Rows that were read, by file and table: one file may feed two tables.

        Raises
        ------
        AuditError
            When a count is negative, a box stands twice, or the boxes of a file differ from
            the rows that were read.
        """
        for name in ("fates", "changes", "marks"):
            boxes = getattr(self, name)
            if (boxes["n"] < 0).any():
                raise AuditError(_("The audit holds a negative count."))
            if boxes.duplicated(boxes.columns.drop("n").tolist()).any():
                raise AuditError(_("The audit holds the same box twice."))
        counted = self.fates.groupby(["file", "table"])["n"].sum()
        for box, n in (rows_read or {}).items():
            if counted.get(box, 0) != n:
                raise AuditError(
                    _("{file}: {n} rows were read, the audit accounts for {counted}.").format(
                        file=box[0], n=n, counted=counted.get(box, 0)
                    )
                )

    def read(self, table: str) -> int:
        """Count the rows that were read for a table."""
        return int(self.fates.loc[self.fates["table"] == table, "n"].sum())

    def kept(self, table: str) -> int:
        """Count the rows of a table that were kept."""
        chosen = (self.fates["table"] == table) & (self.fates["rule"] == KEPT)
        return int(self.fates.loc[chosen, "n"].sum())

    def set_aside(self, table: str) -> pd.Series:
        """Count the rows of a table that each rule set aside, in the order of the rules."""
        rows = self.fates[(self.fates["table"] == table) & (self.fates["rule"] != KEPT)]
        return rows.groupby("rule", sort=False)["n"].sum()


def rule_label(rule: str) -> str:
    """Say in the reader's words why rows were set aside or marked; other names stay as they are."""
    return gettext(rule_words.RULES[rule]) if rule in rule_words.RULES else rule


def change_label(change: str) -> str:
    """Say in the reader's words what was changed in cells; unknown names stay as they are."""
    return gettext(rule_words.CHANGES[change]) if change in rule_words.CHANGES else change


def note_label(note: str) -> str:
    """Say in the reader's words what to know about a column; unknown names stay as they are."""
    return gettext(rule_words.NOTES[note]) if note in rule_words.NOTES else note
