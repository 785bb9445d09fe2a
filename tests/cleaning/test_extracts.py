"""Exports of 1 September 2023 and 1 September 2024 of one employer."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from analysis.cleaning import contracts
from analysis.measures import spells
from analysis.settings import SourceFile

FIRST, SECOND = date(2023, 9, 1), date(2024, 9, 1)
OPEN = None


@pytest.fixture
def clean(raw_file, settings):
    """Clean two exports; a contract is (person, start, end), at school s1 unless named."""

    def run(earlier, later, days=(FIRST, SECOND)):
        files = []
        for name, rows, day in (("one.csv", earlier, days[0]), ("two.csv", later, days[1])):
            whole = [(*row, "s1")[:4] for row in rows]
            names = ("person_id", "start", "end", "school_id")
            columns = {heading: [row[at] for row in whole] for at, heading in enumerate(names)}
            files.append(raw_file("contracts", columns, path=name, extract_on=day))
        return contracts.clean(files, settings)

    return run


def fates(cleaned) -> list[str]:
    return cleaned.rows["fate"].tolist()


def test_a_contract_that_was_closed_later_does_not_stay_open_beside_it(clean):
    cleaned = clean([("p1", "2020-08-01", OPEN)], [("p1", "2020-08-01", "2024-07-31")])
    assert fates(cleaned) == ["superseded", "kept"]
    assert cleaned.kept["end"].tolist() == [pd.Timestamp("2024-07-31")]


def test_a_contract_that_says_the_same_in_both_counts_once(clean):
    cleaned = clean([("p1", "2020-08-01", OPEN)], [("p1", "2020-08-01", OPEN)])
    assert fates(cleaned) == ["kept", "duplicate_row"]


def test_the_order_of_the_files_in_study_toml_does_not_matter(clean):
    earlier, later = [("p1", "2020-08-01", "2024-07-31")], [("p1", "2020-08-01", OPEN)]
    assert fates(clean(earlier, later, days=(SECOND, FIRST))) == ["kept", "superseded"]


def test_a_contract_that_had_ended_and_left_the_later_export_is_kept(clean):
    cleaned = clean(
        [("p1", "2020-08-01", "2022-07-31"), ("p2", "2021-08-01", OPEN)],
        [("p2", "2021-08-01", OPEN)],
    )
    assert fates(cleaned) == ["kept", "kept", "duplicate_row"]


def test_two_contracts_of_one_first_day_at_two_schools_are_two(clean):
    cleaned = clean(
        [("p1", "2020-08-01", OPEN, "s1"), ("p1", "2020-08-01", OPEN, "s2")],
        [("p1", "2020-08-01", "2024-07-31", "s1"), ("p1", "2020-08-01", OPEN, "s2")],
    )
    assert fates(cleaned) == ["superseded", "kept", "kept", "duplicate_row"]


def test_a_contract_that_was_split_later_is_told_by_its_parts(clean):
    cleaned = clean(
        [("p1", "2020-08-01", OPEN)],
        [("p1", "2020-08-01", "2024-01-31"), ("p1", "2024-02-01", OPEN)],
    )
    assert fates(cleaned) == ["superseded", "kept", "kept"]


def test_a_first_day_that_was_corrected_later_is_not_a_second_contract(clean):
    cleaned = clean([("p1", "2020-08-01", OPEN)], [("p1", "2020-08-15", OPEN)])
    assert fates(cleaned) == ["superseded", "kept"]


def test_somebody_in_no_later_export_left_on_the_day_last_seen(clean):
    cleaned = clean(
        [("p1", "2020-08-01", OPEN), ("p2", "2020-08-01", OPEN)], [("p2", "2020-08-01", OPEN)]
    )
    gone = cleaned.kept.iloc[0]
    assert (gone["end"], gone["exit_class"]) == (pd.Timestamp(FIRST), "unknown")
    assert cleaned.audit.changes[["column", "change", "n"]].values.tolist() == [
        ["end", "closed_when_last_seen", 1]
    ]


def test_somebody_whose_later_contract_alone_is_exported_moved_on_the_day_before(clean):
    cleaned = clean(
        [("p1", "2020-08-01", OPEN, "s1"), ("p2", "2020-08-01", OPEN)],
        [("p1", "2024-08-01", OPEN, "s2"), ("p2", "2020-08-01", OPEN)],
    )
    assert cleaned.kept.loc[0, "end"] == pd.Timestamp("2024-07-31")


def test_an_export_of_other_people_closes_nothing(clean):
    cleaned = clean([("p1", "2020-08-01", OPEN)], [("p2", "2020-08-01", OPEN)])
    assert cleaned.kept["end"].isna().all()


def test_without_a_day_of_export_nothing_is_superseded(clean):
    earlier, later = [("p1", "2020-08-01", OPEN)], [("p1", "2020-08-01", "2024-07-31")]
    assert fates(clean(earlier, later, days=(None, None))) == ["kept", "kept"]


def test_every_row_of_both_exports_is_accounted_for(clean):
    cleaned = clean([("p1", "2020-08-01", OPEN)] * 2, [("p1", "2020-08-01", "2024-07-31")])
    assert cleaned.audit.fates.groupby("file")["n"].sum().to_dict() == {"one.csv": 2, "two.csv": 1}


@pytest.mark.parametrize(
    ("days", "extract_on"),
    [
        ((FIRST, SECOND), SECOND),  # one employer over time
        ((date(2024, 8, 28), SECOND), date(2024, 8, 28)),  # two employers in one round
    ],
)
def test_what_is_known_of_everybody_ends_with_the_right_export(settings, days, extract_on):
    files = tuple(SourceFile(path=f"{d}.csv", table="contracts", extract_on=d) for d in days)
    assert spells.rules_of(replace(settings, files=files)).extract_on == extract_on


def test_a_contract_that_stands_twice_in_one_export_is_still_superseded(clean):
    cleaned = clean([("p1", "2020-08-01", OPEN)] * 2, [("p1", "2020-08-01", "2024-07-31")])
    assert fates(cleaned) == ["superseded", "duplicate_row", "kept"]


def test_of_three_exports_the_last_one_decides(raw_file, settings):
    days = (FIRST, date(2024, 3, 1), SECOND)
    files = [
        raw_file(
            "contracts",
            {"person_id": ["p1"], "start": ["2020-08-01"], "end": [end]},
            path=f"{day}.csv",
            extract_on=day,
        )
        for day, end in zip(days, (OPEN, OPEN, "2024-07-31"), strict=True)
    ]
    cleaned = contracts.clean(files, settings)
    assert fates(cleaned) == ["superseded", "duplicate_row", "kept"]


@pytest.mark.parametrize(("n", "noted"), [(60, True), (40, False)])
def test_an_export_that_stops_before_its_day_is_noted(raw_file, settings, n, noted):
    people = [f"p{i}" for i in range(n)]
    columns = {"person_id": people, "begin": ["2023-08-01"] * n, "end": [None] * n}
    about = {"extract_on": SECOND, "columns": {"start": "begin"}}
    notes = contracts.clean([raw_file("contracts", columns, **about)], settings).audit.notes
    assert notes[["column", "note"]].values.tolist() == [["begin", "stops_before_export"]] * noted


def test_an_export_with_a_recent_change_is_not_noted(raw_file, settings):
    people = [f"p{i}" for i in range(60)]
    columns = {"person_id": people, "start": ["2023-08-01"] * 60}
    columns["end"] = ["2024-07-31", *[None] * 59]
    file = raw_file("contracts", columns, extract_on=SECOND)
    assert contracts.clean([file], settings).audit.notes.empty
