"""What is asked about the person: team, role and years of service, so that groups can be shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.language import LANGUAGES, use
from analysis.language import gettext as _
from analysis.questionnaire.contents import Module


@dataclass(frozen=True)
class Choice:
    """A question that is no item: one answer from a list.

    Attributes
    ----------
    column : str
        Column of the table answers.
    code : str
        Code in a survey tool, which is recognised as that column.
    text : str
        In the reader's language.
    answers : dict
        Code to label.
    """

    column: str
    code: str
    text: str
    answers: dict[str, str]


def asked_with(modules: Sequence[Module]) -> list[Choice]:
    """Give the questions about the person that go with some modules: none with a form alone."""
    return [] if any(module.alone for module in modules) else choices()


def choices() -> list[Choice]:
    """Give the questions about the person, in the reader's language."""
    team = _("type the names of your teams here")
    return [
        Choice("team_id", "team", _("Which team do you work in?"), {"TEAM1": team}),
        Choice("role", "role", _("What is your role?"), roles()),
        Choice(
            "tenure_band",
            "tenure",
            _("How many years have you worked for this organisation?"),
            bands(),
        ),
    ]


def roles() -> dict[str, str]:
    """Give code and label of each role."""
    return {
        "lead": _("manager or team leader"),
        "teach": _("teacher"),
        "care": _("childcare worker"),
        "assis": _("teaching assistant"),
        "supp": _("other support"),
        "train": _("in training"),
        "rest": _("another role"),
    }


def bands() -> dict[str, str]:
    """Give code and label of each band of years of service."""
    return {
        "T0": _("0-2 years"),
        "T3": _("3-5 years"),
        "T6": _("6-10 years"),
        "T11": _("11-20 years"),
        "T21": _("21+ years"),
    }


# What the codes mean in the table answers.
MEANINGS: dict[str, dict[str, str]] = {
    "role": {
        "lead": "leader",
        "teach": "teacher",
        "care": "care",
        "assis": "assistant",
        "supp": "support",
        "train": "trainee",
        "rest": "other",
    },
    "tenure_band": {"T0": "0-2", "T3": "3-5", "T6": "6-10", "T11": "11-20", "T21": "21+"},
}


def known(column: str) -> dict[str, str]:
    """Map the codes and the labels of a question, in every language, to values of the column."""
    meanings = MEANINGS.get(column, {})
    found = dict(meanings)
    for code in LANGUAGES:
        with use(code):
            told = next((c.answers for c in choices() if c.column == column), {})
        found |= {told[answer]: value for answer, value in meanings.items()}
    return found


def texts(column: str) -> list[str]:
    """Give the question that asks for a column, in every language."""
    found = []
    for code in LANGUAGES:
        with use(code):
            found += [choice.text for choice in choices() if choice.column == column]
    return found
