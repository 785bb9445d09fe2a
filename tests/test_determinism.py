"""The same files give the same results: on any machine, in any order, under any key."""

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import mini
import pandas as pd
import played
import pytest
from pandas.testing import assert_frame_equal

from analysis import cache

KEY = "another key of thirty-two letters"[:32]
MACHINE = {"TZ": "Pacific/Auckland", "LC_ALL": "nl_NL.UTF-8", "PYTHONHASHSEED": "7"}
HEADS = {"vragenlijst_2022.csv": 3, "vragenlijst_2023.csv": 3}  # names, questions, identifiers
PLAY = """
import sys
from contextlib import suppress
from pathlib import Path
import played
from analysis import study
folder, room, key = sys.argv[1:]
if key:
    study.key_of = lambda _settings: key.encode()
for name in played.NAMES:
    with suppress(Exception):  # a page that stops is another test; the others go on
        played.play(played.load(name), Path(folder), Path(room), name=name, shows=False)
"""


class Run:
    """All pages of a study, played in a process of its own: what it stored."""

    def __init__(self, study: Path, *, key: str = "", **machine: str) -> None:
        self.study, self.room = study, study.parent / "room"
        told = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)} | machine
        words = [sys.executable, "-c", PLAY, str(study), str(self.room), key]
        subprocess.run(words, env=told, check=True)

    @property
    def results(self) -> dict[str, list[dict]]:
        """Results of each page."""
        files = sorted((self.room / "results").iterdir())
        return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in files}

    @property
    def shelf(self) -> Path:
        """Folder of the tidy tables."""
        (folder,) = (self.study / ".derived" / "tables").iterdir()
        return folder

    @property
    def hashes(self) -> dict[str, str]:
        """Hash of every file that was stored."""
        files = [*self.shelf.iterdir(), *(self.room / "results").iterdir()]
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    def tables(self) -> dict[str, pd.DataFrame]:
        """Tidy tables and the account of their cleaning."""
        return {name: cache.read(self.shelf, name) for name in cache.tables(self.shelf)}


def shuffle(study: Path) -> Path:
    """Put the records of every CSV file in another order; the header stays on top."""
    for path in sorted((study / "raw").glob("*.csv")):
        lines = records(path.read_bytes())
        head = HEADS.get(path.name, 1)
        body = lines[head:]
        random.Random(path.name).shuffle(body)
        path.write_bytes(b"".join([*lines[:head], *body]))
    return study


def records(content: bytes) -> list[bytes]:
    """Divide a file into records; a line break between quotes does not end one."""
    found, open_quote = [], False
    for line in content.splitlines(keepends=True):
        found.append(found.pop() + line if open_quote else line)
        open_quote = found[-1].count(b'"') % 2 == 1
    return found


def test_a_record_may_hold_line_breaks():
    assert records(b'a,b\n1,"x\ny"\n2,z\n') == [b"a,b\n", b'1,"x\ny"\n', b"2,z\n"]


@pytest.fixture(scope="module")
def runs(root, tmp_path_factory):
    """Play the example and a small study as they are, and changed in what may not matter."""

    def example(name):
        folder = tmp_path_factory.mktemp(name) / "example"
        left_out = shutil.ignore_patterns(".derived", "notebooks")
        return shutil.copytree(root / "data" / "example", folder, ignore=left_out)

    def small(name):
        return mini.write(tmp_path_factory.mktemp(name) / "six")

    with ThreadPoolExecutor(2) as workers:
        going = {
            "example": workers.submit(Run, example("as_it_is")),
            "machine": workers.submit(Run, example("machine"), **MACHINE),
            "order": workers.submit(Run, shuffle(example("order")), key=KEY),
            "small": workers.submit(Run, small("small")),
            "small order": workers.submit(Run, shuffle(small("small_order"))),
        }
    return {name: run.result() for name, run in going.items()}


def test_results_are_there_to_compare(runs):
    assert sum(map(len, runs["example"].results.values())) > 20
    assert sum(map(len, runs["small"].results.values())) > 5


def test_another_machine_gives_the_same_bytes(runs):
    assert runs["machine"].hashes == runs["example"].hashes


# In the changed example both are other at once: the order of the records and the key.
@pytest.mark.parametrize("name", played.NAMES)
@pytest.mark.parametrize(("changed", "as_it_is"), [("order", "example"), ("small order", "small")])
def test_order_of_the_records_and_the_key_do_not_change_a_result(runs, changed, as_it_is, name):
    assert runs[changed].results.get(name) == runs[as_it_is].results.get(name)


def test_order_of_the_records_was_another(runs):
    first, second = (runs[name].study / "raw/eenheden.csv" for name in ("example", "order"))
    assert first.read_bytes() != second.read_bytes()
    assert sorted(records(first.read_bytes())) == sorted(records(second.read_bytes()))


@pytest.mark.parametrize(("changed", "as_it_is"), [("order", "example"), ("small order", "small")])
def test_order_of_the_records_and_the_key_do_not_change_the_account(runs, changed, as_it_is):
    one, other = runs[as_it_is].tables(), runs[changed].tables()
    for name in ("audit_fates", "audit_changes", "audit_marks"):
        assert_frame_equal(as_a_set(other[name]), as_a_set(one[name]))


def as_a_set(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table, whatever their order."""
    return table.sort_values(list(table.columns)).reset_index(drop=True)


def test_another_key_gives_other_pseudonyms(runs):
    one, other = (runs[name].tables()["answers"]["person_id"] for name in ("example", "order"))
    assert one.notna().sum() == other.notna().sum()
    assert set(one.dropna()).isdisjoint(set(other.dropna()))


def test_another_key_does_not_change_the_notes(runs):
    one, other = (runs[name].tables()["audit_notes"] for name in ("example", "order"))
    assert_frame_equal(as_a_set(other), as_a_set(one))
