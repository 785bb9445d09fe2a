from datetime import date

import pandas as pd
import pytest

from analysis.errors import DataProblem
from analysis.measures import rate_kinds, service
from analysis.measures.spells import SpellRules, spells
from analysis.measures.turnover import school_years, turnover

RULES = SpellRules(extract_on=date(2025, 9, 1), observed_from=date(2020, 8, 1), minimum_fte=0.1)
YEARS = school_years(2022, 2023)


def board_of(n_schools=6, per_school=10):
    """Contracts of schools in each of which one person leaves in the winter of 2023/2024."""
    rows = [
        {
            "person_id": f"p{school}-{person}",
            "school_id": f"s{school}",
            "board_id": "b",
            "start": pd.Timestamp("2019-01-01"),
            "end": pd.Timestamp("2024-01-30") if person == 0 else pd.NaT,
            "exit_class": "voluntary" if person == 0 else None,
            "fte": 0.5,
        }
        for school in range(n_schools)
        for person in range(per_school)
    ]
    return pd.DataFrame(rows)


def kinds(table, **changed):
    board, school = (spells(table, scope=scope, rules=RULES) for scope in ("board", "school"))
    return rate_kinds.heads_and_jobs(board, school, table, YEARS)


def test_rate_stands_in_people_in_full_jobs_and_over_schools():
    found = kinds(board_of())
    last = found[found["window"] == "2023/2024"].set_index("rate_kind")
    assert last.index.tolist() == ["heads", "fte", "clustered"]
    # every job is as large as every other, so the three rates are one
    assert last["rate"].tolist() == pytest.approx([last["rate"].iloc[0]] * 3)
    assert last["count"].tolist() == [6, 6, 6]


def test_interval_over_schools_is_left_out_with_fewer_than_five():
    assert "clustered" not in set(kinds(board_of(n_schools=4))["rate_kind"])


def test_full_jobs_are_left_out_where_sizes_are_not_known():
    assert set(kinds(board_of().drop(columns="fte"))["rate_kind"]) == {"heads", "clustered"}


def test_definitions_of_the_study_stand_beside_each_other():
    found = rate_kinds.side_by_side(
        spells(board_of(), rules=RULES), ["mean_stock", "opening_closing", "count_date"], YEARS
    )
    assert found["definition"].tolist() == ["mean_stock", "opening_closing"] * 2
    assert found["window"].tolist() == ["2022/2023"] * 2 + ["2023/2024"] * 2


def test_without_a_definition_there_are_no_rows():
    assert rate_kinds.side_by_side(spells(board_of(), rules=RULES), [], YEARS).empty


def test_definition_is_written_out_with_the_rules_in_use():
    found = rate_kinds.how_counted(spells(board_of(), rules=RULES), ["mean_stock"])
    said = dict(zip(found["aspect"], found["counted"], strict=True))
    assert said["size of a contract"] == "from 0.10 of a full job"
    assert said["break that is no departure"].startswith("at most 31 days, at most 75")
    assert said["covered by the export"] == "2020-08-01 to 2025-09-01"


def test_stability_divides_who_stayed_by_who_was_there():
    rates = turnover(spells(board_of(), rules=RULES), windows=YEARS)
    found = service.stability(rates).set_index("window").loc["2023/2024"]
    assert found[["n", "count", "share"]].tolist() == [60, 54, 0.9]


def test_name_of_a_national_figure_is_left_to_its_card():
    board = spells(board_of(), rules=RULES)
    assert rate_kinds.side_by_side(board, ["azw"], YEARS).empty
    assert (
        rate_kinds.how_counted(board, ["azw", "opening"])["counted"]
        .str.contains("the people who were there at the start")
        .any()
    )


def test_name_that_is_not_known_is_refused_with_the_nearest():
    with pytest.raises(DataProblem, match="mean_stock"):
        rate_kinds.side_by_side(spells(board_of(), rules=RULES), ["meanstock"], YEARS)
