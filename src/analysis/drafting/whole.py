"""The whole of a drafted study.toml, and what is said when it is there."""

from collections.abc import Sequence
from pathlib import Path

from analysis.codebook import Codebook
from analysis.drafting import draft as drafting
from analysis.drafting import lacks, own
from analysis.drafting.blocks import Block
from analysis.drafting.draft import Draft
from analysis.drafting.writing import Lines
from analysis.language import gettext as _
from analysis.language import ngettext, number


def study_text(
    drafts: Sequence[Draft],
    book: Codebook,
    lines: Lines,
    *,
    name: str,
    unknown: Sequence[Block],
    minimum: int,
) -> None:
    """Write study.toml: the study, then its files, then what is missing."""
    lines.comment(
        _("This file says which file of the study is which table, which column is what, and what "
          "the words in it mean. It was drafted from the files themselves: correct it.")
    )  # fmt: skip
    lines.comment(
        _("Lines that say “{choose}” wait for you: look at them, and take those words away when "
          "they are right.").format(choose=_("choose"))
    )  # fmt: skip
    _about_the_study(lines, name)
    for one in drafts:
        drafting.write(one, book, lines, minimum=minimum)
    missing = lacks.tables(one.found.table for one in drafts)
    if missing or unknown:
        lines.heading(_("What is missing"))
    for sentence in [*missing, *(own.explanation(unknown, Path()) if unknown else [])]:
        lines.comment(sentence)


def _about_the_study(lines: Lines, name: str) -> None:
    lines.table("[study]")
    lines.put("title", {"nl": name, "en": name}, _("what the pages are called"), choose=True)
    lines.put("audience", "inside", _("or publication, which hides more"))
    lines.table("[privacy]")
    lines.put("minimum", 5, _("smallest group to show; it may be raised"))
    lines.table("[cleaning]")
    lines.put("speeder_seconds", 120, _("who was faster cannot have read the questions"))
    lines.put("unfinished", "exclude", _("or mark, which keeps answers of who stopped halfway"))


def told(drafts: Sequence[Draft]) -> list[str]:
    """Say in one line per file what it was taken for."""
    return [_told(one) for one in drafts]


def _told(one: Draft) -> str:
    records = ngettext("{n} record", "{n} records", one.look.n_records).format(
        n=number(one.look.n_records, 0)
    )
    sheet = one.look.source.sheet
    parts = [records, one.look.table.facts.format]
    table = one.found.table or _("not recognised")
    matched = one.found.matched
    if one.found.table in drafting.SURVEYS:
        n = len(matched.exact)
        parts.append(ngettext("{n} question found", "{n} questions found", n).format(n=n))
        if matched.near:
            parts.append(_("{n} nearly").format(n=len(matched.near)))
    place = f"{one.path} ({sheet})" if sheet else one.path
    doubt = "" if one.found.sure or not one.found.table else "?"
    if one.same_as:
        parts.append(_("the same responses as {other}, so not used").format(other=one.same_as))
    return f"  {place}: {table}{doubt}; {', '.join(parts)}"
