import os

import pytest

from analysis.reporting import swap


@pytest.fixture
def folders(tmp_path):
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "page").write_text(name, encoding="utf-8")
    return tmp_path / "old", tmp_path / "new"


@pytest.fixture(params=["exchange", "two steps"])
def way(request, monkeypatch):
    if request.param == "two steps":
        monkeypatch.setattr(swap, "_exchanged", lambda one, other: False)
    return request.param


def test_new_folder_takes_the_place_of_the_old(folders, way):
    swap.replace(*folders)
    assert (folders[0] / "page").read_text(encoding="utf-8") == "new"
    assert [path.name for path in folders[0].parent.iterdir()] == ["old"]


def test_first_report_has_nothing_to_replace(folders):
    swap.replace(folders[0].with_name("first"), folders[1])
    assert (folders[0].with_name("first") / "page").exists()


def test_folder_that_stepped_aside_comes_back_after_a_kill(folders, monkeypatch):
    monkeypatch.setattr(swap, "_exchanged", lambda one, other: False)
    moves = iter([os.replace])
    monkeypatch.setattr(os, "replace", lambda *given: next(moves)(*given))
    with pytest.raises(StopIteration):
        swap.replace(*folders)
    monkeypatch.undo()
    assert not folders[0].exists()
    swap.recover(folders[0])
    assert (folders[0] / "page").read_text(encoding="utf-8") == "old"


def test_recovering_leaves_a_report_that_is_there_alone(folders):
    swap.recover(folders[0])
    assert (folders[0] / "page").read_text(encoding="utf-8") == "old"
