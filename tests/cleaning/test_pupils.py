from datetime import date

import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from analysis.cleaning import pupils
from analysis.errors import DataProblem
from analysis.settings import Measure

SCALES = {
    "language": Measure(("Taal",), scale=(0.0, 100.0)),
    "wellbeing": Measure(("Welbevinden",), scale=(1.0, 5.0)),
}


@pytest.fixture
def wide(raw_file):
    """Make one school year of a pupil system: a row per pupil, a column per domain."""

    def make(n: int = 1, *, year: int = 2023, about: dict | None = None, **columns):
        usual = {
            "pupil_id": [f"k{i}" for i in range(n)],
            "school_id": ["s1"] * n,
            "group_id": ["g1"] * n,
            "measured_on": [f"{year + 1}-01-17"] * n,
            "Taal": ["52,4"] * n,
            "Welbevinden": [None] * n,
        }
        given_about = {"path": f"raw/leerlingen_{year}.csv", "year": year, "measures": SCALES}
        cells = {name: cell for name, cell in (usual | columns).items() if cell != []}
        return raw_file("pupils", cells, decimal_sign=",", **(given_about | (about or {})))

    return make


@pytest.fixture
def long(raw_file):
    """Make a file with a row per score."""

    def make(n: int = 1, *, about: dict | None = None, **columns):
        usual = {
            "pupil_id": [f"k{i}" for i in range(n)],
            "school_id": ["s1"] * n,
            "year": ["2023/24"] * n,
            "domain": ["taal"] * n,
            "score": ["52,4"] * n,
        }
        given_about = {"path": "raw/scores.csv"} | (about or {})
        return raw_file("pupils", usual | columns, decimal_sign=",", **given_about)

    return make


@pytest.fixture
def clean(settings):
    def run(*files, units=None, settings=settings):
        return pupils.clean(list(files), settings, units=units)

    return run


def changes_of(cleaned) -> list:
    return cleaned.audit.changes[["column", "change", "n"]].values.tolist()


def fates_of(cleaned) -> dict:
    fates = cleaned.audit.fates.query("n > 0")
    return dict(zip(fates["rule"], fates["n"], strict=True))


def test_each_score_of_a_pupil_is_a_row(wide, clean):
    kept = clean(wide(2, Welbevinden=["3,5", None])).kept
    assert kept[["pupil_id", "domain", "score"]].to_numpy().tolist() == [
        ["k0", "language", 52.4],
        ["k0", "wellbeing", 3.5],
        ["k1", "language", 52.4],
    ]
    assert kept.loc[0, "measured_on"] == pd.Timestamp("2024-01-17")
    assert kept["year"].tolist() == [2023, 2023, 2023]


def test_a_file_with_a_row_per_score_gives_the_same(wide, long, clean):
    of_wide = clean(wide(3)).kept
    of_long = clean(long(3, measured_on=["2024-01-17"] * 3, group_id=["g1"] * 3)).kept
    assert_frame_equal(of_wide, of_long)


@pytest.mark.parametrize(
    ("columns", "rule"),
    [
        ({"pupil_id": None}, "no_pupil_code"),
        ({"school_id": None}, "no_school"),
        ({"school_id": "s9"}, "unknown_school"),
        ({"school_id": "t1"}, "unknown_school"),  # a team is no school
        ({"Taal": None}, "no_score"),
        ({"Taal": "*"}, "no_score"),
        ({"Taal": "524"}, "impossible_score"),
        ({"Taal": "-1"}, "impossible_score"),
        ({"Taal": "100"}, "kept"),
        ({"Taal": "0"}, "kept"),
        ({"measured_on": "2023-07-31"}, "outside_year"),
        ({"measured_on": "2024-08-01"}, "outside_year"),
        ({"measured_on": "2023-08-01"}, "kept"),
        ({"measured_on": "2024-07-31"}, "kept"),
        ({"measured_on": None}, "kept"),
        ({"group_id": None}, "kept"),
    ],
)
def test_each_rule_points_at_its_row(wide, clean, units, columns, rule):
    file = wide(4)
    for column, cell in columns.items():
        file[0].rows.loc[1, column] = cell
    cleaned = clean(file, units=units)
    assert cleaned.rows["fate"].tolist() == [rule, "kept", "kept", "kept"]
    assert fates_of(cleaned) == {rule: 1, "kept": 3} if rule != "kept" else {"kept": 4}


def test_the_first_rule_of_two_is_the_fate(wide, clean):
    cleaned = clean(wide(2, pupil_id=[None, "k1"], Taal=["999", "50"]))
    assert cleaned.rows["fate"].tolist() == ["no_pupil_code", "kept"]


def test_a_record_that_was_exported_twice_counts_once(wide, clean):
    cleaned = clean(wide(2, pupil_id=["k1", "k1"], Welbevinden=["3,5", "3,5"]))
    assert fates_of(cleaned) == {"duplicate_row": 1, "kept": 1}
    assert len(cleaned.kept) == 2


def test_a_record_without_any_score_is_accounted_for(wide, clean):
    cleaned = clean(wide(2, Taal=[None, "50"]))
    assert fates_of(cleaned) == {"no_score": 1, "kept": 1}
    assert cleaned.rows["row"].tolist() == [1, 2]


def test_one_impossible_score_does_not_lose_the_others_of_the_record(wide, clean):
    cleaned = clean(wide(1, Welbevinden=["35"]))
    assert fates_of(cleaned) == {"kept": 1}
    assert cleaned.kept["domain"].tolist() == ["language"]
    assert ["wellbeing", "impossible_to_missing", 1] in changes_of(cleaned)


@pytest.mark.parametrize(("policy", "score"), [("latest", 60), ("first", 50)])
def test_of_two_scores_in_a_year_the_declared_one_counts(wide, clean, settings_with, policy, score):
    file = wide(
        2,
        pupil_id=["k1", "k1"],
        measured_on=["2024-06-10", "2023-11-20"],
        Taal=["60", "50"],
    )
    cleaned = clean(file, settings=settings_with(duplicates=policy))
    assert cleaned.kept["score"].tolist() == [score]
    assert fates_of(cleaned) == {"duplicate": 1, "kept": 1}


def test_scores_of_one_day_are_told_apart_by_their_place(wide, clean):
    file = wide(2, pupil_id=["k1", "k1"], Taal=["50", "60"])
    assert clean(file).kept["score"].tolist() == [60]


def test_the_earlier_score_is_that_of_the_year_before(wide, clean):
    cleaned = clean(
        wide(year=2021, Taal=["40"]), wide(year=2022, Taal=["45"]), wide(year=2023, Taal=["50"])
    )
    assert cleaned.kept["prior_score"].fillna(-1).tolist() == [-1, 40, 45]
    assert cleaned.kept["prior_on"].dt.year.fillna(0).tolist() == [0, 2022, 2023]
    counted = cleaned.audit.changes[["file", "change", "n"]].to_numpy().tolist()
    assert counted == [
        ["raw/leerlingen_2022.csv", "prior_from_earlier_year", 1],
        ["raw/leerlingen_2023.csv", "prior_from_earlier_year", 1],
    ]


def test_a_year_in_which_a_pupil_was_not_measured_is_passed_over(wide, clean):
    cleaned = clean(wide(year=2021, Taal=["40"]), wide(year=2023, Taal=["50"]))
    assert cleaned.kept["prior_score"].tolist()[1] == 40


def test_an_earlier_score_is_of_the_same_domain_and_pupil(wide, clean):
    cleaned = clean(
        wide(1, year=2022, Taal=[None], Welbevinden=["3,0"]),
        wide(2, year=2023, Welbevinden=[None, "4,0"]),
    )
    assert cleaned.kept["prior_score"].isna().all()


def test_scores_of_tests_with_other_bounds_are_not_compared(wide, clean):
    other = {"language": Measure(("Taal",), scale=(500.0, 600.0))}
    cleaned = clean(
        wide(year=2022, Taal=["540"], about={"measures": other}), wide(year=2023, Taal=["50"])
    )
    assert cleaned.kept["prior_score"].isna().all()


def test_a_row_that_was_set_aside_is_nobodys_earlier_score(wide, clean):
    cleaned = clean(wide(year=2022, Taal=["400"]), wide(year=2023, Taal=["50"]))
    assert cleaned.kept["prior_score"].isna().all()


def test_an_earlier_score_that_the_file_gives_stays(long, clean):
    file = long(
        2,
        pupil_id=["k1", "k1"],
        year=["2022", "2023"],
        score=["40", "50"],
        prior_score=[None, "47"],
        prior_on=[None, "2023-06-20"],
    )
    kept = clean(file).kept
    assert kept["prior_score"].tolist()[1] == 47
    assert kept["prior_on"].tolist()[1] == pd.Timestamp("2023-06-20")


def test_the_order_of_files_and_rows_changes_no_score(wide, clean):
    early, late = wide(3, year=2022, Taal=["1", "2", "3"]), wide(3, year=2023)
    one, other = clean(early, late).kept, clean(late, early).kept
    keys = ["year", "pupil_id"]
    assert_frame_equal(
        one.sort_values(keys, ignore_index=True), other.sort_values(keys, ignore_index=True)
    )


def test_a_study_in_calendar_years_says_when_scores_were_taken(wide, clean):
    about = {"fielded": (date(2023, 1, 1), date(2023, 12, 31))}
    file = wide(2, measured_on=["2023-03-01", "2024-01-17"], about=about)
    assert clean(file).rows["fate"].tolist() == ["kept", "outside_year"]


def test_bounds_hold_in_a_file_with_a_row_per_score_too(long, clean):
    about = {"measures": {"language": Measure(("score",), scale=(0.0, 50.0))}}
    file = long(2, domain=["taal", "rekenen"], about=about)
    assert clean(file).rows["fate"].tolist() == ["impossible_score", "kept"]


def test_reference_levels_are_kept_by_name(long, clean):
    kept = clean(long(2, reference_level=["1F", None])).kept
    assert kept["reference_level"].fillna("").tolist() == ["1F", ""]


def test_a_level_that_does_not_exist_is_refused(long, clean):
    with pytest.raises(DataProblem, match="1 other label, too rare to be named"):
        clean(long(reference_level=["9F"]))


def test_a_school_may_be_written_by_its_name(wide, clean, units):
    assert clean(wide(school_id=["De Eik"]), units=units).kept.loc[0, "school_id"] == "s2"


def test_a_file_of_other_schools_is_refused_before_all_rows_are_lost(wide, clean, units):
    with pytest.raises(DataProblem) as caught:
        clean(wide(8, school_id=["x1"] * 7 + ["s1"]), units=units)
    assert str(caught.value).startswith(
        "raw/leerlingen_2023.csv, column school_id, 7 rows: Most schools in this file are not in "
        "the table units."
    )
    assert "[file.values.school_id]" in str(caught.value)


def test_a_domain_that_does_not_exist_is_named_with_the_nearest(wide, clean):
    measures = {"langauge": Measure(("Taal",))}
    with pytest.raises(DataProblem, match=r"langauge is not a domain\. Found: language"):
        clean(wide(about={"measures": measures}))


def test_a_score_in_two_columns_is_refused(wide, clean):
    measures = {"language": Measure(("Taal", "Welbevinden"))}
    with pytest.raises(DataProblem, match="stands in one column"):
        clean(wide(about={"measures": measures}))


def test_a_file_that_does_not_tell_the_year_says_what_to_add(wide, clean):
    file = wide(about={"year": None}, year=2023)
    with pytest.raises(DataProblem, match="which year this file is about.*year = 2024"):
        clean(file)


def test_an_unreadable_score_is_counted_and_not_repeated(wide, clean):
    with pytest.raises(DataProblem) as caught:
        clean(wide(2, Taal=["50", "ruim voldoende"]))
    assert "1 row: Some cells are no numbers." in str(caught.value)
    assert "voldoende" not in str(caught.value)


def test_the_raw_table_is_left_untouched(wide, clean, units):
    raw, source = wide(3, school_id=["s1 ", "s1", None])
    before, known = raw.rows.copy(deep=True), units.copy(deep=True)
    clean((raw, source), units=units)
    assert_frame_equal(raw.rows, before)
    assert_frame_equal(units, known)


RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "pupil_id": st.sampled_from([None, "k1", "k2", "k3"]),
            "school_id": st.sampled_from([None, "s1", "s2"]),
            "measured_on": st.sampled_from([None, "2024-01-10", "2022-01-10"]),
            "Taal": st.sampled_from([None, "40", "999", "*"]),
            "Welbevinden": st.sampled_from([None, "3,5", "0"]),
        }
    ),
    min_size=1,
    max_size=10,
)


@effort(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=RECORDS)
def test_every_record_has_one_fate(raw_file, settings, records):
    cells = {name: [record[name] for record in records] for name in records[0]}
    file = raw_file("pupils", cells, decimal_sign=",", year=2023, measures=SCALES)
    cleaned = pupils.clean([file], settings)
    assert sorted(cleaned.rows["row"].unique()) == list(range(1, len(records) + 1))
    assert cleaned.audit.fates["n"].sum() == len(records)
    kept = cleaned.rows[cleaned.rows["fate"] == "kept"]
    assert cleaned.audit.kept("pupils") == kept["row"].nunique()
