"""The bootstrap: it installs once, runs what was asked, and counts what it ran."""

import importlib.util
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def run(tmp_path, monkeypatch):
    """The script, with an environment that is there and holds the extra ``lab``."""
    spec = importlib.util.spec_from_file_location("run", ROOT / "run.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    monkeypatch.setattr(script, "STAMP", tmp_path / "stamp.json")
    monkeypatch.setattr(script, "works", lambda *arguments: True)
    known = {"made_from": script.fingerprint(), "extras": ["lab"]}
    script.STAMP.write_text(json.dumps(known), encoding="utf-8")
    script.asked = []
    monkeypatch.setattr(script, "install", lambda extras: script.asked.append(set(extras)) or True)
    return script


def test_without_a_word_it_explains_itself(run, capsys):
    assert run.main([]) == 2
    assert "python run.py report" in capsys.readouterr().out


def test_an_older_python_is_told_what_is_needed(run, monkeypatch):
    monkeypatch.setattr(run.sys, "version_info", (3, 10, 4))
    with pytest.raises(SystemExit, match=r"Python 3\.11 or newer is needed"):
        run.main(["report"])


def test_what_is_installed_is_not_installed_again(run):
    run.prepare({"lab"})
    assert run.asked == []


def test_a_new_extra_joins_those_that_are_there(run):
    run.prepare({"dev"})
    assert run.asked == [{"dev", "lab"}]
    assert json.loads(run.STAMP.read_text(encoding="utf-8"))["extras"] == ["dev", "lab"]


def test_a_changed_lock_is_installed(run, monkeypatch):
    monkeypatch.setattr(run, "fingerprint", lambda: "of another lock")
    run.prepare(set())
    assert run.asked == [{"lab"}]


def test_a_failed_installation_is_tried_again_next_time(run, monkeypatch):
    monkeypatch.setattr(run, "install", lambda extras: False)
    with pytest.raises(SystemExit, match="could not be installed"):
        run.prepare({"dev"})
    assert json.loads(run.STAMP.read_text(encoding="utf-8"))["extras"] == ["lab"]


def test_any_other_word_goes_to_the_command(run, monkeypatch):
    called = []
    monkeypatch.setattr(run, "module", lambda *words, **more: called.append(words) or 7)
    assert run.main(["copy", "02_safety", "data/mine"]) == 7
    assert called == [("analysis", "copy", "02_safety", "data/mine")]


def writing(counts):
    """Stand in for pytest: leave a file with these counts where it was asked for."""

    def module(*words, **more):
        Path(words[-1].removeprefix("--junit-xml=")).write_text(
            f"<testsuites><testsuite {counts}/></testsuites>", encoding="utf-8"
        )
        return 0 if 'failures="0"' in counts else 1

    return module


def test_tests_are_counted_as_pytest_counts_them(run, monkeypatch):
    counts = 'tests="9" failures="1" errors="1" skipped="3"'
    monkeypatch.setattr(run, "module", writing(counts))
    assert run.part("pytest", ["tests"]) == (1, {"passed": 4, "failed": 2, "skipped": 3})


def test_all_parts_are_added_up_in_one_closing_line(run, monkeypatch, capsys):
    results = iter([(0, {"passed": 1, "failed": 0}), (0, {"passed": 8, "failed": 0, "skipped": 2})])
    monkeypatch.setattr(run, "part", lambda tool, words: next(results))
    monkeypatch.setattr(run, "PARTS", run.PARTS[:2])
    assert run.test([]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "9 passed, 0 failed, 2 skipped"


def test_the_first_part_that_fails_is_named_and_ends_the_run(run, monkeypatch, capsys):
    monkeypatch.setattr(run, "part", lambda tool, words: (3, {"passed": 0, "failed": 1}))
    assert run.test([]) == 3
    assert capsys.readouterr().out.splitlines()[-3:] == [
        *("The part 'code style' failed.", ""),
        "0 passed, 1 failed",
    ]


def test_tests_cover_style_package_notebooks_and_translations(run):
    tools = [words[0] if words[0] != "analysis" else words[1] for _, words in run.PARTS]
    assert tools == ["ruff", "ruff", "pytest", "pytest", "catalogue"]
    assert "--nbval" in run.NOTEBOOKS
