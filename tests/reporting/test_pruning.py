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
