"""Writes TOML that a person will read: comments in their language, and lines to choose from."""

import json
import re
import shlex
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from analysis.language import gettext as _

_WIDTH = 96
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def quoted(text: str) -> str:
    """Write text between double quotes, those inside it marked."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def key(text: str) -> str:
    """Write the name of a key, between quotes where it needs them."""
    return text if _BARE.fullmatch(text) else quoted(text)


def value(thing: object) -> str:
    """Write a value: text, number, yes or no, day, list or small table."""
    if isinstance(thing, bool):
        return "true" if thing else "false"
    if isinstance(thing, date):
        return thing.isoformat()
    if isinstance(thing, Mapping):
        return "{" + ", ".join(f"{key(str(k))} = {value(v)}" for k, v in thing.items()) + "}"
    if isinstance(thing, (list, tuple)):
        return "[" + ", ".join(map(value, thing)) + "]"
    return str(thing) if isinstance(thing, (int, float)) else quoted(str(thing))


@dataclass
class Lines:
    """Lines of a study.toml in the making.

    Attributes
    ----------
    lines : list of str
    n_choices : int
        Lines that a person has to decide about.
    off : bool
        Whether settings are written as comments, because they do not work yet.
    """

    lines: list[str] = field(default_factory=list)
    n_choices: int = 0
    off: bool = False

    def comment(self, text: str) -> None:
        """Write a remark, over several lines where it is long."""
        self.lines += [f"# {line}" for line in textwrap.wrap(text, _WIDTH - 2)]

    def blank(self) -> None:
        """Leave a line open, unless one is open already."""
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def heading(self, text: str) -> None:
        """Begin a part."""
        self.blank()
        self.lines.append(f"# --- {text} ".ljust(_WIDTH, "-"))

    def table(self, name: str) -> None:
        """Begin a table, such as ``[file.columns]``."""
        self.blank()
        self.lines.append(f"# {name}" if self.off else name)

    def put(self, name: str, thing: object, note: str = "", *, choose: bool = False) -> None:
        """Write one setting; ``choose`` asks a person to look at it."""
        self._line(f"{key(name)} = {value(thing)}", note, choose=choose, off=self.off)

    def label(self, name: str, thing: object, note: str = "", *, propose: bool = False) -> None:
        """Write what a label in the file means; the label stands between quotes."""
        off = propose or self.off
        self._line(f"{quoted(name)} = {value(thing)}", note, choose=propose, off=off)

    def propose(self, name: str, thing: object, note: str = "") -> None:
        """Write one setting as a comment, for a person to switch on."""
        self._line(f"{key(name)} = {value(thing)}", note, choose=True, off=True)

    def _line(self, text: str, note: str, *, choose: bool, off: bool) -> None:
        self.n_choices += choose
        mark = _("choose") if choose else ""
        said = ": ".join(part for part in (mark, note) if part)
        line = f"# {text}" if off else text
        self.lines.append(f"{line:<44}  # {said}" if said else line)

    def text(self) -> str:
        """Give the whole as text."""
        return "\n".join(self.lines).rstrip() + "\n"


def is_choice(line: str) -> bool:
    """Tell whether a line of study.toml still asks for a choice, in either language."""
    return bool(re.search(r"#\s*(choose|kies)\b", line))


def command(*words: str | Path) -> str:
    """Write a command so that it can be pasted: names with blanks between quotes."""
    return " ".join(shlex.quote(str(word)) for word in ("leercultuur", *words))
