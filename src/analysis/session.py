"""The study that is open in this process, so that every release obeys its rules.

A notebook opens one study. ``release`` asks here for the smallest group that may be shown and
for the place where it must be recorded: if each notebook passed those on by hand, one forgotten
argument would be enough to publish a group of two.
"""

import os
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from analysis.errors import DataProblem
from analysis.language import current as language
from analysis.language import gettext as _


@dataclass(frozen=True)
class Session:
    """What a page needs to know about the study it shows."""

    folder: Path
    minimum: int
    audience: str  # "inside" or "publication"
    names: Mapping[str, str] = field(default_factory=dict)  # unit_id -> what people call it
    codebook: Path | None = None  # folder with questions of the study's own

    @property
    def notebook(self) -> str:
        """Name of the notebook that runs, such as 02_safety; empty outside a report."""
        return os.environ.get("LEERCULTUUR_NOTEBOOK", "")

    @property
    def language(self) -> str:
        """Language of the page."""
        return language()

    @property
    def releases(self) -> Path:
        """Folder for the record of what was released."""
        given = os.environ.get("LEERCULTUUR_RELEASES")
        return Path(given) if given else self.folder / ".derived" / "releases"

    @property
    def results(self) -> Path:
        """Folder for the results of each notebook."""
        given = os.environ.get("LEERCULTUUR_RESULTS")
        return Path(given) if given else self.folder / ".derived" / "results"

    @property
    def files(self) -> Path:
        """Folder for files that stand beside the page, such as tables of Word."""
        given = os.environ.get("LEERCULTUUR_FILES")
        return Path(given) if given else self.folder / ".derived" / "files"


_open: ContextVar[Session | None] = ContextVar("session", default=None)


def start(session: Session) -> None:
    """Make a study the open one."""
    _open.set(session)


def opened() -> Session | None:
    """Give the open study, if there is one."""
    return _open.get()


def current() -> Session:
    """Give the open study; without one nothing may be shown."""
    session = _open.get()
    if session is None:
        raise DataProblem(
            _("No study is open, so it is not known how small a group may be shown."),
            repair=_("open one first: data = study.open_study(STUDY)"),
        )
    return session
