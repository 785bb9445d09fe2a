"""Sentences that every form of the questionnaire needs."""

from analysis.codebook import Codebook
from analysis.codebook import load as load_codebook
from analysis.language import gettext as _
from analysis.language import ngettext
from analysis.questionnaire.contents import Block, Module


def welcome(modules: list[Module]) -> list[str]:
    """Say what somebody who begins has to know."""
    n = sum(len(module.items) for module in modules)
    minutes = sum(module.minutes for module in modules)
    return [
        _("This questionnaire is about learning and working together in your organisation. There "
          "are no right or wrong answers: it is about what you see and think."),
        _("It has {n} statements and takes about {minutes} minutes. You may skip a "
          "statement.").format(n=n, minutes=minutes),
        _("Read the information letter first: it says what happens with your answers, what they "
          "are linked with, and whom you can ask."),
    ]  # fmt: skip


def thanks() -> str:
    """Say goodbye."""
    return _("Thank you. Your answers have been saved.")


def about_you() -> str:
    """Heading above the questions about the person."""
    return _("About you")


def instruction(block: Block) -> str:
    """Say what to do with a row of statements."""
    if block.agree:
        return _("How far do you agree? Choose one answer for each statement.")
    return _("Choose one answer for each statement.")


def standing(modules: list[Module], book: Codebook) -> str:
    """Say what is known of the quality of the questions; empty for a codebook of the study's own.

    A study's own questions may well be validated: only the study knows.
    """
    ours = load_codebook()
    asked = [asked.item for module in modules for asked in module.items]
    same = [_words(book, item) == _words(ours, item) for item in asked]
    if all(same):
        return _("Questionnaire of our own, not yet validated.")
    return _("In part our own questionnaire, not yet validated.") if any(same) else ""


def _words(book: Codebook, item: str) -> str | None:
    """Give the English text of an item or statement; None where a codebook has it not."""
    if item in book.items.index:
        return str(book.items.at[item, "text_en"])
    return str(book.habits.at[item, "item_en"]) if item in book.habits.index else None


def minutes(module: Module) -> str:
    """Say how much a module asks."""
    n = len(module.items)
    statements = ngettext("{n} statement", "{n} statements", n).format(n=n)
    time = ngettext("about {n} minute", "about {n} minutes", module.minutes)
    return f"{statements}, {time.format(n=module.minutes)}"
