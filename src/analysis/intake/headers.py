"""Names of columns: what stands in a header, made usable without losing the file's own words."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.errors import DataProblem, nearest
from analysis.intake.raw import Note, note
from analysis.language import gettext as _
from analysis.settings import SourceFile

_NAMED = 5


@dataclass(frozen=True)
class Header:
    """Names of columns, one for each position.

    Attributes
    ----------
    names : list of str
        Unique; blank cells are called ``column_3`` and repeated names get a number.
    blank : list of int
        Positions without a name.
    repeated : frozenset of str
        Names that the file uses more than once.
    """

    names: list[str]
    blank: list[int]
    repeated: frozenset[str]


def tidy(text: str) -> str:
    """Write a name on one line: ``tidy("  Naam   school ")`` is "Naam school"."""
    return re.sub(r"[\s\ufeff]+", " ", text).strip()


def header(cells: Iterable[str]) -> Header:
    """Make the names of a header unique, in the order of the file."""
    bare = [tidy(cell) for cell in cells]
    counts = Counter(name for name in bare if name)
    taken, seen, names = set(counts), Counter(), []
    for position, name in enumerate(bare):
        stem = name or f"column_{position + 1}"
        seen[stem] += 1
        unique = stem if name and seen[stem] == 1 else _free(stem, seen[stem], taken)
        taken.add(unique)
        names.append(unique)
    blank = [position for position, name in enumerate(bare) if not name]
    return Header(names, blank, frozenset(name for name, n in counts.items() if n > 1))


def _free(stem: str, number: int, taken: set[str]) -> str:
    candidate = stem if number == 1 else f"{stem} ({number})"
    while candidate in taken:
        number += 1
        candidate = f"{stem} ({number})"
    return candidate


def named(rows: pd.DataFrame, head: Header) -> tuple[pd.DataFrame, list[int], list[Note]]:
    """Put names on the columns, and drop columns that have neither a name nor a value.

    Returns
    -------
    DataFrame
        The rows under the names of the header.
    list of int
        Positions that were kept.
    list of Note
        What a person should know about the header.
    """
    empty = {p for p in head.blank if rows.iloc[:, p].isna().all()}
    kept = [p for p in range(len(head.names)) if p not in empty]
    rows = rows.iloc[:, kept] if empty else rows
    rows.columns = pd.Index([head.names[p] for p in kept], dtype="str")
    return rows, kept, _remarks(head, len(empty))


def _remarks(head: Header, n_empty: int) -> list[Note]:
    notes = []
    if n_empty:
        notes.append(
            note("Columns without a name and without a value were dropped: {n}.", n=n_empty)
        )
    unnamed = [head.names[p] for p in head.blank]
    if len(unnamed) > n_empty:
        notes.append(note("Columns without a name: {n}.", n=len(unnamed) - n_empty))
    if head.repeated:
        notes.append(
            note(
                "Names that stand above more than one column, numbered here: {names}.",
                names=", ".join(sorted(head.repeated)[:_NAMED]),
            )
        )
    return notes


def mapped(source: SourceFile) -> dict[str, set[str]]:
    """List the raw columns that study.toml names, each with what it is used for."""
    uses: dict[str, set[str]] = {}
    for mapping in (source.columns, source.items):
        for tidy_name, raw_name in mapping.items():
            uses.setdefault(str(raw_name), set()).add(tidy_name)
    for name, measure in source.measures.items():
        for raw_name in (*measure.columns, *([measure.n] if measure.n else [])):
            uses.setdefault(raw_name, set()).add(name)
    for raw_name in source.only:
        uses.setdefault(raw_name, set()).add("only")
    return uses


def as_mapped(
    names: Iterable[str], source: SourceFile, *, repeated: frozenset[str], place: str = ""
) -> dict[str, str]:
    """Match the columns of study.toml with those of the file.

    Blanks do not count: a name is matched when it is the same on one line.

    Parameters
    ----------
    names : iterable of str
        Columns of the file.
    source : SourceFile
        The file in study.toml.
    repeated : frozenset of str
        Names the file uses more than once.
    place : str
        Where else the column might be, for the message.

    Returns
    -------
    dict
        From the name in the file to the name as study.toml writes it, where the two differ.

    Raises
    ------
    DataProblem
        When a column is not in the file, or more than once.
    """
    known = {tidy(name): name for name in names}
    wanted = mapped(source)
    absent = [name for name in wanted if tidy(name) not in known]
    if absent:
        raise _absent(absent, wanted, list(known.values()), source, place)
    for name in wanted:
        if tidy(name) in repeated:
            raise DataProblem(
                _("More than one column has this name, and study.toml uses it."),
                file=source.path,
                column=name,
                repair=_("give each of these columns a name of its own in the file"),
            )
    return {known[tidy(name)]: name for name in wanted if known[tidy(name)] != name}


def _absent(
    absent: list[str],
    wanted: Mapping[str, set[str]],
    known: list[str],
    source: SourceFile,
    place: str,
) -> DataProblem:
    first = absent[0]
    near = nearest(first, known) or ", ".join(known[:8])
    uses = ", ".join(sorted(wanted[first]))
    what = _("study.toml takes {use} from a column that is not in the file.").format(use=uses)
    if len(absent) > 1:
        others = ", ".join(absent[1 : _NAMED + 1])
        what += " " + _("Also not there: {names}.").format(names=others)
    repair = _("correct the name in study.toml; names that look like it: {near}").format(near=near)
    return DataProblem(
        what, file=source.path, column=first, found=place, repair=repair, columns=absent
    )
