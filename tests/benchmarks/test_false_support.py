"""Studies without a relation, of which few may support a statement."""

import importlib

import pandas as pd
import pytest


@pytest.fixture
def benchmark(root, monkeypatch):
    monkeypatch.syspath_prepend(str(root / "benchmarks"))
    return importlib.import_module("false_support")


def test_every_statement_is_tested_in_a_study_without_relations(benchmark):
    found = benchmark.supported([1])
    assert set(found["statement"]) == set(benchmark.STATEMENTS)
    assert (found["tests"] >= 1).all()


def test_share_stands_beside_what_chance_does(benchmark):
    found = pd.DataFrame({"statement": "H03", "tests": 2, "supported": [True] * 5 + [False] * 95})
    # Wilson for 5 of 100: 2.2 to 11.2.
    assert benchmark.shares(found) == [
        {
            "statement": "H03",
            "tests": "2",
            "supported": "5.0 %",
            "95 % interval": "2.2 to 11.2 %",
        }
    ]
