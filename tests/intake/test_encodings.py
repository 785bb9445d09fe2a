import codecs

import pytest

from analysis.errors import DataProblem
from analysis.intake import encodings


def detected(tmp_path, content, **given):
    path = tmp_path / "f.csv"
    path.write_bytes(content)
    return encodings.detect(path, **given)


def words(text):
    with text.lines() as lines:
        return lines.read()


def test_utf8_is_recognised_without_a_mark(tmp_path):
    text = detected(tmp_path, "a;é\n".encode())
    assert (text.encoding, text.byte_order_mark) == ("utf-8", False)


def test_plain_letters_count_as_utf8(tmp_path):
    assert detected(tmp_path, b"a;b\n").encoding == "utf-8"


@pytest.mark.parametrize(
    ("mark", "codec"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_a_mark_decides_and_is_no_part_of_the_text(tmp_path, mark, codec):
    text = detected(tmp_path, mark + "a;é\n".encode(codec))
    assert (text.encoding, text.byte_order_mark, words(text)) == (codec, True, "a;é\n")


def test_utf16_without_a_mark_is_recognised_by_its_zeros(tmp_path):
    text = detected(tmp_path, "naam;waarde\nx;1\n".encode("utf-16-le"))
    assert text.encoding == "utf-16-le"


def test_what_is_not_utf8_is_windows(tmp_path):
    text = detected(tmp_path, "naam;é “x” €\n".encode("cp1252"))
    assert (text.encoding, words(text)) == ("cp1252", "naam;é “x” €\n")


def test_two_encodings_in_one_file_are_read_line_by_line_and_named(tmp_path):
    content = "naam\nmét\n".encode() + "zónder\n".encode("cp1252")
    text = detected(tmp_path, content)
    assert (text.encoding, words(text)) == ("mixed", "naam\nmét\nzónder\n")
    assert text.damage == {"mixed": [3]}


def test_a_file_cut_inside_its_last_letter_stays_utf8(tmp_path):
    text = detected(tmp_path, "né\ncafé".encode()[:-1])
    assert (text.encoding, text.suspect, words(text)) == ("utf-8", True, "né\ncaf\ufffd")


def test_nul_characters_are_removed_and_their_lines_named(tmp_path):
    text = detected(tmp_path, b"naam\nb\0c\nd\n")
    assert (words(text), text.damage) == ("naam\nbc\nd\n", {"nul": [2]})


def test_letters_lost_before_are_suspect(tmp_path):
    assert detected(tmp_path, "naam\ncaf\ufffd\n".encode()).suspect


def test_a_given_encoding_is_followed(tmp_path):
    text = detected(tmp_path, "é".encode("cp850"), given="cp850")
    assert words(text) == "é"


def test_an_encoding_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(DataProblem, match="The encoding utf-9 does not exist"):
        detected(tmp_path, b"a", given="utf-9")


def test_a_given_encoding_that_does_not_fit_is_refused(tmp_path):
    with pytest.raises(DataProblem, match="cannot be read in the encoding utf-8"):
        detected(tmp_path, "é".encode("cp1252"), given="utf-8")


def test_the_mark_of_the_file_overrules_a_given_encoding(tmp_path):
    text = detected(tmp_path, codecs.BOM_UTF8 + "é".encode(), given="cp1252")
    assert (text.encoding, text.overruled, words(text)) == ("utf-8", "cp1252", "é")


@pytest.mark.parametrize("codec", ["utf-8", "cp1252", "utf-16-le"])
def test_the_stream_begins_at_an_offset_in_utf8(tmp_path, codec):
    text = detected(tmp_path, "é;b\nc;d\n".encode(codec), given=codec)
    assert text.stream(len("é;b\n".encode())).read() == b"c;d\n"
