"""What is not wrong enough to stop, and still worth a look: in study.toml and in each file."""

from collections.abc import Iterator

import pandas as pd

from analysis.cleaning.audit import KEPT, rule_label
from analysis.codebook import Codebook
from analysis.drafting import codebooks, look, recognise, remedies
from analysis.drafting.findings import REMARK, STOP, Finding
from analysis.drafting.trial import Trial
from analysis.drafting.writing import is_choice
from analysis.errors import DataProblem
from analysis.language import gettext as _
from analysis.language import listing, ngettext, percent
from analysis.settings import Settings

MANY = 0.1  # part of a file's records that one rule may set aside without a remark


def about_settings(about: Settings) -> list[Finding]:
    """Look at study.toml as a whole."""
    found = []
    if not about.files:
        found.append(
            Finding(
                STOP,
                _("The study has no files."),
                file="study.toml",
                repair=_("take the # away from a [[file]] and choose its table, or add one"),
            )
        )
    for source in about.files_of("contracts"):
        if source.extract_on is None:
            found.append(
                Finding(
                    STOP,
                    _("The day on which this export was made is not known, so that nobody can be "
                      "followed until then."),
                    file=source.path,
                    column="extract_on",
                    repair=_("add extract_on = 2025-09-01, the day of the export, to the file"),
                )
            )  # fmt: skip
    return found + codebooks.waiting(about) + _choices(about)


def _choices(about: Settings) -> list[Finding]:
    """Count lines that still ask for a choice."""
    text = (about.folder / "study.toml").read_text(encoding="utf-8-sig")
    lines = [n for n, line in enumerate(text.splitlines(), 1) if is_choice(line)]
    if not lines:
        return []
    shown = ", ".join(map(str, lines[:5])) + (", …" if len(lines) > 5 else "")
    return [
        Finding(
            REMARK,
            _("Lines of study.toml still ask for a choice: {n}.").format(n=len(lines)),
            file="study.toml",
            found=ngettext("line {numbers}", "lines {numbers}", len(lines)).format(numbers=shown),
            repair=_("make the choice, and take the words “{choose}” away").format(
                choose=_("choose")
            ),
        )
    ]


def about_file(one: Trial, book: Codebook, about: Settings) -> list[Finding]:
    """Look at how one file was read and cleaned."""
    found = [*_wrong_table(one, book, about)] if one.problems else []
    if one.raw is not None:
        found += _from_notes(one)
    if one.cleaned is not None:
        found += [*_from_questions(one), *_from_codes(one), *_from_fates(one)]
        found += remedies.of_rows(one, told=_told(one))
    return found


def _wrong_table(one: Trial, book: Codebook, about: Settings) -> Iterator[Finding]:
    """Say so when a file with problems looks like another table than study.toml calls it."""
    try:
        seen = look.looks(about.full_path(one.source))
    except DataProblem:
        return
    for sheet in seen:
        if one.source.sheet is not None and sheet.source.sheet not in (None, one.source.sheet):
            continue
        found = recognise.recognise(sheet, book)
        if found.sure and found.table and found.table != one.source.table:
            yield Finding(
                STOP,
                _("The file looks like the table {found}, and study.toml calls it {table}.").format(
                    found=found.table, table=one.source.table
                ),
                file=one.source.path,
                repair=_("write table = {found}, or put the right file in its place").format(
                    found=f'"{found.table}"'
                ),
            )
        return


def _repairs() -> dict[str, str]:
    """How to repair what intake notes, by the opening words of the note."""
    letters = _("export the file again as UTF-8; what is lost in the file itself cannot come back")
    decimal = _('add decimal = "," or "." to this file in study.toml')
    return {
        "Two encodings in one file": letters,
        "Records that held NUL characters": letters,
        "Records with letters that were lost": letters,
        "Records with letters that an earlier program": letters,
        "The file ends inside record": _("export the file again to have it whole"),
        "Cells with an Excel error": _("repair these cells in Excel and save the file"),
        "Formulas without a stored result": _("open the file in Excel once and save it"),
        "Merged cells": _("undo the merging in Excel and fill in each cell"),
        "The file uses two decimal signs": decimal,
        "In these columns the sign may separate": decimal,
        "The file has one column": _('add separator = ";" (or the sign that it uses) to this file'),
        "The sheet {name} was read because": _("add sheet = and the name of the right sheet"),
        "The sheet {name} that was read is hidden": _("see whether this is the right sheet"),
        "Columns that keep their codes": _("say what the codes mean under [file.values]"),
    }


def _from_notes(one: Trial) -> Iterator[Finding]:
    """Turn notes of intake that a person can do something about into remarks."""
    repairs = _repairs()
    for remark in one.raw.report.notes:
        for opening, repair in repairs.items():
            if remark.message.startswith(opening):
                rows = remark.values.get("n")
                yield Finding(
                    REMARK,
                    str(remark),
                    file=one.source.path,
                    rows=rows if isinstance(rows, int) else None,
                    repair=repair,
                )


def _from_questions(one: Trial) -> Iterator[Finding]:
    notes = one.cleaned.audit.notes
    near = notes.loc[notes["note"] == "question_nearly_known", "column"].tolist()
    if near:
        yield Finding(
            REMARK,
            _("Questions that are nearly ours are not used."),
            file=one.source.path,
            column=listing(near if len(near) < 5 else [*near[:4], "…"]),
            repair=_('if they were only reworded, name them: items = {psysafe_1 = "Q5_1"}'),
        )


def _from_codes(one: Trial) -> Iterator[Finding]:
    changes = one.cleaned.audit.changes
    for change in changes[changes["change"] == "unknown_code"].itertuples():
        yield Finding(
            REMARK,
            _("Codes that nobody has explained are read as unknown."),
            file=one.source.path,
            column=one.source.columns.get(change.column, change.column),
            rows=int(change.n),
            repair=_("say what they mean: [file.values.{column}] in study.toml").format(
                column=change.column
            ),
        )


def _advice() -> dict[str, str]:
    """What to look at when a rule sets many records aside."""
    code = _("see whether the right column is mapped, and whether the export is complete")
    return {
        "no_person_code": code,
        "no_start": code,
        "unknown_team": _("map the names under [file.values.team_id], or complete the units"),
        "unknown_school": _("map the names under [file.values.school_id], or complete the units"),
        "unknown_person": _("see whether both files use the same staff number"),
        "outside_field_period": _("correct fielded in study.toml"),
        "duplicate": _("see whether the right column is mapped to person_id"),
        "duplicate_row": _("see whether the export holds everything twice"),
        "speeder": _("see whether speeder_seconds fits the length of the questionnaire"),
        "no_answers": _("see whether the right questions are mapped"),
        "end_before_start": _("see whether start and end are mapped the right way round"),
        "impossible_fte": _("see whether the right column is mapped to fte"),
        "unfinished": _(
            'nothing, when so many people did stop halfway; unfinished = "mark" under '
            "[cleaning] keeps what they did answer"
        ),  # fmt: skip
    }


def _from_fates(one: Trial) -> Iterator[Finding]:
    """Say so when a rule sets many records aside, or nothing is left."""
    boxes = one.cleaned.audit.fates
    total = int(boxes["n"].sum())
    kept = int(boxes.loc[boxes["rule"] == KEPT, "n"].sum())
    if not kept and not one.problems:
        empty = total == 0
        yield Finding(
            STOP,
            _("The file has no records.")
            if empty
            else _("Not one record of this file is left after cleaning."),
            file=one.source.path,
            rows=total,
            found="" if empty else _reasons(boxes),
            repair=_("export it again")
            if empty
            else _("correct study.toml; the rule that set them aside says where to look"),
        )
    pupils = one.source.table == "pupils"
    for box in boxes[boxes["rule"].isin(_told(one))].itertuples():
        yield Finding(
            REMARK,
            _("Many records are set aside: {rule} ({share}).").format(
                rule=rule_label(box.rule), share=percent(box.n / total)
            ),
            file=one.source.path,
            rows=int(box.n),
            repair=_pupils_twice() if pupils and box.rule == "duplicate" else _advice()[box.rule],
        )


def _pupils_twice() -> str:
    return _("see whether the right column is mapped to pupil_id; pupils who are numbered anew in "
             "each group need a code that is theirs alone")  # fmt: skip


def _told(one: Trial) -> frozenset[str]:
    """Rules that set so many records aside that a remark says so."""
    boxes = one.cleaned.audit.fates
    many = boxes[(boxes["n"] > MANY * boxes["n"].sum()) & (boxes["n"] >= 5)]
    return frozenset(many["rule"]) & {*_advice()}


def _reasons(boxes: pd.DataFrame) -> str:
    used = boxes[boxes["n"] > 0]
    return listing(
        [f"{rule_label(rule)}: {n}" for rule, n in zip(used["rule"], used["n"], strict=True)]
    )
