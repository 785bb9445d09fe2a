"""What people answered: each cell a number by its label, or the reason why there is none."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.cleaning import labels
from analysis.cleaning.sheet import Sheet
from analysis.codebook import Codebook, normalise
from analysis.intake.different import encoded
from analysis.language import gettext as _
from analysis.language import listing

SKIPPED = "skipped"
REASONS = pd.CategoricalDtype(pd.Index(labels.REASONS, dtype="str"))


@dataclass(frozen=True)
class Replies:
    """The answers of one file.

    Attributes
    ----------
    values : DataFrame of categories, one column per item
        Number of the answer as given, not turned; missing where there is none. Each number that
        its labels can stand for is a category, so that a cell takes one byte.
    reasons : DataFrame of categories, same shape
        Why there is no number, one of ``labels.REASONS``; missing where there is one.
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
    cells : list of array of int, one for each column
        Position of each cell in the texts of its column, -1 where it is empty.
    tables : list of array of int, one for each column
        Position of the texts of a column in ``texts``.
    texts : list of str
        The different texts.
    meanings : list
        A number, a reason, or None where nobody knows the text.
    empty : str
        Why a cell is empty.
    numbers : CategoricalDtype
        All numbers that labels of these columns can stand for.
    """

    items: list[str]
    names: list[str]
    cells: list[np.ndarray]
    tables: list[np.ndarray]
    texts: list[str]
    meanings: list[object]
    empty: str
    numbers: pd.CategoricalDtype

    @cached_property
    def often(self) -> np.ndarray:
        """How many cells of each column hold each text, shape (columns, texts)."""
        counts = np.zeros((len(self.cells), len(self.texts)), np.int64)
        for row, cells, table in zip(counts, self.cells, self.tables, strict=True):
            row[table] = np.bincount(cells[cells >= 0], minlength=len(table))
        return counts

    def carried(self, column: int, meanings: np.ndarray) -> np.ndarray:
        """Give the cells of a column their meaning; the last one is that of an empty cell."""
        return np.append(meanings[self.tables[column]], meanings[-1])[self.cells[column]]

    def told(self, kind: pd.CategoricalDtype) -> Iterator[pd.Categorical]:
        """Give each column as the meanings of one kind; other meanings are missing."""
        places = {what: place for place, what in enumerate(kind.categories)}
        codes = [places.get(what, -1) for what in [*self.meanings, self.empty]]
        table = np.array(codes, np.min_scalar_type(-len(places) - 1))
        # In one piece: small pieces between passing ones would leave memory full of holes.
        carried = np.empty((len(self.items), len(self.cells[0])), table.dtype)
        for column, cells in enumerate(carried):
            cells[:] = self.carried(column, table)
            yield pd.Categorical.from_codes(cells, dtype=kind)


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
    return Replies(
        _beside([part.values for part in parts], list(columns)),
        _beside([part.reasons for part in parts], list(columns)),
        called,
    )


def _beside(parts: list[pd.DataFrame], order: list[str]) -> pd.DataFrame:
    """Put tables beside each other, copying nothing when there is one."""
    return (pd.concat(parts, axis="columns") if len(parts) > 1 else parts[0])[order]


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
    columns_told = [encoded(sheet.rows[name]) for name in names]
    places: dict[str, int] = {}
    tables = [
        np.array([places.setdefault(text, len(places)) for text in column.texts], np.int64)
        for column in columns_told
    ]
    texts = list(places)
    folded = [normalise(text) for text in texts]
    # A tool that marks what was seen and skipped leaves a cell empty when it was not shown.
    marked = any(said.get(text) == SKIPPED for text in folded)
    empty = "not_asked" if marked else SKIPPED
    meanings = [own.get(text, None if text else empty) for text in folded]
    cells = [column.places for column in columns_told]
    kinds = {what for what in own.values() if not isinstance(what, str)}
    numbers = pd.CategoricalDtype(pd.Index(sorted(kinds), dtype="float64"))
    return _Block(items, names, cells, tables, texts, meanings, empty, numbers)


def _spread(block: _Block, index: pd.Index) -> Replies:
    """Carry the meaning of each text back to the cells."""
    values = dict(zip(block.items, block.told(block.numbers), strict=True))
    reasons = dict(zip(block.items, block.told(REASONS), strict=True))
    return Replies(pd.DataFrame(values, index=index), pd.DataFrame(reasons, index=index))


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
        strange = np.array([*(what is None for what in block.meanings), False])
        for place in np.flatnonzero(block.often[:, strange[:-1]].any(axis=1)):
            rows |= block.carried(place, strange)
            columns.append(block.names[place])
        for place in np.flatnonzero(strange):
            text = block.texts[place]
            counts[text] = counts.get(text, 0) + int(block.often[:, place].sum())
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
        often = block.often.sum(axis=0)
        usual: dict[str, int] = {}
        # From often to seldom; among equals the first by spelling, whatever the order of rows.
        for place in sorted(range(len(often)), key=lambda p: (-often[p], block.texts[p])):
            usual.setdefault(normalise(block.texts[place]), place)
        odd = [place for place in range(len(often)) if place not in usual.values()]
        counts = block.often[:, odd].sum(axis=1)
        for item, n in zip(block.items, counts, strict=True):
            sheet.changed(item, "respelled", n)
