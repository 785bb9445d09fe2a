"""Small exports, and a computer whose user has no keys yet."""

from pathlib import Path

import pytest
from exports import table, workbook

from analysis import codebook
from analysis.drafting import look
from analysis.intake import pseudonyms

PEOPLE = 12


@pytest.fixture
def book():
    return codebook.load()


@pytest.fixture(autouse=True)
def no_keys(tmp_path, monkeypatch):
    place = tmp_path / "config"
    monkeypatch.setattr(pseudonyms.platformdirs, "user_config_dir", lambda *_a, **_k: str(place))
    return place


@pytest.fixture
def write(tmp_path):
    """Write a file beside the studies: text, bytes, or a workbook from rows per sheet."""

    def write_file(name: str, content: str | bytes | dict) -> Path:
        path = tmp_path / "exports" / name
        path.parent.mkdir(exist_ok=True)
        if isinstance(content, dict):
            content = workbook(content)
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    return write_file


@pytest.fixture
def see(write):
    """Look at the first table of a file."""

    def look_at(content, name="f.csv"):
        return look.looks(write(name, content))[0]

    return look_at


@pytest.fixture
def contracts() -> str:
    return table(
        "Medewerker;Begindatum contract;Einddatum contract;FTE;Functie;Reden einde dienstverband",
        "{i};01-08-2020;31-07-2024;0,8;Leraar L10;08",
        "9{i};15-08-2021;;1,0;Conciërge;",
        times=PEOPLE,
    )


@pytest.fixture
def survey() -> str:
    """A Qualtrics export of one row of names, with two questions of ours and one reworded."""
    header = (
        "StartDate,EndDate,Status,Finished,ResponseId,ExternalReference,Q1,Q2,Q3,team\n"
        "Start Date,End Date,Response Type,Finished,Response ID,External Data Reference,"
        "In mijn team kan ik zeggen dat ik iets niet weet.,"
        "Om hulp vragen is in mijn team heel gewoon.,"
        "In mijn team kan je je twijfels maar beter voor je houden.,team\n"
    )
    rows = [
        f"2025-03-{3 + i:02} 10:00:00,2025-03-{3 + i:02} 10:10:00,0,1,R_{i}a,{100 + i},"
        f"mee eens,mee oneens,mee eens,t{1 + i % 2}\n"
        for i in range(PEOPLE)
    ]
    return header + "".join(rows)
