"""Keeps what did not pass ``release`` off the pages, whoever wrote the notebook."""

import html
from typing import Any

from analysis.language import gettext as _

_PASSED = (
    '<div class="released',
    '<div class="in-brief',
    '<p class="reading',
    '<p class="leercultuur',
)
NOTE = "not-released"


def close(content: Any) -> int:
    """Replace outputs that did not come from the gate by a note; give how many there were.

    Released tables, figures drawn from them and readings carry their own mark. A plain table, a
    drawing of one's own and printed text do not: those are for the screen of the person who
    works on the notebook, not for a page that others open.
    """
    closed = 0
    for cell in content.cells:
        if cell.cell_type != "code":
            continue
        kept = [output for output in cell.outputs if _is_passed(output)]
        if len(kept) < len(cell.outputs):
            closed += len(cell.outputs) - len(kept)
            kept.append(_note())
        cell.outputs = kept
    return closed


def _is_passed(output: Any) -> bool:
    data = output.get("data", {})
    if output.output_type not in ("display_data", "execute_result"):
        return False
    if "text/html" in data:
        return data["text/html"].lstrip().startswith(_PASSED)
    if "image/png" in data:
        return "alt" in output.metadata.get("image/png", {})
    return "text/markdown" in data


def _note() -> Any:
    from analysis.reporting import notebooks

    text = _(
        "An output is not shown here: it did not pass release(). "
        "Show released tables, and figures and readings made from those."
    )
    shown = f'<p class="leercultuur {NOTE}">{html.escape(text)}</p>'
    data = {"text/html": shown, "text/plain": text}
    return notebooks.light_nbformat().v4.new_output("display_data", data)
