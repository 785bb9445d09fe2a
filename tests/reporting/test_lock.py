import subprocess
import sys
from pathlib import Path

import pytest

from analysis.errors import DataProblem
from analysis.reporting import lock

HOLDER = """
import sys, time
from pathlib import Path
from analysis.reporting import lock
with lock.held(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def holder(path: Path) -> subprocess.Popen:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE, text=True
    )
    process.stdout.readline()
    return process


def test_second_run_is_refused_and_told_which_process_holds_the_lock(tmp_path):
    with holder(tmp_path / "lock") as process:
        with (
            pytest.raises(DataProblem, match=f"process {process.pid}"),
            lock.held(tmp_path / "lock"),
        ):
            pass
        process.kill()


def test_lock_of_a_killed_run_is_free(tmp_path):
    with holder(tmp_path / "lock") as process:
        process.kill()
    with lock.held(tmp_path / "lock"):
        assert (tmp_path / "lock").exists()


def test_lock_is_free_again_after_its_block(tmp_path):
    with lock.held(tmp_path / "lock"):
        pass
    with lock.held(tmp_path / "lock"):
        pass
