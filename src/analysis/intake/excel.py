"""Tables in an Excel file: the right sheet, the right header row, every cell as text."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import DataProblem
from analysis.intake import headers, workbooks
from analysis.intake.raw import Facts, Note, Unguarded, catalogue, note
from analysis.language import gettext as _
from analysis.settings import SourceFile

_SEARCHED = 50  # rows in which a header is looked for
_MIDNIGHT = datetime.time()


@dataclass(frozen=True)
class Sheet:
    """One sheet as text, down to its last filled row.

    Attributes
    ----------
    grid : list of rows
        Cells as text, empty where Excel shows nothing; the first row is row 1 of the sheet.
    header_row : int
        Position of the names of the columns in ``grid``.
    notes : tuple of Note
        Sheets that were not read, merged and unreadable cells.
    other_sheets : str
        Their names.
    """

    grid: list[list[str]]
    header_row: int
    notes: tuple[Note, ...]
    other_sheets: str

    @property
    def names(self) -> list[str]:
        """Cells of the header row."""
        return self.grid[self.header_row]


def open_sheet(path: Path, source: SourceFile) -> Sheet:
    """Open a workbook and find the table in it.

    Raises
    ------
    DataProblem
        When the workbook cannot be opened, the sheet is not there or holds nothing.
    """
    with workbooks.open_workbook(path, source.path) as workbook:
        all_sheets = workbooks.sheets(workbook)
        chosen = all_sheets.choose(source.sheet, source.path)
        sheet = workbook.get_sheet_by_name(chosen)
        grid = [[as_text(cell) for cell in row] for row in sheet.iter_rows()]
        merged = len(sheet.merged_cell_ranges or [])
    while grid and not any(grid[-1]):
        grid.pop()
    if not grid:
        raise DataProblem(
            _("The sheet {name} is empty.").format(name=chosen),
            file=source.path,
            found=", ".join(all_sheets.visible),
            repair=_("write the name of the sheet with the table in study.toml"),
        )
    notes = [*_other_sheets(all_sheets, chosen, source), *_trouble(path, chosen, merged)]
    others = [name for name in (*all_sheets.visible, *all_sheets.hidden) if name != chosen]
    return Sheet(grid, _header_row(grid, source), tuple(notes), ", ".join(others))


def _other_sheets(all_sheets: workbooks.Sheets, chosen: str, source: SourceFile) -> list[Note]:
    notes = []
    others = [name for name in all_sheets.visible if name != chosen]
    if others and source.sheet is None:
        notes.append(
            note(
                "The sheet {name} was read because it is the first; not read: {others}.",
                name=chosen,
                others=", ".join(others),
            )
        )
    hidden = [name for name in all_sheets.hidden if name != chosen]
    if hidden:
        notes.append(note("Hidden sheets, not read: {names}.", names=", ".join(hidden)))
    if chosen in all_sheets.hidden:
        notes.append(note("The sheet {name} that was read is hidden in Excel.", name=chosen))
    return notes


def _trouble(path: Path, chosen: str, merged: int) -> list[Note]:
    notes, lost = [], workbooks.lost_cells(path, chosen)
    if merged:
        notes.append(
            note("Merged cells: {n}; only the first cell of each holds the value.", n=merged)
        )
    if lost.errors:
        notes.append(note("Cells with an Excel error, read as empty: {n}.", n=lost.errors))
    if lost.formulas:
        notes.append(note("Formulas without a stored result, read as empty: {n}.", n=lost.formulas))
    return notes


def _header_row(grid: list[list[str]], source: SourceFile) -> int:
    """Find the row with the names: what study.toml says, else its columns, else the shape.

    Above a table there may be a title; the header is the first row about as wide as the table.
    """
    if source.header_row is not None:
        return min(source.header_row, len(grid)) - 1
    top = grid[:_SEARCHED]
    wanted = {headers.tidy(name) for name in headers.mapped(source)}
    hits = [len(wanted & {headers.tidy(cell) for cell in row}) for row in top]
    if max(hits) >= max(1, len(wanted) // 2):
        return hits.index(max(hits))
    filled = [sum(map(bool, row)) for row in top]
    return next(i for i, n in enumerate(filled) if n >= 0.6 * max(filled))


def as_text(cell: Any) -> str:
    """Write a cell as text: whole numbers without ``.0``, dates and times in ISO form.

    ``as_text(2.0)`` is "2", ``as_text(datetime.date(2024, 8, 1))`` is "2024-08-01".
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime):
        return _moment(cell)
    if isinstance(cell, datetime.timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
    return "" if cell is None else str(cell)


def _moment(cell: datetime.datetime) -> str:
    # Excel counts in days: a time of day comes back a few millionths of a second off.
    rounded = cell + datetime.timedelta(microseconds=500_000)
    rounded = rounded.replace(microsecond=0)
    return rounded.strftime("%Y-%m-%d" if rounded.time() == _MIDNIGHT else "%Y-%m-%d %H:%M:%S")


def read(sheet: Sheet, *, kind: str = "excel", roles: Sequence[str] | None = None) -> Unguarded:
    """Make a table of an opened sheet."""
    head = headers.header(sheet.names)
    data = sheet.grid[sheet.header_row + 1 :]
    columns = [list(column) for column in zip(*data, strict=True)] or [[] for _ in head.names]
    filled = {
        i: pd.Series([c or None for c in cells], dtype="str") for i, cells in enumerate(columns)
    }
    rows = pd.DataFrame(filled)
    rows.index = pd.RangeIndex(1, len(rows) + 1, name="row")
    blank = rows.isna().all(axis="columns")
    n_records, n_empty = len(rows), int(blank.sum())
    rows, kept, notes = headers.named(rows[~blank], head)
    notes = [*_above(sheet.header_row), *sheet.notes, *notes]
    facts = Facts(
        format=kind,
        header_rows=sheet.header_row + 1,
        n_records=n_records,
        notes=tuple(notes),
        repeated=head.repeated,
        other_sheets=sheet.other_sheets,
    )
    texts = [headers.tidy(sheet.names[position]) for position in kept]
    roles = None if roles is None else [roles[position] for position in kept]
    described = catalogue(rows.columns, texts, roles=roles)
    return Unguarded(rows, described, facts.without_empty(n_empty))


def _above(header_row: int) -> list[Note]:
    if not header_row:
        return []
    return [note("Rows above the names of the columns, left out: {n}.", n=header_row)]
