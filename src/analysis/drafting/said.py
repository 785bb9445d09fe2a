"""What the commands ``new`` and ``check`` say."""

import html
import json
import os
import textwrap
from dataclasses import asdict
from pathlib import Path

from analysis.cleaning.audit import rule_label
from analysis.drafting import own, whole
from analysis.drafting.findings import Checked, FileRead, Finding
from analysis.drafting.folder import RAW, Made
from analysis.drafting.writing import command
from analysis.language import current as language
from analysis.language import gettext as _
from analysis.language import ngettext, number

_WIDTH = 92
_PAGE = """<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
<style>
body {{ font-family: system-ui, sans-serif; line-height: 1.5; margin: 2rem auto; max-width: 70rem;
padding: 0 1rem; }}
table {{ border-collapse: collapse; display: block; overflow-x: auto; }}
th, td {{ border-bottom: 1px solid #ccc; padding: .4rem .6rem; text-align: left;
vertical-align: top; }}
</style></head><body>{body}</body></html>
"""


def after_new(made: Made) -> list[str]:
    """Say what was made, where the key is, what is left to choose, and what to do next."""
    toml = made.folder / "study.toml"
    if not made.drafts:
        return [*_about_the_key(made.key), _next(made.folder)]
    lines = [_("Made the study {folder}:").format(folder=made.folder), *whole.told(made.drafts)]
    if made.copied:
        lines.append(
            ngettext(
                "{n} file was copied to {place}; the original was not touched.",
                "{n} files were copied to {place}; the originals were not touched.",
                made.copied,
            ).format(n=made.copied, place=made.folder / RAW)
        )
    if made.own:
        lines.append(
            _("Questions that are not in the codebook are listed in {place}.").format(
                place=made.folder / own.FOLDER
            )
        )
    lines += _about_the_key(made.key)
    choices = ngettext(
        "{n} line of {file} says “{choose}”: look at it and correct it.",
        "{n} lines of {file} say “{choose}”: look at them and correct them.",
        made.n_choices,
    )
    lines.append(choices.format(n=made.n_choices, file=toml, choose=_("choose")))
    return [*lines, _next(made.folder)]


def _next(folder: Path) -> str:
    return _("Then run: {command}").format(command=command("check", folder))


def _about_the_key(key: Path | None) -> list[str]:
    if key is None:
        return [_("No key was needed: these files hold figures, not people.")]
    return [
        _("The key that turns people into pseudonyms: {place}").format(place=key),
        _("Keep a copy of it in a safe place, apart from the data. Without it, files that come "
          "later cannot be linked to these."),
    ]  # fmt: skip


def after_check(checked: Checked, shown_as: str) -> list[str]:
    """Say what was found, worst first, what was read, and what to do next."""
    lines = [summary(checked)]
    for title, findings in _parts(checked):
        lines += ["", title]
        for number_, finding in enumerate(findings, 1):
            lines += _entry(number_, finding)
    if checked.files:
        lines += ["", _("What was read:")]
        lines += [line for one in checked.files for line in _wrapped(read_line(one))]
    step = command("check" if checked.stops else "report", shown_as)
    lines += ["", _("Next: {command}").format(command=step)]
    return lines


def summary(checked: Checked) -> str:
    """Count problems and remarks in one sentence."""
    if not checked.findings:
        return _("Nothing to repair.")
    stops = ngettext("{n} problem that stops", "{n} problems that stop", len(checked.stops))
    notes = ngettext("{n} remark", "{n} remarks", len(checked.remarks))
    said = [stops.format(n=len(checked.stops)), notes.format(n=len(checked.remarks))]
    return _("{study}: {counts}.").format(study=checked.study, counts=", ".join(said))


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="     ")


def _parts(checked: Checked) -> list[tuple[str, list[Finding]]]:
    parts = [(_("To repair first:"), checked.stops), (_("To look at:"), checked.remarks)]
    return [(title, findings) for title, findings in parts if findings]


def _entry(number_: int, finding: Finding) -> list[str]:
    said = [f"{place_of(finding)}: {finding.what}" if place_of(finding) else finding.what]
    if finding.found:
        said.append(_("Found: {found}.").format(found=finding.found.rstrip(".")))
    if finding.repair:
        said.append(_("To repair: {repair}.").format(repair=finding.repair.rstrip(".")))
    first, *rest = [line for text in said for line in textwrap.wrap(text, _WIDTH) or [""]]
    return [f"{number_:>3}. {first}", *(f"     {line}" for line in rest)]


def place_of(finding: Finding) -> str:
    """Say where a finding is: file, column and number of rows."""
    parts = [finding.file] if finding.file else []
    if finding.column:
        parts.append(_("column {column}").format(column=finding.column))
    if finding.rows is not None:
        rows = ngettext("{n} row", "{n} rows", finding.rows)
        parts.append(rows.format(n=number(finding.rows, 0)))
    return ", ".join(parts)


def read_line(one: FileRead) -> str:
    """Say what became of one file in one line."""
    if one.n_records is None:
        return _("{file}: could not be read").format(file=one.file)
    records = ngettext("{n} record", "{n} records", one.n_records)
    parts = [one.table, records.format(n=number(one.n_records, 0))]
    if one.n_kept is not None:
        parts.append(_("{n} kept").format(n=number(one.n_kept, 0)))
    if one.n_questions:
        questions = ngettext("{n} question", "{n} questions", one.n_questions)
        parts.append(questions.format(n=number(one.n_questions, 0)))
    aside = [f"{rule_label(rule)} {number(n, 0)}" for rule, n in one.set_aside.items()]
    line = f"{one.file}: {', '.join(parts)}"
    return f"{line}; {', '.join(aside)}" if aside else line


def as_json(checked: Checked) -> str:
    """Write a check for another program to read."""
    content = {
        "study": checked.study,
        "exit_code": checked.exit_code,
        "findings": [asdict(finding) for finding in checked.findings],
        "files": [asdict(one) for one in checked.files],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def as_html(checked: Checked) -> str:
    """Write a check as one page that needs nothing else."""
    title = _("Check of {study}").format(study=checked.study)
    head = "".join(
        f"<th>{html.escape(name)}</th>"
        for name in (_("file"), _("column"), _("rows"), _("what"), _("found"), _("to repair"))
    )
    body = [f"<h1>{html.escape(title)}</h1>", f"<p>{html.escape(summary(checked))}</p>"]
    for heading, findings in _parts(checked):
        rows = "".join(_row(finding) for finding in findings)
        body.append(f"<h2>{html.escape(heading)}</h2><table><tr>{head}</tr>{rows}</table>")
    files = "".join(f"<li>{html.escape(read_line(one))}</li>" for one in checked.files)
    body.append(f"<h2>{html.escape(_('What was read:'))}</h2><ul>{files}</ul>")
    return _PAGE.format(
        language="nl" if language() == "nl" else "en",
        title=html.escape(title),
        body="".join(body),
    )


def _row(finding: Finding) -> str:
    rows = "" if finding.rows is None else number(finding.rows, 0)
    cells = (finding.file, finding.column, rows, finding.what, finding.found, finding.repair)
    return "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>"


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all."""
    part = path.with_name(f".{path.name}.unfinished")
    part.write_text(text, encoding="utf-8", newline="\n")
    os.replace(part, path)
