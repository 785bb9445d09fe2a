"""Persons become pseudonyms: a keyed hash that nobody can reverse by trying all numbers."""

import hashlib
import os
import secrets
import stat
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import platformdirs
import pyarrow as pa
import pyarrow.compute as pc

from analysis import schema
from analysis.errors import DataProblem
from analysis.intake.different import Encoded, encoded
from analysis.intake.identifiers import PERSONS
from analysis.language import gettext as _
from analysis.settings import Settings, SourceFile

KEY_BYTES = 32
_BLOCK = 64  # bytes of a block of SHA-256
DIGITS = 16  # 64 bits: two of a million persons meet with a chance of 1 in 30 million
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
TEST_PERSON = "test"  # stands in HR tables for employees that do not exist
_TEST_NUMBER = "99999"
# Synthetic studies hold nobody, so their key may be known: everyone gets the same example.
PUBLISHED_KEY = hashlib.sha256(b"leercultuur: synthetic studies have no secret").digest()


def pseudonym(values: pd.Series, key: bytes) -> pd.Series:
    """Replace identifiers by the first 16 hexadecimal digits of HMAC-SHA256.

    The pseudonym of a value depends on that value and the key alone, so files can be read in
    any order. Blanks around a value do not count; missing and blank values are missing.

    Parameters
    ----------
    values : Series
        Text, one identifier per row.
    key : bytes
        Secret of the study, 32 bytes.

    Returns
    -------
    Series
        Text on the same index.

    Source
    ------
    RFC 2104 (HMAC).
    """
    return coded(encoded(values), key, index=values.index).rename(values.name)


def coded(values: Encoded, key: bytes, *, index: pd.Index, from_hr: bool = False) -> pd.Series:
    """Give the cells of a column that was taken apart their pseudonym.

    Parameters
    ----------
    index : Index
        Of the cells.
    from_hr : bool
        Whether employees that an HR department invented become "test": after this nobody can
        tell them apart, and cleaning has a rule for them.
    """
    known = _digests(values.texts, key)
    if from_hr:
        invented = pa.array(_invented(values.texts.series()), pa.bool_())
        known = pc.if_else(invented, TEST_PERSON, known)
    return pd.Series(pd.array(known.take(values.missing_as_null()), dtype="str"), index=index)


def _digests(values: Sequence[str], key: bytes) -> pa.Array:
    """Hash each value; where it is blank, there is nothing to hash."""
    inner, outer = (_begun(key, pad) for pad in (0x36, 0x5C))
    blank, hashed = [], bytearray()
    for value in values:
        bare = value.strip().encode("utf-8")
        blank.append(not bare)
        first, second = inner.copy(), outer.copy()
        first.update(bare)
        second.update(first.digest())
        hashed += second.digest()[: DIGITS // 2]
    digits = pa.py_buffer(hashed.hex().encode("ascii"))
    width = pa.FixedSizeBinaryArray.from_buffers(pa.binary(DIGITS), len(blank), [None, digits])
    return pc.if_else(pa.array(blank, pa.bool_()), None, width.cast(pa.large_string()))


def _begun(key: bytes, pad: int) -> "hashlib._Hash":
    """Begin a hash with the padded key: HMAC begins so for every value."""
    short = key if len(key) <= _BLOCK else hashlib.sha256(key).digest()
    return hashlib.sha256(bytes(letter ^ pad for letter in short.ljust(_BLOCK, b"\0")))


def is_test_code(values: pd.Series, *, share: float = 0.5) -> pd.Series:
    """Point at staff numbers that an HR department invents for trying things out.

    These are 99999 and codes without a digit; the latter only in a file in which at least
    ``share`` of the codes have one, because some organisations use letters for everybody.

    Parameters
    ----------
    values : Series
        Staff numbers as text.

    Returns
    -------
    Series of bool
        False where the number is missing.
    """
    known = encoded(values)
    found = np.append(_invented(known.texts.series(), share), False)
    return pd.Series(found[known.places], index=values.index)


def _invented(texts: pd.Series, share: float = 0.5) -> np.ndarray:
    bare = texts.str.strip()
    codes = bare[bare != ""].drop_duplicates()
    has_digit = codes.str.contains(r"\d")
    invented = {_TEST_NUMBER}
    if len(codes) and has_digit.mean() >= share:
        invented |= set(codes[~has_digit])
    return bare.isin(invented).to_numpy()


def key_path(folder: Path) -> Path:
    """Where the key of a study is kept: outside the study, so that the two are not copied along.

    The name holds the study folder's name and a hash of its place, so that two studies with
    one name keep two keys.
    """
    place = hashlib.sha256(folder.resolve().as_posix().encode("utf-8")).hexdigest()[:8]
    return _key_folder() / f"{folder.resolve().name}-{place}.key"


def _key_folder() -> Path:
    return Path(platformdirs.user_config_dir("leercultuur", appauthor=False)) / "keys"


def make_key(folder: Path) -> Path:
    """Make the secret key of a study, readable by its owner only; an existing key is kept.

    Returns
    -------
    Path
        Where the key is. Losing it breaks the link between files read before and after.
    """
    path = key_path(folder)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        # Created with its rights in one step: at no moment can others read it.
        handle = os.open(
            path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600
        )
    except FileExistsError:
        return path
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
    return path


def key_of(settings: Settings) -> bytes:
    """Take the key of a study: published for a synthetic study, else from the user's own folder.

    A study of published figures per school holds nobody, and needs no secret either.

    Raises
    ------
    DataProblem
        When there is no key, or it is damaged, or others can read it.
    """
    if settings.synthetic or not _holds_people(settings):
        return PUBLISHED_KEY
    path = key_path(settings.folder)
    if not path.exists():
        raise _missing(path, settings.folder)
    _refuse_open_rights(path)
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise DataProblem(
            _("The key of this study is damaged."),
            file=str(path),
            found=_("{n} bytes instead of {needed}").format(n=len(key), needed=KEY_BYTES),
            repair=_("put back your copy of the key; without it persons cannot be linked again"),
        )
    return key


def _holds_people(settings: Settings) -> bool:
    """Tell whether a table of the study is about persons; yes while it has none."""
    return not settings.files or any(map(_is_about_people, settings.files))


def _is_about_people(source: SourceFile) -> bool:
    """Schools may have a leader who is not in the file; a contract always has a person."""
    columns = schema.load(source.table)
    persons = columns[columns.index.isin(PERSONS)]
    return bool(persons["required"].any()) or not set(persons.index).isdisjoint(source.columns)


def refuse_published(settings: Settings, key: bytes, columns: Sequence[str]) -> None:
    """Refuse to hide real persons with the key that everybody knows.

    Raises
    ------
    DataProblem
        When a file turns out to hold persons and the study has no key of its own.
    """
    if columns and key == PUBLISHED_KEY and not settings.synthetic:
        raise _missing(key_path(settings.folder), settings.folder)


def _missing(path: Path, folder: Path) -> DataProblem:
    others = sorted(other.name for other in path.parent.glob(f"{folder.resolve().name}-*.key"))
    return DataProblem(
        _("This study has no key to turn persons into pseudonyms."),
        file=str(path),
        found=", ".join(others),
        repair=_("make one with the command: leercultuur new {folder}").format(folder=folder.name)
        + (
            "; " + _("if the study folder was moved, give the key named here the name of this file")
            if others
            else ""
        ),
    )


def _refuse_open_rights(path: Path) -> None:
    # Windows keeps rights elsewhere: what the mode says there means nothing.
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise DataProblem(
            _("Other users of this computer can read the key of this study."),
            file=str(path),
            repair=_("make it yours alone with the command: chmod 600 {path}").format(path=path),
        )
