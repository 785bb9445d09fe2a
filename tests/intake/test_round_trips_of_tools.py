"""What a survey tool or SPSS writes is what is read, cell by cell."""

import csv
import io
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.drafting.look import bare_settings
from analysis.intake import door
from analysis.settings import SourceFile

QUICK = settings(
    deadline=None, derandomize=True, max_examples=30, suppress_health_check=list(HealthCheck)
)
ANSWERS = st.text(
    st.one_of(
        st.sampled_from(list(",;\t\"' \n0é€")),
        st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff\ufffd"),
    ),
    max_size=8,
)
GRIDS = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(ANSWERS, min_size=width, max_size=width).filter(any), min_size=1, max_size=6
    )
)


def opened(content, name):
    """Open the bytes of a file as the door does, before anything is left out."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(content)
        return door.look(SourceFile(path=name, table="answers"), bare_settings(Path(folder)))


def cells(table, columns):
    return [
        ["" if pd.isna(cell) else cell for cell in row]
        for row in table.rows[columns].to_numpy().tolist()
    ]


def written(rows, *, separator=",", quoting=csv.QUOTE_ALL, mark=""):
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=separator, quoting=quoting, lineterminator="\r\n").writerows(rows)
    return (mark + target.getvalue()).encode("utf-8")


QUALTRICS = ["StartDate", "EndDate", "Status", "Finished", "ResponseId"]


@given(GRIDS, st.sampled_from([",", "\t"]), st.integers(1, 3))
@QUICK
def test_a_qualtrics_export_comes_back_as_it_was(grid, separator, header_rows):
    names = [f"Q{i}" for i in range(len(grid[0]))]
    head = [
        [*QUALTRICS, *names],
        ["Start Date", "End Date", "Response Type", "Finished", "Response ID", *names],
        [f'{{"ImportId":"{name}"}}' for name in (*QUALTRICS, *names)],
    ][:header_rows]
    own = ["2025-03-03 10:00:00", "2025-03-03 10:09:00", "0", "1", "R_1"]
    content = written([*head, *([*own, *row] for row in grid)], separator=separator)
    table = opened(content, "f.csv")
    assert (table.facts.format, table.facts.header_rows) == ("qualtrics", header_rows)
    assert cells(table, names) == grid


LIMESURVEY = ["id", "submitdate", "lastpage", "startlanguage", "seed"]


@given(GRIDS, st.sampled_from([",", ";"]))
@QUICK
def test_a_limesurvey_export_comes_back_as_it_was(grid, separator):
    names = [f"Q1[SQ00{i}]" for i in range(len(grid[0]))]
    # LimeSurvey masks what a spreadsheet would compute.
    masked = [["'" + cell if cell.startswith("=") else cell for cell in row] for row in grid]
    own = ["7", "2025-03-03 10:09:00", "3", "nl", "123"]
    rows = [[*LIMESURVEY, *names], *([*own, *row] for row in masked)]
    content = written(rows, separator=separator, mark="\ufeff") + b"\r\n"
    table = opened(content, "f.csv")
    assert table.facts.format == "limesurvey"
    assert cells(table, names) == grid


@st.composite
def variables(draw):
    """Draw codes, with labels for all of them, of which some are user-missing."""
    codes = draw(st.lists(st.integers(-9, 99), min_size=1, max_size=5, unique=True))
    labels = draw(
        st.lists(
            st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=6),
            min_size=len(codes),
            max_size=len(codes),
            unique_by=lambda label: label.strip(),
        )
    )
    values = draw(st.lists(st.one_of(st.none(), st.sampled_from(codes)), min_size=1, max_size=8))
    return dict(zip(codes, labels, strict=True)), codes[:1] if draw(st.booleans()) else [], values


@given(variables())
@QUICK
def test_labels_and_kinds_of_missing_come_back_from_spss(drawn):
    pyreadstat = pytest.importorskip("pyreadstat")
    labels, missing, values = drawn
    with tempfile.TemporaryDirectory() as folder:
        pyreadstat.write_sav(
            pd.DataFrame({"q": pd.Series(values, dtype="float64"), "x": 1.0}),
            str(Path(folder) / "f.sav"),
            variable_value_labels={"q": {float(code): text for code, text in labels.items()}},
            missing_ranges={"q": [float(code) for code in missing]} if missing else None,
        )
        content = (Path(folder) / "f.sav").read_bytes()
    table = opened(content, "f.sav")
    expected = ["" if code is None else labels[code] for code in values]
    assert [row[0] for row in cells(table, ["q"])] == expected
    used = {labels[code] for code in missing if code in values}
    assert set(filter(None, table.catalogue.loc["q", "missing"].split("; "))) == used
