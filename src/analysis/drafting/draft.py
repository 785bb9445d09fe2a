"""The part of study.toml about one file: what is known, what is likely, what must be chosen."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from analysis import schema
from analysis.cleaning.tables import CLEANERS
from analysis.codebook import Codebook
from analysis.drafting import lacks, meanings, recognise, results
from analysis.drafting.blocks import Block
from analysis.drafting.look import Look
from analysis.drafting.recognise import Recognised
from analysis.drafting.waves import Period
from analysis.drafting.writing import Lines
from analysis.intake import words
from analysis.intake.raw import ImportReport
from analysis.language import gettext as _
from analysis.language import ngettext, number

SURVEYS = ("answers", "learning_habits")
FIGURES = ("school_scores", "school_results")
_NAMED = 24  # names of columns that a comment lists
_MEASURES = 12
_ASKS_YEAR = ("units", "pupils", "assignments", "school_results", "school_staff")
_ASKS_WAVE = ("invited", "school_scores")


@dataclass(frozen=True)
class Draft:
    """One file, or one sheet of it, with what was found out about it.

    Attributes
    ----------
    path : str
        Where it will be, seen from the study folder.
    report : ImportReport or None
        How it was read under the proposed columns; None when it looks like no table.
    period : Period
        When a questionnaire was open.
    wave : str
        Name of the wave, unlike that of the other files.
    same_as : str
        Another file with the same responses.
    """

    path: str
    look: Look
    found: Recognised
    report: ImportReport | None = None
    period: Period = field(default_factory=Period)
    wave: str = ""
    same_as: str = ""

    @property
    def works(self) -> bool:
        """Whether cleaning can do something with the file before a person has chosen."""
        return self.found.table in CLEANERS and not self.same_as

    @property
    def unknown_blocks(self) -> list[Block]:
        """Questions with shared answers that the codebook does not hold."""
        return self.found.blocks if self.found.table in ("answers", "") else []


def write(draft: Draft, book: Codebook, lines: Lines, *, minimum: int) -> None:
    """Write the part about one file."""
    sheet = draft.look.source.sheet
    lines.heading(f"{draft.path}, {sheet}" if sheet else draft.path)
    _facts(draft, lines)
    lines.off = not draft.works
    lines.table("[[file]]")
    lines.put("path", draft.path)
    _table(draft, lines)
    lines.put("format", draft.look.table.facts.format)
    if sheet:
        lines.put("sheet", sheet)
    _about(draft, lines)
    _columns(draft, lines)
    if draft.found.table in SURVEYS:
        _questions(draft, lines)
        _answers(draft, book, lines, minimum=minimum)
    if draft.found.table in FIGURES:
        _measures(draft, lines)
    if draft.found.table == "pupils":
        results.write(draft.look, draft.found, lines)
    if draft.found.table:
        for meaning in meanings.of_categories(draft.look, draft.found, minimum=minimum):
            _values(meaning, lines)
    lines.off = False


def _facts(draft: Draft, lines: Lines) -> None:
    facts = draft.look.table.facts
    parts = [
        _("Read as {format}").format(format=facts.format),
        ngettext("{n} record", "{n} records", facts.n_records).format(n=number(facts.n_records, 0)),
        ngettext("{n} column", "{n} columns", len(draft.look.columns)).format(
            n=number(len(draft.look.columns), 0)
        ),
    ]
    if facts.encoding:
        parts.append(facts.encoding)
    lines.comment(", ".join(parts) + ".")
    for remark in facts.notes if draft.report is None else draft.report.notes:
        lines.comment(str(remark))
    if draft.report is not None:
        if draft.report.experimental:
            lines.comment(
                _("This format is experimental: it is known from its description only, so check "
                  "a few answers by hand.")
            )  # fmt: skip
        if draft.report.stripped:
            left_out = [
                f"{name} ({words.spoken(reason)})" for name, reason in draft.report.stripped
            ]
            lines.comment(
                _("Never read, because it may identify people: {columns}.").format(
                    columns=_some(left_out)
                )
            )
    for sentence in lacks.sentences(draft.found, draft.look):
        lines.comment(sentence)


def _some(names: list[str]) -> str:
    more = len(names) - _NAMED
    shown = ", ".join(names[:_NAMED])
    return shown + (_(" and {n} more").format(n=more) if more > 0 else "")


def _table(draft: Draft, lines: Lines) -> None:
    table = draft.found.table
    if not table:
        lines.comment(
            _("This file looks like no table that is known. Choose one, and take the # away from "
              "these lines; or leave them, and the file is not used.")
        )  # fmt: skip
        lines.put("table", "…", ", ".join(CLEANERS), choose=True)
        lines.comment(_("Its columns: {names}.").format(names=_some(list(draft.look.columns))))
        lines.comment(
            _("data/schema says which columns each table has; name them under [file.columns].")
        )
        return
    if draft.same_as:
        lines.comment(
            _("The same responses are in {other}. Keep one of the two, and take the # away from "
              "the lines of the one that you keep.").format(other=draft.same_as)
        )  # fmt: skip
    elif not draft.works:
        lines.comment(_("The table {table} cannot be read by this version.").format(table=table))
    note = "" if draft.found.sure else _("this is a guess")
    lines.put("table", table, note, choose=not draft.found.sure)


def _about(draft: Draft, lines: Lines) -> None:
    """Write what holds for the whole file: wave, period, form, year, day of the export."""
    table, places = draft.found.table, draft.found.places
    if draft.found.form:
        lines.put("form", draft.found.form, _("by the words of the statements"))
    if draft.found.matched.by_words:
        lines.put("match", "text", _("questions are found by their words"))
    if table in SURVEYS:
        _wave(draft, lines)
        if "person_id" not in places:
            lines.put("anonymous", True, _("no column with a code for the person was found"))
    elif table in _ASKS_WAVE and "wave" not in places:
        lines.propose("wave", "2025", _("the name of the wave"))
    if table in _ASKS_YEAR and "year" not in places:
        lines.propose("year", 2025, _("the year in which the school year begins"))
    if constants := lacks.constants(draft.found):
        lines.put("constants", constants, _("the same for every row"), choose=True)
    if table in ("contracts", "absences"):
        lines.put("end_is", "last_day", _("or first_day_out: what the end date means"), choose=True)
    if table == "contracts":
        lines.propose("extract_on", date(2025, 9, 1), _("the day on which this export was made"))
        lines.comment(
            _("Does the file hold nobody who left before some day? Then add that day, such as "
              "observed_from = 2019-08-01; left out, it is taken from the first departure.")
        )  # fmt: skip
    if draft.period.unclear:
        lines.propose("date_order", "day_first", _("or month_first: the dates do not tell"))


def _wave(draft: Draft, lines: Lines) -> None:
    found = draft.period
    if "wave" in draft.found.places:
        return
    if found.name:
        lines.put("wave", draft.wave, _("the year in which people answered"))
    else:
        lines.put("wave", draft.wave, _("no day is known; give the wave a name"), choose=True)
    if found.fielded:
        note = _("first and last day with an answer; write when the questionnaire was open")
        if found.n_outside:
            note += "; " + _("{n} answers lie outside").format(n=number(found.n_outside, 0))
        lines.put("fielded", found.fielded, note, choose=True)
    for first, last in found.others:
        lines.comment(
            _("Many answers came from {first} to {last} as well: perhaps another wave. A file with "
              "two waves needs a column for the wave, or to be split.").format(
                first=first.isoformat(), last=last.isoformat()
            )
        )  # fmt: skip


def _columns(draft: Draft, lines: Lines) -> None:
    places = draft.found.places
    needed = schema.load(draft.found.table) if draft.found.table else None
    missing = lacks.required(draft.found)
    perhaps = []
    if draft.found.table in SURVEYS and "person_id" not in places:
        perhaps = recognise.perhaps_persons(draft.look, draft.found)
    if not places and not missing and not perhaps:
        return
    lines.table("[file.columns]")
    for name in perhaps[:3]:
        note = _("a code for the person? then take the line with anonymous out")
        lines.propose("person_id", name, note)
    for column, place in places.items():
        notes = [_("by the words of the question")] if place.by_words else []
        if place.others:
            notes.append(_("or: {names}").format(names=_some(place.others)))
        sure = not place.by_words and not place.others
        lines.put(column, place.column, "; ".join(notes), choose=not sure)
    for column in missing:
        meaning = "" if needed is None else lacks.meaning(needed, column)
        lines.propose(column, "…", meaning)


def _questions(draft: Draft, lines: Lines) -> None:
    matched = draft.found.matched
    if not matched.doubled and not matched.near and not matched.named:
        return
    lines.table("[file.items]")
    for item, column in matched.named.items():
        lines.put(item, column)
    for item, columns in matched.doubled.items():
        lines.put(item, columns[0], _("or: {names}").format(names=_some(columns[1:])), choose=True)
    if matched.near:
        lines.comment(_("Nearly a question of ours, with the likeness from 0 to 1:"))
    for column, (item, likeness) in matched.near.items():
        text = draft.look.columns[column].text
        shown = text if len(text) <= 70 else f"{text[:69]}…"
        lines.propose(item, column, f"{number(likeness, 2)} {shown}")


def _answers(draft: Draft, book: Codebook, lines: Lines, *, minimum: int) -> None:
    """Write what must be said about answers that are codes, or in other words than ours."""
    matched = draft.found.matched
    if not matched.exact:
        return
    anchors = (book.habits if draft.found.form else book.items)["anchors"].to_dict()
    found, codes = meanings.of_answers(draft.look, matched.exact, anchors, book, minimum=minimum)
    if codes:
        lines.table("[file.missing]")
        lines.propose("skipped", codes, _("codes that are probably no answers"))
    for meaning in found:
        _values(meaning, lines)


def _values(meaning: meanings.Meaning, lines: Lines) -> None:
    if meaning.complete and not meaning.known:
        return
    lines.table(f"[file.values.{meaning.column}]")
    if not meaning.complete:
        lines.comment(_("Choose from: {values}.").format(values=", ".join(meaning.allowed)))
    for label, said in meaning.known.items():
        lines.label(label, said)
    for label, (n, guess) in meaning.unknown.items():
        times = ngettext("{n} time", "{n} times", n).format(n=number(n, 0))
        note = _("{times}; it looks like this").format(times=times) if guess else times
        lines.label(label, guess or "…", note, propose=True)
    if meaning.n_rare:
        lines.comment(
            ngettext(
                "{n} other label is not known; it is too rare to be named.",
                "{n} other labels are not known; they are too rare to be named.",
                meaning.n_rare,
            ).format(n=meaning.n_rare)
        )


def _measures(draft: Draft, lines: Lines) -> None:
    """Propose figures per school; which of them matter only a person knows."""
    taken = {place.column for place in draft.found.places.values()}
    figures = [column for column in draft.found.figures if column.name not in taken]
    if not figures:
        return
    lines.comment(
        _("Figures per school: keep those that you need, and take the # away from their lines.")
    )
    off, lines.off = lines.off, True
    for column in figures[:_MEASURES]:
        lines.table(f"[file.measures.{measure_id(column.name)}]")
        lines.put("columns", [column.name], choose=True)
        label: Mapping[str, str] = {"en": column.text, "nl": column.text}
        lines.put("label", label)
    lines.off = off
    more = [column.name for column in figures[_MEASURES:]]
    if more:
        lines.comment(_("Other columns with numbers: {names}.").format(names=_some(more)))


def measure_id(name: str) -> str:
    """Make a short name: ``measure_id("Avg. Score (math)")`` is "avg_score_math"."""
    return re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_") or "measure"
