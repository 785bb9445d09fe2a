"""The questionnaire on paper and for Forms, and the letter."""

import io
from datetime import date
from pathlib import Path

import docx
import pytest

from analysis import declared
from analysis.errors import DataProblem
from analysis.language import use
from analysis.questionnaire import contents, forms, letter, printed
from analysis.settings import Cleaning, Settings, SourceFile, Turnover


def study(*, files=(), datasheet=None, **changed) -> Settings:
    about = {
        "folder": Path("study"),
        "title": {"en": "Study", "nl": "Onderzoek"},
        "synthetic": False,
        "audience": "inside",
        "minimum": 7,
        "retention_until": date(2029, 8, 1),
        "cleaning": Cleaning(),
        "turnover": Turnover(),
        "files": tuple(files),
        "declared": declared.read(datasheet or {}),
    }
    return Settings(**(about | changed))


def survey(**about) -> SourceFile:
    return SourceFile(**({"path": "a.csv", "table": "answers"} | about))


def contracts() -> SourceFile:
    return SourceFile(path="hr.xlsx", table="contracts")


def written(modules, about) -> str:
    parts = letter.parts(modules, about)
    return "\n".join(p for one in parts for p in one.parts if isinstance(p, str))


def test_a_printed_table_has_a_box_for_every_answer_and_the_item_in_the_margin(core):
    document = docx.Document(io.BytesIO(printed.document("T", core, "")))
    rows = [[c.text for c in row.cells] for table in document.tables for row in table.rows[1:]]
    assert [row[0] for row in rows] == [asked.item for asked in core[0].items]
    assert all(set(row[2:]) == {printed.BOX} for row in rows)


def test_a_printed_page_is_a4(core):
    page = docx.Document(io.BytesIO(printed.document("T", core, ""))).sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)


def test_the_tables_fit_between_the_margins(book):
    modules = contents.modules(book, list(book.items["module"].unique()))
    document = docx.Document(io.BytesIO(printed.document("T", modules, "")))
    page = document.sections[0]
    room = page.page_width - page.left_margin - page.right_margin
    assert all(sum(c.width for c in t.columns) <= room + 1000 for t in document.tables)


def test_the_paper_says_the_minutes_of_each_module_and_that_nothing_is_validated(core, text_of):
    with use("en"):
        text = text_of(printed.document("T", core, "Not yet validated."))
    assert f"34 statements, about {core[0].minutes} minutes" in text
    assert "Not yet validated." in text


def test_many_answers_become_numbers_with_their_words_above(own_book, text_of):
    anchors = [f"grade10,{n},{'slecht' if n == 1 else n}" for n in range(1, 11)]
    book = own_book(["a_1,a,Cijfer,10,m,grade10,"], anchors)
    text = text_of(printed.document("T", contents.modules(book, ["m"]), ""))
    assert "1 = slecht" in text


def test_a_form_has_a_numbered_line_for_each_question_and_a_letter_for_each_answer(core, text_of):
    lines = text_of(forms.document("T", core)).splitlines()
    numbered = [line for line in lines if line.split(".")[0].isdigit()]
    assert len(numbered) == 3 + len(core[0].items)
    assert lines[lines.index(numbered[3]) + 1].startswith("A. ")


def test_more_questions_than_a_form_may_have_are_refused(own_book):
    book = own_book([f"a_{n},a,Vraag {n},5,m,," for n in range(200)])
    with pytest.raises(DataProblem, match="203 questions, and a form may have 200"):
        forms.document("T", contents.modules(book, ["m"]))


def test_a_letter_without_a_study_leaves_open_what_only_people_know(core):
    blanks = [
        p for one in letter.parts(core, None) for p in one.parts if isinstance(p, letter.Blank)
    ]
    assert len(blanks) == 9


def test_a_letter_says_threshold_and_retention_of_the_study(core):
    with use("en"):
        text = written(core, study(files=[survey()]))
    assert "at least 7 people" in text
    assert "deleted on 1 August 2029" in text


def test_a_letter_names_what_answers_are_linked_with(core):
    with use("en"):
        text = written(core, study(files=[survey(), contracts()]))
    assert "confidential and not anonymous" in text
    assert "linked with: contracts" in text


def test_an_anonymous_questionnaire_is_never_called_confidential_only(core):
    with use("en"):
        text = written(core, study(files=[survey(anonymous=True), contracts()]))
    assert "the questionnaire is anonymous" in text
    assert "linked with: contracts" not in text


def test_one_form_that_is_linked_makes_the_whole_confidential(core):
    files = [survey(anonymous=True), survey(path="b.csv")]
    with use("en"):
        assert "not anonymous" in written(core, study(files=files))


def test_a_letter_takes_over_what_people_declared(core):
    told = {"purpose": "Leren.", "contact": "fg@", "recipients": "Het team.", "councils": [
        {"name": "MR De Wilg", "consent_on": date(2025, 1, 15)}, {"name": "OR"}]}  # fmt: skip
    with use("en"):
        text = written(core, study(files=[survey()], datasheet=told))
    assert "Leren." in text and "Het team." in text
    assert "MR De Wilg agreed on 15 January 2025." in text
    assert "OR agreed" not in text


def test_open_fields_are_counted_and_marked(core):
    with use("en"):
        document = docx.Document(io.BytesIO(letter.document("T", core, None, "")))
    marked = [r.text for p in document.paragraphs for r in p.runs if r.font.highlight_color]
    assert marked[0].startswith("[9 fields are still open")
    assert len(marked) == 10
