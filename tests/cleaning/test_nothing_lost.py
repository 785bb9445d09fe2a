"""Over generated exports: no row disappears, and nothing but what rows say decides their fate."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from analysis import codebook
from analysis.cleaning import answers, contracts
from analysis.intake.raw import RawTable

ONCE = effort(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
LABELS = [None, "mee eens", "helemaal mee oneens", "weet ik niet", "Strongly agree"]
RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "person_id": st.sampled_from([None, "p1", "p2", "p3", "p4"]),
            "team": st.sampled_from(["t1", "t2"]),
            "Status": st.sampled_from(["0", "0", "0", "1", "2"]),
            "Finished": st.sampled_from(["True", "True", "False"]),
            "Duration": st.sampled_from([None, "30", "600"]),
            "psysafe_1": st.sampled_from(LABELS),
            "psysafe_4": st.sampled_from(LABELS),
        }
    ),
    min_size=1,
    max_size=12,
)
CONTRACTS = st.lists(
    st.fixed_dictionaries(
        {
            "person_id": st.sampled_from([None, "test", "p1", "p2", "p3"]),
            "start": st.sampled_from([None, "01-08-2020", "15-03-2021", "01-01-1900"]),
            "end": st.sampled_from([None, "31-07-2020", "31-07-2024", "31-12-9999"]),
            "fte": st.sampled_from([None, "0,8", "1,0", "1,5", "-1"]),
        }
    ),
    min_size=1,
    max_size=12,
)
ROLES = {"Status": "status", "Finished": "finished", "Duration": "duration", "End": "ended"}


def columns_of(records: list[dict]) -> dict[str, list]:
    return {name: [record[name] for record in records] for name in records[0]}


def survey(raw_file, records):
    """Every record has its own moment, so that time decides between doubles."""
    cells = columns_of(records)
    cells["End"] = [f"2025-03-10 12:{n:02d}:00" for n in range(len(records))]
    about = {"wave": "2025", "columns": {"team_id": "team"}}
    return raw_file(
        "answers", cells, roles=ROLES, fielded=(date(2025, 3, 3), date(2025, 3, 28)), **about
    )


def shuffled(raw: RawTable, seed: int) -> RawTable:
    return RawTable(raw.rows.sample(frac=1, random_state=seed), raw.catalogue, raw.report)


def run(file, settings, units):
    return answers.clean([file], settings, codebook=codebook.load(), units=units)


@ONCE
@given(records=RECORDS)
def test_every_record_of_a_questionnaire_has_one_fate(raw_file, settings, units, records):
    cleaned = run(survey(raw_file, records), settings, units)
    assert cleaned.rows["row"].tolist() == list(range(1, len(records) + 1))
    assert cleaned.audit.fates["n"].sum() == len(records)
    assert cleaned.audit.kept("answers") == len(cleaned.kept)


@ONCE
@given(records=RECORDS, seed=st.integers(0, 99), policy=st.sampled_from(["latest", "first"]))
def test_the_order_of_records_changes_no_fate(
    raw_file, settings_with, units, records, seed, policy
):
    settings = settings_with(duplicates=policy)
    raw, source = survey(raw_file, records)
    as_is = run((raw, source), settings, units).rows
    other = run((shuffled(raw, seed), source), settings, units).rows
    assert_frame_equal(as_is, other.sort_values("row").reset_index(drop=True))


@ONCE
@given(records=RECORDS)
def test_another_pseudonym_key_changes_nothing_but_the_pseudonyms(
    raw_file, settings, units, records
):
    names = {"p1": "9f", "p2": "03", "p3": "aa", "p4": "00", None: None}
    other = [record | {"person_id": names[record["person_id"]]} for record in records]
    first = run(survey(raw_file, records), settings, units)
    second = run(survey(raw_file, other), settings, units)
    same = first.rows.assign(person_id=first.rows["person_id"].map(names).astype("str"))
    assert_frame_equal(same, second.rows)
    assert_frame_equal(first.audit.fates, second.audit.fates)


@ONCE
@given(records=CONTRACTS)
def test_every_contract_has_one_fate(raw_file, settings, records):
    file = raw_file("contracts", columns_of(records), decimal_sign=",", date_order="day_first")
    cleaned = contracts.clean([file], settings)
    assert cleaned.rows["row"].tolist() == list(range(1, len(records) + 1))
    assert cleaned.audit.fates["n"].sum() == len(records)


@ONCE
@given(records=RECORDS)
def test_cleaning_twice_gives_the_same(raw_file, settings, units, records):
    file = survey(raw_file, records)
    first, second = run(file, settings, units), run(file, settings, units)
    assert_frame_equal(first.rows, second.rows)
    assert_frame_equal(first.extra["answers_missing"], second.extra["answers_missing"])


@pytest.mark.parametrize("n", [0, 1])
def test_a_file_with_few_rows_adds_up(raw_file, settings, units, n):
    cells = {"person_id": ["p1"] * n, "psysafe_1": ["mee eens"] * n}
    cleaned = run(raw_file("answers", cells, wave="1"), settings, units)
    assert cleaned.audit.read("answers") == n
    assert cleaned.rows["psysafe_1"].cat.categories.dtype == "float64"
