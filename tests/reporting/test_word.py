"""A table for a thesis is a table of Word."""

import docx
import pytest

from analysis.reporting.apa import Apa


def table(columns=3, language="en"):
    names = [str(at) for at in range(1, columns + 1)]
    rows = tuple((f"{at}. Scale", "3.60", "0.73", *(".12" for _ in names)) for at in (1, 2))
    head = ("Scale", "M", "SD", *names)
    return Apa("Means and so on", head, rows, frozenset({(1, 3)}), ("N = 12.",), language)


@pytest.fixture
def written(tmp_path):
    return docx.Document(str(table().docx(tmp_path / "t.docx", number=3)))


def test_cells_are_those_of_the_table(written):
    [grid] = written.tables
    assert [[cell.text for cell in row.cells] for row in grid.rows] == [
        ["Scale", "M", "SD", "1", "2", "3"],
        ["1. Scale", "3.60", "0.73", ".12", ".12", ".12"],
        ["2. Scale", "3.60", "0.73", ".12", ".12", ".12"],
    ]


def test_number_and_title_stand_above_and_the_note_below(written):
    texts = [paragraph.text for paragraph in written.paragraphs]
    assert texts == ["Table 3", "Means and so on", "Note. N = 12."]


def test_symbols_are_slanted_and_sure_correlations_bold(written):
    [grid] = written.tables
    assert [grid.cell(0, j).paragraphs[0].runs[0].italic for j in (0, 1, 3)] == [None, True, None]
    assert [grid.cell(i, 3).paragraphs[0].runs[0].bold for i in (1, 2)] == [None, True]


def test_rules_stand_above_and_below_the_head_and_at_the_foot_only(written):
    [grid] = written.tables
    edges = [
        sorted(
            edge.tag.split("}")[1] for edge in row.cells[0]._tc.iter() if "sz" in str(edge.keys())
        )
        for row in grid.rows
    ]
    assert edges == [["bottom", "top"], [], ["bottom"]]


def test_head_is_repeated_on_the_next_page(written):
    assert "w:tblHeader" in written.tables[0].rows[0]._tr.xml


def test_many_columns_turn_the_page(tmp_path):
    few, many = (table(n).docx(tmp_path / f"{n}.docx") for n in (3, 12))
    wide = [docx.Document(str(path)).sections[0] for path in (few, many)]
    assert [section.page_width > section.page_height for section in wide] == [False, True]


def test_the_same_table_is_the_same_file_and_names_nobody(tmp_path):
    one, other = (table().docx(tmp_path / name) for name in ("a.docx", "b.docx"))
    assert one.read_bytes() == other.read_bytes()
    assert docx.Document(str(one)).core_properties.author == ""


def test_language_is_told_to_the_spell_checker(tmp_path):
    path = table(language="nl").docx(tmp_path / "t.docx")
    document = docx.Document(str(path))
    assert document.core_properties.language == "nl-NL"
    assert 'w:lang w:val="nl-NL"' in document.styles.element.xml
    assert document.paragraphs[0].text == "Tabel 1"


def test_column_of_names_is_the_widest(written):
    [grid] = written.tables
    widths = [column.width for column in grid.columns]
    assert widths[0] > 3 * widths[1] == 3 * widths[-1]
