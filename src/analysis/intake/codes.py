"""Codes that a spreadsheet took for numbers: zeros and letters may be lost, so they are refused."""

import re
from collections.abc import Mapping, Sequence

from analysis import schema
from analysis.errors import DataProblem
from analysis.intake.different import holding
from analysis.language import gettext as _
from analysis.settings import SourceFile

_DECIMALS = re.compile(r"\s*\d+[.,]0+\s*")
_POWERS = re.compile(r"\s*\d(?:[.,]\d+)?[eE]\+\d+\s*")


def refuse_numbers(values: Mapping[str, Sequence[str]], source: SourceFile) -> None:
    """Refuse a column of codes whose cells are written as numbers.

    ``7012.0`` came from a program that took the code for a number, and ``1.23E+05`` from a
    spreadsheet that shortened it. The first would match no other file; the second lost digits.

    Parameters
    ----------
    values : mapping of column to its different values
    source : SourceFile
        Says which columns hold codes of persons and units.

    Raises
    ------
    DataProblem
        Names the column and counts the codes; no code is shown.
    """
    for name in _columns(values, source):
        # Most codes hold none of these signs, and a file may hold a million of them.
        marked = {value for sign in ".,+" for value in holding(values[name], sign)}
        spoiled = sum(bool(_POWERS.fullmatch(value)) for value in marked)
        decimals = sum(bool(_DECIMALS.fullmatch(value)) for value in marked)
        # One code that happens to end in .0 is a code.
        if spoiled < 2 and decimals < max(2, len(values[name]) / 2):
            continue
        raise DataProblem(
            _("A column of codes was read as numbers, so that zeros or digits may be lost."),
            file=source.path,
            column=name,
            found=_("{n} codes such as 123.0 or 1.2E+05").format(n=max(spoiled, decimals)),
            repair=_(
                "export it again with this column as text; in Excel: choose Format Cells, Text, "
                "before the codes are pasted in"
            ),
        )


def _columns(values: Mapping[str, Sequence[str]], source: SourceFile) -> list[str]:
    codes = [name for name in schema.load(source.table).index if name.endswith("_id")]
    names = [source.columns.get(name, name) for name in codes]
    return [name for name in names if name in values]
