import pytest
import toy

from analysis import paths
from analysis.errors import DataProblem
from analysis.reporting import notebooks
from analysis.reporting.notebooks import Notebook


@pytest.fixture
def project(tmp_path, monkeypatch):
    root = toy.write_project(tmp_path / "project")
    monkeypatch.setattr(paths, "project", lambda: root)
    return root


def made(folder, cells) -> Notebook:
    path = toy.write_notebook(folder / "03_topic.ipynb", cells)
    return Notebook(path, "03_topic", own=False)


def test_notebooks_of_the_study_come_after_ours_and_never_take_their_name(project, tmp_path):
    toy.write_notebook(tmp_path / "mine" / "notebooks" / "02_safety.ipynb", toy.TABLES)
    pages = [notebook.page for notebook in notebooks.of_study(tmp_path / "mine")]
    assert pages == ["00_start_here", "02_safety", "own_02_safety"]


def test_name_of_a_page_holds_no_blanks(project, tmp_path):
    toy.write_notebook(tmp_path / "mine" / "notebooks" / "my page (2).ipynb", toy.TABLES)
    assert notebooks.of_study(tmp_path / "mine")[-1].page == "own_my_page_2_"


def test_notebook_is_found_with_or_without_its_ending(project):
    assert notebooks.find("02_safety") == notebooks.find("02_safety.ipynb")


def test_unknown_notebook_is_refused_with_the_nearest_name(project):
    with pytest.raises(DataProblem, match="02_safety"):
        notebooks.find("02_safty")


def test_title_and_question_are_read_from_the_first_cell(tmp_path):
    notebook = made(
        tmp_path, ["# 3  Feedback: who asks?\n\n**Question.** Who asks?\n**For.** All."]
    )
    assert notebooks.title(notebook) == "3  Feedback: who asks?"
    assert notebooks.question(notebooks.introduction(notebook)[0]) == "Who asks?"


@pytest.mark.parametrize("end", ["", "\\", "  "])
def test_question_ends_where_the_next_words_in_bold_begin(tmp_path, end):
    notebook = made(tmp_path, [f"# 3  A\n\n**Question.** Who\nasks?{end}\n**For.** All."])
    assert notebooks.question(notebooks.introduction(notebook)[0]) == "Who asks?"


def test_notebook_without_a_heading_is_called_by_its_file(tmp_path):
    assert notebooks.title(made(tmp_path, [("", "1")])) == "03_topic"


def test_study_is_put_after_the_parameters(tmp_path):
    content = notebooks.inject(made(tmp_path, toy.TABLES).load(), tmp_path)
    tags = [cell.metadata.get("tags") for cell in content.cells[1:3]]
    assert tags == [["parameters"], [notebooks.INJECTED]]
    assert content.cells[2].source == f"STUDY = {str(tmp_path)!r}"


def test_notebook_without_parameters_is_left_as_it_is(tmp_path):
    content = made(tmp_path, ["# 3  A", ("", "1")]).load()
    assert len(notebooks.inject(content, tmp_path).cells) == 2


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": 3}', '{"nbformat": 4}', "\x00\x01"])
def test_file_that_is_no_notebook_is_named(tmp_path, text):
    path = tmp_path / "03_topic.ipynb"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataProblem, match="03_topic.ipynb: The file is not a notebook"):
        Notebook(path, "03_topic", own=False).load()
