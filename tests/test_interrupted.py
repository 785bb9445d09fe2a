"""A run that is cut off, at whatever moment, leaves the report that was there as it was."""

import hashlib
import os
import shutil
import signal
import sys
import time
from itertools import count
from pathlib import Path

import killed
import mini
import pytest
import toy

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a signal of other systems")

POINTS = 17  # moments at which a run is killed by count; three more by what is on the disk
REPORT = ["report", "six", "--language", "en"]
SECONDS = 120
NUMBERS = count()  # of the runs
RESULTS = (
    "import json, os\nfrom pathlib import Path\n"
    "folder = Path(os.environ['LEERCULTUUR_RESULTS'])\nfolder.mkdir(parents=True, exist_ok=True)\n"
    "page = os.environ['LEERCULTUUR_NOTEBOOK']\n"
    "found = len((Path(STUDY) / 'study.toml').read_text())\n"
    "row = {'id': f'{page}/1', 'estimate': found}\n"
    "(folder / f'{page}.json').write_text(json.dumps([row]))\n"
    "found"
)


def notebook(title, *code):
    """Cells of a notebook that belongs to a study."""
    return [f"# {title}", ("parameters", 'STUDY = ".."'), *(("", cell) for cell in code)]


def write_project(folder: Path) -> Path:
    """Write a project of two notebooks, with the codebook and the schemas of ours."""
    for name in ("data/codebook", "data/claims", "data/schema", "locale"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).symlink_to(toy.ROOT / name, target_is_directory=True)
    toy.write_notebook(folder / "notebooks/00_start_here.ipynb", notebook("0  Start", RESULTS))
    toy.write_notebook(folder / "notebooks/02_safety.ipynb", notebook("2  Safety", RESULTS))
    return folder


class Run:
    """A run of the command in a folder, in a process group of its own."""

    def __init__(self, folder: Path, **asked) -> None:
        asked = {"project": str(folder / "project"), "words": REPORT} | asked
        self._said = folder.with_suffix(f".{next(NUMBERS)}.txt")
        self.process = killed.start(folder, self._said, asked)
        self.pid = self.process.pid

    def going(self) -> bool:
        """Whether it has not ended yet."""
        return self.process.is_alive()

    def end(self) -> tuple[int, str]:
        """Wait for the end; give exit code and what it said."""
        self.process.join(SECONDS)
        return self.process.exitcode, self._said.read_text(encoding="utf-8")


def run(folder: Path, **asked) -> tuple[int, str]:
    """Run the command to its end; give exit code and what it said."""
    return Run(folder, **asked).end()


def pages(folder: Path) -> dict[str, str]:
    """Hash of every file of the report."""
    report = folder / "reports" / "six"
    files = [path for path in report.rglob("*") if path.is_file()]
    return {
        path.relative_to(report).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def change(folder: Path) -> None:
    """Give the study something else to report."""
    path = folder / "six" / "study.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("Six", "Six other"), encoding="utf-8")


class Room:
    """A folder with a project, a study and its report, to copy for each experiment."""

    def __init__(self, folder: Path, *, quick: bool) -> None:
        self.folder, self.quick = folder / "room", quick
        write_project(self.folder / "project")
        mini.write(self.folder / "six", ["units", "answers"])
        assert run(self.folder, quick=quick)[0] == 0
        self.before = pages(self.folder)
        changed = self.changed("changed")
        self.log = folder / "changes.txt"
        assert run(changed, quick=quick, log=str(self.log))[0] == 0
        self.after = pages(changed)

    def copy(self, name: str) -> Path:
        """Copy the room."""
        return shutil.copytree(self.folder, self.folder.with_name(name), symlinks=True)

    def changed(self, name: str) -> Path:
        """Copy the room and change the study in it."""
        folder = self.copy(name)
        change(folder)
        return folder


# Killed before a change to the disk.


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """Make a report whose pages are built without Sphinx."""
    return Room(tmp_path_factory.mktemp("interrupted"), quick=True)


@pytest.fixture(scope="module")
def experiments(room):
    """Kill a run before one of its changes, look, and run again."""
    changes = room.log.read_text(encoding="utf-8").splitlines()
    places = [round(point * (len(changes) - 1) / (POINTS - 1)) for point in range(POINTS)]

    def experiment(place):
        folder = room.changed(f"point{place}")
        code, _said = run(folder, quick=True, kill_at=place)
        left = pages(folder)
        again, said = run(folder, quick=True)
        return code, left, again, said, pages(folder), sorted(os.listdir(folder / "reports"))

    return list(map(experiment, places))


@pytest.mark.parametrize("point", range(POINTS))
def test_killed_run_leaves_the_old_report_or_the_whole_new_one(room, experiments, point):
    code, left, *_next = experiments[point]
    assert code == -signal.SIGKILL
    assert left in (room.before, room.after)


@pytest.mark.parametrize("point", range(POINTS))
def test_run_after_a_killed_one_completes(room, experiments, point):
    _code, _left, again, said, after, folders = experiments[point]
    assert again == 0, said
    assert after == room.after and folders == [".six.study", "six"]


def test_most_moments_lie_before_the_new_report_is_put_in_place(room, experiments):
    old = sum(left == room.before for _code, left, *_next in experiments)
    assert POINTS // 2 < old < POINTS


def test_run_that_was_killed_leaves_no_result_for_a_study_that_is_turned_back(room):
    folder = room.changed("turned_back")
    assert run(folder, quick=True, kill_before="runs/en/02_safety.json")[0] == -signal.SIGKILL
    shutil.copy(room.folder / "six" / "study.toml", folder / "six" / "study.toml")
    shutil.rmtree(folder / "reports")
    assert run(folder, quick=True)[0] == 0
    assert pages(folder) == room.before


# Killed while the pages are built, and stopped by a person.


@pytest.fixture(scope="module")
def whole_room(tmp_path_factory):
    """Make a report with real pages."""
    return Room(tmp_path_factory.mktemp("whole"), quick=False)


def wait_for(path: Path, going: Run) -> None:
    """Wait until a file or folder is there, while a run goes on."""
    end = time.monotonic() + SECONDS
    while not path.exists():
        assert going.going() and time.monotonic() < end
        time.sleep(0.01)


def stop(folder: Path, moment: str, how: signal.Signals) -> tuple[int, str]:
    """Stop a run as soon as something is on the disk."""
    going = Run(folder)
    wait_for(folder / moment, going)
    os.killpg(going.pid, how)
    return going.end()


@pytest.mark.parametrize(
    ("name", "moment"),
    [
        ("sources", "reports/.six.new/.build/en/pages/02_safety.ipynb"),
        ("building", "reports/.six.new/.build/en/html"),
        ("written", "reports/.six.new/.build/en/html/02_safety.html"),
    ],
)
def test_run_killed_while_pages_are_built_leaves_the_old_report(whole_room, name, moment):
    folder = whole_room.changed(name)
    code, _said = stop(folder, moment, signal.SIGKILL)
    assert code == -signal.SIGKILL and pages(folder) == whole_room.before
    assert run(folder)[0] == 0
    assert pages(folder) == whole_room.after
    assert sorted(os.listdir(folder / "reports")) == [".six.study", "six"]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_run_that_a_person_stops_says_so_and_leaves_the_old_report(whole_room, how):
    folder = whole_room.changed(how.name)
    code, said = stop(folder, "reports/.six.new", how)
    assert code == 130 and "The report that was there is still there." in said
    assert "Traceback" not in said
    assert pages(folder) == whole_room.before
    assert sorted(os.listdir(folder / "reports")) == [".six.study", "six"]


# Two runs at once, a folder that cannot be written, notebooks that go wrong.


def test_second_run_at_once_refuses_and_the_first_completes(whole_room):
    folder = whole_room.changed("two")
    go = folder.with_suffix(".go")
    first = Run(folder, wait_before="reports/.six.new", wait_for=str(go))
    lock = folder / "six" / ".derived" / "report.lock"
    while lock.read_text(encoding="ascii") != str(first.pid):
        assert first.going()
        time.sleep(0.01)
    try:
        code, said = run(folder, quick=True)
    finally:
        go.touch()
    assert (code, first.end()[0]) == (2, 0)
    assert f"Another report of this study is being made (process {first.pid})." in said
    assert pages(folder) == whole_room.after


@pytest.fixture
def closed_folder(tmp_path):
    """A folder in which nothing can be made, not even by root."""
    if os.geteuid():
        folder = tmp_path / "closed"
        folder.mkdir(mode=0o500)
        return folder
    if not Path("/sys/kernel").is_dir():
        pytest.skip("root may write everywhere here")
    return Path("/sys/kernel")


def test_folder_that_cannot_be_written_is_one_message(room, closed_folder):
    folder = room.changed("closed")
    shutil.rmtree(folder / "reports")
    (folder / "reports").symlink_to(closed_folder, target_is_directory=True)
    code, said = run(folder, quick=True)
    message = said.strip().splitlines()[-1]
    assert code == 2 and "Traceback" not in said
    assert "writ" in message and str(folder) not in message


def test_file_in_the_place_of_the_folder_for_reports_is_one_message(room):
    folder = room.changed("file")
    shutil.rmtree(folder / "reports")
    (folder / "reports").write_text("", encoding="utf-8")
    code, said = run(folder, quick=True)
    assert code == 2 and "Traceback" not in said


def test_notebooks_that_go_wrong_have_a_page_and_the_others_are_made(whole_room):
    folder = whole_room.copy("wrong")
    own = folder / "six" / "notebooks"
    toy.write_notebook(own / "raises.ipynb", notebook("Raises", "len(STUDY) / 0"))
    toy.write_notebook(own / "dies.ipynb", notebook("Dies", "import os; os._exit(1)"))
    code, said = run(folder)
    wrong = {name: page(folder, f"own_{name}") for name in ("raises", "dies")}
    assert code == 1 and all(f"own_{name} stopped; its page says why." in said for name in wrong)
    assert all("This page could not be made." in text for text in wrong.values())
    assert "ZeroDivisionError" in wrong["raises"] and "ended from outside" in wrong["dies"]
    ours = ["en/00_start_here.html", "en/02_safety.html", "results.json"]
    assert set(ours) <= set(pages(folder))
    assert "could not be made" not in page(folder, "02_safety")


def page(folder: Path, name: str) -> str:
    return (folder / "reports" / "six" / "en" / f"{name}.html").read_text(encoding="utf-8")
