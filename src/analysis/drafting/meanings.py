"""What the labels in a file mean: those that are known, and those that a person must explain."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from analysis import schema
from analysis.cleaning import labels
from analysis.codebook import Codebook, normalise
from analysis.drafting.look import Look
from analysis.drafting.recognise import Recognised
from analysis.questionnaire import about_you
from analysis.questionnaire import codes as our_codes
from analysis.settings import SourceFile

_SHORTEST = 4  # a known label shorter than this is found in too many others
_NO_ANSWER = re.compile(r"-\d{1,3}|9{2,4}|88|77")  # codes that tools give to what was not answered
_MORE = re.compile(r"\+|langer|meer|more|over|longer")
_LESS = re.compile(r"minder|korter|less|under|fewer")


@dataclass(frozen=True)
class Meaning:
    """The labels of one column, or of one set of answers.

    Attributes
    ----------
    column : str
        Column of ours, or name of a set of answer labels.
    allowed : list of str
        What a label may mean.
    known : dict
        Label to value, as cleaning will read it.
    unknown : dict
        Label that is common enough to be named, to how often it occurs and what it may mean
        (empty where nothing is like it).
    n_rare : int
        Other labels that are not known.
    """

    column: str
    allowed: list[str]
    known: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, tuple[int, str]] = field(default_factory=dict)
    n_rare: int = 0

    @property
    def complete(self) -> bool:
        """Whether every label is known."""
        return not self.unknown and not self.n_rare


def of_categories(look: Look, recognised: Recognised, *, minimum: int) -> list[Meaning]:
    """Look up the labels of every column that has a list of values."""
    listed = schema.load(recognised.table)
    listed = listed[(listed["type"] == "category") & (listed["values"] != "")]
    found = []
    for column, place in recognised.places.items():
        if column in listed.index:
            allowed = listed.at[column, "values"].split("; ")
            counts = look.counts_of(place.column)
            found.append(_category(column, counts, allowed, minimum))
    return found


def _category(column: str, counts: Mapping[str, int], allowed: list[str], minimum: int) -> Meaning:
    table = labels.categories(column, allowed, about_you.known(column))
    known = {label: table.get(labels.plain(label)) for label in counts}
    strange = {label: n for label, n in counts.items() if known[label] is None}
    common = {label: n for label, n in strange.items() if n >= minimum}
    return Meaning(
        column=column,
        allowed=allowed,
        known={
            label: value for label, value in known.items() if value and counts[label] >= minimum
        },
        unknown={label: (n, suggest(column, label, table)) for label, n in common.items()},
        n_rare=len(strange) - len(common),
    )


def suggest(column: str, label: str, known: Mapping[str, str]) -> str:
    """Say what a label may mean by a known label in it; empty where there is none.

    ``suggest("role", "Leraar of docent", {"leraar": "teacher"})`` is "teacher".
    """
    if column == "tenure_band":
        return _band(label)
    folded = labels.plain(label)
    inside = [
        (len(word), value)
        for word, value in known.items()
        if len(word) >= _SHORTEST and re.search(rf"\b{re.escape(word)}", folded)
    ]
    return max(inside)[1] if inside else ""


def _band(label: str) -> str:
    """Tell years of service by the numbers in a label: "21 jaar of langer" is "21+"."""
    numbers = [int(number) for number in re.findall(r"\d+", label)]
    folded = normalise(label)
    if len(numbers) == 2:
        bands = {(0, 2): "0-2", (3, 5): "3-5", (6, 10): "6-10", (11, 20): "11-20"}
        return bands.get((numbers[0], numbers[1]), "")
    if len(numbers) == 1 and _MORE.search(folded) and numbers[0] in (20, 21):
        return "21+"
    if len(numbers) == 1 and _LESS.search(folded) and numbers[0] in (2, 3):
        return "0-2"
    return ""


def of_answers(
    look: Look,
    asked: Mapping[str, str],
    anchors: Mapping[str, str],
    book: Codebook,
    *,
    minimum: int,
) -> tuple[list[Meaning], list[str]]:
    """Look up the answers to the questions of the codebook.

    Parameters
    ----------
    asked : dict
        Item to column.
    anchors : dict
        Item to the set of labels of its answers.

    Returns
    -------
    list of Meaning
        One for each set of labels that holds labels which are not known, or the codes that our
        own questionnaire gives to answers.
    list of str
        Codes that are probably no answers, such as -99.
    """
    found, codes = [], []
    for anchor_set in dict.fromkeys(anchors[item] for item in asked):
        columns = [name for item, name in asked.items() if anchors[item] == anchor_set]
        declared = set(_declared_missing(look, columns))
        known = labels.answers(book, anchor_set, SourceFile(path="", table="answers"))
        counts = _unknown(look, columns, {*known, *declared})
        ours = our_codes.answers_of(book, anchor_set) | our_codes.no_answers()
        is_coded = any(label in ours for label in counts)
        counts = {label: n for label, n in counts.items() if label not in ours}
        no_answer = [label for label in counts if _NO_ANSWER.fullmatch(label)]
        codes += [label for label in no_answer if counts[label] >= minimum]
        strange = {label: n for label, n in counts.items() if label not in no_answer}
        common = {label: n for label, n in sorted(strange.items()) if n >= minimum}
        if strange or is_coded:
            numbers = sorted({str(v) for v in book.values_of(anchor_set).values()}, key=int)
            unknown = {label: (n, "") for label, n in common.items()}
            rare = len(strange) - len(common)
            told = ours if is_coded else {}
            found.append(Meaning(anchor_set, numbers, told, unknown, rare))
    return found, list(dict.fromkeys(codes))


def _unknown(look: Look, columns: Iterable[str], known: set[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name in columns:
        for label, n in look.columns[name].counts.items():
            if normalise(label) not in known:
                counts[label] = counts.get(label, 0) + n
    return counts


def _declared_missing(look: Look, columns: Iterable[str]) -> list[str]:
    """List, folded, what the file itself calls no answer."""
    declared = look.table.catalogue.loc[list(columns), "missing"]
    return [normalise(label) for text in declared for label in text.split("; ") if label]
