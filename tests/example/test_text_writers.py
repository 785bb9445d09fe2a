import csv
import json

import pandas as pd
import pytest

from analysis.example.writers import delimited, qualtrics


def test_dutch_text_files_have_semicolons_commas_accents_and_crlf(tmp_path):
    rows = pd.DataFrame({"Naam": ["Zoë"], "FTE": [0.8], "n": [3], "leeg": [None]})
    delimited.write(tmp_path / "a.csv", rows)
    assert (tmp_path / "a.csv").read_bytes() == b"Naam;FTE;n;leeg\r\nZo\xeb;0,8;3;\r\n"


@pytest.fixture
def export(tmp_path):
    rows = pd.DataFrame({"StartDate": ["2022-03-07 09:00:00"], "Q5_1": ["mee eens"], "team": ["A"]})
    qualtrics.write(tmp_path / "q.csv", rows, {"Q5_1": "Wie, <b>wat</b>?"}, mark=True)
    return tmp_path / "q.csv"


def test_qualtrics_has_three_header_rows(export):
    records = list(csv.reader(export.read_text("utf-8-sig").splitlines()))
    assert records[0] == ["StartDate", "Q5_1", "team"]
    assert records[1] == ["Start Date", "Wie, <b>wat</b>?", "team"]
    assert [json.loads(cell)["ImportId"] for cell in records[2]] == ["startDate", "QID5_1", "team"]
    assert records[3] == ["2022-03-07 09:00:00", "mee eens", "A"]


def test_a_byte_order_mark_is_written_when_asked(export):
    assert export.read_bytes().startswith(b"\xef\xbb\xbf")
