"""The results that notebooks store on the example study hold what they aim at."""

import json
import math

import played
import pytest

from analysis.example import canaries, population, printed, targets

AIMS = targets.read(played.ROOT / "data" / "example" / targets.FILE)
# Intervals of 95 % that do not hold their target in this one study: chance, and reported as such.
MISSES = {"09_turnover/turnover/mean_stock/board/2023-2024": "191 left where 222 aimed at"}
# The files name the reason of nine exits by a code that nobody explains, the generator does not.
BY_CHOICE = "09_turnover/exit_per_100/"


@pytest.fixture(scope="module")
def stored(example_study, tmp_path_factory):
    """Results of the notebooks that have targets, by id."""
    rows = []
    for name in printed.NOTEBOOKS:
        room = tmp_path_factory.mktemp(name)
        shown = played.play(played.load(name), example_study, room, name=name)
        rows += json.loads(shown.results.read_text(encoding="utf-8"))
    return {row["id"]: row for row in rows}


@pytest.fixture(scope="module")
def short():
    """The same and more, without the files."""
    drawn = canaries.plant(population.draw())
    rows = printed.estimates(printed.tables(drawn, printed.ASKED))
    found = printed.frame(rows).set_index("id")
    rates = printed.turnover_rates(drawn.spells).set_index("id")
    return found.to_dict("index") | rates[["estimate", "low", "high"]].to_dict("index")


def test_every_stored_result_has_a_target(stored):
    assert sorted(set(stored) - set(AIMS.index)) == []


def test_the_way_without_files_gives_what_the_notebooks_store(stored, short):
    for name, row in stored.items():
        near = {"abs": 0.2} if name.startswith(BY_CHOICE) else {"rel": 1e-5}
        assert short[name]["estimate"] == pytest.approx(row["estimate"], **near), name
        if row["low"] is not None:
            assert short[name]["low"] == pytest.approx(row["low"], **near), name


@pytest.mark.parametrize("name", AIMS.index)
def test_the_interval_holds_the_target(name, stored, short):
    row, target = stored.get(name, short[name]), AIMS.loc[name, "target"]
    if row["low"] is None:
        reach = 2.576 * math.sqrt(target * (1 - target) / row["n_persons"])
        row = {"low": row["estimate"] - reach, "high": row["estimate"] + reach}
    assert (row["low"] <= target <= row["high"]) == (name not in MISSES)
