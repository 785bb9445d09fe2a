"""What every test may use: the project's folders, and browsers and public data when present."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import command
import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def example_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example study for tests that only look; what is made of it is kept."""
    folder = tmp_path_factory.mktemp("studies") / "example"
    left_out = shutil.ignore_patterns(".derived", "notebooks")
    return shutil.copytree(ROOT / "data" / "example", folder, ignore=left_out)


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
    """The report of the example study in both languages, made once for all tests that read it."""
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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with the reason, what this machine has no means for."""
    no_data = pytest.mark.skip(reason=f"no public data in {public_data().name}")
    no_browser = pytest.mark.skip(reason="no Chromium on this machine")
    for item in items:
        if item.get_closest_marker("real_data") and not public_data().is_dir():
            item.add_marker(no_data)
        if item.get_closest_marker("browser") and chromium() is None:
            item.add_marker(no_browser)
