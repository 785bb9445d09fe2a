"""Sections that a study has no data for: replaced by one sentence that says what is missing.

A notebook marks the heading of such a section with a tag: ``needs-contracts`` on the heading of
the section about people who left, ``needs-contracts-or-school_staff`` where either will do.
Without the tag a section always runs.
"""

import re
from typing import Any

from analysis.language import ngettext
from analysis.reporting.start import Holder

_TAG, _OR = "needs-", "-or-"


def prune(content: Any, study: Holder) -> Any:
    """Leave out the sections whose table the study lacks; say so under their heading.

    Of several sections that lack the same table the first says so, with how many more there are.

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
    told: dict[str, list[Any]] = {}
    for cell in content.cells:
        level = _heading_level(cell)
        if level and level <= skipping:
            skipping = 0
        if skipping:
            continue
        lacking = [tables[0] for tables in _needs(cell) if not any(map(study.has, tables))]
        if lacking and level:
            skipping = level
            told.setdefault(lacking[0], []).append(cell)
            if len(told[lacking[0]]) == 1:
                kept.append(cell)
        elif not lacking:
            kept.append(cell)
    for table, cells in told.items():
        _say(cells[0], study.missing_words(table), len(cells) - 1)
    content.cells = kept
    return content


def _say(cell: Any, why: str, n_more: int) -> None:
    # The title keeps its introduction: the page says what it would have been about.
    opening = cell.source if _heading_level(cell) == 1 else cell.source.splitlines()[0]
    more = ngettext(
        "{n} more part of this page needs it and is left out.",
        "{n} more parts of this page need it and are left out.",
        n_more,
    ).format(n=n_more)
    cell.source = f"{opening}\n\n{why}" + (f" {more}" if n_more else "")


def _needs(cell: Any) -> list[list[str]]:
    """Tables that a cell needs: of each list one."""
    tags = cell.metadata.get("tags", [])
    return [tag.removeprefix(_TAG).split(_OR) for tag in tags if tag.startswith(_TAG)]


def _heading_level(cell: Any) -> int:
    """1 for ``#``, 2 for ``##``; 0 for a cell that opens without a heading."""
    found = re.match(r"(#+)\s", cell.source) if cell.cell_type == "markdown" else None
    return len(found.group(1)) if found else 0
