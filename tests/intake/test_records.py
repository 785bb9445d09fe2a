import pytest

from analysis.errors import DataProblem
from analysis.intake import delimited, records
from analysis.settings import SourceFile


def body(tmp_path, content, **source):
    path = tmp_path / "f.csv"
    path.write_bytes(content.encode("utf-8"))
    table = delimited.open_file(path, SourceFile(path="f.csv", table="answers", **source))
    return records.read(table, 1, len(table.top[0]))


def test_header_row_skips_the_lines_above_it(tmp_path):
    rows, facts = body(tmp_path, "Overzicht\n\na;b\n1;2\n", header_row=3)
    assert rows.iloc[0].tolist() == ["1", "2"]


def test_a_header_over_several_lines_is_one_record(tmp_path):
    rows, facts = body(tmp_path, '"a\nregel 2";b\n1;2\n')
    assert (len(rows), facts.n_records) == (1, 1)


def test_cells_keep_blanks_zeros_quotes_and_line_ends(tmp_path):
    rows, _ = body(tmp_path, 'a,b,c\n007, x ,"zei ""ja""\r\nen ging"\n')
    assert rows.iloc[0].tolist() == ["007", " x ", 'zei "ja"\r\nen ging']


def test_empty_and_quoted_empty_cells_are_missing(tmp_path):
    rows, _ = body(tmp_path, 'a,b,c\n,"",x\n')
    assert rows.iloc[0].isna().tolist() == [True, True, False]


def test_words_that_pandas_takes_for_missing_stay_words(tmp_path):
    rows, _ = body(tmp_path, "a,b,c\nNA,null,nan\n")
    assert rows.iloc[0].tolist() == ["NA", "null", "nan"]


def test_rows_are_numbered_by_record_not_by_line(tmp_path):
    rows, _ = body(tmp_path, 'a,b\n"x\ny",1\nz,2\n\n\n')
    assert rows.index.tolist() == [1, 2]


def test_a_header_without_rows_gives_no_rows(tmp_path):
    rows, facts = body(tmp_path, "a,b\n")
    assert (rows.shape, facts.n_records) == ((0, 2), 0)


def test_a_record_wider_than_the_header_is_refused_by_number(tmp_path):
    with pytest.raises(DataProblem, match=r"header has 2 columns.*record 2 has 3 cells"):
        body(tmp_path, "a,b\n1,2\n3,4,5\n6,7\n")


def test_all_records_wider_than_the_header_are_refused(tmp_path):
    # pandas takes the first column for row names here, and moves every answer one place
    with pytest.raises(DataProblem, match="2 rows.*header has 2 columns"):
        body(tmp_path, "a,b\n1,2,3\n4,5,6\n")


def test_a_record_narrower_than_the_header_is_refused(tmp_path):
    with pytest.raises(DataProblem, match="record 1 has 1 cells"):
        body(tmp_path, "a,b\n1\n2,3\n")


def test_a_last_record_that_is_cut_off_is_set_aside(tmp_path):
    rows, facts = body(tmp_path, "a,b,c\n1,2,3\n4,5")
    assert (len(rows), facts.n_records, facts.set_aside) == (1, 2, (("cut_off", 1),))
    assert "record 2" in str(facts.notes[0])


def test_a_last_record_cut_off_inside_quotes_is_set_aside(tmp_path):
    rows, facts = body(tmp_path, 'a,b\n1,"x"\n2,"hal')
    assert (len(rows), facts.n_records, facts.set_aside) == (1, 2, (("cut_off", 1),))


def test_study_toml_can_keep_what_stands_before_the_cut(tmp_path):
    content = "a,b,c\n1,2,3\n4,5"
    rows, facts = body(tmp_path, content, cut_off_row="keep")
    assert rows.fillna("").to_numpy().tolist() == [["1", "2", "3"], ["4", "", ""]]
    assert (facts.n_records, facts.set_aside) == (2, ())
    assert "first 1 cells were kept" in str(facts.notes[0])


def test_a_mark_that_overrules_study_toml_is_told(tmp_path):
    _rows, facts = body(tmp_path, "\ufeffa,b\n1,2\n", encoding="cp1252")
    assert "was read so, not as cp1252" in str(facts.notes[0])


def test_a_quote_that_never_closes_is_refused(tmp_path):
    with pytest.raises(DataProblem, match="at or after record 2 and does not close"):
        body(tmp_path, 'a,b\n1,x\n2,"y\n3,z\n4,u\n')


def test_two_stray_quotes_cannot_hide_the_records_between_them(tmp_path):
    with pytest.raises(DataProblem, match="double quote opens a cell at or after record 1"):
        body(tmp_path, 'a,b,c\n5,"ja,3\n6,nee,2\n7,"nee,1\n')


def test_an_answer_that_looks_like_records_is_read_when_its_quotes_are_right(tmp_path):
    rows, _ = body(tmp_path, 'a,b,c\n1,"eerst\nx, y, z\ndan",2\n')
    assert rows.iloc[0, 1] == "eerst\nx, y, z\ndan"


def test_records_without_a_value_are_set_aside_and_counted(tmp_path):
    rows, facts = body(tmp_path, "a;b\n1;2\n;\n3;4\n;\n")
    assert rows.index.tolist() == [1, 3]
    assert (facts.n_records, facts.set_aside) == (4, (("empty_record", 2),))


def test_a_record_longer_than_a_block_is_read_whole(tmp_path):
    long = "x" * 3_000_000
    rows, _ = body(tmp_path, f"a,b\n1,{long}\n2,y\n")
    assert rows.iloc[0, 1] == long


def test_two_thousand_columns_are_read(tmp_path):
    names = ",".join(f"q{i}" for i in range(2000))
    rows, _ = body(tmp_path, names + "\n" + ",".join(["1"] * 2000) + "\n")
    assert rows.shape == (1, 2000)


def test_damaged_letters_are_named_with_their_records(tmp_path):
    rows, facts = body(tmp_path, "a,b\nx,1\ncaf\ufffd,2\nlazaroÃ«,3\n")
    assert [str(remark).split(":")[0] for remark in facts.notes] == [
        "Records with letters that were lost before the file came here",
        "Records with letters that an earlier program seems to have misread",
    ]
    assert [remark.values for remark in facts.notes] == [
        {"n": 1, "rows": "2"},
        {"n": 1, "rows": "3"},
    ]


def test_a_file_of_one_column_says_that_it_has_no_separator(tmp_path):
    rows, facts = body(tmp_path, "naam\nx\ny\n")
    assert (facts.separator, rows.iloc[:, 0].tolist()) == ("", ["x", "y"])
    assert "no separator" in str(facts.notes[0])


def test_line_ends_of_windows_and_old_macs_are_read_alike(tmp_path):
    ends = [body(tmp_path, f"a,b{end}1,2{end}3,4{end}")[0] for end in ("\n", "\r\n", "\r")]
    assert [rows.to_numpy().tolist() for rows in ends] == [[["1", "2"], ["3", "4"]]] * 3
