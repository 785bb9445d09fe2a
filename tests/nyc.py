"""The study of New York: published figures of schools, and nobody's answers."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "tests" / "real_data" / "nyc"


def write(folder: Path, public_data: Path) -> Path:
    """Put the study where nobody else works on it; its files are read where they are."""
    text = (FOLDER / "study.toml").read_text(encoding="utf-8")
    text = text.replace("../../../../shared/data", public_data.as_posix())
    folder.mkdir(parents=True)
    (folder / "study.toml").write_text(text, encoding="utf-8")
    return folder
