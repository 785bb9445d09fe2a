"""What people answered: each cell a number by its label, or the reason why there is none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.cleaning import labels
from analysis.cleaning.sheet import Sheet
from analysis.codebook import Codebook, normalise
from analysis.language import gettext as _
from analysis.language import listing

SKIPPED = "skipped"


@dataclass(frozen=True)
class Replies:
    """The answers of one file.

    Attributes
    ----------
    values : DataFrame of float, one column per item
        Number of the answer as given, not turned; missing where there is none.
    reasons : DataFrame of str, same shape
        Why there is no number: skipped, dont_know, …; missing where there is one.
    labels : dict of str
        What each answer to an item was called in the file, folded: ``1: mee oneens; 2: …``.
    """

    values: pd.DataFrame
    reasons: pd.DataFrame
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Block:
    """Columns that share their labels; each different text in them is understood once.

    Attributes
    ----------
    items, names : list of str
        The items and their raw columns.
    cells : array of int, shape (n_rows, n_items)
        Position of each cell in ``texts``, -1 where it is empty.
    texts : list of str
        The different texts.
    meanings : list
        A number, a reason, or None where nobody knows the text.
    empty : str
        Why a cell is empty.
    """

    items: list[str]
    names: list[str]
    cells: np.ndarray
    texts: list[str]
    meanings: list[object]
    empty: str


def read(
    sheet: Sheet, columns: Mapping[str, str], anchors: Mapping[str, str], codebook: Codebook
) -> Replies:
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
    parts, called = [], {}
    for anchor_set in dict.fromkeys(anchors[item] for item in columns):
        known = labels.answers(codebook, anchor_set, sheet.source)
        asked = {item: name for item, name in columns.items() if anchors[item] == anchor_set}
        blocks = [_block(sheet, group, known) for group in _alike(sheet, asked)]
        _refuse_unknown(sheet, blocks, anchor_set, known)
        _note_wording(sheet, blocks, anchor_set, codebook)
        _count_spellings(sheet, blocks)
        parts += [_spread(block, sheet.rows.index) for block in blocks]
        called |= {item: _called(block) for block in blocks for item in block.items}
    order = list(columns)
    return Replies(
        pd.concat([part.values for part in parts], axis="columns")[order],
        pd.concat([part.reasons for part in parts], axis="columns")[order],
        called,
    )


def _alike(sheet: Sheet, asked: Mapping[str, str]) -> list[dict[str, str]]:
    """Group columns that share their labels; an item with values of its own stands alone.

    Columns share them when the file declares the same labels to be no answer.
    """
    own = [{item: name} for item, name in asked.items() if item in sheet.source.values]
    groups: dict[frozenset[str], dict[str, str]] = {}
    for item, name in asked.items():
        if item not in sheet.source.values:
            groups.setdefault(sheet.missing_in(name), {})[item] = name
    return [*groups.values(), *own]


def _block(sheet: Sheet, columns: Mapping[str, str], known: Mapping[str, object]) -> _Block:
    items, names = list(columns), list(columns.values())
    said = labels.declared_missing(sheet.source)
    by_file = {normalise(t): labels.kind_of(t, known) for t in sheet.missing_in(names[0])}
    own = known | by_file | said | labels.declared(sheet.source.values.get(items[0], {}))
    cells = sheet.rows[names].to_numpy(dtype=object)
    places, found = pd.factorize(cells.ravel())
    texts = [str(text) for text in found]
    folded = [normalise(text) for text in texts]
    # A tool that marks what was seen and skipped leaves a cell empty when it was not shown.
    marked = any(said.get(text) == SKIPPED for text in folded)
    empty = "not_asked" if marked else SKIPPED
    meanings = [own.get(text, None if text else empty) for text in folded]
    return _Block(items, names, places.reshape(cells.shape), texts, meanings, empty)


def _spread(block: _Block, index: pd.Index) -> Replies:
    """Carry the meaning of each text back to the cells."""
    is_word = [isinstance(what, str) for what in block.meanings]
    told = zip(block.meanings, is_word, strict=True)
    numbers = [np.nan if word else what for what, word in told]
    words = [what if word else None for what, word in zip(block.meanings, is_word, strict=True)]
    # The last entry is for position -1.
    values = np.array([*numbers, np.nan], dtype="float64")[block.cells]
    reasons = np.array([*words, block.empty], dtype=object)[block.cells]
    return Replies(
        pd.DataFrame(values, index=index, columns=block.items),
        pd.DataFrame(reasons, index=index, columns=block.items, dtype="str"),
    )


def _called(block: _Block) -> str:
    """Write down by which word or words each number was chosen."""
    words: dict[float, set[str]] = {}
    for text, what in zip(block.texts, block.meanings, strict=True):
        if not isinstance(what, str):
            words.setdefault(what, set()).add(normalise(text))
    return "; ".join(f"{value:g}: {' / '.join(sorted(words[value]))}" for value in sorted(words))


def _refuse_unknown(
    sheet: Sheet, blocks: list[_Block], anchor_set: str, known: Iterable[str]
) -> None:
    counts: dict[str, int] = {}
    columns: list[str] = []
    rows = np.zeros(len(sheet.rows), dtype=bool)
    for block in blocks:
        strange = [place for place, what in enumerate(block.meanings) if what is None]
        hit = np.isin(block.cells, strange)
        rows |= hit.any(axis=1)
        columns += [block.names[place] for place in np.flatnonzero(hit.any(axis=0))]
        for place in strange:
            text = block.texts[place]
            counts[text] = counts.get(text, 0) + int((block.cells == place).sum())
    if not counts:
        return
    raise sheet.problem(
        _("Some answers have a label that is not in the codebook."),
        column=listing(columns if len(columns) < 4 else [*columns[:3], "…"]),
        columns=columns,
        rows=int(rows.sum()),
        found=labels.unknown_words(counts, known, minimum=sheet.settings.minimum),
        repair=_(
            "say in study.toml what the label means: [file.values.{anchors}] for an answer, "
            "[file.missing] for no answer"
        ).format(anchors=anchor_set),
    )


def _note_wording(sheet: Sheet, blocks: list[_Block], anchor_set: str, codebook: Codebook) -> None:
    """Note two wordings side by side, and answers that nobody ever gave."""
    said = {t: what for b in blocks for t, what in zip(b.texts, b.meanings, strict=True)}
    used = {normalise(text) for text, what in said.items() if not isinstance(what, str)}
    chosen = {what for what in said.values() if not isinstance(what, str)}
    wordings = labels.wordings(codebook, anchor_set)
    # Labels that read the same in both languages are one wording.
    if sum(bool(used & words) for words in set(map(frozenset, wordings.values()))) > 1:
        sheet.noted(anchor_set, "two_wordings")
    if chosen and chosen != {*codebook.values_of(anchor_set).values()}:
        sheet.noted(anchor_set, "answer_never_given")


def _count_spellings(sheet: Sheet, blocks: list[_Block]) -> None:
    """Count cells in which a label has other capitals or blanks than it usually has in the file."""
    for block in blocks:
        often = np.bincount(block.cells[block.cells >= 0], minlength=len(block.texts))
        usual: dict[str, int] = {}
        # From often to seldom; among equals the first by spelling, whatever the order of rows.
        for place in sorted(range(len(often)), key=lambda p: (-often[p], block.texts[p])):
            usual.setdefault(normalise(block.texts[place]), place)
        odd = [place for place in range(len(often)) if place not in usual.values()]
        counts = np.isin(block.cells, odd).sum(axis=0)
        for item, n in zip(block.items, counts, strict=True):
            sheet.changed(item, "respelled", n)
