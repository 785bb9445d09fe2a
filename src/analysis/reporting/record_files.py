"""The files beside the record of what was released, for who need not read the record itself."""

from pathlib import Path


def withheld(folder: Path, notebook: str) -> Path:
    """File that says which cells of a page must stay hidden because of other pages."""
    return folder / f"{notebook}.withheld.json"


def forget(folder: Path, notebook: str, language: str) -> None:
    """Remove what is recorded of a page in a language, before it runs again."""
    for old in folder.glob(f"{notebook}.{language}.*.parquet"):
        old.unlink(missing_ok=True)
