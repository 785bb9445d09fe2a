"""A draft of a codebook, for questions that are not ours."""

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

from analysis import schema
from analysis.codebook import Codebook
from analysis.drafting import published
from analysis.drafting.blocks import Block
from analysis.language import current as language
from analysis.language import gettext as _

FOLDER = "codebook_draft"
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.\[\]-]*")


def files(blocks: Sequence[Block], book: Codebook, *, minimum: int) -> dict[str, str]:
    """Write items.csv and anchors.csv for questions that share their answers.

    The names of the scales, and which questions are reversed, only a person knows. Labels are
    in the order in which they occur most, which is not their order: their numbers are left
    open. A label that fewer than ``minimum`` cells hold is left out.
    """
    tongue = "nl" if language() == "nl" else "en"
    items = [["item_id", "scale_id", f"item_{tongue}", "reverse", "options", "anchors"]]
    anchors = [["set", "value", f"label_{tongue}"]]
    taken = {*schema.load("answers").index, *book.items.index}
    scales = published.find(column.name for block in blocks for column in block.columns)
    items[0] += ["note"] if scales else []
    for place, block in enumerate(blocks, 1):
        name, options, rows = _answers(block, f"labels_{place}", minimum)
        anchors += rows
        for column in block.columns:
            item = item_id(column.name, taken)
            taken.add(item)
            scale = scales.get(column.name)
            n = max(options, scale.options if scale else 2)
            key = published.UNKNOWN if scale else "0"
            note = [scale.note if scale else ""] if scales else []
            scale_id = scale.scale_id if scale else ""
            items.append([item, scale_id, column.text, key, str(n), name, *note])
    written = {"items.csv": _csv(items)}
    return written | ({"anchors.csv": _csv(anchors)} if len(anchors) > 1 else {})


def _answers(block: Block, name: str, minimum: int) -> tuple[str, int, list[list[str]]]:
    """Give the set of answers of a block, how many there are, and its rows in anchors.csv.

    Numbers from 1 need no set. Numbers from 0 are moved up by one, since answers are numbered
    from 1.
    """
    labels = _common(block, minimum)
    if not block.coded:
        return name, len(labels), [[name, "", label] for label in labels]
    if "0" not in block.labels:
        return "", block.highest, []
    numbers = range(block.highest + 1)
    return name, len(numbers), [[name, str(n + 1), str(n)] for n in numbers]


def item_id(column: str, taken: set[str]) -> str:
    """Name an item after its column, where that can be a name."""
    if _ID.fullmatch(column) and column not in taken:
        return column
    number = 1
    while f"item_{number}" in taken:
        number += 1
    return f"item_{number}"


def explanation(blocks: Sequence[Block], folder: Path) -> list[str]:
    """Say what the draft is and how it becomes a codebook."""
    n = sum(len(block.columns) for block in blocks)
    place = folder / FOLDER
    scales = published.find(column.name for block in blocks for column in block.columns)
    return [
        _("{n} questions are not in the codebook and share their answers.").format(n=n),
        _("To use them: in {place}/items.csv write the name of the scale of each question under "
          "scale_id, and 1 under reverse where a high answer means little; delete the rows that "
          "belong to no scale. Give labels in anchors.csv their numbers, from 1. Then name the "
          "folder codebook.").format(place=place.name),
        *published.sentences(scales.values()),
    ]  # fmt: skip


def _common(block: Block, minimum: int) -> list[str]:
    counts: dict[str, int] = {}
    for column in block.columns:
        for label, n in column.counts.items():
            counts[label] = counts.get(label, 0) + n
    return [label for label in block.labels if counts[label] >= minimum]


def _csv(rows: list[list[str]]) -> str:
    target = io.StringIO(newline="")
    csv.writer(target, lineterminator="\n").writerows(rows)
    return target.getvalue()
