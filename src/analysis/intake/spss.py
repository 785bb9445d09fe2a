"""SPSS files (.sav, .zsav, .por): labels instead of codes, user-missing values kept by kind."""

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import DataProblem
from analysis.intake import headers
from analysis.intake.different import distinct
from analysis.intake.excel import as_text
from analysis.intake.qualtrics import ROLES, plain
from analysis.intake.raw import Facts, Note, Unguarded, catalogue, note
from analysis.language import gettext as _
from analysis.settings import SourceFile

_DAYS = ("DATE", "ADATE", "EDATE", "SDATE", "JDATE", "QYR", "MOYR", "WKYR")
_MOMENTS = ("DATETIME", "YMDHMS")
_TIMES = ("TIME", "DTIME", "MTIME")
_BEGIN = datetime.datetime(1582, 10, 14)  # SPSS counts seconds from the Gregorian calendar
_NAMED = 5


@dataclass(frozen=True)
class _Variable:
    """A column of an SPSS file as text, and what was done to it."""

    cells: pd.Series
    missing: tuple[str, ...] = ()
    by_code: bool = False
    n_blanked: int = 0


def recognises(start: bytes) -> bool:
    """Tell an SPSS file by its first bytes."""
    return start.startswith((b"$FL2", b"$FL3")) or b"ASCII SPSS PORT FILE" in start[:600]


def read(path: Path, source: SourceFile) -> Unguarded:
    """Read an SPSS file; cells hold the label of a value where it has one of its own.

    Raises
    ------
    DataProblem
        When the file is damaged.
    """
    codes, meta = _opened(path, source)
    variables = {name: _variable(codes[name], name, meta) for name in codes.columns}
    head = headers.header(codes.columns)
    rows = pd.DataFrame({name: variable.cells for name, variable in variables.items()})
    rows.index = pd.RangeIndex(1, len(rows) + 1, name="row")
    rows.columns = pd.Index(head.names, dtype="str")
    texts = [plain(meta.column_names_to_labels.get(name) or name) for name in codes.columns]
    roles = [ROLES.get(name, ROLES.get(text, "")) for name, text in zip(rows, texts, strict=True)]
    missing = ["; ".join(variable.missing) for variable in variables.values()]
    entry = ["coded" if meta.variable_value_labels.get(name) else "" for name in codes.columns]
    described = catalogue(rows.columns, texts, roles=roles, entry=entry, missing=missing)
    facts = Facts(
        format="spss",
        encoding=(meta.file_encoding or "").lower(),
        header_rows=0,
        n_records=len(rows),
        notes=tuple(_remarks(variables, meta)),
        repeated=head.repeated,
    )
    return Unguarded(rows, described, facts)


def _opened(path: Path, source: SourceFile) -> tuple[pd.DataFrame, Any]:
    import pyreadstat  # few studies have such a file, and all would wait for it

    with path.open("rb") as file:
        portable = not file.read(3).startswith(b"$FL")
    given: dict[str, Any] = {"disable_datetime_conversion": True}
    if not portable:
        given["user_missing"] = True
    if source.encoding:
        given["encoding"] = source.encoding
    reader = pyreadstat.read_por if portable else pyreadstat.read_sav
    try:
        return reader(path, **given)
    except (pyreadstat.ReadstatError, UnicodeDecodeError) as error:
        raise DataProblem(
            _("The SPSS file is damaged, or its letters cannot be read."),
            file=source.path,
            repair=_(
                "save it again in SPSS as .sav; when it is old and has accents, write "
                'encoding = "cp1252"'
            ),
        ) from error


def _variable(values: pd.Series, name: str, meta: Any) -> _Variable:
    """Make text of one column."""
    kind = meta.original_variable_types.get(name, "").rstrip("0123456789.")
    codes = _as_text(values, kind)
    given = meta.variable_value_labels.get(name, {})
    labels = {_code(code, kind): plain(text) for code, text in given.items()}
    ranges = meta.missing_ranges.get(name, [])
    missing = [code for code in distinct(codes) if _is_missing(code, ranges)]
    answers = [code for code in distinct(codes) if code not in missing]
    # A label that two codes share, or a scale with labels at its ends only: codes say more.
    by_code = bool(labels) and (
        len(set(labels.values())) < len(labels) or any(code not in labels for code in answers)
    )
    shown = {code: labels.get(code) for code in missing}  # without a label: no answer, no kind
    if not by_code:
        shown |= {code: labels.get(code, code) for code in answers}
    cells = codes.map(lambda code: shown.get(code, code), na_action="ignore").astype("str")
    kinds = tuple(sorted(shown[code] for code in missing if code in labels))
    return _Variable(cells, kinds, by_code, int(cells.isna().sum() - codes.isna().sum()))


def _as_text(values: pd.Series, kind: str) -> pd.Series:
    known = {value: _code(value, kind) or None for value in values.dropna().unique()}
    return values.map(known).astype("str")


def _code(value: Any, kind: str) -> str:
    if isinstance(value, str):
        return value.rstrip()  # SPSS fills text up with blanks
    if kind in _DAYS:
        return _moment(value).partition(" ")[0]
    if kind in _MOMENTS:
        return _moment(value)
    if kind in _TIMES:
        return as_text(datetime.timedelta(seconds=float(value)))
    return as_text(float(value))


def _moment(seconds: float) -> str:
    try:
        return as_text(_BEGIN + datetime.timedelta(seconds=float(seconds)))
    except OverflowError:
        return ""  # after the year 9999 there is no date


def _is_missing(code: str, ranges: list[dict[str, Any]]) -> bool:
    """Tell whether a value lies in what SPSS declares as user-missing."""
    for one in ranges:
        low, high = one["lo"], one["hi"]
        if isinstance(low, str):
            if code == low.rstrip():
                return True
            continue
        try:
            if low <= float(code) <= high:
                return True
        except ValueError:
            continue
    return False


def _remarks(variables: dict[str, _Variable], meta: Any) -> list[Note]:
    notes = []
    by_code = [name for name, variable in variables.items() if variable.by_code]
    if by_code:
        notes.append(
            note(
                "Columns that keep their codes, because labels are shared or lacking: {names}.",
                names=_some(by_code),
            )
        )
    blanked = {name: v.n_blanked for name, v in variables.items() if v.n_blanked}
    if blanked:
        notes.append(
            note(
                "Values that SPSS calls missing and that have no label, read as empty: {n} in "
                "{names}.",
                n=sum(blanked.values()),
                names=_some(list(blanked)),
            )
        )
    sets = list(getattr(meta, "mr_sets", None) or {})
    if sets:
        notes.append(
            note("Multiple response sets, read as their columns: {names}.", names=_some(sets))
        )
    return notes


def _some(names: list[str]) -> str:
    return ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
