from dataclasses import replace

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis.cleaning import contracts
from analysis.errors import DataProblem


@pytest.fixture
def hr(raw_file):
    """Make an HR export; what a test does not name is in order."""

    def make(n: int = 1, *, about: dict | None = None, **columns):
        usual = {
            "person_id": [f"p{i}" for i in range(n)],
            "start": ["01-08-2020"] * n,
            "end": ["31-07-2024"] * n,
            "fte": ["0,8"] * n,
        }
        known = {"file_format", "decimal_sign"}
        options = {name: columns.pop(name) for name in known & set(columns)}
        given = {"path": "raw/hr.csv"} | (about or {})
        return raw_file("contracts", usual | columns, **({"decimal_sign": ","} | options), **given)

    return make


@pytest.fixture
def clean(settings):
    def run(*files, units=None):
        return contracts.clean(list(files), settings, units=units)

    return run


def changes_of(cleaned) -> list:
    return cleaned.audit.changes[["column", "change", "n"]].values.tolist()


def test_an_ordinary_contract_is_kept(hr, clean):
    kept = clean(hr()).kept
    days = [kept.loc[0, day].date().isoformat() for day in ("start", "end")]
    assert [*days, kept.loc[0, "fte"]] == ["2020-08-01", "2024-07-31", 0.8]


@pytest.mark.parametrize(
    ("columns", "rule"),
    [
        ({"person_id": "test"}, "test_employee"),
        ({"person_id": None}, "no_person_code"),
        ({"start": None}, "no_start"),
        ({"start": "01-01-1900"}, "no_start"),
        ({"end": "31-07-2020"}, "end_before_start"),
        ({"fte": "-0,1"}, "impossible_fte"),
        ({"fte": "1,21"}, "impossible_fte"),
        ({"fte": "1,2"}, "kept"),
        ({"end": "01-08-2020"}, "kept"),  # one day in service
        ({"end": None}, "kept"),
        ({"fte": None}, "kept"),
    ],
)
def test_each_rule_points_at_its_row(hr, clean, columns, rule):
    file = hr(3)
    for column, cell in columns.items():
        file[0].rows.loc[1, column] = cell
    assert clean(file).rows["fate"].tolist() == [rule, "kept", "kept"]


def test_a_school_that_is_not_among_the_units_is_set_aside(hr, clean, units):
    cleaned = clean(hr(2, school_id=["s1", "s9"]), units=units)
    assert cleaned.rows["fate"].tolist() == ["kept", "unknown_school"]


def test_a_row_that_was_exported_twice_counts_once(hr, clean):
    cleaned = clean(hr(3, person_id=["p1", "p2", "p1"]))
    assert cleaned.rows["fate"].tolist() == ["kept", "kept", "duplicate_row"]


def test_two_contracts_that_differ_in_one_column_are_both_kept(hr, clean):
    cleaned = clean(hr(2, person_id=["p1", "p1"], fte=["0,4", "0,5"]))
    assert cleaned.rows["fate"].tolist() == ["kept", "kept"]


def test_the_first_day_out_becomes_the_last_day_in_and_is_counted(hr, clean):
    cleaned = clean(hr(2, end=["01-08-2024", "15-09-2024"], about={"end_is": "first_day_out"}))
    assert cleaned.kept.loc[0, "end"] == pd.Timestamp("2024-07-31")
    assert ["end", "first_day_out_to_last_day", 2] in changes_of(cleaned)


def test_the_end_of_time_is_no_end(hr, clean):
    cleaned = clean(hr(2, end=["31-12-9999", "31-07-2024"]))
    assert cleaned.kept["end"].isna().tolist() == [True, False]
    assert ["end", "sentinel_to_missing", 1] in changes_of(cleaned)


def test_an_end_in_the_future_is_kept_as_it_is(hr, clean):
    assert clean(hr(end=["31-07-2031"])).kept.loc[0, "end"] == pd.Timestamp("2031-07-31")


def test_percentages_become_parts_of_a_full_job(hr, clean):
    cleaned = clean(hr(2, fte=["80", "100"]))
    assert cleaned.kept["fte"].tolist() == pytest.approx([0.8, 1.0])
    assert ["fte", "percent_to_factor", 2] in changes_of(cleaned)


def test_hours_need_the_hours_of_a_full_job(hr, clean):
    with pytest.raises(DataProblem, match=r'values\.fte\.full_week = "40"'):
        clean(hr(2, fte=["32", "24"]))


def test_hours_become_parts_of_a_full_job(hr, clean):
    about = {"values": {"fte": {"full_week": "40"}}}
    kept = clean(hr(2, fte=["32", "24"], about=about)).kept
    assert kept["fte"].tolist() == pytest.approx([0.8, 0.6])


def test_one_slip_of_the_keys_does_not_turn_factors_into_percentages(hr, clean):
    cleaned = clean(hr(3, fte=["0,8", "8", "0,9"]))
    assert cleaned.rows["fate"].tolist() == ["kept", "impossible_fte", "kept"]


def test_exit_codes_mean_what_the_study_says(hr, clean):
    about = {"values": {"exit_class": {"08": "voluntary", "11": "end_of_temporary_contract"}}}
    kept = clean(hr(3, exit_class=["08", "11", "vrijwillig"], about=about)).kept
    assert kept["exit_class"].tolist() == ["voluntary", "end_of_temporary_contract", "voluntary"]


def test_an_exit_code_nobody_explains_is_unknown_and_counted(hr, clean):
    cleaned = clean(hr(2, exit_class=["77", None]))
    assert cleaned.kept["exit_class"].tolist()[0] == "unknown"
    assert cleaned.kept["exit_class"].isna().tolist() == [False, True]
    assert ["exit_class", "unknown_code", 1] in changes_of(cleaned)


def test_a_value_that_exit_class_cannot_have_is_refused(hr, clean):
    with pytest.raises(DataProblem, match="Found: volunteer"):
        clean(hr(exit_class=["08"], about={"values": {"exit_class": {"08": "volunteer"}}}))


def test_a_function_group_nobody_knows_is_refused_without_naming_a_rare_label(hr, clean):
    with pytest.raises(DataProblem) as caught:
        clean(hr(6, function_group=["OP", "OP", "OOP", "DIR", "LIO", "Torenwachter"]))
    assert "1 other label, too rare to be named" in str(caught.value)
    assert "Torenwachter" not in str(caught.value)


def test_function_groups_are_read_by_their_dutch_codes(hr, clean):
    kept = clean(hr(4, function_group=["OP", "oop", "DIR", "LIO"])).kept
    assert kept["function_group"].tolist() == ["teacher", "support", "leader", "trainee"]


def test_yes_and_no_are_read_in_both_languages(hr, clean):
    kept = clean(hr(4, replacement=["Ja", "nee", "TRUE", None])).kept
    assert kept["replacement"].tolist() == [True, False, True, False]


def test_without_a_column_for_it_every_job_is_the_main_job(hr, clean):
    assert clean(hr(2)).kept["main_job"].tolist() == [True, True]


def test_school_and_board_are_filled_in_from_the_team(hr, clean, units):
    kept = clean(
        hr(2, team_id=["t2", "t2"], start=["01-08-2023", "01-08-2024"], end=["31-07-2025"] * 2),
        units=units,
    ).kept
    assert kept["school_id"].tolist() == ["s1", "s2"]  # t2 moved in 2024
    assert kept["board_id"].tolist() == ["b1", "b1"]


def test_codes_keep_their_leading_zeros(hr, clean):
    assert clean(hr(school_id=["00AP"])).kept.loc[0, "school_id"] == "00AP"


def test_a_spreadsheet_may_mix_numbers_and_numbers_typed_as_text(hr, clean):
    cleaned = clean(hr(2, fte=["0.8", "0,9"], file_format="excel"))
    assert cleaned.kept["fte"].tolist() == pytest.approx([0.8, 0.9])
    assert ["fte", "text_to_number", 1] in changes_of(cleaned)


def test_an_unreadable_number_is_counted_and_not_repeated(hr, clean):
    with pytest.raises(DataProblem) as caught:
        clean(hr(2, fte=["0,8", "halve baan"]))
    assert str(caught.value).startswith("raw/hr.csv, column fte, 1 row: Some cells are no numbers.")
    assert "halve" not in str(caught.value)


def test_a_file_without_an_end_column_says_what_to_add(raw_file, clean):
    with pytest.raises(DataProblem, match="columns.end"):
        clean(raw_file("contracts", {"person_id": ["p1"], "start": ["01-08-2020"]}))


def test_a_column_that_is_not_in_the_file_is_named_with_its_nearest(hr, clean):
    file = hr(school_id=["s1"], about={"columns": {"team_id": "Schoolid"}})
    with pytest.raises(DataProblem, match="no column Schoolid. Found: school_id"):
        clean(file)


def test_a_column_that_was_taken_out_for_privacy_says_so(hr, clean):
    raw, source = hr(about={"columns": {"team_id": "E-mail"}})
    report = replace(raw.report, stripped=(("E-mail", "email"),))
    with pytest.raises(DataProblem, match="column E-mail: The column was taken out"):
        clean((replace(raw, report=report), source))


def test_a_contract_without_a_school_is_kept(hr, clean, units):
    assert clean(hr(2, school_id=["s1", None]), units=units).rows["fate"].tolist() == ["kept"] * 2


def test_a_column_that_the_table_does_not_have_is_refused(hr, clean):
    with pytest.raises(DataProblem, match="use start"):
        clean(hr(about={"columns": {"strat": "start"}}))


def test_the_raw_table_is_left_untouched(hr, clean):
    raw, source = hr(2, fte=["0,8 ", "0,9"])
    before = raw.rows.copy(deep=True)
    clean((raw, source))
    assert_frame_equal(raw.rows, before)


def test_an_end_that_is_called_unknown_is_no_open_end(hr, clean):
    about = {"missing": {"skipped": ["Not Stated"]}}
    cleaned = clean(hr(3, end=["31-07-2024", "Not Stated", None], about=about))
    assert cleaned.rows["fate"].tolist() == ["kept", "no_end", "kept"]
    assert ["end", "called_missing", 1] in changes_of(cleaned)


def test_schools_are_found_by_brin_and_location(hr, clean):
    about = {"columns": {"school_id": "Brin", "location": "Vestiging"}}
    cleaned = clean(hr(2, Brin=["00AP", "00AP"], Vestiging=["0", "1"], about=about))
    assert cleaned.kept["school_id"].tolist() == ["00AP00", "00AP01"]


def test_two_digits_of_a_year_are_of_this_century_until_68(hr, clean):
    kept = clean(hr(2, start=["31-08-98", "31-08-20"], end=["31-07-24", None])).kept
    assert kept["start"].dt.year.tolist() == [1998, 2020]
    assert kept.loc[0, "end"] == pd.Timestamp("2024-07-31")


def test_days_that_a_spreadsheet_counted_are_days(hr, clean):
    kept = clean(hr(start=["44044"], end=["45504"], file_format="excel")).kept
    days = [kept.loc[0, day].date().isoformat() for day in ("start", "end")]
    assert days == ["2020-08-01", "2024-07-31"]


@pytest.mark.parametrize(
    ("order", "start"), [("day_first", "2020-08-01"), ("month_first", "2020-01-08")]
)
def test_text_dates_are_read_in_the_order_that_is_declared(hr, clean, order, start):
    file = hr(start=["01/08/2020"], end=[None], about={"date_order": order})
    assert clean(file).kept.loc[0, "start"] == pd.Timestamp(start)


def test_contracts_with_two_employers_are_both_kept(hr, clean):
    cleaned = clean(hr(2, person_id=["p1", "p1"], board_id=["b1", "b2"], fte=["0,5", "0,5"]))
    assert cleaned.kept["board_id"].tolist() == ["b1", "b2"]


def test_replacement_pool_and_side_jobs_keep_their_flags(hr, clean):
    flags = {"replacement": ["Ja"], "pool": ["ja"], "main_job": ["nee"]}
    kept = clean(hr(**flags)).kept
    assert kept.loc[0, ["replacement", "pool", "main_job"]].tolist() == [True, True, False]


def test_where_a_leaver_went_is_read_where_a_study_maps_it(hr, clean):
    file = hr(2, destination=["zelfde sector", "naar de maan"])
    assert clean(file).kept["destination"].tolist() == ["same_sector", "unknown"]


def test_without_the_column_no_destination_is_made_up(hr, clean):
    assert clean(hr()).kept["destination"].isna().all()
