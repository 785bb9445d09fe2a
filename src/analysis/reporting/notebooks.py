"""Notebooks as files: which ones a study gets, what they are called, how a study is put in."""

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis import paths
from analysis.errors import DataProblem, nearest
from analysis.language import gettext as _

INJECTED = "injected-parameters"  # the tag papermill uses too
_UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, OSError)
_BOLD_LEAD = re.compile(r"\*\*[^*]+\*\*\s*(.*?)\s*(?=\\?\s*\*\*[^*]+\*\*|$)", re.DOTALL)


@dataclass(frozen=True)
class Notebook:
    """One notebook of a report.

    Attributes
    ----------
    path : Path
        The ``.ipynb`` file.
    page : str
        Name of its page and of its results: ``02_safety``, or ``own_02_safety`` for a
        notebook that lies in the study itself, so that a student's copy never replaces ours.
    own : bool
        True when it lies in the study.
    """

    path: Path
    page: str
    own: bool

    @property
    def number(self) -> int | None:
        """The two digits in front of its name; None when it has none."""
        digits = self.path.name[:2]
        return int(digits) if digits.isdigit() else None

    @property
    def n_steps(self) -> int:
        """How many code cells it has, for the progress bar; 1 when it cannot be read."""
        try:
            cells = json.loads(self.path.read_text(encoding="utf-8"))["cells"]
            return 1 + sum(cell["cell_type"] == "code" for cell in cells)
        except _UNREADABLE:
            return 1

    def load(self) -> Any:
        """Read the file as a notebook object.

        Raises
        ------
        DataProblem
            When the file is not a notebook.
        """
        nbformat = light_nbformat()
        try:
            content = nbformat.reads(self.path.read_text(encoding="utf-8"), as_version=4)
            nbformat.validate(content)
        except (*_UNREADABLE, nbformat.ValidationError) as error:
            raise DataProblem(
                _("The file is not a notebook that can be read."),
                file=self.path.name,
                repair=_("open it in JupyterLab and save it again, or copy ours anew"),
            ) from error
        return content


def light_nbformat() -> Any:
    """Import nbformat without a check on web addresses that nothing here needs.

    That optional check costs 0.7 s at every start (jsonschema issue 1428).
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    import nbformat

    return nbformat


def ours() -> list[Notebook]:
    """All notebooks of the project, in the order of their names."""
    files = sorted((paths.project() / "notebooks").glob("*.ipynb"))
    return [Notebook(path, path.stem, own=False) for path in files]


def of_study(folder: Path) -> list[Notebook]:
    """Ours, then those that lie in the study's own ``notebooks`` folder."""
    files = sorted((folder / "notebooks").glob("*.ipynb"))
    return ours() + [Notebook(path, f"own_{_slug(path.stem)}", own=True) for path in files]


def find(name: str) -> Notebook:
    """Find one of ours by its name, with or without ``.ipynb``."""
    stem = name.removesuffix(".ipynb")
    known = {notebook.page: notebook for notebook in ours()}
    if stem not in known:
        raise DataProblem(
            _("There is no notebook {name}.").format(name=stem),
            repair=_("choose from: {known}").format(
                known=nearest(stem, list(known)) or ", ".join(known)
            ),
        )
    return known[stem]


def title(notebook: Notebook) -> str:
    """The first heading, in English, as the author wrote it; the file's name without one."""
    found = re.search(r"^#\s+(.+?)\s*$", _opening(notebook), flags=re.MULTILINE)
    return found.group(1) if found else notebook.path.stem


def introduction(notebook: Notebook) -> list[str]:
    """Paragraphs of the first cell under the title, each on one line as gettext keeps them."""
    body = re.sub(r"^#\s+.+$", "", _opening(notebook), flags=re.MULTILINE)
    return [paragraph.strip() for paragraph in re.split(r"\n\s*\n", body) if paragraph.strip()]


def question(paragraph: str) -> str:
    """What follows the first words in bold of a paragraph: the question of the notebook.

    Works on a translated paragraph too, whatever the word in bold is in that language. Empty
    for a paragraph that does not begin with words in bold.
    """
    found = _BOLD_LEAD.match(paragraph)
    return " ".join(found.group(1).removesuffix("\\").split()) if found else ""


def inject(content: Any, study: Path) -> Any:
    """Put the study after the cell tagged ``parameters``; nothing changes without one."""
    nbformat = light_nbformat()
    for place, cell in enumerate(content.cells):
        if cell.cell_type == "code" and "parameters" in cell.metadata.get("tags", []):
            added = nbformat.v4.new_code_cell(f"STUDY = {str(study)!r}", id=INJECTED)
            added.metadata["tags"] = [INJECTED]
            content.cells.insert(place + 1, added)
            break
    return content


def without_outputs(content: Any) -> Any:
    """Empty every output and count, as before a first run."""
    for cell in content.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return content


def _opening(notebook: Notebook) -> str:
    try:
        cells = json.loads(notebook.path.read_text(encoding="utf-8"))["cells"]
        sources = [cell["source"] for cell in cells if cell["cell_type"] == "markdown"]
    except _UNREADABLE:
        return ""
    first = sources[0] if sources else ""
    return first if isinstance(first, str) else "".join(first)


def _slug(stem: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "_", stem)
