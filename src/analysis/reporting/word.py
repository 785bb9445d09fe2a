"""Writes a table for a thesis as a file of Word: a real table, with rules above and below only."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import language
from analysis.language import gettext as _

if TYPE_CHECKING:
    from analysis.reporting.apa import Apa

_FONT, _POINTS, _SMALL = "Times New Roman", 12, 10
_FIRST, _NUMBER = 5.6, 1.55  # centimetres: the column of names, and a column of numbers
_TEXT = 16.0  # centimetres of text across a page of A4 that stands upright
_MADE = datetime(2020, 1, 1)  # the same table is the same file, whenever it is made


def write(table: "Apa", path: Path, *, number: int) -> Path:
    """Write one table, its title above it and its note below it, and give the path."""
    from docx import Document
    from docx.shared import Pt

    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(_POINTS)
    style.paragraph_format.space_after = Pt(0)
    _about(document, table)
    _page(document, _width(table))
    with language.use(table.language):
        caption = document.add_paragraph()
        caption.add_run(_("Table {number}").format(number=number)).bold = True
        title = document.add_paragraph()
        title.add_run(table.title).italic = True
        title.paragraph_format.space_after = Pt(6)
        _grid(document, table)
        note = document.add_paragraph()
        note.paragraph_format.space_before = Pt(4)
        for run, slanted in ((_("Note."), True), (f" {' '.join(table.notes)}", False)):
            part = note.add_run(run)
            part.italic, part.font.size = slanted, Pt(_SMALL)
    path.parent.mkdir(parents=True, exist_ok=True)
    document.save(str(path))
    return path


def _width(table: "Apa") -> float:
    return _FIRST + _NUMBER * (len(table.head) - 1)


def _about(document: Any, table: "Apa") -> None:
    """Leave no trace of who made it or when; say in which language it is, for spell checkers."""
    from docx.oxml.ns import qn

    about = document.core_properties
    about.author, about.comments, about.title = "", "", table.title
    about.created = about.modified = _MADE
    about.language = "nl-NL" if table.language == "nl" else "en-GB"
    for element in document.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), about.language)


def _page(document: Any, width: float) -> None:
    """Turn the page where the table is wider than the text."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = Cm(2.5)
    if width > _TEXT:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Cm(29.7), Cm(21.0)


def _grid(document: Any, table: "Apa") -> None:
    from docx.shared import Cm

    grid = document.add_table(rows=1 + len(table.rows), cols=len(table.head))
    grid.autofit = False
    for j, column in enumerate(grid.columns):
        column.width = Cm(_NUMBER if j else _FIRST)
    for at, row in enumerate((table.head, *table.rows)):
        for j, text in enumerate(row):
            cell = grid.cell(at, j)
            cell.width = Cm(_NUMBER if j else _FIRST)
            _fill(cell, text, number=j > 0, bold=(at - 1, j) in table.bold, symbol=at == 0)
    _rule(grid.rows[0], "top", "bottom")
    _rule(grid.rows[-1], "bottom")
    _repeat(grid.rows[0])


def _fill(cell: Any, text: str, *, number: bool, bold: bool, symbol: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    from analysis.reporting.apa import is_symbol

    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(text)
    run.bold, run.italic = bold or None, (symbol and is_symbol(text)) or None
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if number else WD_ALIGN_PARAGRAPH.LEFT


def _rule(row: Any, *edges: str) -> None:
    """Draw a line along edges of every cell of a row."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for cell in row.cells:
        properties = cell._tc.get_or_add_tcPr()
        borders = properties.find(qn("w:tcBorders"))
        if borders is None:
            borders = OxmlElement("w:tcBorders")
            properties.append(borders)
        for edge in edges:
            line = OxmlElement(f"w:{edge}")
            for name, value in (
                ("val", "single"),
                ("sz", "6"),
                ("space", "0"),
                ("color", "000000"),
            ):
                line.set(qn(f"w:{name}"), value)
            borders.append(line)


def _repeat(row: Any) -> None:
    """Repeat the names of the columns on every page, and tell a screen reader that they are."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
