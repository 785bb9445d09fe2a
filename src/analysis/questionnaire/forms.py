"""The questionnaire as a list of questions that Microsoft Forms reads from a Word document.

Forms makes a form of a document ("Quick import"): a line with a number is a question, the lines
with letters under it are its answers. That layout is known from descriptions only and was not
tried in Forms itself, so the first page says what to compare after the import. The name of an
item is not in the list, since Forms has no place for it: an export is recognised by the words of
the questions.

Source
------
Microsoft support, "Form, question, response, and character limits in Microsoft Forms": at most
200 questions in a form.
"""

from collections.abc import Iterator

from docx.shared import Pt

from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.questionnaire import about_you, paper
from analysis.questionnaire.contents import Module

MOST = 200


def document(title: str, modules: list[Module]) -> bytes:
    """Write the list in the reader's language.

    Returns
    -------
    bytes
        Of a .docx file with nothing in it but questions and answers.

    Raises
    ------
    DataProblem
        When there are more questions than a form may have.
    """
    asked = list(questions(modules))
    if len(asked) > MOST:
        raise DataProblem(
            _("These modules have {n} questions, and a form may have {most}.").format(
                n=len(asked), most=MOST
            ),
            repair=_("take fewer modules, or make two forms"),
        )
    made = paper.document(title)
    for number, (text, answers) in enumerate(asked, 1):
        line = made.add_paragraph(f"{number}. {text}")
        line.paragraph_format.keep_with_next = True
        line.paragraph_format.space_before = Pt(8)
        for letter, label in zip(_letters(), answers, strict=False):
            made.add_paragraph(f"{letter}. {label}").paragraph_format.space_after = Pt(0)
    return paper.content(made)


def questions(modules: list[Module]) -> Iterator[tuple[str, list[str]]]:
    """Give each question with its answers, in the order in which they are asked."""
    for choice in about_you.asked_with(modules):
        yield choice.text, list(choice.answers.values())
    for module in modules:
        for block in module.blocks:
            for asked in block.items:
                yield asked.text, list(block.answers.values())


def _letters() -> list[str]:
    return [chr(code) for code in range(ord("A"), ord("Z") + 1)]
