"""Sections that a study has no data for: replaced by one sentence that says what is missing.

A notebook marks the heading of such a section with a tag: ``needs-contracts`` on the heading of
the section about people who left. Without the tag a section always runs.
"""

import re
from typing import Any

from analysis.reporting.start import Holder

_TAG = "needs-"


def prune(content: Any, study: Holder) -> Any:
    """Leave out the sections whose table the study lacks; say so under their heading.

    Parameters
    ----------
    content : notebook
        Changed in place, as nbformat does.
    study : Holder
        The study that the notebook is about to run on.

    Returns
    -------
    notebook
        The same object.
    """
    kept, skipping = [], 0
    for cell in content.cells:
        level = _heading_level(cell)
        if level and level <= skipping:
            skipping = 0
        if skipping:
            continue
        lacking = [table for table in _needs(cell) if not study.has(table)]
        if lacking and level:
            skipping = level
            # The title keeps its introduction: the page says what it would have been about.
            opening = cell.source if level == 1 else cell.source.splitlines()[0]
            cell.source = f"{opening}\n\n{study.missing_words(lacking[0])}"
            kept.append(cell)
        elif not lacking:
            kept.append(cell)
    content.cells = kept
    return content


def _needs(cell: Any) -> list[str]:
    tags = cell.metadata.get("tags", [])
    return [tag.removeprefix(_TAG) for tag in tags if tag.startswith(_TAG)]


def _heading_level(cell: Any) -> int:
    """1 for ``#``, 2 for ``##``; 0 for a cell that opens without a heading."""
    found = re.match(r"(#+)\s", cell.source) if cell.cell_type == "markdown" else None
    return len(found.group(1)) if found else 0
