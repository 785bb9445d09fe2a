"""Makes the folder of a study: its files, its key, and a study.toml to be corrected."""

import filecmp
import os
import secrets
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from analysis import codebook, schema, settings
from analysis.codebook import Codebook
from analysis.drafting import draft as drafting
from analysis.drafting import look, own, recognise, same, waves
from analysis.drafting.draft import Draft
from analysis.drafting.look import Look
from analysis.drafting.whole import study_text
from analysis.drafting.writing import Lines, command
from analysis.errors import DataProblem
from analysis.intake import door, pseudonyms
from analysis.language import gettext as _
from analysis.settings import SourceFile

RAW = "raw"
_MINIMUM = settings.FLOORS["inside"]


@dataclass(frozen=True)
class Made:
    """What ``new`` made.

    Attributes
    ----------
    folder : Path
    drafts : list of Draft
        One per file and sheet.
    copied : int
        Files that were copied into the study; the others were there already.
    key : Path or None
        Where the key is; None where no table holds people.
    n_choices : int
        Lines of study.toml that a person has to look at.
    own : bool
        Whether a codebook was drafted.
    """

    folder: Path
    drafts: list[Draft]
    copied: int
    key: Path | None
    n_choices: int
    own: bool


def new(folder: Path, files: Sequence[Path]) -> Made:
    """Make a study from files as they were exported.

    Everything is read before anything is written. ``study.toml`` is written last. Without files,
    a study that has no key yet gets one.

    Raises
    ------
    DataProblem
        When the folder has a study.toml, or a file cannot be read; all such files are named.
    """
    folder = folder.expanduser()
    if not files and (folder / "study.toml").exists():
        return _only_a_key(folder)
    _refuse_existing(folder)
    paths = _expanded(files)
    places = _places(paths, folder)
    book = codebook.load(folder / "codebook" if (folder / "codebook").is_dir() else None)
    drafts = _drafts(paths, places, book)
    lines = Lines()
    unknown = [block for one in drafts for block in one.unknown_blocks]
    study_text(drafts, book, lines, name=folder.name, unknown=unknown, minimum=_MINIMUM)
    _refuse_unreadable(lines.text())
    texts = {f"{own.FOLDER}/{name}": text for name, text in _own(unknown, book).items()}
    _write(folder, places, texts | {"study.toml": lines.text()})
    key = pseudonyms.make_key(folder) if _holds_people(drafts) else None
    copied = sum(path.resolve() != (folder / place).resolve() for path, place in places.items())
    return Made(folder, drafts, copied, key, lines.n_choices, bool(texts))


def _only_a_key(folder: Path) -> Made:
    if pseudonyms.key_path(folder).exists():
        raise DataProblem(
            _("This study has a study.toml and a key; there is nothing to make."),
            repair=_("go on with the command: {command}").format(command=command("check", folder)),
        )
    return Made(folder, [], 0, pseudonyms.make_key(folder), 0, False)


def _refuse_existing(folder: Path) -> None:
    if (folder / "study.toml").exists():
        raise DataProblem(
            _("The folder {folder} has a study.toml already; it is never replaced.").format(
                folder=folder.name
            ),
            repair=_("give the name of a new folder, or rename that study.toml first"),
        )
    if folder.exists() and not folder.is_dir():
        raise DataProblem(
            _("{name} is a file, not a folder.").format(name=folder.name),
            repair=_("give the folder first and then the files: leercultuur new FOLDER FILE"),
        )


def _expanded(files: Sequence[Path]) -> list[Path]:
    """Find the files; a star stands for many where the shell leaves that to us, as on Windows."""
    found: list[Path] = []
    for given in files:
        path = given.expanduser()
        many = sorted(path.parent.glob(path.name)) if "*" in path.name else []
        found += [one for one in (many or [path]) if one not in found]
    absent = [path for path in found if not path.is_file()]
    if absent or not found:
        raise DataProblem(
            _("These files are not there: {names}.").format(names=", ".join(map(str, absent)))
            if absent
            else _("No file was named."),
            repair=_("name the exports that belong to the study, each with its folder"),
        )
    return found


def _places(paths: list[Path], folder: Path) -> dict[Path, str]:
    """Decide where each file will be in the study; a file that lies in it stays where it is."""
    places: dict[Path, str] = {}
    for path in paths:
        inside = path.resolve().is_relative_to(folder.resolve())
        if inside:
            places[path] = path.resolve().relative_to(folder.resolve()).as_posix()
            continue
        name, number = f"{RAW}/{path.name}", 2
        while name in places.values():
            name, number = f"{RAW}/{path.stem}_{number}{path.suffix}", number + 1
        places[path] = name
        target = folder / name
        if target.exists() and not filecmp.cmp(path, target, shallow=False):
            raise DataProblem(
                _("The study folder has another file with this name already."),
                file=name,
                repair=_("rename one of the two files"),
            )
    return places


def _drafts(paths: list[Path], places: dict[Path, str], book: Codebook) -> list[Draft]:
    """Look at every file; those that cannot be used are all named in one message."""
    drafts: list[Draft] = []
    problems: list[DataProblem] = []
    for path in paths:
        try:
            drafts += [_draft(one, path, places[path], book) for one in _useful(path, book)]
        except DataProblem as problem:
            problems.append(problem)
    if len(problems) == 1:
        raise problems[0]
    if problems:
        said = "\n".join(f"- {problem}" for problem in problems)
        first = _("{n} files cannot be used, so nothing was written:").format(n=len(problems))
        raise DataProblem(f"{first}\n{said}")
    surveys = [one for one in drafts if one.found.table in drafting.SURVEYS]
    named = dict(zip(map(id, surveys), waves.names([one.period for one in surveys]), strict=True))
    twins = _twins(surveys)
    return [
        replace(one, wave=named.get(id(one), ""), same_as=twins.get(id(one), "")) for one in drafts
    ]


def _twins(surveys: list[Draft]) -> dict[int, str]:
    """Find surveys whose responses are in an earlier file too."""
    found: dict[int, str] = {}
    seen: list[tuple[Draft, set[str]]] = []
    for one in surveys:
        own_responses = same.responses(one.look.table.rows, one.look.table.catalogue)
        for other, theirs in seen:
            if one.found.table == other.found.table and same.shared(own_responses, theirs):
                found[id(one)] = other.path
                break
        seen.append((one, own_responses))
    return found


def _useful(path: Path, book: Codebook) -> list[tuple[Look, recognise.Recognised]]:
    """Take the sheets of a file that look like a table; where none does, the first."""
    found = [(one, recognise.recognise(one, book)) for one in look.looks(path)]
    known = [pair for pair in found if pair[1].table]
    return known or found[:1]


def _draft(
    pair: tuple[Look, recognise.Recognised], path: Path, place: str, book: Codebook
) -> Draft:
    seen, found = pair
    if not found.table:
        return Draft(place, seen, found)
    days = found.places.get("answered_on")
    period = waves.Period()
    if found.table in drafting.SURVEYS:
        period = waves.period(seen, days.column if days else None)
    source = SourceFile(
        path=path.name,
        table=found.table,
        sheet=seen.source.sheet,
        form=found.form or None,
        match="text" if found.matched.by_words else None,
        anonymous=found.table in drafting.SURVEYS and "person_id" not in found.places,
        columns={column: where.column for column, where in found.places.items()},
        items=found.matched.named,
    )
    # Any key will do: what is read here is thrown away.
    raw = door.read(source, look.bare_settings(path.parent), secrets.token_bytes(32))
    return Draft(place, seen, found, raw.report, period)


def _own(unknown: list, book: Codebook) -> dict[str, str]:
    return own.files(unknown, book, minimum=_MINIMUM) if unknown else {}


def _holds_people(drafts: list[Draft]) -> bool:
    """Tell whether a table may hold people; a file that is not recognised may."""
    for one in drafts:
        table = one.found.table
        if not table or not set(pseudonyms.PERSONS).isdisjoint(schema.load(table).index):
            return True
    return False


def _refuse_unreadable(text: str) -> None:
    """Read the draft as the study will be read, before it is written."""
    with tempfile.TemporaryDirectory(prefix="lc-") as scratch:
        (Path(scratch) / "study.toml").write_text(text, encoding="utf-8")
        settings.read(Path(scratch))


def _write(folder: Path, places: dict[Path, str], texts: dict[str, str]) -> None:
    """Write files and texts, study.toml as the last; what was begun is taken away on a failure."""
    begun: list[Path] = []
    if not folder.exists():
        folder.mkdir(mode=0o700, parents=True)
        begun.append(folder)
    try:
        for path, place in places.items():
            target = folder / place
            if not target.exists():
                _begin(target, begun)
                shutil.copy2(path, target)
        for name, text in texts.items():
            target = folder / name
            _begin(target, begun)
            whole = target.with_name(f".{target.name}.unfinished")
            whole.write_text(text, encoding="utf-8", newline="\n")
            os.replace(whole, target)
    except OSError:
        for path in reversed(begun):
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(True)
        raise


def _begin(target: Path, begun: list[Path]) -> None:
    if not target.parent.exists():
        target.parent.mkdir(parents=True)
        begun.append(target.parent)
    begun.append(target)
