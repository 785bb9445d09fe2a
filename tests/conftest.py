"""What every test may use: the project's folders, and browsers and public data when present."""

import os
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import command
import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the repository."""
    return ROOT


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Give a folder that one process fills for all processes that share a run of the tests."""
    folder = factory.getbasetemp()
    folder = (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / name
    made = folder.with_suffix(".made")
    try:
        folder.mkdir()
    except FileExistsError:
        while not made.exists():  # as long as the limit on a test allows
            time.sleep(0.1)
    else:
        make(folder)
        made.touch()
    return folder


@pytest.fixture(scope="session")
def example_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example study for tests that only look; what is made of it is kept."""

    def copy(folder: Path) -> None:
        left_out = shutil.ignore_patterns(".derived", "notebooks")
        shutil.copytree(ROOT / "data" / "example", folder / "example", ignore=left_out)

    return once(tmp_path_factory, "studies", copy) / "example"


@dataclass(frozen=True)
class Made:
    """A report as the command made it: where it is, and what was said."""

    study: Path
    pages: Path
    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def example_report(example_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The report of the example study in both languages, made once for all tests that read it.

    Those tests are one group for xdist: see ``GROUPS``.
    """
    folder = tmp_path_factory.mktemp("example_report")
    done = command.run(folder, "report", str(example_study))
    pages = folder / "reports" / example_study.name
    return Made(example_study, pages, done.returncode, done.stdout, done.stderr)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests read English unless they ask for another language."""
    monkeypatch.delenv("LEERCULTUUR_LANGUAGE", raising=False)


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A copy of the codebook and the claims that a test may spoil."""
    for name in ("codebook", "claims"):
        shutil.copytree(ROOT / "data" / name, tmp_path / "data" / name)
    return tmp_path / "data"


def public_data() -> Path:
    """Folder with public files that are too large for the repository; it may not be there."""
    return Path(os.environ.get("LEERCULTUUR_PUBLIC_DATA", ROOT.parent / "shared" / "data"))


def chromium() -> str | None:
    """The system's Chromium, if there is one."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((path for name in names if (path := shutil.which(name))), None)


@pytest.fixture(scope="session", name="public_data")
def _public_data() -> Path:
    return public_data()


@pytest.fixture(scope="session", name="chromium")
def _chromium() -> str | None:
    return chromium()


# Tests that one process takes together when the run is divided: they share what is slow to make.
# The longest come first, so that no process is left alone with one of them at the end.
GROUPS = {
    "test_canaries.py": "example report",
    "test_pseudo_locale.py": "example report",
    "test_interrupted.py": "",
    "test_determinism.py": "",
    "real_data/test_nyc.py": "",
    "notebooks/": "",
    "site/": "site",
    "reporting/test_report.py": "",
    "example/": "example",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the tests; skip, with the reason, what this machine has no means for."""
    items.sort(key=lambda item: _place(item.nodeid)[0])  # within a group as they were
    _skip(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Divide the groups, not single tests, over the processes."""
    from xdist.scheduler import LoadScopeScheduling

    class Groups(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _place(nodeid)[1]

    return Groups(config, log)


def _place(nodeid: str) -> tuple[int, str]:
    """Give the rank of a test and the name of its group; else the file and the page it plays."""
    file = nodeid.partition("::")[0].removeprefix("tests/")
    page = re.search(r"\[(\d\d_[a-z_]+)", nodeid)
    alone = f"{file} {page[1]}" if page and file.startswith("notebooks/") else file
    known = enumerate(GROUPS.items())
    found = ((rank, group or alone) for rank, (start, group) in known if file.startswith(start))
    return next(found, (len(GROUPS), file))


def _skip(items: list[pytest.Item]) -> None:
    no_data = pytest.mark.skip(reason=f"no public data in {public_data().name}")
    no_browser = pytest.mark.skip(reason="no Chromium on this machine")
    for item in items:
        if item.get_closest_marker("real_data") and not public_data().is_dir():
            item.add_marker(no_data)
        if item.get_closest_marker("browser") and chromium() is None:
            item.add_marker(no_browser)
