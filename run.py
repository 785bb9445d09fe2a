"""Everything from a fresh clone, with Python 3.11 or newer and pip, on any system.

python run.py report             the report of the example study, at the path it prints
python run.py report data/mine   the report of a study of your own
python run.py test               all tests: style, package, site, notebooks, translations
python run.py lab                the notebooks in JupyterLab
python run.py <word> ...         any other command of leercultuur

Packages go into the folder .venv beside this file, in the versions of requirements.lock.
LEERCULTUUR_UNPINNED=1 takes the newest versions that pyproject.toml allows instead.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "leercultuur.json"  # what was installed, and from which files
EXTRAS = {"test": {"dev", "lab"}, "lab": {"lab"}}
UNPINNED = bool(os.environ.get("LEERCULTUUR_UNPINNED"))
COMPARE = "--nbval-lax" if UNPINNED else "--nbval"  # other versions print other digits
NOTEBOOKS = ["-c", "notebooks.ini", COMPARE, "--nbval-current-env", "notebooks"]
SANITIZE = ["--nbval-sanitize-with", "tests/sanitize.cfg"]
CORES = ["-n", "logical", "--no-loadscope-reorder", "--dist"]  # in the order of tests/conftest.py
PARTS = [  # the cheapest first
    ("code style", ["ruff", "check", "."]),
    ("code layout", ["ruff", "format", "--check", "."]),
    ("package and site", ["pytest", *CORES, "loadscope", "tests"]),
    ("notebooks", ["pytest", *CORES, "loadfile", *NOTEBOOKS, *SANITIZE]),
    ("translations", ["analysis", "catalogue", "--check"]),
]


def main(words: list[str]) -> int:
    """Prepare the environment, then do what was asked; the exit code says how it went."""
    if sys.version_info < (3, 11):  # noqa: UP036 - an older Python is told so
        sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    if not words or words[0] in ("-h", "--help"):
        print(__doc__)
        return 0 if words else 2
    prepare(EXTRAS.get(words[0], set()))
    if words[0] == "test":
        return test(words[1:])
    if words[0] == "lab":
        return module("jupyterlab", str(ROOT / "notebooks"), *words[1:])
    return module("analysis", *words)


def module(name: str, *arguments: str, folder: Path | None = None) -> int:
    """Run a module of the environment and hand back its exit code."""
    return subprocess.call([str(PYTHON), "-m", name, *arguments], cwd=folder)


def prepare(extras: set[str]) -> None:
    """Make .venv hold what is needed, or stop and say why that failed."""
    make = [sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV)]
    if not works("-c", "") and subprocess.call(make) != 0:
        sys.exit("The folder .venv could not be made; the lines above say why.")
    have = json.loads(STAMP.read_text()) if STAMP.exists() else {"made_from": "", "extras": []}
    if have["made_from"] == fingerprint() and extras <= set(have["extras"]):
        return
    extras |= set(have["extras"])
    if not install(extras):
        sys.exit("The packages could not be installed; the lines above say why.")
    STAMP.write_text(json.dumps({"made_from": fingerprint(), "extras": sorted(extras)}))


def works(*arguments: str) -> bool:
    """Whether the Python of the environment runs this without complaint."""
    if not PYTHON.exists():
        return False
    return subprocess.run([str(PYTHON), *arguments], capture_output=True).returncode == 0


def fingerprint() -> str:
    """Change when the packages have to be installed again."""
    files = [ROOT / "pyproject.toml", ROOT / "requirements.lock"]
    made_from = b"".join(path.read_bytes() for path in files)
    return hashlib.sha256(made_from + f"{UNPINNED} {sys.version}".encode()).hexdigest()


def install(extras: set[str]) -> bool:
    """Install with pip, then compile: imports are three times slower where that is left out."""
    print("Installing packages into .venv; the first time takes some minutes.", flush=True)
    if not works("-m", "pip", "--version") and not works("-m", "ensurepip"):
        sys.exit("This Python lacks pip. On Debian and Ubuntu: sudo apt install python3-venv")
    lock = ["--upgrade"] if UNPINNED else ["-c", "requirements.lock"]
    target = f".[{','.join(sorted(extras))}]" if extras else "."
    options = ["-qq", "--disable-pip-version-check", "--no-input", "--no-compile"]
    if module("pip", "install", *options, *lock, "-e", target, folder=ROOT) != 0:
        return False
    # All cores at once. Templates inside packages that are no Python are no failure of ours.
    works("-m", "compileall", "-q", "-j", "0", str(VENV), str(ROOT / "src"))
    return True


def test(arguments: list[str]) -> int:
    """Run every part until one fails; extra words go to the pytest call on the package."""
    os.environ.pop("LEERCULTUUR_LANGUAGE", None)  # stored outputs are in English
    totals, code = Counter(passed=0, failed=0), 0
    for name, (tool, *words) in PARTS:
        print(f"\n== {name}", flush=True)
        more = arguments if name == "package and site" else []
        code, counts = part(tool, [*words, *more])
        totals.update(counts)
        if code:
            print(f"\nThe part '{name}' failed.")
            break
    print("\n" + ", ".join(f"{n} {kind}" for kind, n in totals.items()))
    return code


def part(tool: str, words: list[str]) -> tuple[int, dict[str, int]]:
    """Run one part; pytest counts its tests, any other tool is one test."""
    with tempfile.TemporaryDirectory() as folder:
        counted = Path(folder) / "counts.xml"
        count = [f"--junit-xml={counted}"] if tool == "pytest" else []
        code = module(tool, *words, *count, folder=ROOT)
        if not counted.exists():
            return code, {"passed": int(code == 0), "failed": int(code != 0)}
        suite = ElementTree.parse(counted).getroot().find("testsuite").attrib
    n = {kind: int(suite[kind]) for kind in ("tests", "failures", "errors", "skipped")}
    bad = n["failures"] + n["errors"]
    return code, {
        "passed": n["tests"] - bad - n["skipped"],
        "failed": max(bad, int(code != 0)),  # no test found is a failure too
        **({"skipped": n["skipped"]} if n["skipped"] else {}),
    }


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
