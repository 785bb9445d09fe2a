"""Word documents on A4: the few things that python-docx leaves to its users."""

import io
from collections.abc import Sequence

from docx import Document
from docx.document import Document as Paper
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from analysis.language import current

WIDTH = 17.0  # cm between the margins of a portrait page
_GREY = RGBColor(0x59, 0x59, 0x59)
_FONT = "Calibri"


def document(title: str) -> Paper:
    """Begin a document with a title, in the reader's language."""
    made = Document()
    page = made.sections[0]
    page.page_width, page.page_height = Cm(21.0), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2.0)
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        style = made.styles[name]
        style.font.name = _FONT
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
        if name != "Normal":
            style.font.color.rgb = RGBColor(0x1F, 0x3A, 0x5F)
    made.styles["Normal"].font.size = Pt(11)
    made.styles["Title"].font.size = Pt(22)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "nl-NL" if current() == "nl" else "en-GB")
    made.styles["Normal"].element.get_or_add_rPr().append(language)
    properties = made.core_properties
    properties.title, properties.author, properties.comments = title, "", ""
    made.add_heading(title, level=0)
    return made


def small(paragraph: Paragraph, text: str, size: float = 8.5) -> None:
    """Add small grey text."""
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.font.color.rgb = _GREY


def blank(paragraph: Paragraph, text: str) -> None:
    """Add text that somebody still has to replace, marked so that it is not overlooked."""
    paragraph.add_run(f"[{text}]").font.highlight_color = WD_COLOR_INDEX.YELLOW


def table(made: Paper, widths: Sequence[float], head: Sequence[str]) -> Table:
    """Begin a table of fixed widths (cm) whose first row comes back on every page."""
    grid = made.add_table(rows=1, cols=len(widths))
    grid.style = "Table Grid"
    grid.alignment = WD_TABLE_ALIGNMENT.LEFT
    grid.autofit = False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Cm(width)
    fill(grid.rows[0], head, widths, size=7, bold=True)
    _mark(grid.rows[0], "w:tblHeader")
    return grid


def row(grid: Table, cells: Sequence[str], widths: Sequence[float], *, size: float = 10) -> _Row:
    """Add a row; a table of few rows stays on one page."""
    for cell in grid.rows[-1].cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = True
    added = grid.add_row()
    fill(added, cells, widths, size=size)
    return added


def fill(
    line: _Row, cells: Sequence[str], widths: Sequence[float], *, size: float, bold: bool = False
) -> None:
    """Write the cells of a row; from the third on they are centred."""
    _mark(line, "w:cantSplit")
    for place, (cell, text, width) in enumerate(zip(line.cells, cells, widths, strict=True)):
        cell.width = Cm(width)
        _tight(cell)
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if place > 1 else WD_ALIGN_PARAGRAPH.LEFT
        if place == 0:
            small(paragraph, text, 7)
            continue
        run = paragraph.add_run(text)
        run.font.size = Pt(size)
        run.bold = bold


def _tight(cell: _Cell) -> None:
    """Take the margins of a cell down, so that labels of answers fit above their boxes."""
    margins = OxmlElement("w:tcMar")
    for side, width in (("top", 40), ("start", 60), ("bottom", 40), ("end", 40)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(width))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    cell._tc.get_or_add_tcPr().append(margins)


def _mark(line: _Row, name: str) -> None:
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    line._tr.get_or_add_trPr().append(mark)


def content(made: Paper) -> bytes:
    """Give the document as it is stored."""
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()
