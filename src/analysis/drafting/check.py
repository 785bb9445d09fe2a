"""Goes through a study as the report would, and lists everything that is wrong with it."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import codebook, settings
from analysis.cleaning import twice
from analysis.cleaning.marking import Cleaned
from analysis.cleaning.tables import CLEANERS
from analysis.codebook import Codebook
from analysis.drafting import codebooks, linking, remarks, trial
from analysis.drafting.findings import Checked, FileRead, Finding, of_problem, worst_first
from analysis.drafting.trial import Trial
from analysis.errors import DataProblem
from analysis.intake.pseudonyms import key_of
from analysis.measures import rate_kinds
from analysis.settings import Settings


def check(folder: Path) -> Checked:
    """Read and clean every file of a study on trial.

    Nothing is written. A file that cannot be read does not keep the others from being tried.

    Parameters
    ----------
    folder : Path
        Folder with a study.toml.

    Returns
    -------
    Checked
        Findings, worst first, and what became of the records of each file.
    """
    about, problems = settings.attempt(folder)
    findings = [of_problem(problem) for problem in problems]
    if about is None:
        return Checked(folder.name, findings, [])
    findings += remarks.about_settings(about)
    _tried(findings, partial(rate_kinds.presets, about.turnover.definitions), None)
    book = _tried(findings, lambda: codebook.load(about.codebook), codebook.load())
    # Where the key is missing any will do: nothing of what is read here is kept.
    key = _tried(findings, lambda: key_of(about), secrets.token_bytes(32))
    findings += map(of_problem, twice.problems(about))
    trials, cleaned = _all_tables(about, key, book, findings)
    findings += linking.findings(about, trials, cleaned)
    for one in trials:
        told = [*map(of_problem, one.problems), *remarks.about_file(one, book, about)]
        told = [codebooks.with_the_road(finding, about) for finding in told]
        findings += [replace(f, file=_named(one, about)) for f in told]
    files = [replace(_read(one, book), file=_named(one, about)) for one in trials]
    return Checked(folder.name, worst_first(findings), files)


def _tried(findings: list[Finding], part: Callable[[], Any], otherwise: Any) -> Any:
    try:
        return part()
    except DataProblem as problem:
        findings.append(of_problem(problem))
        return otherwise


def _all_tables(
    about: Settings, key: bytes, book: Codebook, findings: list[Finding]
) -> tuple[list[Trial], dict[str, Cleaned]]:
    """Try the files table by table, each alone and then those of a table together."""
    trials: list[Trial] = []
    cleaned: dict[str, Cleaned] = {}
    found: dict[str, pd.DataFrame] = {}
    unread = [source for source in about.files if source.table not in CLEANERS]
    trials += [trial.run(source, about, key, book, found) for source in unread]
    for table in CLEANERS:
        tried = [trial.run(source, about, key, book, found) for source in about.files_of(table)]
        trials += tried
        whole = [one for one in tried if one.cleaned is not None and not one.problems]
        if len(whole) == 1:
            cleaned[table] = whole[0].cleaned
        elif whole:
            together = _tried(findings, partial(_together, whole, about, book, found), None)
            if together is not None:
                cleaned[table] = together
        parts = [one.cleaned.kept for one in tried if one.tells_who_is_there]
        if parts:
            found[table] = pd.concat(parts, ignore_index=True)
    return trials, cleaned


def _together(
    whole: list[Trial], about: Settings, book: Codebook, found: dict[str, pd.DataFrame]
) -> Cleaned:
    """Clean the files of one table at once: the same person may stand in two of them."""
    return trial.clean([(one.raw, one.source) for one in whole], about, book, found)


def _named(one: Trial, about: Settings) -> str:
    """Name a file; with its sheet or form where study.toml uses it more than once."""
    same = [source for source in about.files if source.path == one.source.path]
    parts = (one.source.sheet, one.source.form, one.source.wave, one.source.year)
    more = [str(part) for part in parts if part is not None]
    return " ".join([one.source.path, *more]) if len(same) > 1 else one.source.path


def _read(one: Trial, book: Codebook) -> FileRead:
    if one.raw is None:
        return FileRead(one.source.path, one.source.table)
    report = one.raw.report
    if one.cleaned is None:
        return FileRead(one.source.path, one.source.table, report.format, report.n_records)
    boxes = one.cleaned.audit.fates.set_index("rule")["n"]
    asked = {*book.items.index, *book.habits.index} & {*one.cleaned.rows.columns}
    return FileRead(
        file=one.source.path,
        table=one.source.table,
        format=report.format,
        n_records=report.n_records,
        n_kept=int(boxes.get("kept", 0)),
        set_aside={str(rule): int(n) for rule, n in boxes.items() if n and rule != "kept"},
        n_questions=len(asked),
    )
