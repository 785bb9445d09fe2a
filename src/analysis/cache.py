"""Keeps tidy tables on disk until something they were made from changes.

A set of tables lies in a folder named by the fingerprint of its inputs. It is written under
another name and renamed when complete, so that what can be found is whole, also when several
processes make the same set at once.
"""

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pandas as pd

from analysis.errors import DataProblem
from analysis.language import gettext as _

_MANIFEST = "manifest.json"
_UNFINISHED = ".unfinished-"
_SETS_KEPT = 2  # the newest, and the one that a notebook may still have open
_ABANDONED = 86_400  # seconds after which an unfinished set has no writer any more


def fingerprint(files: Iterable[Path], *words: str) -> str:
    """Name a set by the content of files and by words.

    The order of files counts and their place does not: a study may be moved.
    """
    total = hashlib.sha256()
    for path in files:
        content = path.read_bytes() if path.is_file() else b""
        total.update(path.name.encode() + b"\0" + hashlib.sha256(content).digest())
    total.update("\0".join(words).encode())
    return total.hexdigest()[:16]


def kept(shelf: Path, name: str, make: Callable[[], Mapping[str, pd.DataFrame]]) -> Path:
    """Give the folder of a set of tables; make and store the set when it is not there.

    Parameters
    ----------
    shelf : Path
        Folder for sets, closed to other users.
    name : str
        Fingerprint of the set.
    make : callable
        Gives the tables by name.

    Raises
    ------
    DataProblem
        When the folder cannot be written.
    """
    target = shelf / name
    if is_whole(target):
        return target
    tables = make()
    try:
        _open_shelf(shelf)
        _store(shelf, target, tables)
        _tidy(shelf, target)
    except OSError as error:
        raise DataProblem(
            _("The tidy tables cannot be stored in the study's folder."),
            file=str(shelf),
            found=error.strerror or type(error).__name__,
            repair=_("make room on the disk, or make the folder of the study writable"),
        ) from error
    return target


def is_whole(folder: Path) -> bool:
    """Tell whether a set is there and every file has the size it was written with."""
    try:
        sizes = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        return all((folder / name).stat().st_size == size for name, size in sizes.items())
    except (OSError, ValueError):
        return False


def tables(folder: Path) -> list[str]:
    """Name the tables of a set, in the order in which they were stored."""
    sizes = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
    return [name.removesuffix(".parquet") for name in sizes]


def read(folder: Path, table: str) -> pd.DataFrame:
    """Read one table of a set; columns that were stored as categories are plain again."""
    try:
        return _plain(pd.read_parquet(folder / f"{table}.parquet"))
    except FileNotFoundError as error:
        raise DataProblem(
            _("The files of the study have changed since it was opened."),
            repair=_("open the study again"),
        ) from error


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    kept = table.dtypes.map(lambda kind: isinstance(kind, pd.CategoricalDtype))
    plain = {}
    for name in kept.index[kept]:
        column = table[name].array
        values = column.categories.array.take(column.codes, allow_fill=True)
        plain[name] = pd.Series(values, index=table.index)
    return table.assign(**plain)


def _open_shelf(shelf: Path) -> None:
    for folder in (shelf.parent, shelf):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)


def _store(shelf: Path, target: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    unfinished = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=shelf))
    try:
        sizes = {}
        for name, table in tables.items():
            path = unfinished / f"{name}.parquet"
            table.to_parquet(path, index=False)
            sizes[path.name] = path.stat().st_size
        (unfinished / _MANIFEST).write_text(json.dumps(sizes), encoding="utf-8")
        _put_in_place(unfinished, target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _put_in_place(unfinished: Path, target: Path) -> None:
    if target.exists() and not is_whole(target):
        os.replace(target, unfinished / "damaged")
    try:
        os.rename(unfinished, target)
    except OSError:
        # Another process was first: its set has the same name, so the same content.
        if not is_whole(target):
            raise


def _tidy(shelf: Path, newest: Path) -> None:
    """Remove sets that nothing needs; what cannot be removed now is removed next time."""
    others = [path for path in shelf.iterdir() if path.is_dir() and path != newest]
    ages = {path: path.stat().st_mtime for path in others if path.exists()}
    sets = sorted(
        (path for path in ages if not path.name.startswith(_UNFINISHED)), key=ages.get, reverse=True
    )
    abandoned = [
        path
        for path, age in ages.items()
        if path.name.startswith(_UNFINISHED) and time.time() - age > _ABANDONED
    ]
    for path in [*sets[_SETS_KEPT - 1 :], *abandoned]:
        shutil.rmtree(path, ignore_errors=True)
