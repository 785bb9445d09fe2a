"""Excel workbooks, written so that the same cells always give the same bytes.

The usual libraries put the clock into the file, and their bytes change between versions.
"""

import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

import pandas as pd

_MADE_ON = (2025, 9, 1, 0, 0, 0)
_DAY_0 = datetime(1899, 12, 30)
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "xl/workbook.xml": f"{_KIND}.sheet.main+xml",
    "xl/worksheets/sheet1.xml": f"{_KIND}.worksheet+xml",
    "xl/styles.xml": f"{_KIND}.styles+xml",
    "xl/sharedStrings.xml": f"{_KIND}.sharedStrings+xml",
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
}
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf/><xf numFmtId="14" applyNumberFormat="1"/>'
    '<xf numFmtId="22" applyNumberFormat="1"/></cellXfs><cellStyles count="1">'
    '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_CORE = (
    f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
    'xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    '<dcterms:created xsi:type="dcterms:W3CDTF">2025-09-01T00:00:00Z</dcterms:created>'
    "</cp:coreProperties>"
)


def write(path: Path, rows: pd.DataFrame, *, sheet: str) -> None:
    """Write one sheet: dates as Excel's day numbers, text as text, empty cells left out.

    Parameters
    ----------
    rows : DataFrame
        Cells are str, int, float, date, datetime or None; column names are the header.
    sheet : str
        Name of the sheet.
    """
    known: dict[str, int] = {}
    lines = [_line(1, rows.columns, known)]
    lines += [_line(n, row, known) for n, row in enumerate(rows.itertuples(index=False), 2)]
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(
            ("officeDocument", "xl/workbook.xml"), ("metadata/core-properties", "docProps/core.xml")
        ),
        "docProps/core.xml": _CORE,
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>'
        f'<sheet name="{escape(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            ("worksheet", "worksheets/sheet1.xml"),
            ("styles", "styles.xml"),
            ("sharedStrings", "sharedStrings.xml"),
        ),
        "xl/styles.xml": _STYLES,
        "xl/sharedStrings.xml": _shared(known),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>'
        + "".join(lines)
        + "</sheetData></worksheet>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, xml in parts.items():
            entry = zipfile.ZipInfo(name, _MADE_ON)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            archive.writestr(entry, _XML + xml)


def _line(number: int, cells: Sequence, known: dict[str, int]) -> str:
    written = (
        _cell(f"{letters}{number}", cell, known)
        for letters, cell in zip(_letters(len(cells)), cells, strict=True)
        if not (cell is None or cell != cell)  # NaN and NaT differ from themselves
    )
    return f'<row r="{number}">' + "".join(written) + "</row>"


def _cell(place: str, cell: object, known: dict[str, int]) -> str:
    if isinstance(cell, str):
        return f'<c r="{place}" t="s"><v>{known.setdefault(cell, len(known))}</v></c>'
    if isinstance(cell, datetime):
        length = cell - _DAY_0
        seconds = length.days * 86400 + length.seconds
        return f'<c r="{place}" s="2"><v>{seconds / 86400!r}</v></c>'
    if isinstance(cell, date):
        return f'<c r="{place}" s="1"><v>{(cell - _DAY_0.date()).days}</v></c>'
    return f'<c r="{place}"><v>{cell}</v></c>'


@cache
def _letters(n: int) -> list[str]:
    """Names of the first columns: A, B, …, Z, AA, …."""
    alphabet = [chr(code) for code in range(65, 91)]
    names = [*alphabet, *(first + second for first in alphabet for second in alphabet)]
    return names[:n]


def _shared(known: dict[str, int]) -> str:
    texts = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in known)
    return f'<sst xmlns="{_MAIN}" uniqueCount="{len(known)}">{texts}</sst>'


def _content_types() -> str:
    parts = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in _PARTS.items()
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{parts}</Types>"
    )


def _relations(*targets: tuple[str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{n}" Type="{_type(kind)}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _type(kind: str) -> str:
    return f"{_PACKAGE}/relationships/{kind}" if "/" in kind else f"{_REL}/{kind}"
