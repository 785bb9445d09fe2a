"""When units can be told apart."""

import pandas as pd
import pytest

from analysis.measures.aggregation import icc
from analysis.measures.passport_rules import why_flat


@pytest.mark.parametrize(
    ("scores", "units", "start"),
    [
        ([1, 3, 5, 7], "aabb", "There are too few units"),
        ([1, 3, 1, 3, 8, 12], "aabbcc", "There are too few units"),
        ([3, 3, 3, 3], "aabb", "There are too few units"),
        ([1, 3, 5, 7, 8, 12], "aabbcc", "Units may not differ at all"),
    ],
    ids=["two units", "one unit differs", "nobody differs", "three units"],
)
def test_units_that_may_be_equal_are_refused_with_the_reason(scores, units, start):
    assert why_flat(icc(pd.Series(scores), pd.Series(list(units)))).startswith(start)


def test_units_in_which_everybody_agrees_differ():
    assert why_flat(icc(pd.Series([1, 1, 5, 5, 3, 3]), pd.Series(list("aabbcc")))) == ""
