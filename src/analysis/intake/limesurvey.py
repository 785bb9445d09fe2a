"""LimeSurvey exports (CSV) in their four ways to write a heading.

What is known of the format comes from the public source of its export, and from one real file
with headings of the form ``code. text``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd
import pyarrow.compute as pc

from analysis.errors import DataProblem
from analysis.intake import headers, records
from analysis.intake.delimited import Delimited
from analysis.intake.different import texts
from analysis.intake.qualtrics import plain
from analysis.intake.raw import Note, Unguarded, catalogue, note
from analysis.language import gettext as _

# What LimeSurvey puts before the questions: by code, and as its English text.
ROLES = {
    "id": "response_id",
    "response id": "response_id",
    "submitdate": "ended",
    "date submitted": "ended",
    "startlanguage": "language",
    "start language": "language",
    "startdate": "started",
    "date started": "started",
    "datestamp": "recorded",
    "date last action": "recorded",
    "date last actio..": "recorded",
    "interviewtime": "duration",
    "total time": "duration",
}
_OTHERS = {"lastpage", "last page", "seed", "token", "ipaddr", "refurl"}
_LEADING = 12
_CODE = re.compile(r"([A-Za-z][A-Za-z0-9_]*(?:\[[^\[\]]+\])*)\.[ _](.+)", flags=re.DOTALL)
_TYPED_IN = re.compile(r"[\[_](other|comment)\]?$")
_NO_TIME = "1980-01-01"  # stands in every record of a survey that keeps no times


@dataclass(frozen=True)
class Heading:
    """A heading taken apart: the code of the question, and its text."""

    code: str
    text: str


def recognises(top: list[list[str]]) -> bool:
    """Tell a LimeSurvey export by the columns before the questions."""
    leading = [_folded(heading) for heading in headings(top[0][:_LEADING])]
    return len({name for name in leading if name in ROLES or name in _OTHERS}) >= 3


def headings(cells: Sequence[str]) -> list[Heading]:
    """Take headings apart; where a file has no codes, code and text are the same."""
    parts = [_CODE.fullmatch(headers.tidy(cell)) for cell in cells]
    # A text may hold a full stop too, so the first column decides for all.
    if not parts or parts[0] is None:
        return [Heading(headers.tidy(cell), plain(cell)) for cell in cells]
    return [
        Heading(part[1], plain(part[2])) if part else Heading(headers.tidy(cell), plain(cell))
        for part, cell in zip(parts, cells, strict=True)
    ]


def _folded(heading: Heading) -> str:
    return heading.code.replace("_", " ").casefold().removeprefix("\ufeff")


def read(table: Delimited) -> Unguarded:
    """Read a LimeSurvey export; columns are called by the code of their question.

    Raises
    ------
    DataProblem
        When the file has none of the columns that LimeSurvey puts before the questions.
    """
    if not recognises(table.top):
        raise DataProblem(
            _("The file does not look like a LimeSurvey export."),
            file=table.file,
            repair=_("leave the key format out, or write csv"),
        )
    taken_apart = headings(table.top[0])
    head = headers.header(heading.code for heading in taken_apart)
    rows, facts = records.read(table, 1, len(head.names))
    rows, kept, notes = headers.named(rows, head)
    taken_apart = [taken_apart[position] for position in kept]
    rows = _unmasked(rows)
    roles, untimed = _roles(rows, taken_apart)
    described = catalogue(
        rows.columns,
        [heading.text for heading in taken_apart],
        roles=roles,
        entry=["typed" if _TYPED_IN.search(part.code) else "" for part in taken_apart],
    )
    notes = (*facts.notes, *notes, *untimed)
    facts = replace(facts, format="limesurvey", notes=notes, repeated=head.repeated)
    return Unguarded(rows, described, facts)


def _unmasked(rows: pd.DataFrame) -> pd.DataFrame:
    """Take away the mark that keeps a spreadsheet from computing an answer."""
    masked = {
        name: rows[name].astype("str").str.replace(r"^'=", "=", regex=True)
        for name, column in rows.items()
        if pc.any(pc.starts_with(texts(column), "'=")).as_py()
    }
    return rows.assign(**masked) if masked else rows


def _roles(rows: pd.DataFrame, taken_apart: list[Heading]) -> tuple[list[str], list[Note]]:
    """Name the columns of LimeSurvey, except times that were not kept."""
    roles, untimed = [], []
    for heading, name in zip(taken_apart, rows.columns, strict=True):
        role = ROLES.get(_folded(heading), "")
        timed = role in ("started", "ended", "recorded")
        if timed and pc.any(pc.starts_with(texts(rows[name]), _NO_TIME)).as_py():
            role = "submitted" if role == "ended" else ""
            untimed.append(name)
        roles.append(role)
    if not untimed:
        return roles, []
    remark = note(
        "The survey kept no times: 1980-01-01 stands in {names}, which are not used.",
        names=", ".join(untimed),
    )
    return roles, [remark]
