"""Writes a data sheet as Markdown and as a page that prints."""

import html
from collections.abc import Callable, Sequence
from pathlib import Path

from analysis.language import current, use
from analysis.language import gettext as _
from analysis.reporting.datasheet import Blank, Grid, Opened, Sheet, draft

_NAMES = {"nl": "GEGEVENSBLAD", "en": "DATASHEET"}
_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;"
    "color:#222}h1,h2{line-height:1.2}table{border-collapse:collapse;width:100%;margin:.5rem 0}"
    "th,td{border:1px solid #999;padding:.25rem .5rem;text-align:left;vertical-align:top}"
    ".blank{border:2px dashed #8a5a00;padding:.5rem;min-height:2.5rem}"
)


def write(study: Opened, target: Path, languages: Sequence[str]) -> list[Path]:
    """Write the sheet.

    Parameters
    ----------
    study : Opened
    target : Path
        A folder, for GEGEVENSBLAD and DATASHEET as .md and .html; or one file whose name ends so,
        in the first of the languages.
    languages : sequence of str

    Returns
    -------
    list of Path
        What was written.
    """
    if target.suffix in _WRITERS:
        files = {target: languages[0]}
    else:
        files = {
            target / f"{_NAMES.get(code, code)}{ending}": code
            for code in languages
            for ending in _WRITERS
        }
    for path, code in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        with use(code):
            text = _WRITERS[path.suffix](draft(study))
        path.write_text(text, encoding="utf-8", newline="\n")
    return list(files)


def as_markdown(sheet: Sheet) -> str:
    """Write a sheet as Markdown."""
    lines = [f"# {sheet.title}", "", *_spaced(sheet.lead)]
    for at, section in enumerate(sheet.sections, 1):
        lines += [f"## {at}  {section.title}", ""]
        for part in section.parts:
            lines += [*_markdown(part), ""]
    return "\n".join(lines).rstrip() + "\n"


def _spaced(paragraphs: list[str]) -> list[str]:
    return [line for paragraph in paragraphs for line in (paragraph, "")]


def _markdown(part: str | Blank | Grid) -> list[str]:
    if isinstance(part, Blank):
        return [f"**[ {_ask(part)} ]**"]
    if isinstance(part, str):
        return [part]
    bars = ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in part.rows]
    head = "| " + " | ".join(part.head) + " |"
    return [head, "|" + "---|" * len(part.head), *bars]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _ask(blank: Blank) -> str:
    return _("To fill in: {ask} (study.toml: {key})").format(ask=blank.ask, key=blank.key)


def as_html(sheet: Sheet) -> str:
    """Write a sheet as one page without anything from elsewhere."""
    body = [f"<h1>{html.escape(sheet.title)}</h1>"]
    body += [f"<p>{html.escape(text)}</p>" for text in sheet.lead]
    for at, section in enumerate(sheet.sections, 1):
        body.append(f"<h2>{at} {html.escape(section.title)}</h2>")
        body += [_html(part) for part in section.parts]
    code = "nl" if current() == "nl" else "en"
    return (
        f'<!doctype html>\n<html lang="{code}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(sheet.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


def _html(part: str | Blank | Grid) -> str:
    if isinstance(part, Blank):
        return f'<p class="blank">{html.escape(_ask(part))}</p>'
    if isinstance(part, str):
        return f"<p>{html.escape(part)}</p>"
    head = "".join(f'<th scope="col">{html.escape(cell)}</th>' for cell in part.head)
    rows = "\n".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>"
        for row in part.rows
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"


_WRITERS: dict[str, Callable[[Sheet], str]] = {".md": as_markdown, ".html": as_html}
