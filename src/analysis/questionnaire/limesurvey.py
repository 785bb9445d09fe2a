"""The questionnaire as a file that LimeSurvey imports (tab-separated survey structure, .txt).

One row for each setting, text, group, question, statement and answer; what belongs together
stands together. Question texts are HTML, and words between braces are computed by LimeSurvey,
so both are made harmless.

Source
------
LimeSurvey manual, "Tab Separated Value survey structure"; the function TSVImportSurvey of
LimeSurvey's own source; and a file that LimeSurvey exported.
"""

import csv
import html
import io
from collections.abc import Iterator, Sequence

from analysis.language import current
from analysis.questionnaire import about_you, words
from analysis.questionnaire.contents import Block, Module

COLUMNS = (
    *("id", "related_id", "class", "type/scale", "name", "relevance", "text", "help"),
    *("language", "validation", "mandatory", "other", "default", "same_default"),
)
_SETTINGS = {
    "format": "G",  # a page for each group
    "anonymized": "N",  # answers are linked by the token, which the letter says
    "datestamp": "Y",
    "savetimings": "Y",
    "allowprev": "Y",
    "allowsave": "Y",
    "ipaddr": "N",
    "refurl": "N",
    "showwelcome": "Y",
    "showprogress": "Y",
    "showxquestions": "N",
    "showqnumcode": "X",  # neither number nor code before a question
    "shownoanswer": "N",  # one may leave a statement open without a box that says so
    "htmlemail": "Y",
}
_ARRAY, _LIST = "F", "L"


def structure(title: str, modules: Sequence[Module], note: str) -> str:
    """Write the survey in the reader's language.

    Parameters
    ----------
    title : str
        What people see above the questionnaire.
    modules : sequence of Module
    note : str
        What is known of the quality of the questions.

    Returns
    -------
    str
        With a byte-order mark, as LimeSurvey writes it.
    """
    target = io.StringIO(newline="")
    writer = csv.DictWriter(target, COLUMNS, delimiter="\t", lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(_rows(title, list(modules), note))
    return "\ufeff" + target.getvalue()


def _rows(title: str, modules: list[Module], note: str) -> Iterator[dict[str, str]]:
    language = "nl" if current() == "nl" else "en"
    for name, value in {"language": language, **_SETTINGS}.items():
        yield {"class": "S", "name": name, "text": value}
    texts = {
        "surveyls_title": safe(title),
        "surveyls_description": safe(note),
        "surveyls_welcometext": "".join(f"<p>{safe(text)}</p>" for text in words.welcome(modules)),
        "surveyls_endtext": f"<p>{safe(words.thanks())}</p>",
    }
    for name, text in texts.items():
        yield {"class": "SL", "name": name, "text": text, "language": language}
    for row in _questions(modules):
        yield row | {"language": language}


def _questions(modules: list[Module]) -> Iterator[dict[str, str]]:
    choices = about_you.asked_with(modules)
    if choices:
        yield _group(1, words.about_you())
    for choice in choices:
        yield _question(_LIST, choice.code, choice.text)
        yield from _answers(choice.answers)
    for place, module in enumerate(modules, 2):
        yield _group(place, module.title)
        for block in module.blocks:
            yield from _array(block)


def _group(place: int, title: str) -> dict[str, str]:
    return {"class": "G", "type/scale": str(place), "name": safe(title), "relevance": "1"}


def _question(kind: str, code: str, text: str) -> dict[str, str]:
    return {
        "class": "Q",
        "type/scale": kind,
        "name": code,
        "relevance": "1",
        "text": safe(text),
        "mandatory": "N",
        "other": "N",
        "same_default": "1",
    }


def _array(block: Block) -> Iterator[dict[str, str]]:
    yield _question(_ARRAY, block.code, words.instruction(block))
    for asked in block.items:
        statement = {"class": "SQ", "type/scale": "0", "name": asked.code, "relevance": "1"}
        yield statement | {"text": safe(asked.text)}
    yield from _answers(block.answers)


def _answers(answers: dict[str, str]) -> Iterator[dict[str, str]]:
    for code, label in answers.items():
        yield {"class": "A", "type/scale": "0", "name": code, "text": safe(label)}


def safe(text: str) -> str:
    """Make a text harmless where HTML and expressions are understood."""
    flat = " ".join(text.split())
    return html.escape(flat, quote=False).replace("{", "&#123;").replace("}", "&#125;")
