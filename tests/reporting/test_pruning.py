"""Sections without data."""

import nbformat
import pytest

from analysis.reporting.pruning import prune


class Half:
    """A study with answers and nothing else."""

    def has(self, table: str) -> bool:
        return table == "answers"

    def missing_words(self, table: str) -> str:
        return f"no {table}"


def notebook(*cells):
    made = []
    for text, tag in cells:
        make = nbformat.v4.new_markdown_cell if text.startswith("#") else nbformat.v4.new_code_cell
        cell = make(text)
        cell.metadata["tags"] = [tag] if tag else []
        made.append(cell)
    return nbformat.v4.new_notebook(cells=made)


def sources(content):
    return [cell.source for cell in content.cells]


def test_section_without_its_table_becomes_one_sentence():
    content = notebook(
        ("## Left\n\nWhy.", "needs-contracts"), ("f()", ""), ("## Next", ""), ("g()", "")
    )
    assert sources(prune(content, Half())) == ["## Left\n\nno contracts", "## Next", "g()"]


def test_section_with_its_table_stays():
    content = notebook(("## Answers", "needs-answers"), ("f()", ""))
    assert sources(prune(content, Half())) == ["## Answers", "f()"]


def test_subsections_go_with_their_section():
    content = notebook(
        ("## Left", "needs-contracts"), ("### Detail", ""), ("f()", ""), ("## B", "")
    )
    assert sources(prune(content, Half())) == ["## Left\n\nno contracts", "## B"]


@pytest.mark.parametrize("tag", ["", "parameters"])
def test_cells_without_a_need_stay(tag):
    content = notebook(("f()", tag))
    assert sources(prune(content, Half())) == ["f()"]


def test_single_cell_with_a_need_goes_alone():
    content = notebook(("f()", "needs-contracts"), ("g()", ""))
    assert sources(prune(content, Half())) == ["g()"]


def test_page_that_needs_a_table_keeps_its_introduction_and_says_what_is_missing():
    content = notebook(
        ("# Page\n\nAbout.", "needs-contracts"), ("f()", ""), ("## A", ""), ("g()", "")
    )
    assert sources(prune(content, Half())) == ["# Page\n\nAbout.\n\nno contracts"]


def test_sections_that_lack_the_same_table_say_it_once():
    content = notebook(
        ("## Left", "needs-contracts"), ("## Why", "needs-contracts"), ("## Ill", "needs-absences")
    )
    first = "## Left\n\nno contracts 1 more part of this page needs it and is left out."
    assert sources(prune(content, Half())) == [first, "## Ill\n\nno absences"]


@pytest.mark.parametrize(("tag", "stays"), [("contracts-or-answers", True), ("a-or-b", False)])
def test_section_that_needs_one_of_two_tables_stays_with_either(tag, stays):
    content = notebook(("## Left", f"needs-{tag}"), ("f()", ""))
    kept = sources(prune(content, Half()))
    assert kept == (["## Left", "f()"] if stays else ["## Left\n\nno a"])
