from datetime import date

import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from analysis.cleaning import absences
from analysis.errors import DataProblem

CONTRACTS = pd.DataFrame({"person_id": [f"p{i}" for i in range(9)]})


@pytest.fixture
def export(raw_file):
    """Make an export of sick leave; what a test does not name is in order."""

    def make(n: int = 1, *, about: dict | None = None, **columns):
        usual = {
            "person_id": [f"p{i}" for i in range(n)],
            "start": ["2024-03-04"] * n,
            "end": ["2024-03-08"] * n,
            "share": ["1"] * n,
        }
        given_columns = usual | columns
        cells = {name: cell for name, cell in given_columns.items() if cell is not None}
        given = {"path": "raw/verzuim.xlsx"} | (about or {})
        return raw_file("absences", cells, file_format="excel", **given)

    return make


@pytest.fixture
def clean(settings):
    def run(*files, contracts=CONTRACTS):
        return absences.clean(list(files), settings, contracts=contracts)

    return run


def changes_of(cleaned) -> list:
    return cleaned.audit.changes[["column", "change", "n"]].values.tolist()


def fates_of(cleaned) -> dict:
    fates = cleaned.audit.fates.query("n > 0")
    return dict(zip(fates["rule"], fates["n"], strict=True))


def test_an_ordinary_line_is_kept(export, clean):
    row = clean(export()).kept.loc[0]
    assert [row["start"].date(), row["end"].date()] == [date(2024, 3, 4), date(2024, 3, 8)]
    assert row["share"] == 1


FIRST_DAY_OUT = {"end_is": "first_day_out"}


@pytest.mark.parametrize(
    ("columns", "rule"),
    [
        ({"person_id": "test"}, "test_employee"),
        ({"person_id": None}, "no_person_code"),
        ({"person_id": "p77"}, "unknown_person"),
        ({"start": None}, "no_start"),
        ({"start": "1900-01-01"}, "no_start"),
        ({"end": "2024-03-03"}, "end_before_start"),
        ({"end": "2024-03-04"}, "zero_length"),
        ({"end": "2024-03-05"}, "kept"),  # one day of sick leave
        ({"end": None}, "kept"),
        ({"share": "-0.1"}, "impossible_share"),
        ({"share": "1.1"}, "impossible_share"),
        ({"share": "0"}, "kept"),
        ({"share": None}, "kept"),
    ],
)
def test_each_rule_points_at_its_row(export, clean, columns, rule):
    file = export(4, about=FIRST_DAY_OUT)
    for column, cell in columns.items():
        file[0].rows.loc[1, column] = cell
    cleaned = clean(file)
    assert cleaned.rows["fate"].tolist() == [rule, "kept", "kept", "kept"]
    assert cleaned.audit.fates["n"].sum() == 4


def test_the_first_rule_of_two_is_the_fate(export, clean):
    cleaned = clean(export(2, person_id=[None, "p1"], start=[None, "2024-03-04"]))
    assert cleaned.rows["fate"].tolist() == ["no_person_code", "kept"]


def test_a_last_day_before_the_first_is_never_a_case_without_length(export, clean):
    cleaned = clean(export(2, end=["2024-03-03", "2024-03-04"]))
    assert cleaned.rows["fate"].tolist() == ["end_before_start", "kept"]


def test_the_day_of_recovery_becomes_the_last_day_and_is_counted(export, clean):
    cleaned = clean(export(2, about=FIRST_DAY_OUT))
    assert cleaned.kept["end"].tolist() == [pd.Timestamp("2024-03-07")] * 2
    assert changes_of(cleaned) == [["end", "first_day_out_to_last_day", 2]]


def test_a_case_without_recovery_is_open(export, clean):
    cleaned = clean(export(2, end=["9999-12-31", None], about=FIRST_DAY_OUT))
    assert cleaned.kept["end"].isna().all()
    assert ["end", "sentinel_to_missing", 1] in changes_of(cleaned)


def test_presence_in_percent_becomes_the_part_absent(export, clean):
    file = export(3, share=None, presence=["0", "50", "75"])
    cleaned = clean(file)
    assert cleaned.kept["share"].tolist() == pytest.approx([1, 0.5, 0.25])
    assert changes_of(cleaned) == [
        ["share", "percent_to_factor", 3],
        ["share", "presence_to_absence", 3],
    ]


def test_presence_above_the_whole_job_is_impossible(export, clean):
    cleaned = clean(export(4, share=None, presence=["50", "130", "-10", "100"]))
    fates = ["kept", "impossible_share", "impossible_share", "kept"]
    assert cleaned.rows["fate"].tolist() == fates


def test_one_slip_of_the_keys_does_not_turn_parts_into_percentages(export, clean):
    cleaned = clean(export(4, share=["0.5", "50", "1", "1"]))
    assert cleaned.rows["fate"].tolist() == ["kept", "impossible_share", "kept", "kept"]


def test_part_absent_and_part_present_together_are_refused(export, clean):
    with pytest.raises(DataProblem, match="both the part absent and the part present"):
        clean(export(presence=["50"]))


def test_without_a_column_for_it_the_part_absent_is_not_known(export, clean):
    assert clean(export(2, share=None)).kept["share"].isna().all()


def test_a_line_that_was_exported_twice_counts_once(export, clean):
    cleaned = clean(export(3, person_id=["p1", "p2", "p1"]))
    assert cleaned.rows["fate"].tolist() == ["kept", "kept", "duplicate_row"]


def test_two_lines_of_one_case_are_both_kept(export, clean):
    cleaned = clean(export(2, person_id=["p1", "p1"], share=["1", "0.5"]))
    assert cleaned.rows["fate"].tolist() == ["kept", "kept"]


@pytest.mark.parametrize("kind", ["ZW", "zw ", "Zwangerschapsverlof", "maternity leave"])
def test_pregnancy_is_no_sick_leave(export, clean, kind):
    cleaned = clean(export(2, kind=[kind, "Ziek"]))
    assert cleaned.rows["fate"].tolist() == ["not_sick_leave", "kept"]


def test_of_other_leave_nothing_remains_but_the_count(export, clean):
    cleaned = clean(export(2, kind=["ZW", None]))
    assert cleaned.rows.loc[0, ["start", "end", "share"]].isna().all()
    assert cleaned.rows.loc[1, ["start", "end", "share"]].notna().all()
    assert fates_of(cleaned) == {"not_sick_leave": 1, "kept": 1}
    assert "kind" not in " ".join(cleaned.rows.columns)


def test_the_study_says_what_its_codes_mean(export, clean):
    about = {"values": {"kind": {"11": "sick", "12": "other"}}}
    cleaned = clean(export(2, kind=["11", "12"], about=about))
    assert cleaned.rows["fate"].tolist() == ["kept", "not_sick_leave"]


def test_a_kind_nobody_knows_is_refused_without_naming_a_rare_label(export, clean):
    with pytest.raises(DataProblem) as caught:
        clean(export(2, kind=["Hernia", "Ziek"]))
    assert "1 other label, too rare to be named" in str(caught.value)
    assert "[file.values.kind]" in str(caught.value)
    assert "Hernia" not in str(caught.value)


def test_a_kind_that_is_neither_is_refused(export, clean):
    with pytest.raises(DataProblem, match="Found: pregnant"):
        clean(export(kind=["ZW"], about={"values": {"kind": {"ZW": "pregnant"}}}))


def test_numbers_of_another_kind_are_refused_before_all_rows_are_lost(export, clean):
    with pytest.raises(DataProblem) as caught:
        clean(export(3, person_id=["x1", "x2", "p1"]))
    assert str(caught.value).startswith(
        "raw/verzuim.xlsx, column person_id, 2 rows: Most people in this file have no contract."
    )
    assert "x1" not in str(caught.value)


def test_without_contracts_nobody_is_unknown(export, clean):
    assert clean(export(2, person_id=["x1", "x2"]), contracts=None).rows["fate"].eq("kept").all()


def test_a_file_without_an_end_column_says_what_to_add(raw_file, clean):
    with pytest.raises(DataProblem, match="columns.end"):
        clean(raw_file("absences", {"person_id": ["p1"], "start": ["2024-03-04"]}))


def test_an_empty_file_gives_an_empty_table(export, clean):
    cleaned = clean(export(0))
    assert len(cleaned.rows) == 0
    assert cleaned.audit.read("absences") == 0


def test_the_raw_table_and_the_contracts_are_left_untouched(export, clean):
    raw, source = export(3, kind=["ZW", None, "ziek "], share=None, presence=["0", "50", None])
    before, known = raw.rows.copy(deep=True), CONTRACTS.copy(deep=True)
    clean((raw, source))
    assert_frame_equal(raw.rows, before)
    assert_frame_equal(CONTRACTS, known)


RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "person_id": st.sampled_from([None, "test", "p1", "p2", "p3", "p4", "p99"]),
            "start": st.sampled_from([None, "2024-01-01", "2024-02-15"]),
            "end": st.sampled_from([None, "2023-12-01", "2024-01-01", "2024-03-01"]),
            "presence": st.sampled_from([None, "0", "50", "100", "120"]),
            "kind": st.sampled_from([None, "Z", "ZW"]),
        }
    ),
    min_size=1,
    max_size=12,
)


@effort(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=RECORDS)
def test_every_line_has_one_fate(raw_file, settings, records):
    cells = {name: [record[name] for record in records] for name in records[0]}
    file = raw_file("absences", cells, file_format="excel", end_is="first_day_out")
    cleaned = absences.clean([file], settings)
    assert cleaned.rows["row"].tolist() == list(range(1, len(records) + 1))
    assert cleaned.audit.fates["n"].sum() == len(records)
    assert cleaned.audit.kept("absences") == len(cleaned.kept)
    assert not (cleaned.kept["end"] < cleaned.kept["start"]).any()
