"""TOML that a person wrote: read, and refused where it says what cannot be."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.errors import DataProblem, nearest
from analysis.language import gettext as _

Kinds = Mapping[str, tuple[type | tuple[type, ...], str]]


def parsed(path: Path) -> dict[str, Any]:
    """Read a file as TOML.

    Raises
    ------
    DataProblem
        When it is not there, is not TOML or is not saved as UTF-8.
    """
    if not path.exists():
        raise DataProblem(
            _("There is no study.toml in the folder {folder}.").format(folder=path.parent.name),
            repair=_(
                "make one with the command leercultuur new {folder} FILE, or give the folder of a "
                "study"
            ).format(folder=path.parent.name),
        )
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise DataProblem(
            _("The file cannot be read as TOML."),
            file="study.toml",
            found=str(error),
            repair=_("look at the line named; text needs quotes, a date does not"),
        ) from error
    except UnicodeDecodeError as error:
        raise DataProblem(
            _("The file is not saved as UTF-8."),
            file="study.toml",
            repair=_("save it again with the encoding UTF-8"),
        ) from error


def refuse_unknown(table: Mapping[str, Any], known: tuple[str, ...], place: str) -> None:
    """Refuse a key that nobody knows, with the nearest that is known."""
    for key in table:
        if key not in known:
            raise DataProblem(
                _("The key {key} is not known in {place}.").format(key=key, place=place),
                file="study.toml",
                repair=_("use {near}").format(near=nearest(key, list(known)) or ", ".join(known)),
            )


def check_values(
    table: Mapping[str, Any], choices: Mapping[str, tuple[str, ...]], kinds: Kinds
) -> None:
    """Refuse a value that is none of its choices, or of another kind than its key asks for.

    Parameters
    ----------
    choices : mapping
        Key to what it may be.
    kinds : mapping
        Key to its type, and how to write it.
    """
    for key, value in table.items():
        if key in choices and value not in choices[key]:
            raise DataProblem(
                _("{key} cannot be {value}.").format(key=key, value=value),
                file="study.toml",
                repair=_("choose from: {known}").format(known=", ".join(choices[key])),
            )
        kind, words = kinds.get(key, (object, ""))
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise DataProblem(
                _("{key} cannot be {value}.").format(key=key, value=value),
                file="study.toml",
                repair=_("write {words}").format(words=words),
            )
