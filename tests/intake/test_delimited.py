import pytest

from analysis.errors import DataProblem
from analysis.intake import delimited
from analysis.settings import SourceFile


def opened(tmp_path, content, **source):
    path = tmp_path / "f.csv"
    path.write_bytes(content.encode("utf-8"))
    return delimited.open_file(path, SourceFile(path="f.csv", table="answers", **source))


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found_from_the_header(tmp_path, separator):
    content = f"a{separator}b{separator}c\n1{separator}2{separator}3\n"
    assert opened(tmp_path, content).separator == separator


def test_separators_inside_quotes_do_not_count(tmp_path):
    assert opened(tmp_path, '"a,b,c,d";e\n1;2\n').separator == ";"


def test_commas_in_an_unquoted_question_do_not_mislead(tmp_path):
    content = "Hoe veilig, eerlijk, prettig, open;team\n1;oost\n2;west\n"
    assert opened(tmp_path, content).separator == ";"


def test_decimal_commas_do_not_look_like_a_separator(tmp_path):
    assert opened(tmp_path, "a;b;c\n1,5;2,5;3,5\n1,0;2,0;3,0\n").separator == ";"


def test_the_separator_excel_wrote_above_the_header_is_followed(tmp_path):
    table = opened(tmp_path, "sep=;\na;b\n1;2\n")
    assert (table.separator, table.top[0]) == (";", ["a", "b"])


def test_a_given_separator_is_followed(tmp_path):
    assert opened(tmp_path, "a;b,c\n1;2,3\n", separator=",").top[0] == ["a;b", "c"]


@pytest.mark.parametrize("content", ["", "\n\n  \n"])
def test_an_empty_file_is_refused(tmp_path, content):
    with pytest.raises(DataProblem, match="The file is empty"):
        opened(tmp_path, content)
