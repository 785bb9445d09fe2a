"""Every remark about a note of intake belongs to a note that intake still writes."""

import ast
from pathlib import Path

import pytest

from analysis import intake
from analysis.drafting import remarks

ROOM = Path(intake.__file__).parent


def texts_in_intake() -> list[str]:
    """List every text in the sources of intake; a text over several lines is one."""
    found = []
    for path in ROOM.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found += [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
    return found


@pytest.mark.parametrize("opening", remarks._repairs())
def test_a_repair_opens_as_a_note_of_intake_does(opening):
    assert any(text.startswith(opening) for text in texts_in_intake())
