"""Short names for contents: what has the same fingerprint need not be made again."""

import hashlib
import sys
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from analysis import paths

# Versions of what computes and draws; another version may give another page.
_TOOLS = (
    "pandas numpy scipy statsmodels matplotlib seaborn pingouin babel sphinx myst-nb "
    "sphinx-book-theme pydata-sphinx-theme ipykernel"
).split()


def of_files(files: Iterable[Path], *, root: Path) -> str:
    """Fingerprint of files: their contents, and their names as seen from ``root``."""
    total = hashlib.sha256()
    for path in sorted(files):
        name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
        total.update(f"{name}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def of_texts(*texts: str) -> str:
    """Fingerprint of a few texts together."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def of_package() -> str:
    """Fingerprint of our code and of the tables it reads."""
    here = Path(__file__).resolve().parents[1]
    passed_over = {"__pycache__", "_project"}  # _project: notebooks and catalogue of a wheel
    files = [p for p in here.rglob("*") if p.is_file() and not passed_over & set(p.parts)]
    for table in ("codebook", "claims", "schema"):
        files += (paths.project() / "data" / table).rglob("*.csv")
    return of_files(files, root=paths.project())


def of_tools() -> str:
    """Fingerprint of the Python and of the libraries that run the notebooks."""
    versions = [sys.version.split()[0]]
    for name in _TOOLS:
        try:
            versions.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    return of_texts(*versions)
