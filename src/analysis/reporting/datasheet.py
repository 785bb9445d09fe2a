"""The data sheet of a study (gegevensblad): what is processed, why, on what basis, how long.

Drafted from study.toml and the import reports. What only people know is never made up: it is an
empty field that says what to write, and where.
"""

import json
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Protocol

import pandas as pd

from analysis import schema
from analysis.codebook import Codebook
from analysis.intake import words as reasons
from analysis.intake.identifiers import PERSONS
from analysis.language import date, listing, number, pick
from analysis.language import gettext as _
from analysis.reporting import datasheet_asked as asked
from analysis.reporting import words
from analysis.settings import Settings, SourceFile

_STAFF = [name for name in PERSONS if name != "pupil_id"]


class Opened(Protocol):
    """An opened study, as far as its data sheet needs to know it."""

    settings: Settings
    codebook: Codebook
    tables: list[str]
    imports: pd.DataFrame

    def table(self, name: str) -> pd.DataFrame:
        """Give the kept rows of a table."""


@dataclass(frozen=True)
class Blank:
    """A field that nobody has filled in: what to write, and under which key of study.toml."""

    ask: str
    key: str


@dataclass(frozen=True)
class Grid:
    """A table of texts."""

    head: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class Section:
    """A numbered part of the sheet; its parts in order."""

    title: str
    parts: list[str | Blank | Grid] = field(default_factory=list)


@dataclass(frozen=True)
class Sheet:
    """A data sheet in the language of this moment."""

    title: str
    lead: list[str]
    sections: list[Section]

    @property
    def blanks(self) -> list[Blank]:
        """Fields that are still to be filled in."""
        return [p for section in self.sections for p in section.parts if isinstance(p, Blank)]


def draft(study: Opened) -> Sheet:
    """Draft the data sheet of an opened study, in the reader's language.

    Parameters
    ----------
    study : Opened
        With its import reports.
    """
    about = study.settings
    sections = [
        *(Section(title, [_filled(about, name)]) for name, title in asked.before().items()),
        Section(_("Councils consulted"), _councils(about)),
        Section(_("Sources"), _sources(study)),
        Section(_("Fields"), _fields(study)),
        Section(_("What is left out when a file is read"), _left_out(study.imports)),
        Section(_("Persons and linkage"), _linkage(about)),
        Section(_("Smallest groups"), _thresholds(about)),
        Section(_("Retention"), _retention(about)),
        *(Section(title, [_filled(about, name)]) for name, title in asked.after().items()),
    ]
    return Sheet(_("Data sheet: {title}").format(title=pick(about.title)), _lead(about), sections)


def _lead(about: Settings) -> list[str]:
    lead = [
        _("Drafted from study.toml and from what was found in the files. It is not legal advice: "
          "have it checked by your data protection officer.")
    ]  # fmt: skip
    if about.synthetic:
        lead.append(_("This study is invented: nobody in it is a real person."))
    return lead


def _filled(about: Settings, name: str) -> str | Blank:
    text = about.declared.texts.get(name)
    return pick(text) if text else Blank(asked.questions()[name], f"{name}, [datasheet]")


def _councils(about: Settings) -> list[str | Blank | Grid]:
    if not about.declared.councils:
        return [Blank(asked.questions()["councils"], "councils, [datasheet]")]
    rows, parts = [], []
    for council in about.declared.councils:
        day = date(council.consent_on) if council.consent_on else _("not yet")
        rows.append([council.name, day, pick(council.about) if council.about else ""])
    if any(council.consent_on is None for council in about.declared.councils):
        parts.append(Blank(asked.questions()["consent"], "consent_on, [datasheet] councils"))
    return [Grid([_("council"), _("agreed on"), _("to what")], rows), *parts]


def _sources(study: Opened) -> list[str | Blank | Grid]:
    rows = []
    for table, reports in study.imports.groupby("table", sort=False):
        files = zip(study.settings.files_of(table), reports["n_records"], strict=True)
        for source, n in files:
            name = words.value_label("table", table)
            rows.append([_file(source), name, _when(source), _count(n, study.settings.minimum)])
    return [Grid([_("file"), _("table"), _("about"), _("records")], rows)]


def _file(source: SourceFile) -> str:
    """Name a file without the folders of this computer."""
    parts = [PurePosixPath(source.path.replace("\\", "/")).name, source.sheet or ""]
    return ", ".join(filter(None, parts))


def _when(source: SourceFile) -> str:
    parts = []
    if source.wave is not None:
        parts.append(_("wave {wave}").format(wave=source.wave))
    if source.fielded is not None:
        first, last = map(date, source.fielded)
        parts.append(_("asked from {first} to {last}").format(first=first, last=last))
    if source.year is not None:
        parts.append(_("year {year}").format(year=source.year))
    if source.extract_on is not None:
        parts.append(_("exported on {day}").format(day=date(source.extract_on)))
    return ", ".join(parts) or _("not stated")


def _count(n: int, minimum: int) -> str:
    return number(n, 0) if n >= minimum else _("fewer than {n}").format(n=minimum)


def _fields(study: Opened) -> list[str | Blank | Grid]:
    parts: list[str | Blank | Grid] = []
    for name in study.tables:
        label = words.value_label("table", name)
        parts.append(_("Table {name}: {label}.").format(name=name, label=label))
        rows, described = study.table(name), schema.load(name)
        used = [c for c in described.index if c in rows and rows[c].notna().any()]
        told = [[column, pick(described.loc[column], "meaning")] for column in used]
        parts.append(Grid([_("column"), _("meaning")], told))
        asked_here = _questions(rows, study.codebook)
        if asked_here.rows:
            parts.append(asked_here)
    return parts


def _questions(rows: pd.DataFrame, book: Codebook) -> Grid:
    """Count the questions of each scale that were asked; the questions stand in the codebook."""
    present = book.items[book.items.index.isin(rows.columns)]
    counts = present.groupby("scale_id", sort=False).size()
    told = [[pick(book.scales.loc[scale], "name"), number(n, 0)] for scale, n in counts.items()]
    habits = int(book.habits.index.isin(rows.columns).sum())
    told += [[_("learning habits"), number(habits, 0)]] if habits else []
    return Grid([_("topic"), _("questions")], told)


def _left_out(imports: pd.DataFrame) -> list[str | Blank | Grid]:
    by_reason: dict[str, set[str]] = {}
    for stripped in imports["stripped"]:
        for column, reason in json.loads(stripped):
            by_reason.setdefault(reason, set()).add(column)
    first = _("Citizen service numbers (BSN) are refused: a file that holds them is not read.")
    if not by_reason:
        return [first, _("No other column had to be left out.")]
    rows = [[reasons.spoken(reason), ", ".join(sorted(names))]
            for reason, names in sorted(by_reason.items())]  # fmt: skip
    return [first, Grid([_("what"), _("columns")], rows)]


def _linkage(about: Settings) -> list[str | Blank | Grid]:
    tables = list(dict.fromkeys(source.table for source in about.files))
    about_people = [name for name in tables if not set(PERSONS).isdisjoint(schema.load(name).index)]
    people = [name for name in about_people if name != "units"]
    if not people:
        return [_("The study holds figures of schools and no persons.")]
    parts = [
        _("Persons are known only by a pseudonym: the first 16 characters of a keyed hash "
          "(HMAC-SHA256) of their number. The key is kept outside the study and is never "
          "published; with the key, a pseudonym can be led back to a person, so these are personal "
          "data.")
    ]  # fmt: skip
    staff = [name for name in people if set(_STAFF) & {*schema.load(name).index}]
    if len(staff) > 1:
        names = listing([words.value_label("table", name) for name in staff])
        parts.append(
            _("By the pseudonym these tables can be linked: {tables}.").format(tables=names)
        )
    parts.append(_promise(about, people))
    if "absences" in people:
        parts.append(_("Sick leave is health data. The reason of an illness is never read."))
    if "pupils" in people:
        parts.append(_("Results of children are shown for groups only, never for one child."))
    return parts


def _promise(about: Settings, people: list[str]) -> str:
    """Tell confidential from anonymous: two words for two things."""
    forms = [s for s in about.files if s.table in ("answers", "learning_habits")]
    if not forms:
        return _("No questionnaire is part of this study.")
    if all(source.anonymous for source in forms):
        return _("The questionnaire is anonymous: no answer is linked to a person.")
    first = (
        _("Answers are linked with the personnel file.")
        if set(people) & {"contracts", "absences", "training"}
        else _("Answers of one person are linked with each other.")
    )
    second = _(
        "The questionnaire is confidential and not anonymous; those who answer have to be told so "
        "beforehand."
    )
    return f"{first} {second}"


def _thresholds(about: Settings) -> list[str | Blank | Grid]:
    audience = {
        "inside": _("Reports are for people inside the organisation."),
        "publication": _("Reports are made for publication."),
    }[about.audience]
    return [
        audience,
        _("A number is shown only for a group of at least {n} people, and hidden with others where "
          "it would follow from them. The threshold may be raised, never lowered.").format(
            n=about.minimum
        ),
    ]  # fmt: skip


def _retention(about: Settings) -> list[str | Blank | Grid]:
    if about.retention_until is None:
        return [Blank(asked.questions()["retention_until"], "retention_until, [privacy]")]
    return [
        _("The data and their key are kept until {day}, and are then to be deleted.").format(
            day=date(about.retention_until)
        )
    ]
