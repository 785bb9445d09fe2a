import pandas as pd
import pytest

from analysis.cleaning import contracts, zeros
from analysis.errors import DataProblem


def lost(*codes, known) -> list[bool]:
    return zeros.lost(pd.Series(codes, dtype="str"), known).tolist()


def test_a_code_that_is_known_with_zeros_has_lost_them():
    assert lost("12", "0012", "12b", None, known={"0012"}) == [True, False, False, False]


def test_a_code_that_is_known_as_it_stands_has_lost_nothing():
    assert lost("12", known={"0012", "12"}) == [False]


def test_contracts_whose_schools_lost_their_zeros_are_refused(raw_file, settings, units):
    known = units.assign(unit_id=units["unit_id"].replace({"s1": "0012"}))
    columns = {"person_id": ["p1", "p2"], "start": ["2020-08-01"] * 2, "end": [None] * 2}
    file = raw_file(
        "contracts", columns | {"school": ["12", "s2"]}, columns={"school_id": "school"}
    )
    with pytest.raises(DataProblem) as caught:
        contracts.clean([file], settings, units=known)
    assert str(caught.value) == (
        "raw/contracts.csv, column school, 1 row: Codes have lost the zeros in front of them. "
        "Found: codes that the table units has with zeros. To repair: export this column as text; "
        "in a spreadsheet, give it the format Text before the codes are pasted in."
    )
