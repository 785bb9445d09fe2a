"""Excel files, opened with care: archives that explode, passwords, and pages that only look so."""

import html
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from analysis.errors import DataProblem, nearest
from analysis.language import gettext as _

MOST_BYTES = 1 << 30  # unpacked; a sheet of a million rows is smaller
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True)
class Lost:
    """Cells of a sheet that show an error, or a formula that was never computed."""

    errors: int = 0
    formulas: int = 0


def is_workbook(start: bytes) -> bool:
    """Tell a file for Excel by its first bytes, old and protected ones included."""
    return start.startswith((b"PK\x03\x04", _OLE))


def open_workbook(path: Path, file: str, *, most_bytes: int = MOST_BYTES) -> CalamineWorkbook:
    """Open an .xlsx file.

    Raises
    ------
    DataProblem
        When the file has a password, is of an older or other kind, is damaged, or unpacks to
        more than ``most_bytes``.
    """
    with path.open("rb") as opened:
        start = opened.read(8)
    if start == _OLE:
        raise _old_or_locked(path.read_bytes(), file)
    _refuse_bomb(path, file, most_bytes)
    try:
        return CalamineWorkbook.from_path(path)
    except PasswordError as error:
        raise _locked(file) from error
    except (CalamineError, OSError) as error:
        raise _damaged(file) from error


def _old_or_locked(content: bytes, file: str) -> DataProblem:
    if _ENCRYPTED in content:
        return _locked(file)
    return DataProblem(
        _("The file is of the old Excel kind (.xls)."),
        file=file,
        repair=_("open it in Excel and save it as .xlsx"),
    )


def _locked(file: str) -> DataProblem:
    return DataProblem(
        _("The file is protected with a password."),
        file=file,
        repair=_(
            "open it in Excel, choose File, Info, Protect Workbook, Encrypt with Password, empty "
            "the box, and save it"
        ),
    )


def _damaged(file: str) -> DataProblem:
    return DataProblem(
        _("The file is damaged, or is not an Excel file."),
        file=file,
        repair=_("open it in Excel and save it again as .xlsx, or export it again"),
    )


def _refuse_bomb(path: Path, file: str, most_bytes: int) -> None:
    """Unpack once with a bound before the real reader does; this finds damage as well."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(member.file_size for member in archive.infolist()) > most_bytes:
                raise _too_big(file, most_bytes)
            if "xl/workbook.xml" not in archive.namelist():
                raise _damaged(file)
            # The sizes in the list may lie; what is unpacked is checked against them.
            if archive.testzip() is not None:
                raise _damaged(file)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise _damaged(file) from error


def _too_big(file: str, most_bytes: int) -> DataProblem:
    return DataProblem(
        _("The file unpacks to more than {n} megabytes and was not opened.").format(
            n=most_bytes >> 20
        ),
        file=file,
        repair=_("export fewer rows or columns, or save the sheet as CSV UTF-8"),
    )


@dataclass(frozen=True)
class Sheets:
    """Worksheets of a workbook by name, in its order."""

    visible: list[str]
    hidden: list[str]

    def choose(self, wanted: str | None, file: str) -> str:
        """Take the sheet that study.toml names, else the first that is visible.

        Raises
        ------
        DataProblem
            When there is no such sheet, or no sheet at all.
        """
        everything = [*self.visible, *self.hidden]
        if wanted is None and everything:
            return everything[0]
        if wanted in everything:
            return wanted
        raise DataProblem(
            _("There is no sheet called {name}.").format(name=wanted or ""),
            file=file,
            found=", ".join(everything),
            repair=_("write the name of the sheet in study.toml: {near}").format(
                near=nearest(wanted or "", everything) or ", ".join(everything)
            ),
        )


def sheets(workbook: CalamineWorkbook) -> Sheets:
    """List the worksheets; charts and macros are no tables."""
    tables = [s for s in workbook.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
    shown = [s.name for s in tables if s.visible == SheetVisibleEnum.Visible]
    return Sheets(shown, [s.name for s in tables if s.name not in shown])


def lost_cells(path: Path, sheet: str) -> Lost:
    """Count cells that read as empty although Excel shows something in them.

    The reader gives error values and formulas without a stored result as empty cells.
    """
    with zipfile.ZipFile(path) as archive:
        member = _member(archive, sheet)
        if member is None:
            return Lost()
        text = archive.read(member).decode("utf-8", "replace")
    if not any(trace in text for trace in ('t="e"', "</f>", "<f ")):
        return Lost()
    errors = len(re.findall(r'<c\b[^>]*\bt="e"', text))
    formulas = len(re.findall(r"</f>\s*(?:<v\s*/>|<v></v>)?\s*</c>|<f\b[^>]*/>\s*</c>", text))
    return Lost(errors, formulas)


def _member(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """Find the part of the archive that holds a sheet."""
    book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    names = archive.namelist()
    if "xl/_rels/workbook.xml.rels" not in names:
        return None
    links = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    for tag in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", book):
        link = re.search(r'\b\w+:id="([^"]+)"', tag)
        if link and html.unescape(_attribute(tag, "name")) == sheet:
            for target in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", links):
                if _attribute(target, "Id") == link[1]:
                    path = _attribute(target, "Target").removeprefix("/")
                    path = path if path.startswith("xl/") else f"xl/{path}"
                    return path if path in names else None
    return None


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return found[1] if found else ""
