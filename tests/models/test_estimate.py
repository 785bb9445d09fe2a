import json

import numpy as np

from analysis.models.estimate import Estimate, NotEstimable, estimate_id, estimated, to_frame


def one(**more):
    return Estimate(id="a/b", term="safety", level="between", estimate=np.float64(0.5), **more)


def test_numbers_of_numpy_become_plain_ones_that_json_can_hold():
    row = one(n_units=np.int64(44), df=np.float64("nan")).as_dict()
    assert json.loads(json.dumps(row, allow_nan=False))["n_units"] == 44
    assert row["df"] is None


def test_fields_are_those_of_the_schema_in_its_order():
    from analysis import schema

    assert list(one().as_dict()) == schema.load("results").index.tolist()


def test_id_leaves_out_empty_parts():
    assert estimate_id("", "exit", "psysafe", "between", "all") == "exit/psysafe/between/all"


def test_results_that_could_not_be_estimated_are_not_in_the_table():
    results = [one(), NotEstimable("nobody left")]
    assert len(to_frame(results)) == 1
    assert estimated(results) == [one()]


def test_table_without_results_keeps_its_columns():
    assert "estimate" in to_frame([]).columns
