import numpy as np
import pandas as pd
import pytest

from analysis.models.exit_effects import exit_on_scale
from analysis.models.exit_without import with_and_without
from analysis.models.exits import Exits


def followed(n_schools=20, size=30, seed=2):
    """People at risk, whose leaving has nothing to do with their score."""
    rng = np.random.default_rng(seed)
    n = n_schools * size
    table = pd.DataFrame({"person_id": range(n), "wave": "2024"})
    table["school_id"] = np.repeat(range(n_schools), size)
    table["score"] = rng.normal(3.5, 0.8, n) + np.repeat(rng.normal(0, 0.3, n_schools), size)
    table["school_mean"] = table.groupby("school_id")["score"].transform("mean")
    table["deviation"] = table["score"] - table["school_mean"]
    table["left"] = (rng.random(n) < 0.2).astype(int)
    return Exits(table, pd.Series(dtype="str"), pd.DataFrame(), 12, "a/b", "c/d")


def marked(exits, n):
    return exits.table.loc[: n - 1, ["person_id", "wave"]]


def test_result_without_marked_people_is_that_of_the_others():
    exits = followed()
    found, lacking = with_and_without(exits, marked(exits, 12), measure="psysafe", minimum=5)
    rest = Exits(exits.table.iloc[12:], exits.fates, exits.ladder, 12, "a/b", "c/d")
    expected = [r.estimate for r in exit_on_scale(rest, measure="psysafe") if "per_100" in r.id]
    assert found.loc[found["basis"] == "without_marked", "estimate"].tolist() == expected
    assert found["n"].tolist() == [600, 600, 588, 588]
    assert lacking == []


def test_result_with_everyone_is_that_of_the_page():
    exits = followed()
    found, _lacking = with_and_without(exits, marked(exits, 12), measure="psysafe", minimum=5)
    expected = [r.estimate for r in exit_on_scale(exits, measure="psysafe") if "per_100" in r.id]
    assert found.loc[found["basis"] == "all", "estimate"].tolist() == expected


@pytest.mark.parametrize("n", [0, 4])
def test_few_marked_people_are_not_to_be_found_by_subtraction(n):
    exits = followed()
    found, lacking = with_and_without(exits, marked(exits, n), measure="psysafe", minimum=5)
    assert set(found["basis"]) == {"all"}
    assert "Fewer than 5" in lacking[0].reason


def test_marked_in_another_wave_is_not_marked_here():
    exits = followed()
    other = marked(exits, 12).assign(wave="2023")
    found, _lacking = with_and_without(exits, other, measure="psysafe", minimum=5)
    assert set(found["basis"]) == {"all"}


def test_nobody_to_follow_is_said_in_words():
    exits = followed()
    nobody = Exits(exits.table.iloc[:0], exits.fates, exits.ladder, 12, "", "")
    found, lacking = with_and_without(nobody, marked(exits, 3), measure="psysafe", minimum=5)
    assert found.empty
    assert "followed" in lacking[-1].reason
