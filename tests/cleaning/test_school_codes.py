import pandas as pd
import pytest

from analysis.cleaning import school_codes
from analysis.cleaning.sheet import Sheet


@pytest.fixture
def codes(raw_file, settings):
    """Read codes of schools; give them with the changes that were counted."""

    def run(written, location=None, **about):
        columns = {"code": written} | ({} if location is None else {"suffix": location})
        named = {"school_id": "code"} | ({} if location is None else {"location": "suffix"})
        raw, source = raw_file("school_results", columns, columns=named, **about)
        sheet = Sheet(raw, source, settings, technical=school_codes.TECHNICAL)
        found = school_codes.read(sheet)
        return found.tolist(), {change: n for (_column, change), n in sheet.changes.items()}

    return run


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("00AP00", "00AP00"),
        ("00ap00", "00AP00"),
        ("00AP 00", "00AP00"),
        ("00AP-01", "00AP01"),
        ("00AP|C1", "00APC1"),
        ("00AP|1", "00AP01"),
    ],
)
def test_spellings_of_one_code_meet(codes, written, code):
    assert codes([written])[0] == [code]


@pytest.mark.parametrize(
    ("brin", "location", "code"),
    [
        ("00AP", "00", "00AP00"),
        ("00ap", "1", "00AP01"),
        ("00AP", "C1", "00APC1"),
        ("00AP", "00*", "00AP00"),
        ("16AH", "16AH00", "16AH00"),
        ("00AP", "00AP|C1", "00APC1"),
    ],
)
def test_brin_and_location_are_put_together(codes, brin, location, code):
    assert codes([brin], [location])[0] == [code]


@pytest.mark.parametrize(("brin", "location"), [("00AP", None), ("AP", "00"), (None, "00")])
def test_without_both_parts_there_is_no_code(codes, brin, location):
    found, _changes = codes([brin, "00AR"], [location, "00"])
    assert pd.isna(found[0])


def test_a_line_under_the_table_has_no_code(codes):
    found, _changes = codes(["00AR", "Bron: CBS"], ["00", None])
    assert found[0] == "00AR00"
    assert pd.isna(found[1])


def test_a_lost_zero_and_an_asterisk_are_counted(codes):
    _found, changes = codes(["00AP", "00AR", "00AV"], ["1", "00*", "00"])
    assert changes == {"brin_with_location": 3, "mark_removed": 1, "zero_restored": 1}


def test_codes_of_other_countries_stay_as_they_are(codes):
    assert codes(["01M015", "01m019", "12X"])[0] == ["01M015", "01m019", "12X"]


def test_one_code_among_many_that_looks_dutch_is_left_alone(codes):
    assert codes(["de wilg", "de eik", "00ap00"])[0] == ["de wilg", "de eik", "00ap00"]


def test_a_column_called_location_is_not_used_unasked(codes, raw_file, settings):
    columns = {"school_id": ["A", "B"], "location": ["north", "south"]}
    raw, source = raw_file("school_results", columns)
    sheet = Sheet(raw, source, settings, technical=school_codes.TECHNICAL)
    assert school_codes.read(sheet).tolist() == ["A", "B"]
