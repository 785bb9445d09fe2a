from exports import table

from analysis.drafting import look


def test_a_column_is_described_by_what_is_in_it(see):
    seen = see(table("naam;dag;aantal;leeg", "ja;01-02-2024;3,5;", "nee;2024-02-03;4;", times=3))
    looks = {name: column.looks for name, column in seen.columns.items()}
    assert looks == {"naam": "text", "dag": "date", "aantal": "number", "leeg": "empty"}


def test_labels_are_counted_and_only_common_ones_may_be_named(see):
    column = see(table("q", "eens", "eens ", times=4) + "zeg ik niet\n").columns["q"]
    assert column.counts == {"eens": 8, "zeg ik niet": 1}
    assert column.common(5) == {"eens": 8}


def test_a_column_of_codes_has_no_list_of_labels(see):
    seen = see(table("code", "p{i}", times=look.MANY + 1))
    assert seen.columns["code"].counts == {}
    assert len(seen.counts_of("code")) == look.MANY + 1


def test_every_visible_sheet_with_rows_is_looked_at(write):
    rows = [["a", "b"], [1, 2]]
    path = write("f.xlsx", {"Een": rows, "Leeg": [], "Twee": rows})
    assert [seen.source.sheet for seen in look.looks(path)] == ["Een", "Twee"]
