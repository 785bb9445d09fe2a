"""Every way in a benchmark does the same work, on a small input, in processes of their own."""

import importlib
import shutil

import pytest


@pytest.fixture
def benchmark(root, monkeypatch):
    """Give a benchmark by its name, as a script would see it."""
    monkeypatch.syspath_prepend(str(root / "benchmarks"))
    return importlib.import_module


@pytest.fixture
def made(benchmark, tmp_path):
    """Make the input of a benchmark with so many rows."""

    def make(name, n):
        path = tmp_path / "input.csv"
        benchmark(name).make(path, n)
        return path

    return make


def in_this_process(module, ways, path):
    """Let the ways whose package is there do the work without starting programs."""
    return {name: module.WAYS[name](path)[1] for name in ways}


@pytest.mark.parametrize("peer", ["pandas", "polars", "duckdb"])
@pytest.mark.parametrize("name", ["intake", "contracts"])
def test_reading_and_cleaning_finds_what_a_peer_finds(benchmark, made, name, peer):
    found = in_this_process(benchmark(name), ["ours", peer], made(name, 2_000))
    assert found[peer] == pytest.approx(found["ours"], rel=1e-9)


@pytest.mark.parametrize("peer", ["polars", "duckdb"])
def test_counting_spells_finds_what_a_peer_finds(benchmark, made, peer):
    found = in_this_process(benchmark("spells"), ["ours", peer], made("spells", 2_000))
    assert found[peer] == pytest.approx(found["ours"], rel=1e-9)


def test_joining_contracts_finds_what_duckdb_finds(benchmark, made):
    ways = ["ours, joining", "duckdb, joining"]
    ours, peer = in_this_process(benchmark("spells"), ways, made("spells", 2_000)).values()
    assert peer == pytest.approx(ours)


@pytest.mark.skipif(not shutil.which("Rscript"), reason="R is not installed")
@pytest.mark.parametrize("name", ["intake", "contracts", "spells"])
def test_r_finds_the_same(benchmark, made, name):
    module, path = benchmark(name), made(name, 2_000)
    peer = module.in_r(path)
    if peer is None:
        pytest.skip("data.table or jsonlite is not installed")
    assert peer.numbers == pytest.approx(module.ours(path)[1], rel=1e-9)


def test_a_way_runs_in_a_process_of_its_own(benchmark, made, root):
    path = made("spells", 100)
    script = str(root / "benchmarks" / "spells.py")
    done = benchmark("ways").run(script, "ours", path)
    assert done.numbers == benchmark("spells").ours(path)[1]
    assert done.megabytes > 10


def test_a_peer_that_finds_other_numbers_stops_the_benchmark(benchmark):
    ways = benchmark("ways")
    found = {"ours": ways.Done(1, 1, 1, {"n": 1.0}), "other": ways.Done(1, 1, 1, {"n": 2.0})}
    with pytest.raises(SystemExit, match="other found"):
        ways.refuse_differences(found)


def test_a_way_without_its_package_is_left_out(benchmark):
    assert benchmark("ways").there(["ours", "no_such_package"]) == ["ours"]
