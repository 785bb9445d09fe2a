"""Codes of digits that lost the zeros in front of them, on their way through a spreadsheet."""

from collections.abc import Collection

import pandas as pd

from analysis.cleaning.sheet import Sheet
from analysis.language import gettext as _


def lost(codes: pd.Series, known: Collection[str]) -> pd.Series:
    """Tell which codes are known with zeros in front, and not as they are here.

    ``lost(pd.Series(["12", "0012"]), {"0012"})`` is yes, no.
    """
    bare = {code.lstrip("0") for code in known if code.isdigit() and code.startswith("0")}
    return codes.isin(bare - set(known))


def refuse(sheet: Sheet, codes: pd.Series, known: Collection[str] | None, column: str) -> None:
    """Refuse a file whose codes lost their zeros: they would match nothing.

    Parameters
    ----------
    codes : Series of str
        The column as it was read.
    known : collection of str, optional
        Codes of the units of the study.
    column : str
        Tidy name of the column.
    """
    n = int(lost(codes, known or ()).sum())
    if n:
        raise sheet.problem(
            _("Codes have lost the zeros in front of them."),
            column=sheet.raw_name(column) or column,
            rows=n,
            found=_("codes that the table units has with zeros"),
            repair=_(
                "export this column as text; in a spreadsheet, give it the format Text before the "
                "codes are pasted in"
            ),
        )
