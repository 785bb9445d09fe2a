"""Exports of a pupil system, and lists of who works with which group."""

import pytest
from exports import table

from analysis.drafting import check as checking
from analysis.drafting import folder as drafting

WIDE = "Leerling;Vestiging;Groep;Afname;Taal;Rekenen;Welbevinden;Groeidenken;Lengte"


@pytest.fixture
def new(tmp_path, write):
    def make(content):
        made = drafting.new(tmp_path / "study", [write("f.csv", content)])
        return made, (tmp_path / "study" / "study.toml").read_text(encoding="utf-8")

    return make


@pytest.fixture
def wide(new):
    return new(table(WIDE, "{i};S01;G1;01-02-2024;67;43;3,5;4;151", times=12))


def test_a_file_with_a_column_for_each_domain_is_pupils(wide):
    made, _toml = wide
    found = made.drafts[0].found
    assert found.table == "pupils" and found.sure
    assert {name: place.column for name, place in found.places.items()} == {
        "pupil_id": "Leerling",
        "school_id": "Vestiging",
        "group_id": "Groep",
        "measured_on": "Afname",
    }


def test_each_domain_gets_its_column_and_ends_to_choose(wide):
    _made, toml = wide
    assert '[file.measures.language]\ncolumns = ["Taal"]\nscale = [0, 100] ' in toml
    assert '[file.measures.wellbeing]\ncolumns = ["Welbevinden"]\nscale = [1, 5] ' in toml
    assert '[file.measures.mindset]\ncolumns = ["Groeidenken"]' in toml
    assert toml.count("the lowest and the highest score that can be had") == 4


def test_other_numbers_are_named_and_not_used(wide):
    _made, toml = wide
    assert "Other columns with numbers: Lengte." in toml
    assert "Lengte" not in toml.replace("Other columns with numbers: Lengte.", "")


def test_a_file_with_a_row_for_each_domain_needs_no_measures(new):
    made, toml = new(
        table("Leerling;Vestiging;Schooljaar;Domein;Score", "{i};S01;2023/2024;taal;67", times=12)
    )
    assert made.drafts[0].found.table == "pupils"
    assert "file.measures" not in toml
    assert [f.what for f in checking.check(made.folder).stops] == []


def test_who_works_with_which_group_is_recognised(new):
    made, _toml = new(
        table("Groep;Vestiging;Team;Medewerker;Schooljaar;Aandeel", "G{i};S01;T1;{i};2023/2024;0,6",
              times=12)
    )  # fmt: skip
    found = made.drafts[0].found
    assert found.table == "assignments"
    assert set(found.places) == {"group_id", "school_id", "team_id", "person_id", "year", "share"}


def test_a_file_of_pupils_without_results_says_how_to_name_them(new):
    made, _toml = new(table("Leerling;Vestiging;Groep;Lengte", "{i};S01;G1;151", times=12))
    repairs = [f.repair for f in checking.check(made.folder).stops if "for score" in f.what]
    assert "[file.measures.language]" in repairs[0]


def test_pupils_who_are_numbered_anew_in_each_group_are_told_apart_from_people(new):
    header = "Leerling;Vestiging;Schooljaar;Domein;Score"
    made, _toml = new(table(header, "1;S01;2023/2024;taal;{i}", times=12))
    (told,) = [f for f in checking.check(made.folder).remarks if f.rows and f.rows > 5]
    assert "pupil_id" in told.repair and "person_id" not in told.repair
