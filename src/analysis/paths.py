"""Where the project's own tables and notebooks are, and where a study is."""

from functools import cache
from pathlib import Path


@cache
def project() -> Path:
    """Folder that holds data/codebook, data/claims, data/schema, notebooks and locale.

    In a clone that is the repository; in an installed copy it travels inside the package.
    """
    here = Path(__file__).resolve().parent
    clone = here.parents[1]
    return clone if (clone / "data" / "codebook").is_dir() else here / "_project"


def study_folder(folder: str | Path) -> Path:
    """Find a study: as written from the working directory, else from the project's folder.

    The second makes ``STUDY = "data/example"`` work in a notebook wherever Jupyter was started.
    """
    given = Path(folder).expanduser()
    if given.is_absolute() or given.is_dir():
        return given.resolve()
    inside = project() / given
    return inside.resolve() if inside.is_dir() else given.resolve()
