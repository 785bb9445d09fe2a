import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import toy

from analysis import paths
from analysis.errors import DataProblem
from analysis.reporting import lock, report, runner, site


@pytest.fixture
def study(tmp_path, monkeypatch):
    root = toy.write_project(tmp_path / "project")
    monkeypatch.setattr(paths, "project", lambda: root)
    monkeypatch.setattr(report.fingerprint, "of_package", lambda: "same")
    monkeypatch.setattr(site, "build", placeholder)
    return toy.write_study(tmp_path / "mini")


@pytest.fixture
def make(study, tmp_path):
    def go(*languages, **given):
        return report.make(
            study,
            languages=languages or ("en",),
            clean=toy.Opened,
            reports=tmp_path / "reports",
            **given,
        )

    return go


@pytest.fixture
def quick(monkeypatch):
    """Let every notebook give an empty page: for what is around the notebooks."""

    def run(todo, *, store, **_given):
        outcomes = [runner.Outcome(job, {}) for job in todo]
        for outcome in outcomes:
            store.save(outcome)
        return outcomes

    monkeypatch.setattr(runner, "run", run)


@pytest.fixture
def real_site(study, monkeypatch):
    """Build the pages too, which takes seconds."""
    monkeypatch.setattr(site, "build", BUILD)


BUILD = site.build


def placeholder(outcomes, *, study, target, scratch):
    """Stand in for the builder of the pages."""
    scratch.mkdir()
    for code in outcomes:
        (target / code).mkdir()
    (target / "index.html").write_text("new", encoding="utf-8")


def pages(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_report_has_both_languages_results_and_a_page_that_leads_to_them(make, real_site):
    done = make("nl", "en")
    there = pages(done.folder)
    assert {"index.html", "results.json", "nl/02_safety.html", "en/02_safety.html"} <= set(there)
    assert json.loads(there["results.json"]) == [{"id": "02_safety/1", "estimate": 0.5}]
    assert done.ran == 4 and done.stopped == ()


def test_same_study_gives_the_same_bytes(make, study, real_site):
    first = pages(make("nl").folder)
    shutil.rmtree(study / ".derived")
    assert pages(make("nl").folder) == first


def test_nothing_runs_again_when_nothing_changed(make, quick):
    make()
    start = time.perf_counter()
    again = make()
    assert not again.fresh and again.ran == 0
    assert time.perf_counter() - start < 3


def test_only_a_changed_notebook_runs_again(make, study, quick):
    make()
    path = paths.project() / "notebooks" / "00_start_here.ipynb"
    toy.write_notebook(path, [*toy.WELCOME, "## 2  More\nText."])
    assert make().ran == 1


def test_changed_input_runs_everything_again(make, study, quick):
    make()
    (study / "raw" / "wave1.csv").write_text("a,b\n3,4\n", encoding="utf-8")
    assert make().ran == 2


def test_other_language_runs_only_what_it_lacks(make, quick):
    make("en")
    assert make("nl", "en").ran == 2


def test_notebook_of_a_student_runs_after_ours(make, study):
    toy.write_notebook(study / "notebooks" / "02_safety.ipynb", toy.TABLES)
    done = make()
    results = json.loads((done.folder / "results.json").read_text(encoding="utf-8"))
    assert [row["id"] for row in results] == ["02_safety/1", "own_02_safety/1"]


def test_notebook_that_stops_has_a_page_that_says_why(make, study, real_site):
    toy.write_notebook(study / "notebooks" / "mine.ipynb", ["# My page", ("", "scroe")])
    done = make()
    page = (done.folder / "en" / "own_mine.html").read_text(encoding="utf-8")
    assert [outcome.job.notebook.page for outcome in done.stopped] == ["own_mine"]
    assert "This page could not be made." in page and "NameError" in page
    assert "Traceback" not in page


def test_notebook_that_stopped_is_tried_again(make, study):
    path = toy.write_notebook(study / "notebooks" / "mine.ipynb", ["# My page", ("", "1/0")])
    make()
    assert make().ran == 1
    toy.write_notebook(path, ["# My page", ("", "1")])
    assert make().stopped == ()


def test_results_that_differ_between_the_languages_are_refused(make, study):
    cells = [*toy.TABLES[:-3], *toy.TABLES[-2:]]
    language = "os.environ['LEERCULTUUR_LANGUAGE']"
    code = toy.TABLES[-3][1].replace("'estimate': 0.5", f"'estimate': {language}")
    path = paths.project() / "notebooks" / "02_safety.ipynb"
    toy.write_notebook(path, [*cells, ("", code)])
    with pytest.raises(DataProblem, match="02_safety differ between the languages"):
        make("nl", "en")
    assert not (study.parent / "reports" / "mini").exists()


def test_missing_file_is_named_before_anything_runs(make, study):
    (study / "raw" / "wave1.csv").unlink()
    with pytest.raises(DataProblem, match="wave1.csv: The file is not there"):
        make()


def test_second_run_is_refused_and_leaves_the_report_alone(make, study, quick):
    make()
    path = study / ".derived" / "report.lock"
    command = (
        "import time\nfrom pathlib import Path\nfrom analysis.reporting import lock\n"
        f"with lock.held(Path({str(path)!r})):\n    print(1, flush=True)\n    time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", command], stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        with pytest.raises(DataProblem, match="Another report of this study"):
            make()
        other.kill()


def test_old_report_stays_when_the_new_one_cannot_be_built(make, study, quick, monkeypatch):
    make()
    (study / "raw" / "wave1.csv").write_text("c\n", encoding="utf-8")

    def full(*_given, **_named):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(site, "build", full)
    with pytest.raises(OSError, match="No space"):
        make()
    reports = study.parent / "reports"
    assert (reports / "mini" / "index.html").read_text(encoding="utf-8") == "new"
    assert sorted(os.listdir(reports)) == [".mini.study", "mini"]


def test_run_that_is_stopped_as_the_pages_begin_leaves_no_folder(
    make, quick, monkeypatch, tmp_path
):
    def stopped(folder):
        folder.mkdir(parents=True)
        raise KeyboardInterrupt

    monkeypatch.setattr(site, "empty", stopped)
    with pytest.raises(KeyboardInterrupt):
        make()
    assert not list((tmp_path / "reports").glob("*.new"))


def test_folder_left_by_a_killed_run_is_cleared(make, study, quick):
    left = study.parent / "reports" / ".mini.new"
    (left / "nl").mkdir(parents=True)
    make()
    assert sorted(os.listdir(left.parent)) == [".mini.study", "mini"]


def test_project_without_notebooks_says_so(make, quick):
    for path in (paths.project() / "notebooks").iterdir():
        path.unlink()
    with pytest.raises(DataProblem, match="no notebooks"):
        make()


def test_lock_is_given_back(make, study, quick):
    make()
    with lock.held(study / ".derived" / "report.lock"):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="a signal of other systems")
def test_kernels_end_with_a_killed_run(study, tmp_path):
    psutil = pytest.importorskip("psutil")
    path = toy.write_notebook(
        study / "notebooks" / "long.ipynb", ["# Long", ("", "import time; time.sleep(60)")]
    )
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\nfrom analysis import paths\n"
        "paths.project = lambda: Path(sys.argv[2])\n"
        "from analysis.reporting import report\nimport toy\n"
        "study, reports = map(Path, sys.argv[3:])\n"
        "report.make(study, languages=['en'], clean=toy.Opened, reports=reports)"
    )
    words = [str(Path(toy.__file__).parent), str(paths.project()), str(study), str(tmp_path / "r")]
    run = subprocess.Popen([sys.executable, "-c", code, *words], stdout=subprocess.DEVNULL)
    kernels = wait_for(lambda: psutil.Process(run.pid).children(), 20)
    time.sleep(1)
    run.send_signal(signal.SIGKILL)
    run.wait()
    _gone, alive = psutil.wait_procs(kernels, timeout=20)
    assert path.exists() and alive == []


def wait_for(something, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := something():
            return found
        time.sleep(0.1)
    raise TimeoutError


def test_section_without_its_table_becomes_one_sentence(make, study, real_site):
    cells = ["# My page", "## 1  Sick leave\nWhy.", ("", "1/0"), "## 2  Later\nMore."]
    path = toy.write_notebook(study / "notebooks" / "mine.ipynb", cells)
    made = json.loads(path.read_text(encoding="utf-8"))
    made["cells"][1]["metadata"]["tags"] = ["needs-absences"]
    path.write_text(json.dumps(made), encoding="utf-8")
    page = (make().folder / "en" / "own_mine.html").read_text(encoding="utf-8")
    assert "This study has no table absences." in page and "More." in page


def test_another_study_of_the_same_name_does_not_take_the_place_of_a_report(
    make, study, tmp_path, quick
):
    old = pages(make().folder)
    other = shutil.copytree(study, tmp_path / "elsewhere" / study.name)
    with pytest.raises(DataProblem, match="report of another study with the same name"):
        report.make(other, languages=("en",), clean=toy.Opened, reports=tmp_path / "reports")
    assert pages(tmp_path / "reports" / study.name) == old


def test_records_in_a_language_that_is_not_made_now_are_forgotten(make, study, quick):
    folder = study / ".derived" / "releases"
    folder.mkdir(parents=True)
    (folder / "02_safety.nl.001.parquet").write_bytes(b"of an older version")
    make("en")
    assert os.listdir(folder) == []
