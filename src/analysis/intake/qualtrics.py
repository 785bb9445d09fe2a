"""Qualtrics exports (CSV and TSV): three header rows, two header rows, and the legacy layout.

What is known of the format comes from its public documentation and from real files: the two
examples of the R package qualtRics and the three of the R package excluder.
"""

import html
import json
import re
from dataclasses import replace

from analysis.errors import DataProblem
from analysis.intake import headers, records
from analysis.intake.delimited import Delimited
from analysis.intake.raw import Note, Unguarded, catalogue, note
from analysis.language import gettext as _

ROLES = {
    "StartDate": "started",
    "EndDate": "ended",
    "Status": "status",
    "Progress": "progress",
    "Duration (in seconds)": "duration",
    "Finished": "finished",
    "RecordedDate": "recorded",
    "ResponseId": "response_id",
    "ResponseID": "response_id",  # as the legacy layout writes it, in its second row
    "DistributionChannel": "channel",
    "UserLanguage": "language",
}
_STANDARD = {*ROLES, "IPAddress", "RecipientEmail", "ExternalReference", "LocationLatitude"}
_LEGACY = [f"V{number}" for number in range(1, 8)]
_BREAK = re.compile(
    r"<(script|style)\b.*?</\1>|</?(?:br|p|div|li|ul|ol|t[rdh]|table|h\d)\b[^<>]*>",
    flags=re.DOTALL | re.IGNORECASE,
)
_MARKUP = re.compile(r"</?[a-z][^<>]*>", flags=re.IGNORECASE)
_TYPED_IN = re.compile(r"_TEXT(_|$)")


def recognises(top: list[list[str]]) -> bool:
    """Tell a Qualtrics export by its first records."""
    names = {headers.tidy(name) for name in top[0]}
    return _is_legacy(top) or len(names & _STANDARD) >= 5 or _import_row(top) is not None


def _is_legacy(top: list[list[str]]) -> bool:
    first = [headers.tidy(name) for name in top[0][: len(_LEGACY)]]
    return first == _LEGACY and len(top) > 1 and headers.tidy(top[1][0]) == "ResponseID"


def _import_row(top: list[list[str]]) -> int | None:
    """Position of the row in which each cell is JSON with an ImportId."""
    for position, record in enumerate(top[1:4], start=1):
        filled = [cell for cell in record if cell]
        if filled and all(cell.lstrip().startswith('{"ImportId"') for cell in filled):
            return position
    return None


def read(table: Delimited) -> Unguarded:
    """Read a Qualtrics export; the number of header rows is found from the rows themselves.

    Raises
    ------
    DataProblem
        When the file has none of the columns that Qualtrics adds.
    """
    if not recognises(table.top):
        raise DataProblem(
            _("The file does not look like a Qualtrics export."),
            file=table.file,
            repair=_("leave the key format out, or write csv"),
        )
    legacy, imports = _is_legacy(table.top), _import_row(table.top)
    header_rows = 2 if legacy else _header_rows(table.top, imports)
    cells = _closed(table.top[0], table.top[header_rows:]) if legacy else table.top[0]
    head = headers.header(cells)
    rows, facts = records.read(table, header_rows, len(head.names))
    rows, kept, notes = headers.named(rows, head)
    labels = _padded(table.top[1] if header_rows > 1 else cells, len(cells))
    texts = [plain(labels[position]) for position in kept]
    ids = _import_ids(table.top[imports]) if imports else []
    ids = [_padded(ids, len(cells))[position] for position in kept]
    roles = _roles(texts if legacy else list(rows.columns))
    notes = [*facts.notes, *notes, *_zone(table.top[imports] if imports else [])]
    described = catalogue(
        rows.columns,
        texts,
        roles=roles,
        entry=["typed" if _TYPED_IN.search(question) else "" for question in ids],
    )
    facts = replace(facts, format="qualtrics", notes=tuple(notes), repeated=head.repeated)
    return Unguarded(rows, described, facts)


def _header_rows(top: list[list[str]], imports: int | None) -> int:
    if imports is not None:
        return imports + 1
    # Two rows of names, or one: the second row holds labels when it shows no date where
    # each answer has one.
    names = [headers.tidy(name) for name in top[0]]
    dated = [i for i, name in enumerate(names) if name in ("StartDate", "EndDate", "RecordedDate")]
    if len(top) < 2 or not dated:
        return 1
    second = [top[1][i] for i in dated if i < len(top[1])]
    return 1 if any(re.search(r"\d", cell) or not cell for cell in second) else 2


def _closed(names: list[str], data: list[list[str]]) -> list[str]:
    """Give the empty cell at the end of each legacy row a place in the header."""
    wider = bool(data) and len(data[0]) == len(names) + 1
    return [*names, ""] if wider else names


def _padded(cells: list[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]


def _roles(names: list[str]) -> list[str]:
    return [ROLES.get(name, "") for name in names]


def _import_ids(record: list[str]) -> list[str]:
    return [_json(cell).get("ImportId", "") for cell in record]


def _json(cell: str) -> dict[str, str]:
    try:
        value = json.loads(cell)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _zone(record: list[str]) -> list[Note]:
    zones = sorted({zone for cell in record if (zone := _json(cell).get("timeZone"))})
    if not zones:
        return []
    zones = ", ".join(zones)
    return [note("Times are in the time zone of the survey account: {zones}.", zones=zones)]


def plain(text: str) -> str:
    """Take mark-up out of a question: ``plain("Ik ben <b>blij</b>.<br>Echt.")`` is one line."""
    return headers.tidy(html.unescape(_MARKUP.sub("", _BREAK.sub(" ", text))))
