"""A file that stands in a study twice: every answer in it would count double."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.settings import Settings, SourceFile


def problems(settings: Settings) -> Iterator[DataProblem]:
    """Find files with the same content that are read into one table in the same way.

    One file may be used twice, for two tables, two sheets or the columns of two waves. Files
    are compared by content, so that a copy under another name is found too.
    """
    seen: dict[tuple, str] = {}
    for source in settings.files:
        path = settings.full_path(source)
        if not path.is_file():
            continue
        use = (_content(path, settings), source.table, source.sheet, source.form, *_mapping(source))
        if use in seen:
            yield DataProblem(
                _("The same file is read twice into the table {table}.").format(table=source.table),
                file=source.path,
                found=seen[use],
                repair=_(
                    "take one of the two out of study.toml, or put the right file in its place"
                ),
            )
        seen.setdefault(use, source.path)


def refuse(settings: Settings) -> None:
    """Refuse a study with such a file.

    Raises
    ------
    DataProblem
        For the first that is found.
    """
    for problem in problems(settings):
        raise problem


def _mapping(source: SourceFile) -> tuple:
    measures = ((name, tuple(m.columns)) for name, m in source.measures.items())
    return tuple(
        tuple(sorted(pairs)) for pairs in (source.columns.items(), source.items.items(), measures)
    )


def _content(path: Path, settings: Settings) -> tuple[int, str]:
    """Give size and content; only files of the same size are read for it."""
    size = path.stat().st_size
    sizes = [
        other.stat().st_size
        for source in settings.files
        if (other := settings.full_path(source)).is_file()
    ]
    if sizes.count(size) < 2:
        return size, ""
    with path.open("rb") as file:
        return size, hashlib.file_digest(file, "sha256").hexdigest()
