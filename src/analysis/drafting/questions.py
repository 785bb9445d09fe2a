"""Which columns are questions of the codebook: by their words, and which nearly are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from analysis.cleaning import items as cleaning_items
from analysis.codebook import Codebook, normalise
from analysis.drafting import ours
from analysis.drafting.look import Column, Look

NEAR = 0.75  # below this two questions share words by chance
_FORMS = ("self", "observer", "initiative")


@dataclass(frozen=True)
class Matched:
    """Questions of a file beside those of the codebook.

    Attributes
    ----------
    exact : dict
        Item to column, where the words or the name of the column are the item's own.
    by_name : bool
        Whether columns bear the name of the item, so that no words are needed.
    named : dict
        The part of ``exact`` that cleaning would not find by itself, so that study.toml has to
        name the columns.
    doubled : dict
        Item to columns, where several hold the same question.
    near : dict
        Column to item and likeness from 0 to 1, for questions that were perhaps reworded.
    """

    exact: dict[str, str] = field(default_factory=dict)
    by_name: bool = False
    named: dict[str, str] = field(default_factory=dict)
    doubled: dict[str, list[str]] = field(default_factory=dict)
    near: dict[str, tuple[str, float]] = field(default_factory=dict)

    @property
    def by_words(self) -> bool:
        """Whether cleaning finds questions by their words."""
        return not self.by_name and len(self.exact) > len(self.named)

    @property
    def columns(self) -> set[str]:
        """Columns that are a question of the codebook."""
        several = {column for columns in self.doubled.values() for column in columns}
        return {*self.exact.values(), *several}


def texts_of_items(book: Codebook) -> dict[str, tuple[str, str]]:
    """Give the Dutch and English text of every item."""
    texts = book.items[["text_nl", "text_en"]]
    return {item: (nl, en) for item, nl, en in texts.itertuples(name=None)}


def texts_of_habits(book: Codebook, form: str) -> dict[str, tuple[str, str]]:
    """Give the statements on learning habits as a form words them."""
    from analysis.cleaning import learning_habits

    return learning_habits.texts(book, form)


def match(look: Look, texts: Mapping[str, tuple[str, str]], *, near: bool = True) -> Matched:
    """Put the columns of a file beside the texts of items.

    Parameters
    ----------
    near : bool
        Whether to look for reworded questions as well, which takes longer.
    """
    known = {normalise(text): item for item, both in texts.items() for text in both if text}
    item_ids = tuple(texts)
    found: dict[str, list[str]] = {}
    rest: list[Column] = []
    spoken: set[str] = set()
    for column in look.columns.values():
        folded = normalise(column.text)
        item = column.name if column.name in texts else None
        item = item or cleaning_items.item_of(folded, known)
        if item is None and not column.role:
            item = ours.item_of(column.name, folded, item_ids, known)
            spoken |= {column.name} if item else set()
        if item is None:
            rest.append(column)
        else:
            found.setdefault(item, []).append(column.name)
    exact = {item: columns[0] for item, columns in found.items() if len(columns) == 1}
    left = {text: item for text, item in known.items() if item not in found}
    return Matched(
        exact=exact,
        by_name=any(item == column for item, column in exact.items()),
        named={item: column for item, column in exact.items() if column in spoken},
        doubled={item: columns for item, columns in found.items() if len(columns) > 1},
        near=_near(rest, left) if near else {},
    )


def form_of(look: Look, book: Codebook) -> tuple[str, Matched]:
    """Tell which form on learning habits a file holds: that of most statements."""
    tried = {form: match(look, texts_of_habits(book, form), near=False) for form in _FORMS}
    best = max(tried, key=lambda form: len(tried[form].exact))
    return best, tried[best]


def _near(columns: Iterable[Column], known: Mapping[str, str]) -> dict[str, tuple[str, float]]:
    words = {text: set(text.split()) for text in known}
    found = {}
    for column in columns:
        question = normalise(column.text).rsplit(" - ", 1)[-1]
        if column.role or len(question) < 15:
            continue
        best = _nearest(question, words)
        if best is not None:
            found[column.name] = (known[best[0]], best[1])
    return _best_per_item(found)


def _nearest(question: str, words: Mapping[str, set[str]]) -> tuple[str, float] | None:
    """Find the most alike text; only those that share words are compared letter by letter."""
    own = set(question.split())
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(question)
    best: tuple[str, float] | None = None
    for text, others in words.items():
        if len(own & others) < 0.4 * min(len(own), len(others)):
            continue
        matcher.set_seq1(text)
        if matcher.quick_ratio() < NEAR:
            continue
        likeness = matcher.ratio()
        if likeness >= NEAR and (best is None or likeness > best[1]):
            best = (text, likeness)
    return best


def _best_per_item(found: dict[str, tuple[str, float]]) -> dict[str, tuple[str, float]]:
    """Keep one column per item: the one that is most like it."""
    best: dict[str, str] = {}
    for column, (item, likeness) in found.items():
        if item not in best or likeness > found[best[item]][1]:
            best[item] = column
    return {column: near for column, near in found.items() if best[near[0]] == column}
