"""A study of published figures needs no key."""

import pytest

from analysis import intake, settings
from analysis.errors import DataProblem
from analysis.intake import pseudonyms

FIGURES = """
[[file]]
path = "scores.csv"
table = "school_scores"
wave = "2011"
"""


def test_study_without_people_needs_no_secret(tmp_path, monkeypatch):
    monkeypatch.setattr(pseudonyms, "_key_folder", lambda: tmp_path / "keys")
    (tmp_path / "study.toml").write_text(FIGURES, encoding="utf-8")
    assert pseudonyms.key_of(settings.read(tmp_path)) == pseudonyms.PUBLISHED_KEY


UNITS = """
[[file]]
path = "units.csv"
table = "units"
year = 2018
constants = {kind = "school"}
"""


def study_of_units(folder, monkeypatch, head: str, more: str = "") -> settings.Settings:
    monkeypatch.setattr(pseudonyms, "_key_folder", lambda: folder / "keys")
    (folder / "study.toml").write_text(UNITS + more, encoding="utf-8")
    (folder / "units.csv").write_text(f"{head}\nA,1001\n", encoding="utf-8")
    return settings.read(folder)


def test_list_of_schools_without_leaders_needs_no_secret(tmp_path, monkeypatch):
    found = study_of_units(tmp_path, monkeypatch, "unit_id,fte")
    assert pseudonyms.key_of(found) == pseudonyms.PUBLISHED_KEY


def test_list_of_schools_with_leaders_needs_one(tmp_path, monkeypatch):
    mapping = 'columns = {leader_id = "directeur"}\n'
    found = study_of_units(tmp_path, monkeypatch, "unit_id,directeur", mapping)
    with pytest.raises(DataProblem, match="This study has no key"):
        pseudonyms.key_of(found)


def test_leaders_that_turn_up_unannounced_are_not_hidden_with_a_key_everybody_knows(
    tmp_path, monkeypatch
):
    found = study_of_units(tmp_path, monkeypatch, "unit_id,leader_id")
    with pytest.raises(DataProblem, match="This study has no key"):
        intake.read(found.files[0], found, pseudonyms.key_of(found))
