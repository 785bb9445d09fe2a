import pytest

from analysis.errors import DataProblem


@pytest.mark.parametrize(
    "codes", [["7012.0", "7013.0", "7014.0"], ["7012,00", "7013,00"], ["9.7E+05", "8E+05", "77"]]
)
def test_codes_that_were_read_as_numbers_are_refused(read, codes):
    content = "Medewerker;start;end\n" + "".join(f"{code};2020-08-01;\n" for code in codes)
    with pytest.raises(DataProblem) as caught:
        read(content, table="contracts", columns={"person_id": "Medewerker"})
    message = str(caught.value)
    assert message.startswith(
        "file.csv, column Medewerker: A column of codes was read as numbers, so that zeros or "
        "digits may be lost. Found: "
    )
    assert "codes such as 123.0 or 1.2E+05. To repair: export it again" in message
    assert not any(code in message for code in codes)


@pytest.mark.parametrize(
    "codes", [["1e1", "2e2", "2e3"], ["12E3", "12AB"], ["3.0", "3.1", "4.1"], ["0701", "0702"]]
)
def test_codes_that_only_look_a_little_like_numbers_are_codes(read, codes):
    content = "school_id,headcount\n" + "".join(f"{code},1\n" for code in codes)
    assert read(content, table="school_staff").rows["school_id"].tolist() == codes


def test_numbers_in_other_columns_are_numbers(read):
    content = "school_id,fte\nA,7.0\nB,8.0\n"
    assert read(content, table="school_staff").rows["fte"].tolist() == ["7.0", "8.0"]
