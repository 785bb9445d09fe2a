import pandas as pd
import pytest

from analysis.example import population, printed
from analysis.example.parameters import EXTRACT_ON
from analysis.measures import spells
from analysis.models import exits


@pytest.fixture(scope="module")
def tables(drawn):
    return printed.tables(drawn, printed.ASKED)


@pytest.mark.parametrize("left", ["left", "left_by_choice"])
def test_who_left_is_whom_the_contracts_show(left, drawn, tables):
    service = spells.spells(drawn.spells, rules=spells.SpellRules(extract_on=EXTRACT_ON))
    events = ("voluntary",) if left == "left_by_choice" else exits.CLASSES
    long = exits.exit_table(tables.answers, service, tables.scores["psysafe"], events=events)
    short = printed.followed(tables, "psysafe", left)
    columns = ["person_id", "wave", "school_id", "score", "school_mean", "deviation", "left"]
    pd.testing.assert_frame_equal(short.table[columns], long.table[columns], check_dtype=False)


def test_studies_together_have_the_rates_of_each_alone(drawn):
    other = population.draw(3).spells
    later = other.assign(person_id=other["person_id"] + 100_000, board_id=other["board_id"] + 3)
    both = printed.turnover_rates(pd.concat([drawn.spells, later], ignore_index=True))
    alone = printed.turnover_rates(other)
    pd.testing.assert_frame_equal(
        both.query("study == 1")[printed.COLUMNS].reset_index(drop=True), alone[printed.COLUMNS]
    )


def test_the_schools_of_a_part_bring_their_people_and_invitations(tables):
    part = tables.of_schools(lambda school: school < 10)
    assert set(part.answers["school_id"]) == set(part.invited["school_id"]) == set(range(10))
    assert part.scores["psysafe"].index.equals(part.answers.index)


def test_clusters_change_errors_and_no_estimate(tables):
    boards = printed.Tables(
        tables.answers.assign(cluster=tables.answers["school_id"] // 4),
        tables.scores,
        tables.invited,
    )
    schools, boards = (printed.frame(printed.exits(drawn)) for drawn in (tables, boards))
    pd.testing.assert_series_equal(schools["estimate"], boards["estimate"])
    assert (schools["low"] != boards["low"]).all()


def test_an_estimate_has_one_row(tables):
    found = printed.frame(printed.estimates(tables))
    assert found["id"].is_unique
    assert found["estimate"].notna().all()
