"""Which column of a file is which item of the questionnaire."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

import pandas as pd

from analysis.cleaning.sheet import Sheet
from analysis.codebook import normalise
from analysis.errors import nearest
from analysis.language import gettext as _
from analysis.language import listing

_SUFFIX = " 23456789"  # spreadsheets number questions with the same text


def find(sheet: Sheet, texts: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Find the raw column of each item: as declared, by its id, or by the text of the question.

    Parameters
    ----------
    texts : dict
        The texts of each item that may be asked in this file.

    Returns
    -------
    dict
        Item to raw column, in the order of ``texts``.
    """
    found = {item: item for item in texts if item in sheet.rows.columns}
    if sheet.source.match == "text":
        found |= _by_text(sheet, texts)
    for item, column in sheet.source.items.items():
        if item not in texts:
            raise sheet.problem(
                _("The codebook has no item {item} for this file.").format(item=item),
                found=nearest(item, list(texts)),
                repair=_("correct items.{item} in study.toml").format(item=item),
            )
        found[item] = sheet.existing(column, f"items.{item}")
    _refuse_shared(sheet, found)
    if not found:
        raise sheet.problem(
            _("Not one question of the codebook was found in this file."),
            found=_("{n} columns").format(n=sheet.rows.shape[1]),
            repair=_(
                'set match = "text" for this file, name the columns under items, or bring a '
                "codebook of your own"
            ),
        )
    return {item: found[item] for item in texts if item in found}


def _by_text(sheet: Sheet, texts: Mapping[str, Iterable[str]]) -> dict[str, str]:
    known = {normalise(text): item for item, all_texts in texts.items() for text in all_texts}
    found: dict[str, str] = {}
    for column, question in sheet.raw.catalogue["text"].items():
        if column not in sheet.rows.columns:
            continue
        item = item_of(normalise(str(question)), known)
        if item is None:
            _note_near_miss(sheet, column, normalise(str(question)), known)
        elif item in found:
            raise sheet.problem(
                _("Two columns hold the text of the item {item}.").format(item=item),
                column=listing([found[item], column]),
                columns=[column],
                repair=_('name the right one: items = {{{item} = "…"}}').format(item=item),
            )
        else:
            found[item] = column
    return found


def item_of(question: str, known: Mapping[str, str]) -> str | None:
    """Tell which item a folded question is: as a whole, or what follows the mark of a matrix."""
    parts = question.split(" - ")
    for start in range(len(parts)):
        ending = " - ".join(parts[start:])
        if ending in known:
            return known[ending]
    numbered = question[:-1] if question[-1:] in _SUFFIX else question
    return known.get(numbered.strip())


def _note_near_miss(sheet: Sheet, column: str, question: str, known: Mapping[str, str]) -> None:
    """A question that is nearly ours was perhaps reworded: it is not used, and that is said."""
    ending = question.rsplit(" - ", 1)[-1]
    if len(ending) > 20 and get_close_matches(ending, known, n=1, cutoff=0.9):
        sheet.noted(column, "question_nearly_known")


def _refuse_shared(sheet: Sheet, found: Mapping[str, str]) -> None:
    columns = pd.Series(found, dtype="str")
    shared = columns[columns.duplicated(keep=False)]
    if len(shared):
        raise sheet.problem(
            _("One column is named for more than one item."),
            column=shared.iloc[0],
            found=listing(shared.index[shared == shared.iloc[0]].tolist()),
            repair=_("give each item its own column in study.toml"),
        )
