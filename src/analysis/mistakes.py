"""What a person reads when a command cannot do what was asked."""

import errno
from pathlib import Path

from analysis import paths
from analysis.errors import DataProblem
from analysis.language import gettext as _

_DISK = {
    errno.ENOSPC: lambda: _("The disk is full."),
    errno.EDQUOT: lambda: _("The disk is full."),
    errno.EROFS: lambda: _("This folder cannot be written to."),
    errno.EACCES: lambda: _("This folder or file may not be opened or written."),
    errno.EPERM: lambda: _("This folder or file may not be opened or written."),
    errno.ENOTDIR: lambda: _("A file stands where a folder is needed."),
    errno.EEXIST: lambda: _("A file stands where a folder is needed."),
}


def explained(error: Exception) -> str | None:
    """Give one clear message for what a person can repair; None for a fault of ours."""
    if isinstance(error, DataProblem):
        return str(error)
    if isinstance(error, OSError) and error.errno in _DISK:
        place = f" ({Path(error.filename).name})" if isinstance(error.filename, str) else ""
        return f"{_DISK[error.errno]()}{place}"
    return None


def all_at_once(study: str) -> str:
    """Point at the command that lists every problem, where there is a study to list them of."""
    if not (paths.study_folder(study) / "study.toml").is_file():
        return ""
    command = f"leercultuur check {study}"
    return "\n" + _("Every problem of this study at once: {command}").format(command=command)
