import tomllib
from pathlib import Path

import pytest

from analysis import example
from analysis.example import canaries, population
from analysis.example.tables import TABLES

COMMITTED = Path(__file__).parents[2] / "data" / "example"


@pytest.fixture(scope="session")
def committed():
    return COMMITTED


@pytest.fixture(scope="session")
def truth():
    return tomllib.loads((COMMITTED / "truth.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def drawn():
    return canaries.plant(population.draw())


@pytest.fixture(scope="session")
def large():
    return population.draw(7, scale=40)


@pytest.fixture(scope="session")
def exports(drawn):
    return {export.path: export for make in TABLES for export in make(drawn)}


@pytest.fixture(scope="session")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("example")
    example.write(folder)
    return folder
