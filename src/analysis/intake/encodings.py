"""Which bytes stand for which letters: encoding, byte-order mark, and damage done before us."""

import codecs
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

import numpy as np
import pyarrow as pa

from analysis.errors import DataProblem
from analysis.language import gettext as _

_CHUNK = 1 << 18
_ASCII_FIRST = ("utf-8", "cp1252", "ascii", "iso8859-1", "iso8859-15")  # as far as ASCII goes
_MARKS = (  # longest first: the mark of UTF-32 begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UTF8_LETTER = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
# A letter beyond ASCII whose two bytes were read as two letters, and saved so.
_TRACES = ("\ufffd", "Ã", "â€")
MISREAD = re.compile("Ã[\u0080-\u00bf\u0152-\u0178\u2018-\u203a\u20ac\u2122]|â€[\u0080-\u2122]")


@dataclass(frozen=True)
class Text:
    """A text file whose encoding is known.

    Attributes
    ----------
    encoding : str
        Name of the codec; ``mixed`` for a file with lines in UTF-8 and lines in Windows-1252.
    byte_order_mark : bool
        Whether the file begins with one; it is not part of the text.
    n_quotes : int
        How many double quotes the text holds.
    suspect : bool
        Whether letters may have been damaged before the file came here.
    repaired : bytes or None
        The whole text as UTF-8, where the file could not be read as one encoding.
    damage : dict of kind to line numbers from 1
        Kinds: mixed (read as Windows-1252 in a file of UTF-8), nul (held NUL characters).
    skip : int
        Bytes of the byte-order mark.
    overruled : str
        Encoding that study.toml names although the mark of the file says otherwise.
    """

    path: Path
    encoding: str
    byte_order_mark: bool = False
    n_quotes: int = 0
    suspect: bool = False
    repaired: bytes | None = None
    damage: dict[str, list[int]] = field(default_factory=dict)
    skip: int = 0
    overruled: str = ""

    @property
    def size(self) -> int:
        """Bytes of the text."""
        return self.path.stat().st_size if self.repaired is None else len(self.repaired)

    @contextmanager
    def lines(self) -> Iterator[IO[str]]:
        """Open as text, line ends untouched."""
        if self.repaired is not None:
            yield io.StringIO(self.repaired.decode("utf-8"), newline="")
            return
        with self.path.open("rb") as file:
            file.seek(self.skip)
            yield io.TextIOWrapper(file, encoding=self.encoding, newline="")

    def stream(self, offset: int) -> pa.NativeFile:
        """Open as UTF-8 bytes, from an offset counted in those bytes."""
        if self.repaired is not None:
            stream = pa.BufferReader(self.repaired)
            stream.seek(offset)
            return stream
        stream = pa.OSFile(str(self.path))
        if self.encoding == "utf-8":
            stream.seek(self.skip + offset)
            return stream
        stream.seek(self.skip)
        recoded = pa.transcoding_input_stream(stream, self.encoding, "utf-8")
        while offset > 0 and (passed := recoded.read(min(offset, _CHUNK))):
            offset -= len(passed)
        return recoded


@dataclass
class _Scan:
    """What one pass over the file found."""

    readable: bool = True
    n_quotes: int = 0
    has_nul: bool = False
    suspect: bool = False

    def add_ascii(self, chunk: bytes) -> None:
        """Add bytes that are the letters themselves, none of them suspect."""
        self.n_quotes += int(np.count_nonzero(np.frombuffer(chunk, np.uint8) == ord('"')))
        self.has_nul = self.has_nul or b"\0" in chunk

    def add(self, decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> None:
        if not self.readable:
            return
        try:
            text = decoder.decode(chunk, final)
        except UnicodeDecodeError:
            self.readable = False
            return
        self.n_quotes += text.count('"')
        self.has_nul = self.has_nul or "\0" in text
        self.suspect = self.suspect or any(trace in text for trace in _TRACES)


def detect(path: Path, *, given: str | None = None, file: str = "") -> Text:
    """Find the encoding of a text file.

    A byte-order mark decides, then what can be read as UTF-8 is UTF-8, and the rest is
    Windows-1252. A file in two encodings is read line by line and says so.

    Parameters
    ----------
    path : Path
        The file.
    given : str, optional
        Encoding that study.toml names; only the mark of the file itself overrules it.
    file : str
        Name for messages.

    Raises
    ------
    DataProblem
        When the given encoding does not exist or does not fit the file.
    """
    with path.open("rb") as opened:
        start = opened.read(4096)
    mark, marked = next(((m, name) for m, name in _MARKS if start.startswith(m)), (b"", ""))
    wanted = _codec(given, file) if given else ""
    overruled = wanted if mark and not wanted.startswith(marked[:6]) else ""
    codec = marked or wanted or _sixteen_bits(start) or "utf-8"
    scan = _scan(path, codec, len(mark))
    if not scan.readable and given and not mark:
        raise _does_not_fit(given, file)
    if not scan.readable and codec == "utf-8" and not mark and not _holds_utf8(path):
        codec, scan = "cp1252", _scan(path, "cp1252", 0)
    if scan.readable and not scan.has_nul:
        text = Text(path, codec, bool(mark), scan.n_quotes, scan.suspect, skip=len(mark))
        return replace(text, overruled=overruled)
    return replace(_repair(path, codec, len(mark)), overruled=overruled)


def _codec(given: str, file: str) -> str:
    try:
        return codecs.lookup(given).name.removesuffix("-sig")
    except LookupError as error:
        raise DataProblem(
            _("The encoding {name} does not exist.").format(name=given),
            file=file,
            repair=_("leave the key encoding out, or write utf-8 or cp1252"),
        ) from error


def _does_not_fit(given: str, file: str) -> DataProblem:
    return DataProblem(
        _("The file cannot be read in the encoding {name}.").format(name=given),
        file=file,
        repair=_("leave the key encoding out, so that it is found from the file"),
    )


def _sixteen_bits(start: bytes) -> str:
    """Recognise UTF-16 without a mark: in Western text every other byte is zero."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    half = len(start) / 2
    if odd > 0.6 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.6 * half and odd < 0.1 * half:
        return "utf-16-be"
    return ""


def _scan(path: Path, codec: str, skip: int) -> _Scan:
    found = _Scan()
    decoder = codecs.getincrementaldecoder(codec)("strict")
    with path.open("rb") as file:
        file.seek(skip)
        while found.readable and (chunk := file.read(_CHUNK)):
            if codec in _ASCII_FIRST and chunk.isascii() and not decoder.getstate()[0]:
                found.add_ascii(chunk)
            else:
                found.add(decoder, chunk)
    found.add(decoder, b"", final=True)
    return found


def _holds_utf8(path: Path) -> bool:
    with path.open("rb") as file:
        return any(_UTF8_LETTER.search(chunk) for chunk in iter(lambda: file.read(_CHUNK), b""))


def _repair(path: Path, codec: str, skip: int) -> Text:
    """Read a file that is not of one piece, and remember on which lines."""
    raw = path.read_bytes()[skip:]
    damage: dict[str, list[int]] = {}
    name, text = codec, raw.decode(codec, "replace")
    if codec == "utf-8" and not skip and not _is_whole_but_for_the_end(raw):
        name, text = "mixed", _line_by_line(raw, damage)
    if "\0" in text:
        damage["nul"] = [n for n, line in enumerate(_lines(text), 1) if "\0" in line]
        text = text.replace("\0", "")
    suspect = any(trace in text for trace in _TRACES)
    return Text(path, name, skip > 0, text.count('"'), suspect, text.encode("utf-8"), damage)


def _is_whole_but_for_the_end(raw: bytes) -> bool:
    """Tell UTF-8, also when the file was cut off inside its last letter."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return True


def _line_by_line(raw: bytes, damage: dict[str, list[int]]) -> str:
    lines = []
    for number, line in enumerate(raw.splitlines(keepends=True), 1):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            lines.append(line.decode("cp1252", "replace"))
            damage.setdefault("mixed", []).append(number)
    return "".join(lines)


def _lines(text: str) -> io.StringIO:
    return io.StringIO(text, newline="")
