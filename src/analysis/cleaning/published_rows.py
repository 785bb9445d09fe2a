"""Rows of published tables that are no schools: totals, and codes that lost their zeros."""

from collections.abc import Collection, Sequence

import pandas as pd

from analysis.cleaning import zeros
from analysis.codebook import normalise

_TOTALS = "totaal total eindtotaal subtotaal subtotal bovenschools".split()
_ALONE = "alle all gemiddelde average mean landelijk nederland bestuur board".split()
_ENOUGH = 4  # rows: of two schools of one size each is the sum of the others
_ROUNDING = 1e-6
_BRIN = r"\d{2}[A-Z]{2}"


def is_total(rows: pd.DataFrame, free: pd.Series, *, boards: Collection[str] = ()) -> pd.Series:
    """Point at totals among the rows: they would count every school twice.

    A row is one when its code is a word such as "Totaal", the code of a board, or the first four
    characters of other codes of its file (a BRIN above its locations).

    Parameters
    ----------
    boards : collection of str
        Codes that are boards among the units.
    """
    codes = rows["school_id"]
    texts = codes.dropna().unique()
    folded = {text: normalise(text) for text in texts}
    words = {
        text for text, bare in folded.items() if bare.partition(" ")[0] in _TOTALS or bare in _ALONE
    }
    return codes.isin(words | set(boards)) | _has_parts(codes, rows["file"])


def _has_parts(codes: pd.Series, file: pd.Series) -> pd.Series:
    """Point at a BRIN in a file that holds its locations too."""
    stems = codes.str.extract(rf"^({_BRIN})[A-Z0-9]{{2}}$")[0]
    parts = set(zip(file[stems.notna()], stems.dropna(), strict=True))
    pairs = pd.Series(zip(file, codes, strict=True), index=codes.index, dtype=object)
    return pairs.isin(parts)


def has_lost_zeros(
    rows: pd.DataFrame, free: pd.Series, *, known: Collection[str] = ()
) -> pd.Series:
    """Point at codes of digits that are known with zeros in front, and not as they are here.

    Parameters
    ----------
    known : collection of str
        Codes of schools in tables that were read before.
    """
    return zeros.lost(rows["school_id"], known)


def is_sum(rows: pd.DataFrame, free: pd.Series, *, figures: Sequence[str]) -> pd.Series:
    """Point at rows that are the sum of all other rows of their file and year, whatever their code.

    Parameters
    ----------
    figures : sequence of str
        Numbers of people; a row is a total when it is the sum in each that is known throughout.
    """
    chosen = rows[free]
    groups = chosen.groupby(["file", "year"], dropna=False)
    enough = groups["school_id"].transform("size") >= _ENOUGH
    same, compared = enough.copy(), pd.Series(False, index=chosen.index)
    for figure in figures:
        whole = groups[figure].transform("sum", skipna=False)
        known = whole.notna() & (whole > 0)
        same &= ~known | ((whole - 2 * chosen[figure]).abs() < _ROUNDING)
        compared |= known
    return (same & compared).reindex(rows.index, fill_value=False)
