import multiprocessing
import os
import stat
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis import cache
from analysis.errors import DataProblem

TABLE = pd.DataFrame({"x": [1.0, 2.0], "y": pd.Series(["a", None], dtype="str")})


def refuse():
    raise AssertionError("made again although nothing changed")


def test_a_set_is_made_once(tmp_path):
    first = cache.kept(tmp_path / "a" / "tables", "f1", lambda: {"t": TABLE})
    second = cache.kept(tmp_path / "a" / "tables", "f1", refuse)
    assert first == second
    assert_frame_equal(cache.read(second, "t"), TABLE)


@pytest.mark.skipif(os.name != "posix", reason="rights are kept elsewhere on this system")
def test_other_users_cannot_look_into_it(tmp_path):
    folder = cache.kept(tmp_path / ".derived" / "tables", "f1", lambda: {"t": TABLE})
    rights = {stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.parents[:2])}
    assert rights == {0o700}


def test_the_tables_of_a_set_are_named_in_order(tmp_path):
    folder = cache.kept(tmp_path / "tables", "f1", lambda: {"b": TABLE, "a": TABLE})
    assert cache.tables(folder) == ["b", "a"]


@pytest.mark.parametrize("spoil", ["remove", "shorten", "manifest"])
def test_a_damaged_set_is_made_again(tmp_path, spoil):
    folder = cache.kept(tmp_path / "tables", "f1", lambda: {"t": TABLE})
    if spoil == "remove":
        (folder / "t.parquet").unlink()
    elif spoil == "shorten":
        (folder / "t.parquet").write_bytes(b"PAR1")
    else:
        (folder / "manifest.json").write_text("{")
    again = cache.kept(tmp_path / "tables", "f1", lambda: {"t": TABLE})
    assert_frame_equal(cache.read(again, "t"), TABLE)


def test_a_set_that_was_not_finished_is_never_read(tmp_path):
    def stops():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cache.kept(tmp_path / "tables", "f1", stops)
    assert not cache.is_whole(tmp_path / "tables" / "f1")


def test_nothing_half_written_is_left_behind(tmp_path, monkeypatch):
    def full(*_args, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_parquet", full)
    with pytest.raises(DataProblem, match="Found: No space left on device"):
        cache.kept(tmp_path / "tables", "f1", lambda: {"t": TABLE})
    assert list((tmp_path / "tables").iterdir()) == []


def test_two_sets_stay_and_older_ones_go(tmp_path):
    shelf = tmp_path / "tables"
    for age, name in enumerate(["f1", "f2", "f3"]):
        cache.kept(shelf, name, lambda: {"t": TABLE})
        os.utime(shelf / name, (age, age))
    assert sorted(path.name for path in shelf.iterdir()) == ["f2", "f3"]


def test_a_set_that_is_gone_asks_to_open_the_study_again(tmp_path):
    with pytest.raises(DataProblem, match="changed since it was opened"):
        cache.read(tmp_path, "t")


def make_slowly(shelf: Path, start, done) -> None:
    def tables():
        start.wait()
        return {"t": TABLE}

    done.put(str(cache.kept(shelf, "f1", tables)))


def test_several_processes_may_make_the_same_set_at_once(tmp_path):
    context = multiprocessing.get_context("spawn")
    start, done = context.Barrier(3), context.Queue()
    shelf = tmp_path / "tables"
    workers = [context.Process(target=make_slowly, args=(shelf, start, done)) for _ in range(3)]
    for worker in workers:
        worker.start()
    folders = {done.get(timeout=120) for _ in workers}
    for worker in workers:
        worker.join()
    assert folders == {str(shelf / "f1")}
    assert [path.name for path in shelf.iterdir()] == ["f1"]


def test_the_fingerprint_follows_the_content_of_files_and_words(tmp_path):
    (tmp_path / "a").write_text("one")
    before = cache.fingerprint([tmp_path / "a"], "word")
    assert cache.fingerprint([tmp_path / "a"], "word") == before
    assert cache.fingerprint([tmp_path / "a"], "other") != before
    (tmp_path / "a").write_text("two")
    assert cache.fingerprint([tmp_path / "a"], "word") != before
