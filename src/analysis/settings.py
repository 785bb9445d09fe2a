"""Reads study.toml: everything that is known about one dataset."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from analysis import declared, tomls
from analysis.declared import Declared
from analysis.errors import DataProblem
from analysis.language import gettext as _

FLOORS = {"inside": 5, "publication": 10}  # smallest group that may be shown, by audience
FORMATS = ("qualtrics", "limesurvey", "spss", "forms", "excel", "csv")
TABLES = (
    "units invited answers learning_habits contracts absences pupils assignments "
    "school_results school_scores school_staff initiatives practices training talks "
    "observations ties reflections"
).split()
_EMPTY: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Cleaning:
    """Rules for setting answers aside."""

    speeder_seconds: int = 120
    unfinished: str = "exclude"
    straightliner: str = "mark"
    duplicates: str = "latest"


@dataclass(frozen=True)
class Turnover:
    """Rules for deriving spells and the rates to show."""

    gap_days: int = 31
    summer_gap_days: int = 75
    minimum_fte: float = 0.0
    jobs: str = "main"
    definitions: tuple[str, ...] = ("mean_stock", "opening_closing")


@dataclass(frozen=True)
class Measure:
    """A figure published per school: which columns hold it, and what it is called."""

    columns: tuple[str, ...]
    label: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    scale: tuple[float, float] | None = None
    n: str | None = None
    domain: str | None = None


@dataclass(frozen=True)
class SourceFile:
    """One ``[[file]]`` of study.toml; see data/schema for the columns of each table."""

    path: str
    table: str
    format: str | None = None
    sheet: str | None = None
    wave: str | None = None
    year: int | None = None
    form: str | None = None
    fielded: tuple[date, date] | None = None
    extract_on: date | None = None
    observed_from: date | None = None
    end_is: str = "last_day"
    match: str | None = None
    language: str | None = None
    encoding: str | None = None
    separator: str | None = None
    decimal: str | None = None
    date_order: str | None = None
    header_row: int | None = None
    cut_off_row: str = "set_aside"
    anonymous: bool = False
    partial_dates: bool = False
    constants: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    only: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _EMPTY)
    columns: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    items: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _EMPTY)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: _EMPTY)
    measures: Mapping[str, Measure] = field(default_factory=lambda: _EMPTY)


@dataclass(frozen=True)
class Settings:
    """A study.toml that was read and found in order."""

    folder: Path
    title: Mapping[str, str]
    synthetic: bool
    audience: str
    minimum: int
    retention_until: date | None
    cleaning: Cleaning
    turnover: Turnover
    files: tuple[SourceFile, ...]
    declared: Declared = field(default_factory=Declared)

    @property
    def codebook(self) -> Path | None:
        """Folder with the study's own questions, where it has any beside ours."""
        folder = self.folder / "codebook"
        return folder if folder.is_dir() else None

    def full_path(self, source: SourceFile) -> Path:
        """Where a file of the study is on this machine."""
        return self.folder / source.path

    def files_of(self, table: str) -> tuple[SourceFile, ...]:
        """The files that feed one table, in the order of study.toml."""
        return tuple(source for source in self.files if source.table == table)


_CHOICES = {
    "audience": tuple(FLOORS),
    "unfinished": ("exclude", "mark"),
    "straightliner": ("mark", "exclude"),
    "duplicates": ("latest", "first", "most_complete"),
    "table": tuple(TABLES),
    "format": FORMATS,
    "end_is": ("last_day", "first_day_out"),
    "jobs": ("main", "all"),
    "match": ("text",),
    "form": ("self", "observer", "initiative"),
    "decimal": (",", "."),
    "cut_off_row": ("set_aside", "keep"),
    "date_order": ("day_first", "month_first", "year_first"),
}


def read(folder: Path) -> Settings:
    """Read ``study.toml`` of a folder and refuse what it does not know.

    Raises
    ------
    DataProblem
        When the file is absent, is not TOML, or holds an unknown key or an impossible value.
    """
    found, problems = attempt(folder)
    if problems or found is None:
        raise problems[0]
    return found


def attempt(folder: Path) -> tuple[Settings | None, list[DataProblem]]:
    """Read what can be read of ``study.toml``, with everything that is wrong in it.

    Returns
    -------
    Settings or None
        Without the parts that are wrong; None where the file cannot be read at all.
    list of DataProblem
        One for each part that is wrong: the study, each section, each file.
    """
    problems: list[DataProblem] = []

    def tried(part: Callable[[], Any], otherwise: Any) -> Any:
        try:
            return part()
        except DataProblem as problem:
            problems.append(problem)
            return otherwise

    table = tried(lambda: tomls.parsed(folder / "study.toml"), None)
    if table is None:
        return None, problems
    known = ("study", "privacy", "cleaning", "turnover", "datasheet", "file")
    tried(lambda: tomls.refuse_unknown(table, known, "study.toml"), None)
    bare = _study({}, {}, folder)
    parts = tried(lambda: _study(table.get("study", {}), table.get("privacy", {}), folder), bare)
    cleaning = tried(lambda: _section(Cleaning, table.get("cleaning", {}), "[cleaning]"), None)
    turnover = tried(lambda: _section(Turnover, table.get("turnover", {}), "[turnover]"), None)
    entries = tried(lambda: _file_entries(table), [])
    files = [tried(partial(_source_file, entry), None) for entry in entries]
    found = Settings(
        folder=folder,
        **parts,
        cleaning=cleaning or Cleaning(),
        turnover=turnover or Turnover(),
        files=tuple(source for source in files if source is not None),
        declared=tried(lambda: declared.read(table.get("datasheet", {})), Declared()),
    )
    return found, problems


def _file_entries(table: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    entries = table.get("file", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise DataProblem(
            _("Files are a list, so each begins with double brackets."),
            file="study.toml",
            found="[file]",
            repair=_("write {words}").format(words="[[file]]"),
        )
    return entries


def _study(study: Mapping[str, Any], privacy: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    tomls.refuse_unknown(study, ("title", "synthetic", "audience"), "[study]")
    tomls.refuse_unknown(privacy, ("minimum", "retention_until"), "[privacy]")
    tomls.check_values({**study, **privacy}, _CHOICES, _kinds())
    audience = study.get("audience", "inside")
    return {
        "title": _title(study, folder),
        "synthetic": study.get("synthetic", False),
        "audience": audience,
        "minimum": _minimum(privacy, FLOORS[audience]),
        "retention_until": privacy.get("retention_until"),
    }


def _title(study: Mapping[str, Any], folder: Path) -> dict[str, str]:
    title = study.get("title", folder.name)
    return {"en": title, "nl": title} if isinstance(title, str) else dict(title)


def _minimum(privacy: Mapping[str, Any], floor: int) -> int:
    minimum = privacy.get("minimum", floor)
    if minimum < floor:
        raise DataProblem(
            _("The smallest group to show may be raised, never lowered."),
            file="study.toml",
            column="minimum",
            found=str(minimum),
            repair=_("write {floor} or more for this audience").format(floor=floor),
        )
    return minimum


def _section(kind: type, table: Mapping[str, Any], place: str) -> Any:
    tomls.refuse_unknown(table, tuple(f.name for f in fields(kind)), place)
    tomls.check_values(table, _CHOICES, _kinds())
    return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in table.items()})


def _source_file(entry: Mapping[str, Any]) -> SourceFile:
    place = f"[[file]] {entry.get('path', '')}".strip()
    tomls.refuse_unknown(entry, tuple(f.name for f in fields(SourceFile)), place)
    for needed in ("path", "table"):
        if needed not in entry:
            raise DataProblem(
                _("{place} lacks the key {key}.").format(place=place, key=needed),
                file="study.toml",
                repair=_("add it; data/example/study.toml shows how"),
            )
    tomls.check_values(entry, _CHOICES, _kinds())
    given = dict(entry)
    if "wave" in given:
        given["wave"] = str(given["wave"])
    if "fielded" in given:
        given["fielded"] = _two_dates(given["fielded"], place)
    given["missing"] = {k: tuple(map(str, v)) for k, v in entry.get("missing", {}).items()}
    given["constants"] = {k: str(v) for k, v in entry.get("constants", {}).items()}
    both = [name for name in given["constants"] if name in entry.get("columns", {})]
    if both:
        raise DataProblem(
            _("{name} is taken from a column and has one value for the whole file.").format(
                name=both[0]
            ),
            file="study.toml",
            column=both[0],
            repair=_("leave it out of columns or out of constants, for {place}").format(
                place=place
            ),
        )
    given["only"] = {k: _listed(v) for k, v in entry.get("only", {}).items()}
    given["measures"] = {k: _measure(v, k) for k, v in entry.get("measures", {}).items()}
    return SourceFile(**given)


def _kinds() -> dict[str, tuple[type | tuple[type, ...], str]]:
    """Per key its type, and how to write it, in the reader's language."""
    whole, truth = _("a whole number"), _("true or false")
    day = _("a date such as 2025-09-01, without quotes")
    return {
        "synthetic": (bool, truth),
        "anonymous": (bool, truth),
        "partial_dates": (bool, truth),
        "minimum": (int, whole),
        "speeder_seconds": (int, whole),
        "gap_days": (int, whole),
        "summer_gap_days": (int, whole),
        "minimum_fte": ((int, float), _("a part of a full job such as 0.1")),
        "year": (int, whole),
        "header_row": (int, whole),
        "extract_on": (date, day),
        "observed_from": (date, day),
        "retention_until": (date, day),
        "fielded": (list, _("two dates: [2025-03-03, 2025-03-28]")),
        "definitions": (list, _('a list: ["mean_stock"]')),
        "columns": (dict, _('names: {person_id = "Medewerker"}')),
        "items": (dict, _('names: {psysafe_1 = "Q5_1"}')),
        "constants": (dict, _('values: {kind = "school"}')),
        "only": (dict, _('lists: {SOORT_PO = ["Bo"]}')),
    }


def _listed(value: Any) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def _two_dates(value: list[Any], place: str) -> tuple[date, date]:
    if len(value) != 2 or not all(isinstance(day, date) for day in value) or value[0] > value[1]:
        raise DataProblem(
            _("fielded in {place} needs a first and a last day.").format(place=place),
            file="study.toml",
            repair=_("write {words}").format(words=_kinds()["fielded"][1]),
        )
    return value[0], value[1]


def _measure(table: Mapping[str, Any], name: str) -> Measure:
    tomls.refuse_unknown(table, tuple(f.name for f in fields(Measure)), f"measures.{name}")
    if not table.get("columns"):
        raise DataProblem(
            _("The measure {name} does not say which column holds it.").format(name=name),
            file="study.toml",
            repair=_("write {words}").format(words='columns = ["name of the column"]'),
        )
    label = table.get("label", name)
    given = dict(table, columns=tuple(table["columns"]))
    given["label"] = {"en": label, "nl": label} if isinstance(label, str) else dict(label)
    if "scale" in given:
        given["scale"] = tuple(given["scale"])
    return Measure(**given)
