import pytest

from analysis.errors import DataProblem
from analysis.intake import bsn

# Made up: nine digits that pass the 11-test.
PASSING = ["111222333", "123456782", "999999990", "100000009"]


def refuse(**columns):
    bsn.refuse(columns, list(columns), "hr.csv")


@pytest.mark.parametrize("name", ["BSN", "Bsn medewerker", "BurgerServiceNummer", "sofi-nummer"])
def test_a_column_named_so_is_refused(name):
    assert bsn.is_named_so(name)


@pytest.mark.parametrize("name", ["Medewerker", "Naam", "absent", "Bsnelheid"])
def test_other_names_pass(name):
    assert not bsn.is_named_so(name)


def test_numbers_that_pass_the_test_of_eleven_are_refused():
    # 1*9+1*8+1*7+2*6+2*5+2*4+3*3+3*2-3 = 66 = 6 * 11
    assert bsn.looks_like(PASSING)


def test_nine_in_ten_is_enough():
    nine = [f"{n:09d}" for n in range(100000000, 100001000) if bsn.looks_like([f"{n:09d}"] * 3)][:9]
    assert bsn.looks_like([*nine, "x"])
    assert not bsn.looks_like([*nine, "x", "y"])


def test_staff_numbers_of_nine_digits_pass():
    assert not bsn.looks_like([str(n) for n in range(200000000, 200000200)])


def test_two_hits_prove_nothing():
    assert not bsn.looks_like(PASSING[:2])


def test_a_leading_zero_that_excel_took_away_does_not_hide_them():
    # 012345672: 0*9+1*8+2*7+3*6+4*5+5*4+6*3+7*2-2 = 110 = 10 * 11
    assert bsn.looks_like(["12345672", *PASSING])


def test_points_and_blanks_between_digits_do_not_hide_them():
    assert bsn.looks_like(["1112.22.333", "1234 56 782", "9999.99.990"])


def test_the_message_names_the_column_and_shows_no_value():
    with pytest.raises(DataProblem, match=r"column Nummer.*click with the right button") as caught:
        refuse(Nummer=PASSING, FTE=["1"] * 4)
    assert not any(number in str(caught.value) for number in PASSING)
