"""Large files take memory in proportion to their size, and many columns take no time."""

import subprocess
import sys

import pandas as pd
import pytest

from analysis.errors import DataProblem
from analysis.intake import splitting

MEGABYTES = 30
PEAK = 4  # memory beyond that of the program itself, as a multiple of the file
READ = """
import resource, sys
from pathlib import Path
from analysis import intake
from analysis.drafting.look import bare_settings
from analysis.settings import SourceFile
source = SourceFile(path="big.csv", table="answers", columns={"person_id": "code"})
small = SourceFile(path="small.csv", table="answers", columns={"person_id": "code"})
settings = bare_settings(Path(sys.argv[1]))
intake.read(small, settings, b"k" * 32)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
n = len(intake.read(source, settings, b"k" * 32).rows)
print(n, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""
LABELS = ("helemaal mee oneens", "mee oneens", "mee eens", "helemaal mee eens")


@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted otherwise")
def test_memory_stays_in_proportion_to_the_file(tmp_path):
    header = ";".join(["code", *(f"vraag {i}" for i in range(25))]) + "\n"
    answers = [";".join(LABELS[(i * k) % 4] for k in range(25)) for i in range(16)]
    with (tmp_path / "big.csv").open("w") as big:
        big.write(header)
        n = 0
        while big.tell() < MEGABYTES << 20:
            big.write("".join(f"{n + i};{row}\n" for i, row in enumerate(answers * 50)))
            n += 800
    (tmp_path / "small.csv").write_text(header + f"1;{answers[0]}\n")
    words = [sys.executable, "-c", READ, str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    rows, peak = map(int, done.stdout.split())
    assert rows == n
    assert peak <= PEAK * MEGABYTES


def test_two_thousand_columns_pass_the_door(read):
    names = ";".join(["code", *(f"q{i}" for i in range(1999))])
    rows = "\n".join(";".join([str(100 + i), *["1"] * 1999]) for i in range(20))
    table = read(f"{names}\n{rows}\n", columns={"person_id": "code"})
    assert table.rows.shape == (20, 2000)


@pytest.fixture
def as_if_large(monkeypatch):
    """Let every column that repeats itself be kept as categories, however small the file."""

    def turn_on():
        monkeypatch.setattr(splitting, "LARGE", 0)

    return turn_on


def lines(header, line):
    """Write forty records; the line is filled in with the number and with what repeats itself."""
    parts = [{"i": i, "three": i % 3, "label": LABELS[i % 4]} for i in range(40)]
    return header + "\n" + "".join(line.format(**part) + "\n" for part in parts)


SMALL = {
    "labels": lines("code;q1;q2", "{i};{label};ja"),
    "quoted": lines("code,q1", '"{i}","mee eens, of ""niet"""'),
    "formulas": lines("code;q1", '{i};="00{three}"'),
    "empty": lines("code;q1;q2", "{i};;x"),
    "limesurvey": lines("id;submitdate;lastpage;q1", "{i};1980-01-01;3;'=1+{three}"),
    "accents": lines("code;q1", "{i};één keer"),
    "cut off": lines("code;q1;q2", "ja;nee;ja") + "ja;ne",
    "empty record": lines("code;q1", "a;b") + ";\na;b\n",
}


@pytest.mark.parametrize("content", SMALL.values(), ids=SMALL)
def test_a_large_file_is_read_as_a_small_one(read, as_if_large, content):
    given = {"columns": {"person_id": "code"}} if content.startswith("code") else {}
    small = read(content, **given)
    as_if_large()
    large = read(content, **given)
    pd.testing.assert_frame_equal(large.rows.astype("str"), small.rows)
    pd.testing.assert_frame_equal(large.catalogue, small.catalogue)
    assert large.report == small.report


def test_columns_that_repeat_themselves_are_categories_in_a_large_file(read, as_if_large):
    as_if_large()
    table = read(SMALL["labels"], columns={"person_id": "code"})
    assert table.rows.dtypes.astype(str).to_dict() == {
        "code": "str",
        "q1": "category",
        "q2": "category",
    }


@pytest.mark.parametrize("name", ["labels", "quoted"])
def test_ragged_records_of_a_large_file_are_refused_alike(read, as_if_large, name):
    wide = "1,2,3,4" if name == "quoted" else "1;2;3;4"
    content = SMALL[name] + wide + "\n" + SMALL[name].splitlines()[1] + "\n"
    with pytest.raises(DataProblem) as small:
        read(content)
    as_if_large()
    with pytest.raises(DataProblem) as large:
        read(content)
    assert str(large.value) == str(small.value)


def test_a_column_with_more_labels_than_fit_a_byte_keeps_all_of_them(read, as_if_large):
    as_if_large()
    labels = [f"label {i % 700}" for i in range(2800)]
    table = read(
        "code;q\n" + "\n".join(f"{i};{label}" for i, label in enumerate(labels)),
        columns={"team_id": "q"},
    )
    assert table.rows["q"].tolist() == labels


def test_labels_that_come_late_are_kept(read, as_if_large, monkeypatch):
    as_if_large()
    monkeypatch.setattr(splitting, "_BLOCK", 100)
    labels = ["vroeg"] * 300 + [f"laat {i}" for i in range(100)]
    table = read(
        "code;q\n" + "\n".join(f"{i};{label}" for i, label in enumerate(labels)),
        columns={"team_id": "q"},
    )
    assert table.rows["q"].tolist() == labels
