"""What goes wrong with somebody's data, in the words of the person who has to repair it."""

import re
from collections.abc import Sequence

from analysis.language import gettext as _
from analysis.language import ngettext

_ADDRESS = re.compile(r"[^\s@,;<>\"']+@[^\s@,;<>\"']+\.[A-Za-z]{2,}")
_NUMBER = re.compile(r"\b\d{6,}\b")  # longer than a year or a count that a message needs


class DataProblem(ValueError):
    """A mistake in a file or a setting that a person can repair.

    Parameters
    ----------
    what : str
        One sentence, already in the reader's language: what is wrong.
    file, column : str
        Where it is, when it has a place.
    rows : int, optional
        How many rows are touched.
    found : str
        What was there instead, never an answer or identifier of one person.
    repair : str
        What to change.
    columns : sequence of str
        All columns that are touched, where ``column`` names some of them in words.
    """

    def __init__(
        self,
        what: str,
        *,
        file: str = "",
        column: str = "",
        rows: int | None = None,
        found: str = "",
        repair: str = "",
        columns: Sequence[str] = (),
    ) -> None:
        # A file without a header has data where names belong: no message may quote them.
        self.what, self.file, self.column = without_people(what), file, without_people(column)
        self.rows, self.found, self.repair = rows, without_people(found), without_people(repair)
        self.columns = tuple(columns) or ((column,) if column else ())
        super().__init__(self._sentence())

    def _sentence(self) -> str:
        place = [self.file] if self.file else []
        if self.column:
            place.append(_("column {column}").format(column=self.column))
        if self.rows is not None:
            place.append(ngettext("{n} row", "{n} rows", self.rows).format(n=self.rows))
        parts = [f"{', '.join(place)}: {self.what}" if place else self.what]
        if self.found:
            parts.append(_("Found: {found}.").format(found=self.found.rstrip(".")))
        if self.repair:
            parts.append(_("To repair: {repair}.").format(repair=self.repair.rstrip(".")))
        return " ".join(parts)

    def __reduce__(self) -> tuple:
        # Keyword arguments are lost by the default; workers send problems to the main process.
        parts = (self.file, self.column, self.rows, self.found, self.repair, self.columns)
        return (_rebuild, (self.what, *parts))


def without_people(text: str) -> str:
    """Leave e-mail addresses and staff numbers out of a text that quotes a file.

    ``without_people("Found: 7000013")`` is "Found: …".
    """
    return _NUMBER.sub("…", _ADDRESS.sub("…", text))


def _rebuild(
    what: str,
    file: str,
    column: str,
    rows: int | None,
    found: str,
    repair: str,
    columns: tuple[str, ...],
) -> DataProblem:
    return DataProblem(
        what, file=file, column=column, rows=rows, found=found, repair=repair, columns=columns
    )


def nearest(word: str, known: list[str], *, most: int = 3) -> str:
    """Name the known words that look most like an unknown one, for the end of a message."""
    from difflib import get_close_matches

    folded = {name.casefold(): name for name in known}
    close = get_close_matches(word.casefold(), list(folded), n=most, cutoff=0.5)
    return ", ".join(folded[name] for name in close)
