import json

import pytest
import toy

from analysis import paths
from analysis.errors import DataProblem
from analysis.reporting import copies


@pytest.fixture
def study(tmp_path, monkeypatch):
    root = toy.write_project(tmp_path / "project")
    monkeypatch.setattr(paths, "project", lambda: root)
    return toy.write_study(tmp_path / "mine")


def test_copy_belongs_to_the_study_it_lies_in(study):
    target = copies.copy("02_safety", study)
    cells = json.loads(target.read_text(encoding="utf-8"))["cells"]
    parameters = "".join(cells[1]["source"])
    assert target == study / "notebooks" / "02_safety.ipynb"
    assert parameters.startswith('STUDY = ".."  # folder') and 'SCALE = "psysafe"' in parameters


def test_study_of_a_copy_is_found_from_its_own_folder(study, monkeypatch):
    target = copies.copy("02_safety", study)
    monkeypatch.chdir(target.parent)
    assert paths.study_folder("..") == study.resolve()


def test_copy_never_replaces_a_notebook(study):
    copies.copy("02_safety", study).write_text("my work", encoding="utf-8")
    with pytest.raises(DataProblem, match="already has a notebook 02_safety.ipynb"):
        copies.copy("02_safety", study)
    assert (study / "notebooks" / "02_safety.ipynb").read_text(encoding="utf-8") == "my work"


def test_folder_that_is_no_study_gets_no_copy(study, tmp_path):
    with pytest.raises(DataProblem, match="no study.toml"):
        copies.copy("02_safety", tmp_path / "elsewhere")
    assert not (tmp_path / "elsewhere").exists()
