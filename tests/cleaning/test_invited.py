import pytest

from analysis.cleaning import invited
from analysis.errors import DataProblem


@pytest.fixture
def clean(settings, raw_file, units):
    def run(columns, /, **about):
        file = raw_file("invited", columns, **({"wave": "2025"} | about))
        return invited.clean([file], settings, units=units)

    return run


def test_a_count_is_kept_with_the_school_of_its_team(clean, period):
    kept = clean({"team_id": ["t1", "t2"], "n": ["12", "9"]}, fielded=period).kept
    assert kept.values.tolist() == [["t1", "s1", "2025", 12.0], ["t2", "s2", "2025", 9.0]]


@pytest.mark.parametrize(
    ("n", "fate"),
    [
        ("-1", "impossible_count"),
        ("8.5", "impossible_count"),
        (None, "impossible_count"),
        ("0", "kept"),
    ],
)
def test_a_count_that_is_no_number_of_people_is_set_aside(clean, n, fate):
    assert clean({"team_id": ["t1"], "n": [n]}).rows["fate"].tolist() == [fate]


def test_a_team_that_is_not_among_the_units_is_set_aside(clean):
    cleaned = clean({"team_id": ["t1", "t2", "t9"], "n": ["1", "2", "3"]})
    assert cleaned.rows["fate"].tolist() == ["kept", "kept", "unknown_team"]


def test_the_same_row_twice_counts_once(clean):
    cleaned = clean({"team_id": ["t1", "t1"], "n": ["4", "4"]})
    assert cleaned.rows["fate"].tolist() == ["kept", "duplicate_row"]


def test_two_counts_for_one_team_are_refused(clean):
    with pytest.raises(DataProblem, match="Several rows share team_id, wave"):
        clean({"team_id": ["t1", "t1"], "n": ["4", "5"]})


def test_a_column_with_the_wave_is_followed(clean):
    cleaned = clean({"team_id": ["t1"], "n": ["4"], "meting": ["2026"]}, columns={"wave": "meting"})
    assert cleaned.kept["wave"].tolist() == ["2026"]
