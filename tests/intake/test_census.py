import pytest

from analysis.errors import DataProblem
from analysis.intake import census, encodings


def taken(tmp_path, content, *, width, offset=0):
    path = tmp_path / "f.csv"
    path.write_bytes(content)
    return census.take(encodings.detect(path), ",", offset, width)


def test_records_of_another_width_are_found_by_number(tmp_path):
    found = taken(tmp_path, b"1,2\n3,4,5\n6,7\n", width=2)
    assert (found.n_records, found.misfits, found.cut_off) == (3, [(2, 3)], False)


def test_only_the_last_record_can_be_cut_off(tmp_path):
    found = taken(tmp_path, b"1\n2,3\n4\n", width=2)
    assert (found.misfits, found.cut_off) == ([(1, 1)], True)


def test_the_header_is_passed_over(tmp_path):
    assert taken(tmp_path, b"a,b\n1,2\n", width=2, offset=4).n_records == 1


def test_lines_in_another_encoding_are_told_as_records(tmp_path):
    content = 'é,"x\ny"\n'.encode() + "ë,2\n".encode("cp1252")
    assert taken(tmp_path, content, width=2).damaged == {"mixed": [2]}


def test_at_most_five_records_are_named(tmp_path):
    found = taken(tmp_path, b"1,2,3\n" * 8 + b"1,2\n", width=2)
    with pytest.raises(DataProblem, match="8 rows") as caught:
        census.refuse_misfits(found, 2, "f.csv", ",")
    assert "record 5" in str(caught.value)
    assert "record 6" not in str(caught.value)


def test_a_tab_is_written_as_a_word():
    assert census.name_of("\t") == "tab"
