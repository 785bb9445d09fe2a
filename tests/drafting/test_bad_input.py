"""Files that cannot be used: one clear message through the command, and nothing is written."""

import pytest
from exports import workbook

from analysis.drafting import folder as drafting
from analysis.errors import DataProblem

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WIDE = "a;b\n1;2\n3;4;5\n6;7\n"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("f.csv", "", "f.csv: The file is empty."),
        ("f.csv", WIDE, "The header has 2 columns, but not all records have as many cells"),
        ("f.csv", 'a;b\n1;x\n2;"y\n3;z\n4;u\n', "A double quote opens a cell at or after record 2"),
        ("f.csv", "BSN;x\n123456782;1\n", "column BSN: The column holds citizen service numbers"),
        ("f.csv", "<html><table><tr><td>1</td></tr></table>", "The file is a web page or XML"),
        ("f.pdf", "%PDF-1.7\n", "The file is a PDF."),
        ("f.xls", OLE + bytes(600), r"The file is of the old Excel kind \(.xls\)"),
        ("f.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "protected with a password"),
        ("f.xlsx", workbook({"A": [["a"], [1]]})[:-200], "The file is damaged, or is not an Excel"),
        ("f.xlsx", workbook({"A": []}), "The sheet A is empty"),
        ("f.sav", b"$FL2" + bytes(300), "The SPSS file is damaged"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "file",
)
def test_one_message_says_what_it_is_and_how_to_repair_it(tmp_path, write, name, content, message):
    with pytest.raises(DataProblem, match=message) as told:
        drafting.new(tmp_path / "mine", [write(name, content)])
    assert "To repair: " in str(told.value)
    assert not (tmp_path / "mine").exists()


@pytest.mark.parametrize(
    ("content", "remark"),
    [
        ("\ufeffa;b\n1;2\n", ""),
        ("a;;b;b\n1;2;3;4\n", "Names that stand above more than one column, numbered here: b."),
        ("a;b\n1;2\n3;4", ""),
        ("a;b;c\n1;2;3\n4;5", "The file ends inside record 2: that record was set aside."),
        ("a;b\ncaf\ufffd;2\n", "Records with letters that were lost before the file came here"),
        ("sep=;\na;b\n1;2\n", ""),
        ("a;b\n", ""),
    ],
    ids=["mark", "names", "last line", "cut off", "letters", "sep", "no rows"],
)
def test_what_can_be_read_is_read_and_said(tmp_path, write, content, remark):
    made = drafting.new(tmp_path / "mine", [write("f.csv", content)])
    (one,) = made.drafts
    assert list(one.look.columns)[0] == "a"
    said = " ".join(str(note) for note in one.look.table.facts.notes)
    assert remark in said


def test_two_thousand_columns_are_drafted(tmp_path, write):
    names = ";".join(["Medewerker", *(f"q{i}" for i in range(1999))])
    rows = "\n".join(";".join([str(100 + i), *["1"] * 1999]) for i in range(3))
    made = drafting.new(tmp_path / "mine", [write("f.csv", f"{names}\n{rows}\n")])
    assert len(made.drafts[0].look.columns) == 2000
