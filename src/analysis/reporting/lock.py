"""One report at a time: a lock that ends with the process that holds it."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from analysis.errors import DataProblem
from analysis.language import gettext as _

_FAR = 1 << 30  # byte that Windows locks; beyond the text, so that others can still read that


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock file ``path`` inside a ``with`` block.

    The operating system keeps the lock and gives it up when the process ends, however it ends:
    a killed run never has to be cleaned up by hand. The number in the file is for the message.

    Raises
    ------
    DataProblem
        When another process holds it.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("a+", encoding="ascii") as file:
        if not _taken(file):
            file.seek(0)
            raise DataProblem(
                _("Another report of this study is being made (process {pid}).").format(
                    pid=file.read().strip() or "?"
                ),
                repair=_("wait until it is ready, or stop it"),
            )
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _taken(file: IO[str]) -> bool:
    """Try to lock without waiting."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(_FAR)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
