import importlib.util

import pytest


@pytest.fixture
def markers(root):
    spec = importlib.util.spec_from_file_location("markers", root / "benchmarks" / "markers.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_only_what_stands_between_the_markers_changes(markers, tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text("a\n<!-- benchmark:x:start -->\nold\n<!-- benchmark:x:end -->\nb\n", "utf-8")
    assert markers.write("x", "new", readme=readme)
    text = readme.read_text(encoding="utf-8")
    assert text == "a\n<!-- benchmark:x:start -->\nnew\n<!-- benchmark:x:end -->\nb\n"


def test_readme_without_markers_is_left_alone(markers, tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text("text", encoding="utf-8")
    assert not markers.write("x", "new", readme=readme)
    assert readme.read_text(encoding="utf-8") == "text"


def test_rows_become_a_table(markers):
    rows = [{"way": "ours", "seconds": "1"}, {"way": "theirs", "seconds": "2"}]
    assert markers.table(rows).splitlines()[-1] == "| theirs | 2 |"
