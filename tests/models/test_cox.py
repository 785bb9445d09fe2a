"""Cox regression: equal to R, with delayed entry, ties, schools and strata."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataProblem
from analysis.models.cox import cox, proportional_hazards

TERMS = ["safety", "starter"]


@pytest.fixture(scope="module")
def spells(reference):
    causes = {f"left_{cause}": lambda s, c=cause: s["cause"] == c for cause in (1, 2)}
    return reference("spells").assign(**causes)


def fitted(spells, **changed):
    given = {"exit": "exit_day", "event": "left_1", "entry": "entry_day", "terms": TERMS}
    return cox(spells, **(given | changed))


@pytest.mark.parametrize("cause", [1, 2])
def test_coefficients_and_errors_equal_r(spells, golden, cause):
    model = fitted(spells, event=f"left_{cause}", unit="school")
    for term, row in model.coefficients.iterrows():
        name = f"spells.cox_efron.cause_{cause}.{term}"
        expected = [golden[f"{name}.{number}"] for number in ("b", "se_naive", "se_robust", "p")]
        found = row[["estimate", "se_naive", "se", "p"]].tolist()
        assert found == pytest.approx(expected, rel=1e-6)


def test_ignoring_delayed_entry_gives_another_answer(spells, golden):
    wrong = fitted(spells, entry=None).coefficients.loc["safety", "estimate"]
    assert wrong == pytest.approx(golden["spells.wrong_without_entry.safety.b"], rel=1e-6)
    right = fitted(spells).coefficients.loc["safety", "estimate"]
    assert abs(right - wrong) > 0.02


def test_teams_without_delayed_entry_equal_r(team, golden):
    model = cox(team, exit="time", event="event", terms=["scale"], unit="team")
    expected = [golden[f"cox_cluster.scale.{number}"] for number in ("b", "se", "robust_se")]
    found = model.coefficients.loc["scale", ["estimate", "se_naive", "se"]].tolist()
    assert found == pytest.approx(expected, rel=1e-6)


def test_strata_equal_r(spells, golden):
    model = fitted(spells, stratum="school", unit="school")
    for term, row in model.coefficients.iterrows():
        expected = [golden[f"cox.strata.{term}.{n}"] for n in ("b", "se_naive", "se_robust")]
        assert row[["estimate", "se_naive", "se"]].tolist() == pytest.approx(expected, rel=1e-6)
    assert model.log_likelihood == pytest.approx(golden["cox.strata.loglik"], rel=1e-9)


def test_likelihoods_equal_r(spells, golden):
    model = fitted(spells)
    assert model.log_likelihood == pytest.approx(golden["cox.loglik"], rel=1e-9)
    assert model.log_likelihood_null == pytest.approx(golden["cox.loglik_null"], rel=1e-9)


def test_check_of_proportional_hazards_equals_r(spells, golden):
    table = proportional_hazards(fitted(spells), spells).rename({"global": "GLOBAL"})
    for term, row in table.iterrows():
        expected = [golden[f"spells.cox_zph.{term}.{number}"] for number in ("chisq", "p")]
        assert row[["chi2", "p"]].tolist() == pytest.approx(expected, rel=1e-6)


def test_effect_that_fades_is_noticed():
    rng = np.random.default_rng(1)
    safe = rng.integers(0, 2, 3_000)
    early = rng.exponential(np.where(safe == 1, 40, 10))
    day = np.where(early < 10, early, 10 + rng.exponential(10, 3_000))
    people = pd.DataFrame({"day": np.ceil(day), "gone": True, "safe": safe})
    model = cox(people, exit="day", event="gone", terms=["safe"])
    assert proportional_hazards(model, people).loc["safe", "p"] < 1e-6


def test_three_people_worked_by_hand():
    # First one of two with x = 0 leaves, then the one with x = 1:
    # (0 - e^b / (2 + e^b)) + (1 - e^b / (1 + e^b)) = 0
    people = pd.DataFrame({"day": [1, 2, 3], "gone": [True, True, False], "x": [0.0, 1.0, 0.0]})
    row = cox(people, exit="day", event="gone", terms=["x"]).coefficients.loc["x"]
    assert row["hazard_ratio"] == pytest.approx(np.sqrt(2))  # e^2b = 2


def test_efron_ties_worked_by_hand():
    # One with x = 1 and one of two with x = 0 leave on one day. The first finds e^b + 2 at risk,
    # the second half of the two leavers less: e^b + 2 - (e^b + 1) / 2.
    people = pd.DataFrame({"day": [1, 1, 2], "gone": [True, True, False], "x": [1.0, 0.0, 0.0]})
    model = cox(people, exit="day", event="gone", terms=["x"])
    b = np.linspace(-2, 3, 500_001)
    whole = 2 + np.exp(b)
    value = b - np.log(whole) - np.log(whole - (1 + np.exp(b)) / 2)
    assert model.coefficients.loc["x", "estimate"] == pytest.approx(b[value.argmax()], abs=1e-5)
    assert model.log_likelihood == pytest.approx(value.max(), abs=1e-9)


def test_cutting_spells_in_parts_changes_nothing(spells):
    # as a later wave does when it measures the same again
    long = spells["exit_day"] - spells["entry_day"] > 2
    middle = (spells["entry_day"] + spells["exit_day"]) // 2
    before = spells[long].assign(exit_day=middle[long], left_1=False)
    after = spells[long].assign(entry_day=middle[long])
    parts = pd.concat([spells[~long], before, after], ignore_index=True)
    whole, cut = fitted(spells, unit="school"), fitted(parts, unit="school")
    assert cut.n_rows > whole.n_rows
    pd.testing.assert_frame_equal(cut.coefficients, whole.coefficients, rtol=1e-8)


def test_term_far_from_zero_gives_the_same(spells):
    shifted = spells.assign(safety=spells["safety"] + 5_000)
    pd.testing.assert_frame_equal(
        fitted(shifted).coefficients, fitted(spells).coefficients, rtol=1e-6
    )


def test_order_of_rows_never_matters(spells):
    mixed = spells.sample(frac=1, random_state=3)
    given = {"unit": "school", "stratum": "starter", "terms": ["safety"]}
    pd.testing.assert_frame_equal(
        fitted(mixed, **given).coefficients, fitted(spells, **given).coefficients
    )


def test_row_with_a_missing_term_is_left_out(spells):
    holes = spells.assign(safety=spells["safety"].mask(spells.index < 50))
    assert fitted(holes).n_rows == len(spells) - 50


def test_nobody_who_leaves_is_refused(spells):
    with pytest.raises(DataProblem, match="nobody left"):
        fitted(spells.assign(left_1=False))


def test_term_that_is_the_same_for_everybody_is_named(spells):
    with pytest.raises(DataProblem, match="column same"):
        fitted(spells.assign(same=1.0), terms=["safety", "same"])


def test_term_that_divides_leavers_from_stayers_is_refused():
    people = pd.DataFrame({"day": [1, 2, 9, 9], "gone": [True, True, False, False]})
    with pytest.raises(DataProblem, match="divides those who leave"):
        cox(people.assign(x=[1.0, 1.0, 0.0, 0.0]), exit="day", event="gone", terms=["x"])
