import json

import pytest
import toy

from analysis import paths
from analysis.reporting import store


@pytest.fixture
def project(tmp_path, monkeypatch):
    root = toy.write_project(tmp_path / "project")
    monkeypatch.setattr(paths, "project", lambda: root)
    return root


@pytest.fixture
def study(tmp_path):
    return toy.write_study(tmp_path / "mini")


def read(project, name="02_safety"):
    return json.loads((project / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))


def test_outputs_are_stored_the_same_twice(project, study):
    path = project / "notebooks" / "02_safety.ipynb"
    store.store(["02_safety"], study=study)
    first = path.read_bytes()
    store.store(["02_safety"], study=study)
    assert path.read_bytes() == first


def test_file_tells_nothing_of_the_run(project, study):
    store.store(["00_start_here"], study=study)
    text = (project / "notebooks" / "00_start_here.ipynb").read_text(encoding="utf-8")
    assert str(study) not in text and '"execution": {' not in text and text.endswith("}\n")
    assert "2,001.0" in text


def test_tags_and_ids_stay_and_code_is_numbered(project, study):
    store.store(["02_safety"], study=study)
    code = [cell for cell in read(project)["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    assert code[0]["id"] == "c01" and code[0]["metadata"] == {"tags": ["parameters"]}


def test_notebook_that_stops_keeps_its_file_and_is_reported(project, study):
    path = toy.write_notebook(project / "notebooks" / "03_stops.ipynb", ["# 3  A", ("", "1/0")])
    before = path.read_bytes()
    stopped = store.store(["03_stops"], study=study)
    assert stopped == {"03_stops": "ZeroDivisionError: division by zero"}
    assert path.read_bytes() == before


def test_doubled_or_absent_id_becomes_its_place():
    seen = set()
    assert [store._id(given, place, seen) for place, given in enumerate(["a", "a", None, "a"])] == [
        "a",
        "cell-02",
        "cell-03",
        "cell-04",
    ]
