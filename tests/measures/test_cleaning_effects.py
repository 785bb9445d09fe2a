"""The mean with and without a rule."""

import pandas as pd
import pytest

from analysis.measures.cleaning_effects import rule_effects


def test_effect_is_the_mean_with_the_rows_back_minus_the_mean_as_analysed():
    everything = pd.DataFrame({"fate": ["kept", "kept", "speeder", "speeder"]})
    table = rule_effects(everything, pd.Series([4.0, 4.0, 1.0, None]))
    row = table.iloc[0]
    # kept 4; with the one scored speeder back (4 + 4 + 1) / 3 = 3
    assert (row["n"], row["without"], row["difference"]) == (1, 3, pytest.approx(-1))


def test_rule_without_a_scored_row_has_no_effect_to_show():
    everything = pd.DataFrame({"fate": ["kept", "unfinished"]})
    assert rule_effects(everything, pd.Series([4.0, None])).empty
