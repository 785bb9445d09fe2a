"""The one way in: a file of the study becomes a raw table in which nobody can be recognised."""

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

import pandas as pd
import pyarrow as pa

from analysis import codebook
from analysis.errors import DataProblem
from analysis.intake import (
    bsn,
    codes,
    decimals,
    delimited,
    excel,
    forms,
    generic,
    headers,
    identifiers,
    limesurvey,
    pseudonyms,
    qualtrics,
    selection,
    spss,
    workbooks,
)
from analysis.intake.different import Encoded, distinct, encoded
from analysis.intake.raw import ImportReport, RawTable, Unguarded, catalogue, note
from analysis.language import gettext as _
from analysis.settings import FORMATS, Settings, SourceFile

_FROM_HR = ("contracts", "absences")
_TOOLS = {"qualtrics": qualtrics, "limesurvey": limesurvey}
_TEXT = ("csv", *_TOOLS)
_WORKBOOK = ("excel", "forms")


def read(source: SourceFile, settings: Settings, key: bytes) -> RawTable:
    """Read one file of a study.

    Parameters
    ----------
    source : SourceFile
        The file in study.toml; its format is found from its content unless it is given.
    settings : Settings
        The study, for where the file is.
    key : bytes
        Secret that turns persons into pseudonyms.

    Returns
    -------
    RawTable
        Every cell text; persons are pseudonyms, direct identifiers are left out and named.

    Raises
    ------
    DataProblem
        When the file cannot be read without guessing, lacks a column that study.toml uses, or
        holds citizen service numbers.
    """
    table = _unguarded(_existing(source, settings), source)
    table = _under_mapped_names(table, source)
    known = {name: encoded(table.rows[name]) for name in table.rows.columns}
    values = {name: column.texts for name, column in known.items()}
    bsn.refuse(values, table.catalogue["text"], source.path)
    codes.refuse_numbers(values, source)
    table = selection.chosen(table, source, minimum=settings.minimum)
    persons = identifiers.person_columns(table.rows.columns, source)
    pseudonyms.refuse_published(settings, key, persons)
    if source.only:  # the rows are others now
        known = {name: encoded(table.rows[name]) for name in persons}
    apart = {name: known[name] for name in persons}
    table = replace(table, rows=_pseudonymous(table.rows, apart, source, key))
    del known, apart  # where persons were numbered: the larger part of what was looked at
    pa.default_memory_pool().release_unused()
    table = _each_a_person(table, source, key) if source.anonymous else table
    rows, stripped = identifiers.strip(table, source, values, codebook.load(settings.codebook))
    sign, remarks = decimals.detect({name: values[name] for name in rows.columns if name in values})
    facts = table.facts
    report = ImportReport(
        file=source.path,
        format=facts.format,
        encoding=facts.encoding,
        byte_order_mark=facts.byte_order_mark,
        separator=facts.separator,
        quote=facts.quote,
        decimal=source.decimal or sign,
        header_rows=facts.header_rows,
        n_records=facts.n_records,
        n_rows=len(rows),
        n_columns=len(values),
        set_aside=facts.set_aside,
        stripped=stripped,
        notes=(*facts.notes, *([] if source.decimal else remarks)),
    )
    described = table.catalogue.loc[rows.columns].drop(columns="entry")
    return RawTable(rows, described, report)


def look(source: SourceFile, settings: Settings) -> Unguarded:
    """Open one file as it is, persons and all, to find out what it holds.

    Nothing of its cells may be stored or shown but names of columns, and labels that many share.

    Raises
    ------
    DataProblem
        When the file cannot be read, or holds citizen service numbers.
    """
    table = _unguarded(_existing(source, settings), source)
    values = {name: distinct(table.rows[name]) for name in table.rows.columns}
    bsn.refuse(values, table.catalogue["text"], source.path)
    return table


def _existing(source: SourceFile, settings: Settings) -> Path:
    path = settings.full_path(source)
    if path.is_file():
        return path
    beside = sorted(p.name for p in path.parent.glob("*")) if path.parent.is_dir() else []
    near = get_close_matches(path.name, beside, cutoff=0.5) or beside[:8]
    raise DataProblem(
        _("The file is not there."),
        file=source.path,
        found=", ".join(near),
        repair=_("put the file in its place, or correct path in study.toml"),
    )


def _unguarded(path: Path, source: SourceFile) -> Unguarded:
    if source.format is not None and source.format not in FORMATS:
        raise DataProblem(
            _("The format {name} is not known.").format(name=source.format),
            file=source.path,
            found=", ".join(FORMATS),
            repair=_("leave the key format out, so that it is found from the file"),
        )
    with path.open("rb") as opened:
        start = opened.read(4096)
    if workbooks.is_workbook(start):
        _refuse_other(source, _WORKBOOK, _("an Excel file"))
        return _from_workbook(path, source)
    if spss.recognises(start):
        _refuse_other(source, ("spss",), _("an SPSS file"))
        return spss.read(path, source)
    _refuse_binary(start, source)
    _refuse_other(source, _TEXT, _("a text file"))
    table = delimited.open_file(path, source)
    for kind, reader in _TOOLS.items():
        if source.format == kind or (source.format is None and reader.recognises(table.top)):
            return reader.read(table)
    return generic.read(table)


def _from_workbook(path: Path, source: SourceFile) -> Unguarded:
    sheet = excel.open_sheet(path, source)
    if source.format == "forms" or (source.format is None and forms.recognises(sheet)):
        return forms.read(sheet)
    return excel.read(sheet)


def _refuse_other(source: SourceFile, possible: tuple[str, ...], kind: str) -> None:
    if source.format is not None and source.format not in possible:
        raise DataProblem(
            _("The format {name} does not fit: this is {kind}.").format(
                name=source.format, kind=kind
            ),
            file=source.path,
            repair=_("leave the key format out, or choose from: {known}").format(
                known=", ".join(possible)
            ),
        )


def _refuse_binary(start: bytes, source: SourceFile) -> None:
    """Refuse what is no table, in words that tell what it is."""
    begin = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if begin.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml")):
        what = _("The file is a web page or XML, whatever its name says.")
    elif begin.startswith(b"%pdf"):
        what = _("The file is a PDF.")
    else:
        return
    raise DataProblem(
        what,
        file=source.path,
        repair=_("open it in the program that made it, and save it as .xlsx or CSV UTF-8"),
    )


def _pseudonymous(
    rows: pd.DataFrame, persons: Mapping[str, Encoded], source: SourceFile, key: bytes
) -> pd.DataFrame:
    rows = rows.copy(deep=False)
    for name, column in persons.items():
        rows[name] = pseudonyms.coded(
            column, key, index=rows.index, from_hr=source.table in _FROM_HR
        )
    return rows


def _each_a_person(table: Unguarded, source: SourceFile, key: bytes) -> Unguarded:
    """Give every record a person of its own, for a questionnaire without a code for persons."""
    if "person_id" in source.columns or "person_id" in table.rows:
        raise DataProblem(
            _("study.toml calls this file anonymous, and has a column for the person too."),
            file=source.path,
            repair=_("leave out anonymous = true, or columns.person_id"),
        )
    place = "\0".join(str(part) for part in (source.path, source.sheet))
    records = pd.Series([f"{place}\0{row}" for row in table.rows.index], index=table.rows.index)
    remark = note("Answers are anonymous: each record counts as one person, known nowhere else.")
    described = pd.concat([table.catalogue, catalogue(["person_id"])])
    return Unguarded(
        table.rows.assign(person_id=pseudonyms.pseudonym(records.astype("str"), key)),
        described,
        replace(table.facts, notes=(*table.facts.notes, remark)),
    )


def _under_mapped_names(table: Unguarded, source: SourceFile) -> Unguarded:
    """Give columns the name that study.toml writes, where only blanks differ."""
    others = table.facts.other_sheets
    renamed = headers.as_mapped(
        table.rows.columns,
        source,
        repeated=table.facts.repeated,
        place=_("other sheets in this file: {names}").format(names=others) if others else "",
    )
    if not renamed:
        return table
    rows = table.rows.rename(columns=renamed)
    return replace(table, rows=rows, catalogue=table.catalogue.rename(index=renamed))
