"""Large files take memory in proportion to their size, and many columns take no time."""

import subprocess
import sys

import pytest

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
