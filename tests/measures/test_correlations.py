import json

import numpy as np
import pandas as pd
import pytest

from analysis import codebook
from analysis.measures import correlations

QUESTIONS = ["q1", "q2", "q3"]
BOOK = codebook.load()


@pytest.fixture(scope="module")
def reference(root):
    rows = json.loads((root / "tests" / "reference" / "correlations.json").read_text())
    return {row["name"]: row["value"] for row in rows}


@pytest.fixture(scope="module")
def found(team):
    return correlations.of_columns(team, QUESTIONS, team["team"], draws=200)


@pytest.fixture(scope="module")
def answers():
    rng = np.random.default_rng(4)
    school = np.repeat([f"s{i:02d}" for i in range(12)], 20)
    mood = rng.normal(size=240) + np.repeat(rng.normal(0, 0.5, 12), 20)
    items = ["errcult_1", "errcult_2", "errcult_3", "errcult_4", "intent_1", "intent_2", "intent_3"]
    said = {i: np.clip(np.round(3 + mood + rng.normal(0, 0.7, 240)), 1, 5) for i in items}
    people = {"person_id": [f"p{i}" for i in range(240)], "school_id": school, "wave": "1"}
    return pd.DataFrame(people | said)


def test_correlations_among_people_within_and_between_teams_equal_r(found, reference):
    for row in found.to_dict("records"):
        for kind in correlations.KINDS:
            expected = reference[f"cor.{row['first']}.{row['second']}.{kind}"]
            assert row[kind] == pytest.approx(expected, rel=1e-8)


def test_within_and_between_are_those_worked_by_hand():
    # Deviations (-1, 1), (1, -1), (-1, 1) and (1, -1), ... : within -1. Means (2, 2), (4, 4),
    # (6, 3): x around 4 is -2, 0, 2, y around 3 is -1, 1, 0; r = 2 / sqrt(8 * 2) = 0.5.
    people = pd.DataFrame({"x": [1.0, 3, 5, 3, 5, 7], "y": [3.0, 1, 3, 5, 4, 2]})
    row = correlations.of_columns(people, ["x", "y"], pd.Series(list("aabbcc"))).iloc[0]
    assert (row["within"], row["between"]) == pytest.approx((-1, 0.5))


def test_a_unit_of_one_person_is_no_mean_of_a_unit(team):
    alone = pd.DataFrame({"team": [99], "q1": [5.0], "q2": [1.0], "q3": [1.0]})
    more = pd.concat([team, alone], ignore_index=True)
    with_one = correlations.of_columns(more, QUESTIONS, more["team"], draws=10)
    without = correlations.of_columns(team, QUESTIONS, team["team"], draws=10)
    assert with_one["between"].tolist() == pytest.approx(without["between"].tolist())
    assert with_one["n_units"].tolist() == [40, 40, 40]


def test_interval_is_that_of_drawing_the_people_of_each_team_again(team):
    rng = np.random.default_rng(1)
    counts = rng.multinomial(40, np.full(40, 1 / 40), size=60)
    drawn = []
    for count in counts:
        rows = [
            team.index[team["team"] == u].tolist() for u, c in enumerate(count) for _ in range(c)
        ]
        new = [np.full(len(people), place) for place, people in enumerate(rows)]
        again = team.loc[np.concatenate(rows)].assign(team=np.concatenate(new)).reset_index()
        row = correlations.of_columns(again, QUESTIONS, again["team"], draws=1).iloc[0]
        drawn.append(row[list(correlations.KINDS)].tolist())
    row = correlations.of_columns(team, QUESTIONS, team["team"], draws=60, seed=1).iloc[0]
    expected = np.quantile(drawn, [0.025, 0.975], axis=0).T
    for kind, ends in zip(correlations.KINDS, expected, strict=True):
        assert [row[f"{kind}_low"], row[f"{kind}_high"]] == pytest.approx(ends.tolist())


def test_without_units_the_interval_is_that_of_r(team, reference):
    nobody = pd.Series(None, index=team.index, dtype="str")
    row = correlations.of_columns(team, QUESTIONS, nobody).iloc[0]
    ends = [reference[f"cor.q1.q2.fisher_{end}"] for end in ("low", "high")]
    assert [row["total_low"], row["total_high"]] == pytest.approx(ends, rel=1e-8)
    assert np.isnan([row["within"], row["between"]]).all()


def test_few_units_have_no_interval(team):
    few = team[team["team"] < 9]
    found = correlations.of_columns(few, QUESTIONS, few["team"])
    assert found["within"].notna().all()
    assert found[["within_low", "between_high"]].isna().all(axis=None)


def test_a_column_without_variance_goes_together_with_nothing(team):
    found = correlations.of_columns(team.assign(q2=3.0), QUESTIONS, team["team"], draws=20)
    assert found.loc[found["second"] == "q2", "total":"between_high"].isna().all(axis=None)
    assert found.loc[(found["first"] == "q1") & (found["second"] == "q3"), "total"].notna().all()


def test_nobody_has_no_correlation():
    people = pd.DataFrame({"x": [np.nan], "y": [1.0]})
    row = correlations.of_columns(people, ["x", "y"], pd.Series(["a"])).iloc[0]
    assert row["n"] == 0
    assert np.isnan(row["total"])


def test_order_of_people_changes_nothing(team, found):
    mixed = team.sample(frac=1, random_state=5)
    again = correlations.of_columns(mixed, QUESTIONS, mixed["team"], draws=200)
    pd.testing.assert_frame_equal(again, found)


def test_scales_are_those_of_the_people_who_answered_all(answers):
    holes = answers.copy()
    holes.loc[:9, ["intent_1", "intent_2"]] = np.nan  # one of three is too few for a score
    pairs = correlations.of_scales(holes, ["errcult", "intent"], codebook=BOOK)
    alone = correlations.descriptives(holes, ["errcult", "intent"], codebook=BOOK)
    assert pairs["n"].tolist() == [230]
    assert alone["n"].tolist() == [230, 230]


def test_scales_that_were_never_asked_together_give_no_row(answers):
    assert correlations.of_scales(answers, ["errcult", "psysafe"], codebook=BOOK).empty
    assert correlations.descriptives(answers, ["errcult", "psysafe"], codebook=BOOK).empty


def test_a_scale_is_described_as_the_reliability_functions_do(answers):
    row = correlations.descriptives(answers, ["errcult", "intent"], codebook=BOOK).iloc[0]
    assert row[["n", "n_units", "n_items", "options"]].tolist() == [240, 12, 4, 5]
    assert row["omega_low"] < row["omega"] == row["reliability"] < row["omega_high"]
    assert row["alpha_low"] < row["alpha"] < row["alpha_high"]


def test_two_questions_have_the_reliability_of_spearman_and_brown(answers):
    two = answers.drop(columns=["intent_3"])
    row = correlations.descriptives(two, ["intent"], codebook=BOOK).iloc[0]
    r = two["intent_1"].corr(two["intent_2"])
    assert row["reliability"] == pytest.approx(2 * r / (1 + r))
    assert np.isnan(row["omega"])
