"""Questions and answers: which column is which item, and what each cell says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

import pandas as pd

from analysis.cleaning import labels
from analysis.cleaning.lookup import carried
from analysis.cleaning.sheet import Sheet
from analysis.codebook import Codebook, normalise
from analysis.errors import nearest
from analysis.language import gettext as _
from analysis.language import listing

SKIPPED = "skipped"
_SUFFIX = " 23456789"  # spreadsheets number questions with the same text


@dataclass(frozen=True)
class Answers:
    """The answers of one file.

    Attributes
    ----------
    values : DataFrame of float, one column per item
        Number of the answer as given, not turned; missing where there is none.
    reasons : DataFrame of str, same shape
        Why there is no number: skipped, dont_know, …; missing where there is one.
    """

    values: pd.DataFrame
    reasons: pd.DataFrame


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
            repair=_('set match = "text" for this file, or name the columns under items'),
        )
    return {item: found[item] for item in texts if item in found}


def _by_text(sheet: Sheet, texts: Mapping[str, Iterable[str]]) -> dict[str, str]:
    known = {normalise(text): item for item, all_texts in texts.items() for text in all_texts}
    found: dict[str, str] = {}
    for column, question in sheet.raw.catalogue["text"].items():
        if column not in sheet.rows.columns:
            continue
        item = _item_of(normalise(str(question)), known)
        if item is None:
            _note_near_miss(sheet, column, normalise(str(question)), known)
        elif item in found:
            raise sheet.problem(
                _("Two columns hold the text of the item {item}.").format(item=item),
                column=listing([found[item], column]),
                repair=_('name the right one: items = {{{item} = "…"}}').format(item=item),
            )
        else:
            found[item] = column
    return found


def _item_of(question: str, known: Mapping[str, str]) -> str | None:
    """Take the whole text, or what follows a mark that joins a matrix and its statement."""
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


def read(
    sheet: Sheet, columns: Mapping[str, str], anchors: Mapping[str, str], codebook: Codebook
) -> Answers:
    """Turn the cells of the items into numbers and reasons, by label.

    Parameters
    ----------
    columns : dict
        Item to raw column.
    anchors : dict
        Item to the set of answer labels it was asked with.

    Raises
    ------
    DataProblem
        When a cell holds a label that nobody knows.
    """
    values, reasons = {}, {}
    for anchor_set in dict.fromkeys(anchors[item] for item in columns):
        block = {item: name for item, name in columns.items() if anchors[item] == anchor_set}
        known = labels.answers(codebook, anchor_set, sheet.source)
        meanings = {item: _meanings(sheet, item, name, known) for item, name in block.items()}
        _refuse_unknown(sheet, block, meanings, anchor_set, known)
        _note_wording(sheet, meanings, anchor_set, codebook)
        for item, name in block.items():
            values[item], reasons[item] = _spread(sheet.rows[name], meanings[item])
    return Answers(
        pd.DataFrame(values, columns=list(columns)), pd.DataFrame(reasons, columns=list(columns))
    )


def _meanings(
    sheet: Sheet, item: str, column: str, known: Mapping[str, object]
) -> dict[str, object]:
    """Look up every different text of a column: a number, a reason, or None for unknown."""
    own = known | labels.declared(sheet.source.values.get(item, {})) | {"": SKIPPED}
    return {text: own.get(normalise(text)) for text in sheet.rows[column].dropna().unique()}


def _spread(cells: pd.Series, meanings: Mapping[str, object]) -> tuple[pd.Series, pd.Series]:
    """Carry the meaning of each text back to the cells."""
    words = {text: what for text, what in meanings.items() if isinstance(what, str)}
    numbers = {text: what for text, what in meanings.items() if text not in words}
    value = carried(cells, pd.Series(numbers, dtype="float64"))
    reason = carried(cells, pd.Series(words, dtype="str"))
    return value, reason.mask(cells.isna(), SKIPPED)


def _refuse_unknown(
    sheet: Sheet,
    block: Mapping[str, str],
    meanings: Mapping[str, Mapping[str, object]],
    anchor_set: str,
    known: Iterable[str],
) -> None:
    strange = {
        item: [text for text, what in said.items() if what is None]
        for item, said in meanings.items()
    }
    touched = {block[item]: texts for item, texts in strange.items() if texts}
    if not touched:
        return
    hits = pd.concat([sheet.rows[name].isin(texts) for name, texts in touched.items()], axis=1)
    counts = pd.concat(
        [sheet.rows.loc[sheet.rows[name].isin(texts), name] for name, texts in touched.items()]
    ).value_counts()
    names = list(touched)
    raise sheet.problem(
        _("Some answers have a label that is not in the codebook."),
        column=listing(names if len(names) < 4 else [*names[:3], "…"]),
        rows=int(hits.any(axis="columns").sum()),
        found=labels.unknown_words(
            {str(text): int(n) for text, n in counts.items()},
            known,
            minimum=sheet.settings.minimum,
        ),
        repair=_(
            "say in study.toml what the label means: [file.values.{anchors}] for an answer, "
            "[file.missing] for no answer"
        ).format(anchors=anchor_set),
    )


def _note_wording(
    sheet: Sheet, meanings: Mapping[str, Mapping[str, object]], anchor_set: str, codebook: Codebook
) -> None:
    """Note two wordings side by side, and answers that nobody ever gave."""
    answers = {t: what for said in meanings.values() for t, what in said.items() if what != SKIPPED}
    chosen = {what for what in answers.values() if not isinstance(what, str)}
    used = {normalise(text) for text in answers}
    wordings = labels.wordings(codebook, anchor_set)
    if sum(bool(used & words) for words in wordings.values()) > 1:
        sheet.noted(anchor_set, "two_wordings")
    if chosen and chosen != {*codebook.values_of(anchor_set).values()}:
        sheet.noted(anchor_set, "answer_never_given")
