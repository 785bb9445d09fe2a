"""Stores the outputs of the notebooks in their files: the one writer, the same bytes every time."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from analysis.reporting import notebooks, progress, runner
from analysis.reporting.runner import Job, Store

DPI = 72
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def store(names: Sequence[str], *, study: Path, jobs: int | None = None) -> dict[str, str]:
    """Run notebooks of ours on a study, in English, and write their outputs into the files.

    Parameters
    ----------
    names : sequence of str
        Which notebooks; all of them when empty.
    study : Path
        The example study: outputs of real data never go into these files.
    jobs : int, optional
        How many at a time.

    Returns
    -------
    dict of str to str
        Notebooks that stopped, with the reason; their files are left as they were.
    """
    chosen = [notebooks.find(name) for name in names] or notebooks.ours()
    todo = [Job(notebook, "en", key="") for notebook in chosen]
    with tempfile.TemporaryDirectory(prefix="lc-", ignore_cleanup_errors=True) as scratch:
        with progress.shown(sum(job.notebook.n_steps for job in todo)) as told:
            outcomes = runner.run(
                todo,
                study=study,
                store=Store(Path(scratch) / "runs"),
                releases=Path(scratch) / "releases",
                jobs=jobs or os.cpu_count() or 1,
                progress=told,
                dpi=DPI,
            )
    for outcome in outcomes:
        if not outcome.problem:
            write(outcome.content, outcome.job.notebook.path)
    return {o.job.notebook.page: o.problem for o in outcomes if o.problem}


def write(content: Any, path: Path) -> None:
    """Write a notebook: what was injected goes out, ids stay, and nothing tells when it ran."""
    content = plain(content)
    text = notebooks.light_nbformat().writes(content)
    part = path.with_suffix(".part")
    part.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")
    os.replace(part, path)


def plain(content: Any) -> Any:
    """Keep sources, outputs and tags; number the code cells from 1."""
    nbformat = notebooks.light_nbformat()
    cells, n_code, seen = [], 0, set()
    for cell in content.cells:
        tags = cell.metadata.get("tags", [])
        if notebooks.INJECTED in tags:
            continue
        kept = nbformat.from_dict(
            {
                "cell_type": cell.cell_type,
                "id": _id(cell.get("id"), len(cells), seen),
                "metadata": {"tags": list(tags)} if tags else {},
                "source": cell.source.rstrip(),
            }
        )
        if cell.cell_type == "code":
            n_code += 1
            kept.execution_count = n_code
            kept.outputs = [_numbered(output, n_code) for output in cell.outputs]
        cells.append(kept)
    return nbformat.from_dict(
        {"cells": cells, "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5}
    )


def _id(given: str | None, place: int, seen: set[str]) -> str:
    """Keep the id a cell has; a cell without one, or with a doubled one, gets its place."""
    chosen = given if given and given not in seen else f"cell-{place + 1:02d}"
    while chosen in seen:
        chosen += "x"
    seen.add(chosen)
    return chosen


def _numbered(output: Any, number: int) -> Any:
    if output.output_type == "execute_result":
        output.execution_count = number
    return output
