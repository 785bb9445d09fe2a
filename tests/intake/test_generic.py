def test_a_semicolon_file_of_windows_is_read_as_it_is(read):
    content = "Team;Aantal;fte\r\nOB “oost”;012;0,8\r\n".encode("cp1252")
    table = read(content, table="invited", columns={"team_id": "Team"})
    assert table.rows.loc[1].tolist() == ["OB “oost”", "012", "0,8"]
    report = table.report
    assert (report.format, report.encoding, report.separator) == ("csv", "cp1252", ";")
    assert (report.decimal, report.header_rows, report.n_columns) == (",", 1, 3)


def test_a_mark_never_enters_the_first_name(read):
    table = read("\ufeffid,n\n1,2\n")
    assert list(table.rows.columns) == ["id", "n"]
    assert table.report.byte_order_mark


def test_the_catalogue_holds_each_column_and_its_text(read):
    table = read("a ,a\n1,2\n")
    assert table.catalogue["text"].to_dict() == {"a": "a", "a (2)": "a"}


def test_every_cell_is_text_and_the_index_is_called_row(read):
    table = read("a,b\n1,2.50\n")
    assert set(table.rows.dtypes.astype(str)) == {"str"}
    assert table.rows.index.name == "row"


def test_a_code_wrapped_in_a_formula_keeps_its_zeros_and_is_told(read):
    table = read('code,x\n"=""00123""",a\n"=""00124""",b\n,c\n', columns={"team_id": "code"})
    assert table.rows["code"].fillna("-").tolist() == ["00123", "00124", "-"]
    assert table.report.sentences() == [
        "Cells written as a formula to keep their zeros, read as text: 2."
    ]


def test_any_other_formula_stays_text_and_is_never_computed(read):
    rows = read("a,b\n=1+1,x\n=SUM(A1),y\n", columns={"team_id": "a"}).rows
    assert rows["a"].tolist() == ["=1+1", "=SUM(A1)"]
