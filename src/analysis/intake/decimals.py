"""Which sign stands before the decimals: told by the values of columns that hold numbers."""

import re
from collections.abc import Mapping, Sequence

from analysis.intake.raw import Note, note

_LOOKED_AT = 5000  # different values of a column, spread evenly over the file
_WHOLE = re.compile(r"\s*[-+−]?\d+\s*")
_DECIMAL = {
    ",": re.compile(r"\s*[-+−]?(?:\d+|\d{1,3}(?:\.\d{3})+),\d+\s*"),
    ".": re.compile(r"\s*[-+−]?(?:\d+|\d{1,3}(?:,\d{3})+)\.\d+\s*"),
}
_THOUSANDS = re.compile(r"\s*[-+−]?[1-9]\d{0,2}[.,]\d{3}\s*")
_NAMED = 5


def detect(values_of: Mapping[str, Sequence[str]], *, share: float = 0.9) -> tuple[str, list[Note]]:
    """Find the decimal sign of a file.

    Parameters
    ----------
    values_of : mapping of column to its different values
    share : float
        A column holds numbers when at least this share of its values look like one.

    Returns
    -------
    str
        "," or "."; empty when no column holds decimals, or when the file uses both.
    list of Note
        Columns with the other sign, and columns in which the sign may separate thousands.
    """
    signs: dict[str, list[str]] = {",": [], ".": []}
    unsure: list[str] = []
    for name, values in values_of.items():
        values = _spread(values)
        for sign, pattern in _DECIMAL.items():
            marked = [value for value in values if sign in value and pattern.fullmatch(value)]
            whole = sum(_WHOLE.fullmatch(value) is not None for value in values if marked)
            if not marked or len(marked) + whole < share * len(values):
                continue
            doubtful = all(_THOUSANDS.fullmatch(value) for value in marked)
            (unsure if doubtful else signs[sign]).append(name)
    return _verdict(signs, unsure)


def _spread(values: Sequence[str]) -> list[str]:
    # A cell of blanks says nothing about numbers; published files fill empty cells with one.
    return [value for value in values[:: max(1, len(values) // _LOOKED_AT)] if value.strip()]


def _verdict(signs: dict[str, list[str]], unsure: list[str]) -> tuple[str, list[Note]]:
    notes = []
    used = [sign for sign, names in signs.items() if names]
    if unsure and not used:
        notes.append(
            note(
                "In these columns the sign may separate thousands or decimals: {names}. Write "
                "decimal in study.toml.",
                names=", ".join(unsure[:_NAMED]),
            )
        )
    if len(used) == 2:
        notes.append(
            note(
                "The file uses two decimal signs: a comma in {commas}, a point in {points}.",
                commas=", ".join(signs[","][:_NAMED]),
                points=", ".join(signs["."][:_NAMED]),
            )
        )
    return (used[0] if len(used) == 1 else ""), notes
