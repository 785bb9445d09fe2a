"""Codes of schools, one spelling for all files: BRIN and location together, as in 00AP00."""

import pandas as pd

from analysis.cleaning import cells
from analysis.cleaning.sheet import Sheet

# A file may keep the location (vestiging) in a column of its own: columns.location in study.toml.
TECHNICAL: dict[str, tuple[str, ...]] = {"location": ()}
_BRIN = r"\d{2}[A-Z]{2}"
_WHOLE = rf"^(?P<brin>{_BRIN})[\s|_/-]*(?P<location>[A-Z]?\d{{1,2}})\*{{0,2}}$"
_MOST = 0.9  # of the codes look like it: then all of them are meant so


def read(sheet: Sheet, column: str = "school_id") -> pd.Series:
    """Give the codes of schools in a column; other codes than those of DUO stay as they are.

    ``00AP`` with location ``00``, ``00ap00``, ``00AP|C1`` and ``00AP`` with ``1*`` become 00AP00,
    00AP00, 00APC1 and 00AP01. A location such as C1 is of another list than 00: nothing in the
    codes tells which is which, so that they stay apart.

    Returns
    -------
    Series of str
        Missing where a file with a column for the location has no BRIN with a location.
    """
    written = cells.codes(sheet, column)
    if "location" in sheet.source.columns:
        found = _composed(written, cells.text(sheet, "location"), sheet, column)
        sheet.changed(column, "brin_with_location", found.notna().sum())
        return found
    return _one_spelling(written, sheet, column)


def _composed(brin: pd.Series, location: pd.Series, sheet: Sheet, column: str) -> pd.Series:
    brin, location = brin.str.upper(), location.str.upper()
    starred = location.str.endswith("*").fillna(False).astype(bool)
    location = location.str.rstrip("*").str.strip()
    short = location.str.fullmatch(r"\d").fillna(False).astype(bool)
    whole = location.str.fullmatch(_BRIN + r"[|]?[A-Z0-9]{2}").fillna(False).astype(bool)
    suffix = location.where(~short, "0" + location)
    fits = brin.str.fullmatch(_BRIN) & suffix.str.fullmatch(r"[A-Z]?\d{1,2}")
    sheet.changed(column, "mark_removed", starred.sum())
    sheet.changed(column, "zero_restored", (short & fits.fillna(False).astype(bool)).sum())
    code = (brin + suffix).where(fits.fillna(False).astype(bool))
    return code.mask(whole, location.str.replace("|", ""))


def _one_spelling(written: pd.Series, sheet: Sheet, column: str) -> pd.Series:
    texts = pd.Series(written.dropna().unique(), dtype="str")
    parts = texts.str.upper().str.extract(_WHOLE)
    if texts.empty or parts["brin"].notna().mean() < _MOST:
        return written
    location = parts["location"].where(parts["location"].str.len() == 2, "0" + parts["location"])
    table = (parts["brin"] + location).fillna(texts).set_axis(texts)
    new = cells.recoded(written, table.to_dict())
    sheet.changed(column, "code_respelled", ((new != written) & written.notna()).sum())
    return new
