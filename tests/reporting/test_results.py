"""Results as data."""

import json

import pandas as pd
import pytest

from analysis import schema
from analysis.models.estimate import Estimate, to_frame
from analysis.reporting import results
from analysis.reporting.release import Released

WAVES = {"wave": ["2022", "2023"], "n": [90.0, 95.0], "score": [3.123456789, 3.6],
         "low": [3.0, 3.5], "high": [3.3, 3.7]}  # fmt: skip


def stored(folder, name="interactive"):
    path = folder / ".derived" / "results" / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def model(*estimates):
    table = to_frame(estimates)
    return Released(table, pd.Series("", index=table.index), ("id",), "model", 5)


def test_fields_are_those_of_the_schema(open_study):
    results.write(model(Estimate("a", "x", "within", 0.5)))
    assert set(stored(open_study)[0]) == set(schema.load("results").index)


def test_numbers_are_kept_to_six_digits(open_study, released):
    part = results.named(
        released(WAVES, by=("wave",)), section="level", measure="psysafe", level="person"
    )
    results.write(part)
    assert stored(open_study)[0]["estimate"] == 3.12346


def test_hidden_rows_are_not_stored(open_study, released):
    part = results.named(
        released(WAVES, by=("wave",), hidden=[0]), section="l", measure="m", level="person"
    )
    results.write(part)
    assert [row["id"] for row in stored(open_study)] == ["interactive/l/m/person/2023"]


def test_counts_stay_whole_and_what_does_not_apply_is_null(open_study):
    results.write(model(Estimate("a", "x", "within", 0.5, n_persons=90)))
    row = stored(open_study)[0]
    assert (row["n_persons"], row["p"]) == (90, None)
    assert isinstance(row["n_persons"], int)


def test_same_id_twice_is_refused():
    twice = model(Estimate("a", "x", "within", 0.5), Estimate("a", "x", "within", 0.6))
    with pytest.raises(ValueError, match="occur more than once: a"):
        results.write(twice)


def test_no_results_is_an_empty_list(open_study):
    results.write()
    assert stored(open_study) == []


def test_what_was_stored_is_shown():
    assert "0.50" in repr(results.write(model(Estimate("a", "x", "within", 0.5))))


def test_section_takes_its_own_results():
    both = model(Estimate("exit/a", "x", "within", 0.5), Estimate("exit_per_100/a", "x", "w", 3.0))
    assert results.section(both, "exit").table["estimate"].tolist() == [0.5]


def test_summary_leaves_out_empty_columns():
    shown = results.summary(model(Estimate("a", "x", "within", 0.5, n_units=9)))
    assert list(shown.table.columns) == ["id", "estimate", "n_units"]


def test_summary_of_nothing_has_no_rows():
    assert results.summary(model()).table.empty


def test_each_section_adds_to_the_file(open_study):
    results.write(model(Estimate("a", "x", "within", 0.5)))
    results.write(model(Estimate("b", "x", "within", 0.7)))
    assert [row["id"] for row in stored(open_study)] == ["interactive/a", "interactive/b"]


def test_cell_that_runs_again_replaces_its_results(open_study):
    results.write(model(Estimate("a", "x", "within", 0.5)))
    results.write(model(Estimate("a", "x", "within", 0.6)))
    assert [row["estimate"] for row in stored(open_study)] == [0.6]
