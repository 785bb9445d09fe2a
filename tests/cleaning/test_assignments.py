import pytest
from pandas.testing import assert_frame_equal

from analysis.cleaning import assignments
from analysis.errors import DataProblem


@pytest.fixture
def timetable(raw_file):
    def make(n: int = 1, **columns):
        usual = {
            "group_id": [f"g{i}" for i in range(n)],
            "school_id": ["s1"] * n,
            "team_id": ["t1"] * n,
            "person_id": ["p1"] * n,
            "year": ["2023/2024"] * n,
            "share": ["0,6"] * n,
        }
        return raw_file("assignments", usual | columns, decimal_sign=",", path="raw/groepen.csv")

    return make


@pytest.fixture
def clean(settings, units):
    def run(*files, units=units):
        return assignments.clean(list(files), settings, units=units)

    return run


def test_an_ordinary_row_is_kept(timetable, clean):
    kept = clean(timetable()).kept
    assert kept.to_numpy().tolist() == [["g0", "s1", "t1", "p1", 2023.0, 0.6]]


@pytest.mark.parametrize(
    ("columns", "rule"),
    [
        ({"group_id": None}, "no_group_code"),
        ({"team_id": "t9"}, "unknown_team"),
        ({"team_id": "s1"}, "unknown_team"),  # a school is no team
        ({"team_id": None}, "kept"),
        ({"school_id": "s9"}, "unknown_school"),
        ({"school_id": None, "team_id": None}, "unknown_school"),
        ({"team_id": None, "person_id": None}, "nobody_named"),
        ({"person_id": None}, "kept"),
        ({"share": "0"}, "impossible_share"),
        ({"share": "-0,2"}, "impossible_share"),
        ({"share": "1,1"}, "impossible_share"),
        ({"share": "1"}, "kept"),
        ({"share": None}, "kept"),
    ],
)
def test_each_rule_points_at_its_row(timetable, clean, columns, rule):
    file = timetable(3)
    for column, cell in columns.items():
        file[0].rows.loc[1, column] = cell
    cleaned = clean(file)
    assert cleaned.rows["fate"].tolist() == [rule, "kept", "kept"]
    assert cleaned.audit.fates["n"].sum() == 3


def test_a_row_that_was_exported_twice_counts_once(timetable, clean):
    cleaned = clean(timetable(2, group_id=["g1", "g1"]))
    assert cleaned.rows["fate"].tolist() == ["kept", "duplicate_row"]


def test_two_people_may_share_a_group(timetable, clean):
    cleaned = clean(timetable(2, group_id=["g1", "g1"], person_id=["p1", "p2"]))
    assert cleaned.rows["fate"].tolist() == ["kept", "kept"]


def test_two_shares_for_one_person_and_group_are_refused(timetable, clean):
    file = timetable(2, group_id=["g1", "g1"], share=["0,6", "0,4"])
    with pytest.raises(DataProblem, match="Several rows share group_id, team_id, person_id, year"):
        clean(file)


def test_the_school_is_filled_in_from_the_team_in_that_year(timetable, clean):
    file = timetable(
        2, team_id=["t2", "t2"], school_id=[None, None], year=["2023/2024", "2024/2025"]
    )
    assert clean(file).kept["school_id"].tolist() == ["s1", "s2"]  # t2 moved in 2024


def test_percentages_become_parts_of_one(timetable, clean):
    cleaned = clean(timetable(2, share=["60", "40"]))
    assert cleaned.kept["share"].tolist() == [0.6, 0.4]
    changes = cleaned.audit.changes[["column", "change", "n"]].to_numpy().tolist()
    assert changes == [["share", "percent_to_factor", 2]]


def test_without_units_every_team_and_school_is_taken(timetable, clean):
    cleaned = clean(timetable(2, school_id=["x", None]), units=None)
    assert cleaned.rows["fate"].tolist() == ["kept", "unknown_school"]


def test_the_raw_table_is_left_untouched(timetable, clean):
    raw, source = timetable(2, team_id=["t1 ", "t9"])
    before = raw.rows.copy(deep=True)
    clean((raw, source))
    assert_frame_equal(raw.rows, before)
