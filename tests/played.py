"""Plays the code of a notebook in this process, and keeps what its cells show."""

import ast
import copy
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from IPython.core.formatters import DisplayFormatter

from analysis import study as studies
from analysis.reporting import notebooks, pruning
from analysis.reporting.canvas import Picture

ROOT = Path(__file__).resolve().parents[1]
NAMES = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))


@dataclass(frozen=True)
class Played:
    """What a notebook showed.

    Attributes
    ----------
    shown : dict of str to object
        What a code cell showed, by the id of the cell.
    forms : dict of str to dict
        The forms of that object on a page, by the id of the cell.
    prose : list of str
        The paragraphs around them, as the page has them.
    results : Path
        The file of results; it may not be there.
    space : dict of str to object
        The names that the cells left behind.
    """

    shown: dict[str, Any]
    forms: dict[str, dict[str, str]]
    prose: list[str]
    results: Path
    space: dict[str, Any]

    @property
    def text(self) -> str:
        """Everything a reader can read of what was computed, without mark-up."""
        return "\n".join(words(forms) for forms in self.forms.values())

    @property
    def readings(self) -> list[str]:
        """The sentences under figures and tables."""
        shown = self.forms.values()
        return [words(f) for f in shown if f.get("text/html", "").startswith('<p class="reading')]

    @property
    def pictures(self) -> list[Picture]:
        """The figures."""
        return [thing for thing in self.shown.values() if isinstance(thing, Picture)]


def words(forms: dict[str, str]) -> str:
    """Text of an output without mark-up."""
    shown = re.sub(r"<[^>]+>", " ", forms.get("text/html") or forms["text/plain"])
    return re.sub(r"[^\S\n]+", " ", unescape(shown)).strip()


def load(name: str) -> Any:
    """Read one of ours, without outputs."""
    return notebooks.without_outputs(notebooks.find(name).load())


def parameters(content: Any) -> dict[str, Any]:
    """Names and values of the cell tagged parameters."""
    tagged = (c for c in content.cells if "parameters" in c.metadata.get("tags", []))
    assigned = [node for node in ast.parse(next(tagged).source).body]
    return {node.targets[0].id: ast.literal_eval(node.value) for node in assigned}


def sections(content: Any) -> tuple[list[Any], list[list[Any]]]:
    """Divide the cells: what stands before the first section, and each section."""
    starts = [place for place, cell in enumerate(content.cells) if _opens(cell)]
    ends = [*starts[1:], len(content.cells)]
    parts = [content.cells[a:b] for a, b in zip(starts, ends, strict=True)]
    return content.cells[: starts[0]], parts


def _opens(cell: Any) -> bool:
    return cell.cell_type == "markdown" and cell.source.startswith("## ")


def with_cells(content: Any, cells: Sequence[Any]) -> Any:
    """Give a notebook that has only these cells."""
    return type(content)(content | {"cells": list(cells)})


def title(section: Sequence[Any]) -> str:
    """First line of a section."""
    return section[0].source.splitlines()[0].removeprefix("## ")


def play(
    content: Any,
    study: Path,
    room: Path,
    *,
    name: str,
    language: str = "en",
    shows: bool = True,
    space: dict[str, Any] | None = None,
    **changed: Any,
) -> Played:
    """Run the code cells one after another.

    Parameters
    ----------
    content : notebook object
        As ``load`` gives it; some of its cells may be gone.
    study : Path
        Folder of a study.
    room : Path
        Empty folder for results and records of what was released.
    name : str
        Name of the page.
    language : str
        What the page speaks.
    shows : bool
        Whether to put what is shown into the forms of a page, which takes time for figures.
    space : dict of str to object, optional
        Names that cells before these left behind.
    **changed
        Parameters with another value, such as ``SCALE="errcult"``.
    """
    with _surroundings(room, name, language):
        pruned = pruning.prune(copy.deepcopy(content), studies.open_study(study))
        space = {"__name__": "__main__", **(space or {})}
        shown, forms = {}, {}
        for cell in (cell for cell in pruned.cells if cell.cell_type == "code"):
            thing = _run(cell, space)
            if thing is not None:
                shown[cell.id] = thing
                forms[cell.id] = DisplayFormatter().format(thing)[0] if shows else {}
            if "parameters" in cell.metadata.get("tags", []):
                space.update({"STUDY": str(study), **changed})
    prose = [cell.source for cell in pruned.cells if cell.cell_type == "markdown"]
    return Played(shown, forms, prose, room / "results" / f"{name}.json", space)


def _run(cell: Any, space: dict[str, Any]) -> Any:
    """Run one cell; its last expression is what it shows."""
    tree = ast.parse(cell.source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, cell.id, "exec"), space)
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), cell.id, "eval"), space)


@contextmanager
def _surroundings(room: Path, name: str, language: str) -> Iterator[None]:
    told = {
        "LEERCULTUUR_LANGUAGE": language,
        "LEERCULTUUR_NOTEBOOK": name,
        "LEERCULTUUR_RESULTS": str(room / "results"),
        "LEERCULTUUR_RELEASES": str(room / "releases"),
        "LEERCULTUUR_DPI": "20",  # figures are drawn whole and coarsely: nobody looks at them
    }
    before = {key: os.environ.pop(key, None) for key in told}
    os.environ.update(told)
    try:
        yield
    finally:
        for key, value in before.items():
            del os.environ[key]
            if value is not None:
                os.environ[key] = value
