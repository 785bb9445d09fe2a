"""What LimeSurvey and Forms make of our questionnaire, by the form in which they are documented.

The structure is read as LimeSurvey's own importer reads it; an export is written as its writer
writes it: four kinds of headings, answers as codes or as texts, every cell between quotes.
"""

import csv
import html
import io
import itertools
import re
from dataclasses import dataclass, field

import docx
import openpyxl

_TAG = re.compile(r"<[^>]+>")
LEADING = {
    "id": "Response ID",
    "submitdate": "Date submitted",
    "lastpage": "Last page",
    "startlanguage": "Start language",
    "seed": "Seed",
    "token": "Access code",
    "startdate": "Date started",
    "datestamp": "Date last action",
}
N_PEOPLE = 40


@dataclass
class Question:
    """A column of an export: codes and texts of question, statement and answers."""

    code: str
    text: str
    part: str = ""
    part_text: str = ""
    answers: dict[str, str] = field(default_factory=dict)

    def heading(self, kind: str) -> str:
        code = f"{self.code}[{self.part}]" if self.part else self.code
        text = f"{self.text} [{self.part_text}]" if self.part else self.text
        return {
            "code": code,
            "expression": f"{self.code}_{self.part}" if self.part else self.code,
            "full": text,
            "underscores": text.replace(" ", "_"),
            "codetext": f"{code}. {text}",
            "abbreviated": " ".join(
                f"{part[:15]}.. " if len(part) > 15 else part
                for part in filter(None, [self.text, f"[{self.part_text[:15]}.. ]"])
            ),
        }[kind]


def rows_of(structure: str) -> list[dict[str, str]]:
    """Read the file as LimeSurvey's importer does: tabs, double quotes, a mark before the first."""
    return list(csv.DictReader(io.StringIO(structure.removeprefix("\ufeff")), delimiter="\t"))


def imported(structure: str, teams: dict[str, str] | None = None) -> list[Question]:
    """Give the columns that an export of the imported survey has."""
    made: list[Question] = []
    whole: list[Question] = []
    for row in rows_of(structure):
        text = html.unescape(_TAG.sub("", row["text"]))
        if row["class"] == "Q":
            whole = [Question(row["name"], text)]
            made += whole
        elif row["class"] == "SQ":
            if not whole[0].part:
                whole[0].part, whole[0].part_text = row["name"], text
            else:
                whole.append(Question(whole[0].code, whole[0].text, row["name"], text))
                made.append(whole[-1])
        elif row["class"] == "A":
            for question in whole:
                question.answers[row["name"]] = text
    if teams:
        next(question for question in made if question.code == "team").answers = teams
    return made


def export(questions: list[Question], kind: str = "code", answers: str = "codes") -> str:
    """Write a CSV as LimeSurvey does; everybody answers something else."""
    leading = {
        "code": list(LEADING),
        "expression": list(LEADING),
        "full": list(LEADING.values()),
        "underscores": [text.replace(" ", "_") for text in LEADING.values()],
        "codetext": [f"{code}. {text}" for code, text in LEADING.items()],
        "abbreviated": [text if len(text) < 16 else f"{text[:15]}.. " for text in LEADING.values()],
    }[kind]
    target = io.StringIO(newline="")
    writer = csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([*leading, *(question.heading(kind) for question in questions)])
    for person in range(N_PEOPLE):
        day = f"2025-03-{3 + person % 20:02}"
        start, end = f"{day} 10:05:00", f"{day} 10:20:00"
        facts = [person + 1, end, 3, "nl", 1000 + person, f"t0ken{person:04}", start, end]
        said = [_answer(question, person, n, answers) for n, question in enumerate(questions)]
        writer.writerow([*facts, *said])
    return "\ufeff" + target.getvalue() + "\r\n"


def _answer(question: Question, person: int, place: int, answers: str) -> str:
    chosen = list(question.answers)[(person + place) % len(question.answers)]
    return chosen if answers == "codes" else question.answers[chosen]


def form(document: bytes, teams: list[str]) -> bytes:
    """Make the workbook that a form of our list of questions gives: one column per question."""
    asked: list[tuple[str, list[str]]] = []
    for paragraph in docx.Document(io.BytesIO(document)).paragraphs:
        number = re.fullmatch(r"(\d+)\. (.+)", paragraph.text)
        letter = re.fullmatch(r"[A-Z]\. (.+)", paragraph.text)
        if number:
            asked.append((number[2], []))
        elif letter:
            asked[-1][1].append(letter[1])
    asked[0] = (asked[0][0], teams)
    return _workbook(asked)


def _workbook(asked: list[tuple[str, list[str]]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    tool = ["ID", "Begintijd", "Tijd van voltooien", "E-mail", "Naam"]
    sheet.append([*tool, *(question for question, _answers in asked)])
    for person in range(N_PEOPLE):
        day = f"3/{3 + person % 20}/25"
        said = [answers[(person + n) % len(answers)] for n, (_q, answers) in enumerate(asked)]
        facts = [person + 1, f"{day} 10:05:00", f"{day} 10:20:00", "anonymous", ""]
        sheet.append([*facts, *said])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def teams_of(n: int) -> dict[str, str]:
    """Name a few teams, with their codes."""
    return {f"TM{k}": name for k, name in zip(range(n), itertools.cycle(NAMES), strict=False)}


NAMES = ("Team Oost", "Team West", "Team Noord", "Team Zuid")
