"""Sentences for the page that says what this study can answer."""

import pandas as pd

from analysis.language import gettext as _
from analysis.language import listing
from analysis.reporting import words
from analysis.reporting.readings.core import Reading


def tables(present: list[str], absent: list[str]) -> Reading:
    """Which data the study has and lacks."""
    if not absent:
        return holds(present)
    lacks = listing([words.value_label("table", name) for name in absent])
    return Reading(f"{holds(present)} {_('It does not have: {tables}.').format(tables=lacks)}")


def holds(present: list[str]) -> Reading:
    """Which data the study has."""
    if not present:
        return Reading(_("This study has no data yet."))
    named = listing([words.value_label("table", name) for name in present])
    return Reading(_("This study has: {tables}.").format(tables=named))


def questions(pages: pd.DataFrame) -> Reading:
    """How many questions can be answered; ``pages`` as ``start.questions`` gives."""
    counts = pages["extent"].value_counts()
    return Reading(
        _("Of {n} questions this study can answer {whole} whole, {part} in part, and {none} not "
          "at all.").format(
            n=len(pages),
            whole=counts.get("whole", 0),
            part=counts.get("part", 0),
            none=counts.get("not", 0),
        )
    )  # fmt: skip


def caution() -> Reading:
    """What may not be concluded from any page."""
    return Reading(
        _("The questionnaire is our own and has not been validated yet, and what goes together "
          "need not be cause and effect.")
    )  # fmt: skip


def talk() -> Reading:
    """A question for the team."""
    return Reading(_("To talk about: which of these questions matters most to us, and why?"))


def protection(minimum: int) -> Reading:
    """How small a group may be in this study."""
    return Reading(
        _("In this study a number is shown only for a group of at least {minimum} people.").format(
            minimum=minimum
        )
    )
