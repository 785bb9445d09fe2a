"""Puts a finished folder or file in the place of an old one: one of the two is always there."""

import ctypes
import os
import shutil
import sys
from pathlib import Path

_AT_FDCWD, _RENAME_EXCHANGE, _RENAME_SWAP = -100, 2, 2


def replace(old: Path, new: Path) -> None:
    """Make ``new`` take the place of ``old`` and remove what was there.

    Linux and macOS exchange the two names in one step. Elsewhere the old folder steps aside
    first; ``recover`` puts it back when a run was killed between the two steps.
    """
    if not old.exists():
        os.replace(new, old)
        return
    if _exchanged(old, new):
        shutil.rmtree(new)
        return
    aside = _aside(old)
    shutil.rmtree(aside, ignore_errors=True)
    os.replace(old, aside)
    os.replace(new, old)
    shutil.rmtree(aside, ignore_errors=True)


def write(path: Path, text: str) -> None:
    """Write a small file at once: a killed run leaves the old one or the whole new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)


def recover(old: Path) -> None:
    """Put back a folder that had stepped aside when a run was killed."""
    aside = _aside(old)
    if aside.exists() and not old.exists():
        os.replace(aside, old)
    shutil.rmtree(aside, ignore_errors=True)


def _aside(old: Path) -> Path:
    return old.with_name(f".{old.name}.old")


def _exchanged(one: Path, other: Path) -> bool:
    first, second = os.fsencode(one), os.fsencode(other)
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "linux":
            flag = ctypes.c_uint(_RENAME_EXCHANGE)
            return library.renameat2(_AT_FDCWD, first, _AT_FDCWD, second, flag) == 0
        if sys.platform == "darwin":
            return library.renamex_np(first, second, ctypes.c_uint(_RENAME_SWAP)) == 0
    except (OSError, AttributeError, TypeError):
        return False  # a C library or file system without it
    return False
