"""Two pages that hide what is small, and together would give it away."""

import json

import numpy as np
import pandas as pd
import pytest

from analysis import session
from analysis.reporting import record_files, release_audit, released_cells
from analysis.reporting.release import release

MINIMUM = 5
SCHOOLS = {"A": {"A-1": 9, "A-2": 4}, "B": {"B-1": 8, "B-2": 7}, "C": {"C-1": 12, "C-2": 11}}


@pytest.fixture
def people():
    """People of three schools; one team has four people."""
    teams = [(s, t) for s, sizes in SCHOOLS.items() for t, n in sizes.items() for _ in range(n)]
    table = pd.DataFrame(teams, columns=["school_id", "team_id"])
    names = [f"p{number:02d}" for number in range(len(table))]
    score = np.random.default_rng(1).normal(3, 0.5, len(table))
    return table.assign(person_id=names, score=score, wave="2024")


@pytest.fixture
def show(tmp_path, monkeypatch):
    """Show the mean per unit on a page; give the folder with the records."""
    monkeypatch.setenv("LEERCULTUUR_RELEASES", str(tmp_path / "releases"))
    session.start(session.Session(tmp_path, MINIMUM, "inside"))

    def go(page, people, by, kind="score", **given):
        monkeypatch.setenv("LEERCULTUUR_NOTEBOOK", page)
        groups = people.groupby(["wave", by])["score"].agg(score="mean", n="size").reset_index()
        return release(groups, population=people, by=["wave", by], kind=kind, **given)

    return go


def found(folder, *pages, **measures):
    cells = released_cells.read(folder / "releases", pages, measures)
    return cells, release_audit.leaks(cells, MINIMUM)


def test_teams_beside_schools_give_the_hidden_team_away(show, people, tmp_path):
    show("02_safety", people, "school_id")
    teams = show("own_02_safety", people, "team_id")
    assert set(teams.table.loc[teams.hidden != "", "team_id"]) == {"A-2", "B-2"}
    cells, leaks = found(tmp_path, "02_safety", "own_02_safety")
    assert [leak.people for leak in leaks] == [4, 4]  # school minus team; and the team was hidden
    assert cells.table.loc[list(leaks[0].cells), "cell"].tolist() == ["2024 | A-1", "2024 | A"]


def test_the_cell_to_hide_is_on_the_later_page(show, people, tmp_path):
    show("02_safety", people, "school_id")
    show("own_02_safety", people, "team_id")
    cells, _leaks = found(tmp_path, "02_safety", "own_02_safety")
    hidden, first = release_audit.to_hide(cells, MINIMUM)
    assert hidden == {"own_02_safety": {"1": ["2024 | A-1"]}}
    assert first[0].pages == ("own_02_safety", "02_safety")


def test_what_a_page_was_asked_to_hide_is_hidden_as_a_complement(show, people, tmp_path):
    show("02_safety", people, "school_id")
    show("own_02_safety", people, "team_id")
    (tmp_path / "again").mkdir()
    file = record_files.withheld(tmp_path / "releases", "own_again")
    file.write_text(json.dumps({"1": ["2024 | A-1"]}), encoding="utf-8")
    teams = show("own_again", people, "team_id")
    reasons = dict(zip(teams.table["team_id"], teams.hidden, strict=True))
    assert reasons["A-1"] == "complement" and reasons["C-1"] == ""
    assert found(tmp_path, "02_safety", "own_again")[1] == []


def test_schools_alone_give_nobody_away(show, people, tmp_path):
    show("02_safety", people, "school_id")
    show("own_02_safety", people, "school_id")
    assert found(tmp_path, "02_safety", "own_02_safety")[1] == []


def test_department_without_one_team_gives_that_team_away(show, people, tmp_path):
    show("02_safety", people, "school_id")
    show("own_02_safety", people[people["team_id"] != "A-2"], "school_id")
    _cells, leaks = found(tmp_path, "02_safety", "own_02_safety")
    assert [leak.people for leak in leaks] == [4]


def test_a_newcomer_between_two_versions_is_noticed(show, people, tmp_path):
    show("02_safety", people, "school_id")
    show("own_02_safety", people.drop(index=people.index[-1]), "school_id")
    _cells, leaks = found(tmp_path, "02_safety", "own_02_safety")
    assert [leak.people for leak in leaks] == [1]


def test_a_school_minus_its_shown_teams_is_noticed(show, people, tmp_path):
    parts = people[people["school_id"] == "C"].copy()
    parts["team_id"] = ["C-1"] * 10 + ["C-2"] * 9 + ["C-3"] * 4
    rest = people[people["school_id"] != "C"]
    everyone = pd.concat([rest, parts])
    show("02_safety", everyone, "school_id")
    show("own_02_safety", everyone, "team_id")
    cells, leaks = found(tmp_path, "02_safety", "own_02_safety")
    shown = [cells.table.loc[list(leak.cells), "cell"].tolist() for leak in leaks]
    assert ["2024 | C-2", "2024 | C-1", "2024 | C"] in shown


def test_another_scale_cannot_be_subtracted(show, people, tmp_path):
    show("02_safety", people, "school_id")
    show("own_02_safety", people[people["team_id"] != "A-2"], "school_id")
    measures = {"02_safety": "psysafe", "own_02_safety": "errcult"}
    cells = released_cells.read(tmp_path / "releases", list(measures), measures)
    assert release_audit.leaks(cells, MINIMUM) == []


def test_another_wave_cannot_be_subtracted(show, people, tmp_path):
    show("02_safety", people, "school_id")
    show("own_02_safety", people[people["team_id"] != "A-2"].assign(wave="2023"), "school_id")
    assert found(tmp_path, "02_safety", "own_02_safety")[1] == []


def test_wave_of_a_table_without_keys_is_that_of_its_people(show, people, tmp_path, monkeypatch):
    show("02_safety", people.assign(school_id="all"), "school_id")
    monkeypatch.setenv("LEERCULTUUR_NOTEBOOK", "own_mine")
    few = people.iloc[:-3]
    table = pd.DataFrame({"score": [few["score"].mean()], "n": [len(few)]})
    release(table, population=few, by=[], kind="score")
    assert [leak.people for leak in found(tmp_path, "02_safety", "own_mine")[1]] == [3]


def test_schools_whose_figures_were_published_are_no_people(show, people, tmp_path):
    schools = people.drop(columns="person_id").assign(n=20)
    show("02_safety", schools, "school_id")
    show("own_02_safety", schools.iloc[:-11], "team_id")
    assert found(tmp_path, "02_safety", "own_02_safety")[1] == []


def test_a_page_that_is_not_in_the_report_is_not_read(show, people, tmp_path):
    show("02_safety", people, "school_id")
    show("own_gone", people, "team_id")
    assert found(tmp_path, "02_safety")[1] == []


def test_nothing_released_is_nothing_to_hide(tmp_path):
    cells = released_cells.read(tmp_path, ["02_safety"], {})
    assert release_audit.to_hide(cells, MINIMUM) == ({}, [])


def test_a_table_without_means_is_protected_by_its_numbers(show, people, tmp_path, monkeypatch):
    def sizes(page, rows, by):
        monkeypatch.setenv("LEERCULTUUR_NOTEBOOK", page)
        table = rows.groupby(["wave", by]).size().rename("n").reset_index()
        release(table, population=rows, by=["wave", by], kind="count")

    sizes("01_data_quality", people, "school_id")
    sizes("own_teams", people, "team_id")
    assert [leak.people for leak in found(tmp_path, "01_data_quality", "own_teams")[1]] == [4, 4]


def test_a_hidden_group_is_found_in_sums_over_different_tables(show, people, tmp_path):
    # The school's mean and, as another kind of number, a team's: the size of the other follows.
    show("02_safety", people, "school_id")
    show("own_02_safety", people, "team_id", kind="agreement")
    assert [leak.people for leak in found(tmp_path, "02_safety", "own_02_safety")[1]] == [4]


def test_scales_of_a_page_are_read_from_its_parameters():
    source = 'STUDY = "x"\nUNIT = "school"\nSCALE = "errcult"\nTOPICS = ["b", "a"]'
    cell = type("Cell", (), {"cell_type": "code", "metadata": {"tags": ["parameters"]}})
    cell.source = source
    assert released_cells.measure({"cells": [cell]}) == "a+b+errcult"
    assert released_cells.measure({}) == ""
