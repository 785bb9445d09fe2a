"""The questionnaire on paper (A4, .docx): boxes to tick, with the item in the margin."""

from docx.document import Document as Paper
from docx.shared import Pt

from analysis.language import gettext as _
from analysis.questionnaire import about_you, paper, words
from analysis.questionnaire.contents import Block, Module

BOX = "\u2610"
_MARGIN, _TEXT = 1.9, 6.1  # cm for the name of the item and, at least, for its text
_WIDEST = 1.55  # cm for one answer
_FEW = 7  # with more answers than this the labels stand above the table and numbers in it


def document(title: str, modules: list[Module], note: str) -> bytes:
    """Write the printable questionnaire in the reader's language.

    Parameters
    ----------
    title : str
    modules : list of Module
    note : str
        What is known of the quality of the questions.

    Returns
    -------
    bytes
        Of a .docx file.
    """
    made = paper.document(title)
    if note:
        made.add_paragraph().add_run(note).italic = True
    for text in words.welcome(modules):
        made.add_paragraph(text)
    made.add_paragraph(_("Tick one box in each row with a dark pen."))
    choices = about_you.asked_with(modules)
    if choices:
        made.add_heading(words.about_you(), level=1)
    for choice in choices:
        _choice(made, choice)
    for module in modules:
        made.add_heading(module.title, level=1)
        time = made.add_paragraph()
        time.paragraph_format.keep_with_next = True
        paper.small(time, words.minutes(module), 9)
        for block in module.blocks:
            _table(made, block)
    made.add_paragraph()
    made.add_paragraph(_("Thank you. Hand the questionnaire in as the letter says."))
    return paper.content(made)


def _choice(made: Paper, choice: about_you.Choice) -> None:
    line = made.add_paragraph()
    line.paragraph_format.keep_with_next = True
    line.add_run(choice.text).bold = True
    paper.small(line, f"  {choice.code}", 7)
    if choice.column == "team_id":  # the teams are the organisation's own
        made.add_paragraph("_" * 50)
        return
    for label in choice.answers.values():
        option = made.add_paragraph(f"{BOX}  {label}")
        option.paragraph_format.space_after = Pt(1)
        option.paragraph_format.left_indent = Pt(12)
    made.add_paragraph().paragraph_format.space_after = Pt(0)


def _table(made: Paper, block: Block) -> None:
    lead = made.add_paragraph(words.instruction(block))
    lead.paragraph_format.keep_with_next = True
    lead.paragraph_format.space_before = Pt(8)
    labels = list(block.answers.values())
    if len(labels) > _FEW:
        told = [f"{n} = {label}" for n, label in enumerate(labels, 1) if str(n) != label]
        if told:
            paper.small(made.add_paragraph(), "; ".join(told), 9)
        labels = [str(n) for n in range(1, len(labels) + 1)]
    each = min(_WIDEST, (paper.WIDTH - _MARGIN - _TEXT) / len(labels))
    widths = [_MARGIN, paper.WIDTH - _MARGIN - each * len(labels), *[each] * len(labels)]
    grid = paper.table(made, widths, ["", "", *labels])
    for asked in block.items:
        paper.row(grid, [asked.item, asked.text, *[BOX] * len(labels)], widths)
