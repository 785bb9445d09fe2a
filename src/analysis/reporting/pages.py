"""Turns what notebooks gave into the source pages of the site, one folder per language."""

import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from analysis.language import gettext as _
from analysis.reporting import notebooks, tables
from analysis.reporting.notebooks import INJECTED, Notebook
from analysis.reporting.prose import Prose
from analysis.reporting.runner import Outcome

_OPENING = ("00", "01")  # notebooks that come before the topics
_PIXEL_WIDTH = 620


def write(folder: Path, outcomes: Sequence[Outcome], *, prose: Prose, title: str) -> None:
    """Write a page per notebook, and the page that lists them, into ``folder``.

    Parameters
    ----------
    folder : Path
        New folder for the sources.
    outcomes : sequence of Outcome
        In the order of the site.
    prose : Prose
        For the titles and questions on the first page, in the reader's language.
    title : str
        Title of the study.
    """
    folder.mkdir(parents=True)
    nbformat = notebooks.light_nbformat()
    for outcome in outcomes:
        page = _stopped(outcome, prose) if outcome.problem else _ran(outcome)
        target = folder / f"{outcome.job.notebook.page}.ipynb"
        target.write_text(nbformat.writes(page), encoding="utf-8", newline="\n")
    first = _first_page(outcomes, prose, title)
    (folder / "index.md").write_text(first, encoding="utf-8", newline="\n")


def _ran(outcome: Outcome) -> Any:
    """Fold the code, leave out the parameters, and let pictures keep their words."""
    content = notebooks.light_nbformat().from_dict(outcome.content)
    content.cells = _joined([cell for cell in content.cells if not _is_parameters(cell)])
    page = outcome.job.notebook.page
    for cell in content.cells:
        if cell.cell_type == "code":
            cell.outputs = [_linked(output, page) for output in cell.outputs]
            tags = cell.metadata.get("tags", [])
            cell.metadata = {"tags": sorted({*tags, "hide-input"}), "mystnb": _image_words(cell)}
    content.metadata = {"language_info": {"name": "python", "pygments_lexer": "ipython3"}}
    return content


def copy_files(folder: Path, outcomes: Sequence[Outcome]) -> Path:
    """Copy the files that pages link to into a folder per page, and give the folder of those."""
    place = folder / tables.FILES
    place.mkdir(parents=True)
    for outcome in outcomes:
        if outcome.problem or outcome.files is None:
            continue
        for path in sorted(outcome.files.glob("*.docx")):
            target = place / outcome.job.notebook.page / path.name
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(path, target)
    return folder


def _linked(output: Any, page: str) -> Any:
    """Let a link to a file find it in the folder of its page."""
    text = output.get("data", {}).get("text/html", "")
    if text.startswith('<p class="leercultuur download"'):
        output.data["text/html"] = text.replace(
            f'href="{tables.FILES}/', f'href="{tables.FILES}/{page}/'
        )
    return output


def _joined(cells: Sequence[Any]) -> list[Any]:
    """Put code that follows code into one cell, so that a section has one fold, not one a step.

    A second picture begins a new cell, because a cell has room for one text alternative.
    """
    joined: list[Any] = []
    for cell in cells:
        last = joined[-1] if joined else None
        if last is None or cell.cell_type != "code" or last.cell_type != "code":
            joined.append(cell)
        elif _has_picture(last) and _has_picture(cell):
            joined.append(cell)
        else:
            last.source = f"{last.source}\n\n{cell.source}"
            last.outputs = [*last.outputs, *cell.outputs]
    return joined


def _has_picture(cell: Any) -> bool:
    return any("image/png" in output.get("data", {}) for output in cell.outputs)


def _is_parameters(cell: Any) -> bool:
    return bool({INJECTED, "parameters"} & set(cell.metadata.get("tags", [])))


def _image_words(cell: Any) -> dict[str, Any]:
    """Text alternative and width of a picture, where MyST-NB looks for them."""
    for output in cell.outputs:
        about = output.get("metadata", {}).get("image/png", {})
        if about.get("alt"):
            width = about.get("width", _PIXEL_WIDTH)
            return {"image": {"alt": about["alt"], "width": f"{width}px"}}
    return {}


def _stopped(outcome: Outcome, prose: Prose) -> Any:
    """Write a page that says why there is nothing on it."""
    nbformat = notebooks.light_nbformat()
    where = ""
    if outcome.section:
        said = _("It stopped in the part “{section}”.")
        where = said.format(section=prose.of(outcome.section))
    box = (
        f'<div class="stopped" role="note"><p><strong>{_("This page could not be made.")}'
        f"</strong></p><p>{_escaped(outcome.problem)}</p><p>{_escaped(where)}</p></div>"
    )
    shown = nbformat.v4.new_output("display_data", {"text/html": box})
    heading = f"# {notebooks.title(outcome.job.notebook)}"
    cells = [
        nbformat.v4.new_markdown_cell(heading, id="title"),
        nbformat.v4.new_code_cell("...", id="stopped", outputs=[shown]),
    ]
    cells[1].metadata["tags"] = ["remove-input"]
    return nbformat.v4.new_notebook(cells=cells)


def _first_page(outcomes: Sequence[Outcome], prose: Prose, title: str) -> str:
    groups = {
        _("Begin here"): [o for o in outcomes if _opens(o.job.notebook)],
        _("Topics"): [o for o in outcomes if not o.job.notebook.own and not _opens(o.job.notebook)],
        _("Your own pages"): [o for o in outcomes if o.job.notebook.own],
    }
    parts = [f"# {_plain(title)}", _introduction()]
    for heading, members in groups.items():
        if members:
            parts += [f"## {heading}", _tree(heading, members, prose)]
            parts += [_entry(outcome, prose) for outcome in members]
    return "\n\n".join(parts) + "\n"


def _introduction() -> str:
    return _(
        "Every page answers one question. It opens with the answer in a few sentences; what "
        "only researchers need is folded. Small groups are hidden to protect people."
    )


def _tree(heading: str, members: Sequence[Outcome], prose: Prose) -> str:
    lines = [f"{short_title(o.job.notebook, prose)} <{o.job.notebook.page}>" for o in members]
    return "\n".join(["```{toctree}", ":hidden:", f":caption: {heading}", "", *lines, "```"])


def _entry(outcome: Outcome, prose: Prose) -> str:
    notebook = outcome.job.notebook
    paragraphs = [prose.of(paragraph) for paragraph in notebooks.introduction(notebook)]
    about = next(filter(None, (_part(p, notebooks.question) for p in paragraphs)), "")
    if outcome.problem:
        about = f"{about} *{_('This page could not be made.')}*".strip()
    name = short_title(notebook, prose)
    return f"[{_plain(name)}]({notebook.page}.ipynb)\n: {about or '—'}"


def short_title(notebook: Notebook, prose: Prose) -> str:
    """Number and topic, without the question behind the colon, in the reader's language."""
    whole = prose.of(notebooks.title(notebook))
    topic = _part(whole, lambda text: re.split(r"\s*:\s", text, maxsplit=1)[0])
    return " ".join(topic.split()).replace("<", "").replace(">", "")


def _part(text: str, take: Callable[[str], str]) -> str:
    """Take a part of a text; in the pseudo-language the part keeps the marks of the whole."""
    inner = text.strip("⟦⟧")
    part = take(inner)
    return f"⟦{part}⟧" if part and inner != text else part


def _opens(notebook: Notebook) -> bool:
    return not notebook.own and notebook.page.startswith(_OPENING)


def _plain(text: str) -> str:
    """Keep signs that Markdown would read as its own."""
    return re.sub(r"([\\`*_\[\]<>])", r"\\\1", text)


def _escaped(text: str) -> str:
    import html

    return html.escape(text)
