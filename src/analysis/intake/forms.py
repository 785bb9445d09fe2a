"""Microsoft Forms (.xlsx), by its documented columns only: experimental until a real file comes."""

from analysis.intake import excel, headers
from analysis.intake.excel import Sheet
from analysis.intake.raw import Unguarded

ROLES = {
    "id": "response_id",
    "start time": "started",
    "begintijd": "started",
    "starttijd": "started",
    "completion time": "ended",
    "tijd van voltooien": "ended",
    "voltooiingstijd": "ended",
    "last modified time": "recorded",
    "tijd van laatste wijziging": "recorded",
    "language": "language",
    "taal": "language",
}


def roles(names: list[str]) -> list[str]:
    """Name what Forms itself put in each column, empty for the questions."""
    return [ROLES.get(headers.tidy(name).casefold(), "") for name in names]


def recognises(sheet: Sheet) -> bool:
    """Tell a Forms export: its number, start and end stand before the questions."""
    return {"response_id", "started", "ended"} <= set(roles(sheet.names[:6]))


def read(sheet: Sheet) -> Unguarded:
    """Read the answers of a form."""
    return excel.read(sheet, kind="forms", roles=roles(sheet.names))
