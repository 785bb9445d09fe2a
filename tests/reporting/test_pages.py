import os
from dataclasses import replace

import pytest
import toy

from analysis.reporting import notebooks, pages
from analysis.reporting.notebooks import Notebook
from analysis.reporting.prose import Prose
from analysis.reporting.runner import Job, Outcome


@pytest.fixture
def outcome(tmp_path):
    """The outcome of a notebook made of the cells given."""

    def make(cells, name="02_topic", own=False, problem="", section="") -> Outcome:
        notebook = Notebook(toy.write_notebook(tmp_path / f"{name}.ipynb", cells), name, own)
        return Outcome(Job(notebook, "nl", "1"), notebook.load(), problem, section)

    return make


@pytest.fixture
def written(tmp_path):
    """Write pages and give the folder."""

    def write(*outcomes, prose=None):
        pages.write(tmp_path / "pages", outcomes, prose=prose or Prose({}), title="A *study*")
        return tmp_path / "pages"

    return write


def cells_of(folder, name="02_topic"):
    return notebooks.light_nbformat().read(folder / f"{name}.ipynb", as_version=4).cells


def shown(cell, data, metadata=None):
    new_output = notebooks.light_nbformat().v4.new_output
    cell.outputs = [new_output("display_data", data, metadata=metadata or {})]


def test_parameters_and_the_study_put_in_are_left_out(outcome, written, tmp_path):
    made = outcome(toy.TABLES)
    notebooks.inject(made.content, tmp_path)
    text = (written(made) / "02_topic.ipynb").read_text(encoding="utf-8")
    assert "STUDY =" not in text and str(tmp_path) not in text


def test_code_is_folded(outcome, written):
    made = outcome(["# 2  A", ("", "1")])
    assert cells_of(written(made))[1].metadata["tags"] == ["hide-input"]


def test_code_of_a_section_is_one_fold_with_all_it_shows(outcome, written):
    made = outcome(["# 2  A", ("", "a"), ("", "b"), ("", "c"), "Text.", ("", "d")])
    for place in (2, 3):
        shown(made.content.cells[place], {"text/html": f"<p>{place}</p>"})
    code = [cell for cell in cells_of(written(made)) if cell.cell_type == "code"]
    assert [cell.source for cell in code] == ["a\n\nb\n\nc", "d"]
    assert [output.data["text/html"] for output in code[0].outputs] == ["<p>2</p>", "<p>3</p>"]


def test_second_picture_begins_a_fold_of_its_own(outcome, written):
    made = outcome(["# 2  A", ("", "a"), ("", "b")])
    for cell, alt in zip(made.content.cells[1:], "xy", strict=True):
        shown(cell, {"image/png": "eA=="}, {"image/png": {"alt": alt}})
    code = cells_of(written(made))[1:]
    assert [cell.metadata["mystnb"]["image"]["alt"] for cell in code] == ["x", "y"]


def test_picture_takes_its_words_along(outcome, written):
    made = outcome(["# 2  A", ("", "figure")])
    shown(
        made.content.cells[1], {"image/png": "eA=="}, {"image/png": {"alt": "A line.", "width": 9}}
    )
    about = cells_of(written(made))[1].metadata["mystnb"]["image"]
    assert about == {"alt": "A line.", "width": "9px"}


def test_page_that_stopped_says_why_and_where(outcome, written):
    made = outcome(toy.TABLES, problem="No <b>data</b>.", section="1  Why")
    box = str(cells_of(written(made, prose=Prose({"1  Why": "1  Waarom"})))[1].outputs)
    assert "No &lt;b&gt;data&lt;/b&gt;." in box and "“1  Waarom”" in box


def test_first_page_lists_questions_in_the_reader_s_language(outcome, written):
    folder = written(outcome(toy.TABLES), prose=Prose(toy.DUTCH))
    first = (folder / "index.md").read_text(encoding="utf-8")
    assert "[2 Psychologische veiligheid](02_topic.ipynb)" in first
    assert ": Zijn mensen in een team het eens?" in first


def test_first_page_groups_the_pages(outcome, written):
    folder = written(
        outcome(toy.WELCOME, "00_start_here"),
        outcome(toy.TABLES),
        outcome(["# Mine"], "own_mine", own=True),
    )
    first = (folder / "index.md").read_text(encoding="utf-8")
    places = [first.index(f"## {group}") for group in ("Begin here", "Topics", "Your own pages")]
    assert places == sorted(places)


def test_first_page_marks_what_could_not_be_made(outcome, written):
    first = (written(outcome(toy.TABLES, problem="x")) / "index.md").read_text(encoding="utf-8")
    assert "*This page could not be made.*" in first


def test_title_of_a_study_is_not_read_as_markdown(outcome, written):
    first = (written(outcome(toy.TABLES)) / "index.md").read_text(encoding="utf-8")
    assert first.startswith("# A \\*study\\*\n")


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("2  Safety: can it be trusted?", "2 Safety"),
        ("My page", "My page"),
        ("3  At 10:30 in the morning", "3 At 10:30 in the morning"),
    ],
)
def test_name_in_the_list_is_the_title_without_its_question(outcome, title, short):
    assert pages.short_title(outcome([f"# {title}"]).job.notebook, Prose({})) == short


def test_parts_of_a_marked_text_keep_its_marks(outcome, written):
    marked = Prose({source: f"⟦{source}⟧" for source in toy.DUTCH})
    first = (written(outcome(toy.TABLES), prose=marked) / "index.md").read_text(encoding="utf-8")
    assert "⟦2 Psychological safety⟧" in first
    assert ": ⟦Do people in one team agree?⟧" in first


def test_link_to_a_file_finds_it_in_the_folder_of_its_page(outcome, written):
    made = outcome(["# 2  A", ("", "a")])
    link = '<p class="leercultuur download"><a href="files/t.docx" download>T</a></p>'
    shown(made.content.cells[1], {"text/html": link})
    assert 'href="files/02_topic/t.docx"' in cells_of(written(made))[1].outputs[0].data["text/html"]


def test_files_of_pages_that_ran_stand_beside_them(outcome, tmp_path):
    left = {}
    for name in ("02_topic", "03_other"):
        left[name] = tmp_path / "left" / name
        left[name].mkdir(parents=True)
        (left[name] / "t.docx").write_text(name)
        (left[name] / "people.csv").write_text("no table of Word")
    made = [
        replace(outcome(["# 2  A"], name, problem=problem), files=left[name])
        for name, problem in (("02_topic", ""), ("03_other", "No data."))
    ]
    place = pages.copy_files(tmp_path / "beside", made)
    found = [str(path.relative_to(place)) for path in place.rglob("*") if path.is_file()]
    assert found == [os.path.join("files", "02_topic", "t.docx")]
