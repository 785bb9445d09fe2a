from analysis.intake import decimals


def test_a_comma_in_numbers_is_the_decimal_sign():
    assert decimals.detect(dict(fte=["0,8", "1"])) == (",", [])


def test_a_point_in_numbers_is_the_decimal_sign():
    assert decimals.detect(dict(fte=["0.8", "1"])) == (".", [])


def test_text_with_commas_does_not_count():
    assert decimals.detect(dict(remark=["ja, graag", "1,5"], n=["1", "2"])) == ("", [])


def test_thousands_and_decimals_together_are_understood():
    assert decimals.detect(dict(budget=["1.234,50", "10,00"]))[0] == ","


def test_a_sign_that_may_separate_thousands_is_told():
    sign, notes = decimals.detect(dict(budget=["1.234", "2.500"]))
    assert sign == ""
    assert "budget" in str(notes[0])


def test_another_column_settles_the_doubt():
    sign, notes = decimals.detect(dict(budget=["1.234", "2.500"], fte=["0,8", "0,75"]))
    assert (sign, notes) == (",", [])


def test_two_signs_in_one_file_are_told():
    sign, notes = decimals.detect(dict(a=["0,8"], b=["0.8"]))
    assert sign == ""
    assert str(notes[0]) == "The file uses two decimal signs: a comma in a, a point in b."


def test_an_empty_table_has_no_sign():
    assert decimals.detect(dict(a=[])) == ("", [])


def test_cells_of_blanks_do_not_hide_the_sign():
    assert decimals.detect({"score": ["538,5", " ", "  "]})[0] == ","
