"""Codes for questions and answers in a survey tool, and the way back from them.

LimeSurvey takes letters and digits only: at most 20 for a question, 5 for an answer. An item
keeps its name without other signs (``fb_give_1`` is ``fbgive1``), and no two items of a codebook
may end in the same code, so that the way back is the codebook itself. Answers are called LC1,
LC2, … after the number they have in the codebook: a code that no tool gives by itself, so that
it can be read back without guessing which end of the scale it stands for.

Source
------
Question codes, answer codes: LimeSurvey manual, "Tab Separated Value survey structure", and the
tables that its installer makes (questions.title 20 characters, answers.code 5).
"""

import re
from collections.abc import Iterable

from analysis.codebook import Codebook
from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.language import listing

_LONGEST = 20
_SIGN = "LC"
_NO_ANSWER = {"not_applicable": "LCNA", "dont_know": "LCDK", "prefer_not": "LCPN"}
_HEADING = re.compile(r"[A-Za-z][A-Za-z0-9]*[\[_](?P<part>[A-Za-z0-9]+)\]?")


def of_item(item_id: str) -> str:
    """Give the code of an item: ``of_item("fb_give_1")`` is "fbgive1"."""
    bare = re.sub(r"[^A-Za-z0-9]", "", item_id)
    return bare if bare[:1].isalpha() else f"item{bare}"


def of_items(items: Iterable[str]) -> dict[str, str]:
    """Map the code of each item to the item.

    Raises
    ------
    DataProblem
        When two items would have the same code, or a code is longer than tools allow.
    """
    found: dict[str, list[str]] = {}
    for item in items:
        found.setdefault(of_item(item), []).append(item)
    same = [item for several in found.values() if len(several) > 1 for item in several]
    if same:
        raise DataProblem(
            _("Some items have the same name but for signs, which survey tools do not take."),
            file="codebook/items.csv",
            column="item_id",
            found=listing(same[:6]),
            repair=_("give them names that differ in letters and digits"),
        )
    long = [several[0] for code, several in found.items() if len(code) > _LONGEST]
    if long:
        raise DataProblem(
            _("Some items have a name that is too long for a survey tool."),
            file="codebook/items.csv",
            column="item_id",
            found=listing(long[:6]),
            repair=_("give them names of at most {n} letters and digits").format(n=_LONGEST),
        )
    return {code: several[0] for code, several in found.items()}


def item_of(heading: str, known: dict[str, str]) -> str | None:
    """Tell which item a column of an export is, by its code alone.

    Parameters
    ----------
    heading : str
        Such as ``core1[fbgive1]``, ``core1_fbgive1`` or ``fbgive1``.
    known : dict
        Code to item.
    """
    if heading in known:
        return known[heading]
    found = _HEADING.fullmatch(heading)
    return known.get(found["part"]) if found else None


def of_answer(value: int | str) -> str:
    """Give the code of an answer by its number, or of a way not to answer by its kind."""
    return _NO_ANSWER.get(str(value), f"{_SIGN}{value}")


def answers_of(book: Codebook, anchor_set: str) -> dict[str, str]:
    """Map the codes of a set of answers to their numbers: LC1 to "1"."""
    numbers = sorted(set(book.values_of(anchor_set).values()))
    return {of_answer(number): str(number) for number in numbers}


def no_answers() -> dict[str, str]:
    """Map the codes of the ways not to answer to their kinds."""
    return {code: kind for kind, code in _NO_ANSWER.items()}
