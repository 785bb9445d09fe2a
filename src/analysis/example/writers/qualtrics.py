"""Qualtrics exports: three header rows, of which the third holds JSON."""

import csv
import io
import json
from pathlib import Path

import pandas as pd

_ZONE = "Europe/Amsterdam"
_IMPORT_IDS = {
    "StartDate": "startDate",
    "EndDate": "endDate",
    "Status": "status",
    "IPAddress": "ipAddress",
    "Progress": "progress",
    "Duration (in seconds)": "duration",
    "Finished": "finished",
    "RecordedDate": "recordedDate",
    "ResponseId": "_recordId",
    "RecipientLastName": "recipientLastName",
    "RecipientFirstName": "recipientFirstName",
    "RecipientEmail": "recipientEmail",
    "ExternalReference": "externalDataReference",
    "LocationLatitude": "locationLatitude",
    "LocationLongitude": "locationLongitude",
    "DistributionChannel": "distributionChannel",
    "UserLanguage": "userLanguage",
}
STANDARD = tuple(_IMPORT_IDS)
_LABELS = {
    "StartDate": "Start Date",
    "EndDate": "End Date",
    "Status": "Response Type",
    "IPAddress": "IP Address",
    "RecordedDate": "Recorded Date",
    "ResponseId": "Response ID",
    "RecipientLastName": "Recipient Last Name",
    "RecipientFirstName": "Recipient First Name",
    "RecipientEmail": "Recipient Email",
    "ExternalReference": "External Data Reference",
    "LocationLatitude": "Location Latitude",
    "LocationLongitude": "Location Longitude",
    "DistributionChannel": "Distribution Channel",
    "UserLanguage": "User Language",
}


def write(path: Path, rows: pd.DataFrame, questions: dict[str, str], *, mark: bool) -> None:
    """Write rows below the three header rows.

    Parameters
    ----------
    rows : DataFrame of str
        The standard columns, the questions and embedded data, in the order of the file.
    questions : dict
        Text of each question by column; what is neither a question nor standard is embedded
        data.
    mark : bool
        Whether the file begins with a byte-order mark.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(rows.columns)
    writer.writerow([questions.get(name, _LABELS.get(name, name)) for name in rows.columns])
    writer.writerow([_import_cell(name, questions) for name in rows.columns])
    writer.writerows(rows.itertuples(index=False))
    path.write_bytes(text.getvalue().encode("utf-8-sig" if mark else "utf-8"))


def _import_cell(name: str, questions: dict[str, str]) -> str:
    cell = {"ImportId": _IMPORT_IDS.get(name, f"QID{name[1:]}" if name in questions else name)}
    if name.endswith("Date"):
        cell["timeZone"] = _ZONE
    return json.dumps(cell, separators=(",", ":"))
