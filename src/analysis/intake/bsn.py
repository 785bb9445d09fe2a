"""A citizen service number (BSN) is refused outright, with the whole file."""

import re
from collections.abc import Iterable, Mapping, Sequence

from analysis.errors import DataProblem
from analysis.intake.words import fold
from analysis.language import gettext as _

_NAMES = (
    "bsn bsnnummer burgerservicenummer burgerservicenr sofinummer sofinr sofi pgn onderwijsnummer "
    "persoonsgebondennummer citizenservicenumber"
).split()
_DIGITS = re.compile(r"\s*(?:\d[\s.\-]?){8,9}\s*", flags=re.ASCII)
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def refuse(values: Mapping[str, Sequence[str]], texts: Iterable[str], file: str) -> None:
    """Refuse a table with a column of citizen service numbers, used or not.

    Parameters
    ----------
    values : mapping of column to its different values
    texts : iterable of str
        What each column is called in words, judged like its name.
    file : str
        Name for the message.

    Raises
    ------
    DataProblem
        Names the column and says how to delete it; no value is shown.

    Source
    ------
    Wet algemene bepalingen burgerservicenummer; the 11-test of the numbers themselves.
    """
    for name, text in zip(values, texts, strict=True):
        if is_named_so(name) or is_named_so(text) or looks_like(values[name]):
            raise DataProblem(
                _("The column holds citizen service numbers (BSN), which may not be used here."),
                file=file,
                column=name,
                repair=_(
                    "delete the column: open the file in Excel, click with the right button on the "
                    "letter above the column, choose Delete, and save the file; better still, ask "
                    "for an export without it"
                ),
            )


def is_named_so(name: str) -> bool:
    """Tell by its name: ``is_named_so("BSN medewerker")`` is True."""
    if fold(name) in _NAMES:
        return True
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return any(fold(part) in _NAMES for part in re.split(r"[\s_./()\-]+", spaced))


def looks_like(values: Sequence[str], *, share: float = 0.9, enough: int = 3) -> bool:
    """Tell by its values, each once: nearly all pass the 11-test.

    Random numbers of nine digits pass it in 9 % of cases, so fewer than ``enough`` different
    values prove nothing. A number whose leading zero Excel took away counts as nine digits.
    """
    if len(values) < enough or not any(_DIGITS.fullmatch(value) for value in values[:50]):
        return False
    needed, failed = share * len(values), 0
    for value in values:
        failed += not _passes(value)
        if len(values) - failed < needed:  # other numbers are soon there
            return False
    return True


def _passes(value: str) -> bool:
    if not _DIGITS.fullmatch(value):
        return False
    digits = re.sub(r"\D", "", value).zfill(9)
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True))
    return total % 11 == 0 and digits.strip("0") != ""
