"""Sentences for the page that says what this study can answer."""

import pandas as pd

from analysis.language import gettext as _
from analysis.language import listing, ngettext
from analysis.reporting import words
from analysis.reporting.readings.core import Reading


def tables(present: list[str], absent: list[str]) -> Reading:
    """Which data the study has and lacks."""
    has = listing([words.value_label("table", name) for name in present])
    first = (
        _("This study has: {tables}.").format(tables=has)
        if present
        else _("This study has no data yet.")
    )
    if not absent:
        return Reading(first)
    lacks = listing([words.value_label("table", name) for name in absent])
    return Reading(f"{first} {_('It does not have: {tables}.').format(tables=lacks)}")


def questions(pages: pd.DataFrame) -> Reading:
    """How many questions can be answered; ``pages`` has the yes-no column ``has``."""
    able = int(pages["has"].sum())
    return Reading(
        ngettext(
            "{able} of {n} question can be answered in part or whole with the data of this study.",
            "{able} of {n} questions can be answered in part or whole with the data of this study.",
            len(pages),
        ).format(able=able, n=len(pages))
    )


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
