"""Columns that a survey tool gives to our own questionnaire: by code, or with words around them."""

import re
from functools import cache

from analysis.cleaning import items
from analysis.errors import DataProblem
from analysis.questionnaire import codes

_NUMBERED = re.compile(r"\d{1,3}[.)] (?P<rest>.+)")
_IN_BRACKETS = re.compile(r".*?\[(?P<rest>.+)\]")


@cache
def known_codes(item_ids: tuple[str, ...]) -> dict[str, str]:
    """Map codes to items; none where a codebook has names that no survey tool could tell apart."""
    try:
        return codes.of_items(item_ids)
    except DataProblem:
        return {}


def item_of(name: str, text: str, item_ids: tuple[str, ...], texts: dict[str, str]) -> str | None:
    """Tell which item a column is that bears neither the name nor the bare words of one.

    Parameters
    ----------
    name, text : str
        Of the column; the text folded.
    item_ids : tuple of str
    texts : dict
        Folded text to item.

    Returns
    -------
    str or None
        The item for ``core1[fbgive1]``, for "How far do you agree? [I …]" as LimeSurvey writes
        full texts, and for "4. I …" as a list of questions leaves them.
    """
    by_code = codes.item_of(name, known_codes(item_ids))
    if by_code is not None:
        return by_code
    spaced = text.replace("_", " ")
    for pattern in (_IN_BRACKETS, _NUMBERED):
        found = pattern.fullmatch(spaced)
        item = items.item_of(found["rest"], texts) if found else None
        if item is not None:
            return item
    return items.item_of(spaced, texts) if spaced != text else None


def is_shortened(names: list[str]) -> bool:
    """Tell headings that LimeSurvey cut off after a few letters, which say nothing any more."""
    cut = [name for name in names if re.search(r"\.\.\s*(\[|\]|$)", name)]
    return len(cut) >= max(3, 0.4 * len(names))
