"""Which questions a questionnaire holds, in which order, and how long it takes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.codebook import Codebook
from analysis.errors import DataProblem, nearest
from analysis.language import gettext as _
from analysis.language import pick
from analysis.questionnaire import codes

HABITS = "habits"  # the statements on learning habits, a form of their own
_MOST_IN_A_BLOCK = 8  # more statements than this under one row of answers is hard to follow
_WORDS_A_MINUTE = 238
_SECONDS_TO_CHOOSE = 5


@dataclass(frozen=True)
class Asked:
    """One statement: the item, its code and its text in the reader's language."""

    item: str
    code: str
    text: str


@dataclass(frozen=True)
class Block:
    """Statements under one row of answers.

    Attributes
    ----------
    code : str
    items : list of Asked
    answers : dict
        Code to label, in the order of the numbers; then "does not apply" where it may not.
    agree : bool
        Whether the answers say how far one agrees.
    """

    code: str
    items: list[Asked]
    answers: dict[str, str]
    agree: bool = False


@dataclass(frozen=True)
class Module:
    """The questions of one module.

    Attributes
    ----------
    name, title : str
        As in the codebook, and as a heading.
    blocks : list of Block
    alone : bool
        Whether it is a form of its own, which asks nothing about the person: the table
        learning_habits has no room for it, so teams are found by the code for the person.
    """

    name: str
    title: str
    blocks: list[Block]
    alone: bool = False

    @property
    def items(self) -> list[Asked]:
        """Every statement of the module."""
        return [asked for block in self.blocks for asked in block.items]

    @property
    def minutes(self) -> int:
        """How long it takes, in whole minutes, rounded up.

        Reading at 238 words a minute, and 5 seconds to choose an answer. The first number is the
        mean of silent reading of non-fiction by adults; the second is an assumption of ours, to
        be replaced by the median time of your own questionnaire.

        Source
        ------
        Brysbaert (2019), How many words do we read per minute? A review and meta-analysis of
        reading rate, Journal of Memory and Language 109, 104047.
        """
        words = sum(len(asked.text.split()) for asked in self.items)
        seconds = words * 60 / _WORDS_A_MINUTE + _SECONDS_TO_CHOOSE * len(self.items)
        return -(-int(seconds) // 60)


def modules(book: Codebook, names: Sequence[str]) -> list[Module]:
    """Put the modules of a questionnaire together, in the reader's language.

    Parameters
    ----------
    book : Codebook
        Ours, or that of a study.
    names : sequence of str
        Modules of the codebook, in the order in which they are to be asked; or "habits" alone.

    Raises
    ------
    DataProblem
        When a module is not in the codebook; the message names those that are. When the habits
        are asked together with something else.
    """
    known = list(dict.fromkeys(book.items["module"]))
    if HABITS in names and HABITS not in known:
        return [_habits(book, names)]
    known.append(HABITS)
    for name in names:
        if name not in known:
            raise DataProblem(
                _("There is no module called {name} in the codebook.").format(name=name),
                found=nearest(name, known),
                repair=_("choose from: {known}").format(known=", ".join(known)),
            )
    asked = book.items[book.items["module"].isin(names)]
    by_item = {item: code for code, item in codes.of_items(asked.index).items()}
    return [_module(book, name, by_item) for name in dict.fromkeys(names)]


def _habits(book: Codebook, names: Sequence[str]) -> Module:
    """Make the form on one's own habits, with the statements that are for everybody."""
    if set(names) != {HABITS}:
        raise DataProblem(
            _("The statements on learning habits are a form of their own."),
            found=", ".join(names),
            repair=_("write them apart, with --modules habits and a folder of their own"),
        )
    asked = book.habits[book.habits["respondent"] == "all"]
    asked = asked.rename(columns={"item_nl": "text_nl", "item_en": "text_en"})
    asked = asked.assign(may_not_apply=False)
    by_item = {item: code for code, item in codes.of_items(asked.index).items()}
    return Module(HABITS, titles()[HABITS], _blocks(book, HABITS, asked, by_item), alone=True)


def _module(book: Codebook, name: str, by_item: dict[str, str]) -> Module:
    items = book.items[book.items["module"] == name]
    # Statements that may not apply have an answer more, so they stand together, after the others.
    items = items.sort_values("may_not_apply", kind="stable")
    return Module(name, titles().get(name, name), _blocks(book, name, items, by_item))


def _blocks(book: Codebook, name: str, items: pd.DataFrame, by_item: dict[str, str]) -> list[Block]:
    alike = items[["anchors", "may_not_apply"]]
    run = (alike != alike.shift()).any(axis="columns").cumsum()
    parts = [part for _key, run in items.groupby(run) for part in _evenly(run)]
    stem = codes.of_item(name)
    return [_block(book, f"{stem}{n}", part, by_item) for n, part in enumerate(parts, 1)]


def _evenly(items: pd.DataFrame) -> list[pd.DataFrame]:
    """Cut statements into blocks of about the same length."""
    n_blocks = -(-len(items) // _MOST_IN_A_BLOCK)
    return [part for _key, part in items.groupby(np.arange(len(items)) * n_blocks // len(items))]


def _block(book: Codebook, code: str, part: pd.DataFrame, by_item: dict[str, str]) -> Block:
    asked = [Asked(str(row.Index), by_item[row.Index], _text(row)) for row in part.itertuples()]
    anchor_set = str(part["anchors"].iloc[0])
    answers = labels(book, anchor_set)
    if part["may_not_apply"].iloc[0]:
        rows = book.anchors[book.anchors["value"] == "not_applicable"]
        answers |= {codes.of_answer("not_applicable"): pick(rows.iloc[0], "label")}
    return Block(code, asked, answers, agree=anchor_set.startswith("agree"))


def _text(row: tuple) -> str:
    return pick({"nl": row.text_nl, "en": row.text_en})


def labels(book: Codebook, anchor_set: str) -> dict[str, str]:
    """Give code and label of each answer of a set, from low to high."""
    rows = book.anchors[book.anchors["set"] == anchor_set]
    rows = rows.assign(number=rows["value"].astype(int)).sort_values("number")
    rows = rows.drop_duplicates("number")  # a set may know several wordings of one answer
    return {
        codes.of_answer(row.number): pick({"nl": row.label_nl, "en": row.label_en})
        for row in rows.itertuples()
    }


def titles() -> dict[str, str]:
    """Headings of our modules, in words that do not give away what is measured."""
    return {
        "core": _("Your team and your work"),
        "safety": _("How you work together"),
        "feedback": _("Giving and getting feedback"),
        "innovation": _("Trying new things"),
        "leadership": _("Your manager"),
        "vision": _("What you want to achieve together"),
        "conditions": _("Learning in your work"),
        "barriers": _("Training and courses"),
        "pulse": _("Today"),
        "own": _("Questions"),
        HABITS: _("How you learn"),
    }
