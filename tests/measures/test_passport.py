import numpy as np
import pandas as pd
import pytest

from analysis import codebook
from analysis.errors import DataProblem
from analysis.measures import intervals, scales
from analysis.measures.aggregation import icc
from analysis.measures.passport import Rules

SAFETY = codebook.load().items_of("psysafe")
TURNED = codebook.load().items.loc[SAFETY, "reverse"]


def study(between=0.6, within=0.3, n_teams=30, size=8, seed=5, waves=("2024",)):
    """Answers of teams that differ by ``between`` and people that differ by ``within``."""
    rng = np.random.default_rng(seed)
    n = n_teams * size * len(waves)
    climate = np.repeat(rng.normal(0, between, n_teams * len(waves)), size)
    raw = 3.5 + (climate + rng.normal(0, within, n))[:, None] + rng.normal(0, 0.5, (n, 6))
    answers = pd.DataFrame(np.clip(np.round(raw), 1, 5), columns=SAFETY)
    answers.loc[:, TURNED] = 6 - answers.loc[:, TURNED]
    answers["team_id"] = [f"t{i:02}" for i in np.tile(np.repeat(range(n_teams), size), len(waves))]
    answers["wave"] = np.repeat(waves, n_teams * size)
    invited = answers.groupby(["team_id", "wave"]).size().rename("n").reset_index()
    return answers, invited


def test_score_of_a_team_is_the_mean_of_its_people():
    answers, invited = study()
    found = scales.team_scores(answers, "psysafe", invited=invited)
    expected = scales.score(answers, "psysafe").groupby(answers["team_id"]).mean()
    assert found.table["score"].tolist() == pytest.approx(expected.tolist())


def test_evidence_is_that_of_the_icc_function():
    answers, invited = study()
    row = scales.team_scores(answers, "psysafe", invited=invited).passport.iloc[0]
    expected = icc(scales.score(answers, "psysafe"), answers["team_id"])
    assert row[["icc1", "icc2", "icc1_low"]].tolist() == pytest.approx(
        [expected.icc1, expected.icc2, expected.low]
    )


def test_agreeing_teams_with_a_known_response_may_be_described():
    answers, invited = study()
    found = scales.team_scores(answers, "psysafe", invited=invited)
    assert found.table["describe"].all()
    assert len(found.described) == 30


def test_team_of_unknown_response_may_not_be_described():
    answers, _invited = study()
    found = scales.team_scores(answers, "psysafe")
    assert not found.table["describe"].any()
    assert set(found.table["why"]) == {"the number of people invited is not known"}


def test_low_response_forbids_describing():
    answers, invited = study()
    found = scales.team_scores(answers, "psysafe", invited=invited.assign(n=17))
    assert set(found.table["why"]) == {"response under 50%"}


def test_more_answers_than_invitations_is_an_unknown_response():
    answers, invited = study()
    found = scales.team_scores(answers, "psysafe", invited=invited.assign(n=4))
    assert found.table["response_share"].isna().all()


def test_small_team_may_not_be_described():
    answers, invited = study(size=4)
    found = scales.team_scores(answers, "psysafe", invited=invited)
    assert set(found.table["why"]) == {"fewer than 5 people"}


def test_team_that_answers_at_random_may_not_be_described():
    answers, invited = study()
    rng = np.random.default_rng(1)
    one = answers["team_id"] == "t00"
    answers.loc[one, SAFETY] = rng.integers(1, 6, (one.sum(), 6)).astype(float)
    found = scales.team_scores(answers, "psysafe", invited=invited).table.iloc[0]
    assert found["why"] == "members agree no more than chance"


def test_teams_that_do_not_differ_may_be_described_but_not_related():
    answers, invited = study(between=0.0)
    found = scales.team_scores(answers, "psysafe", invited=invited)
    assert found.table["describe"].all()
    assert not found.may("relate")
    assert "interval of ICC(1)" in found.why_not("relate")


def test_teams_that_differ_may_be_related():
    answers, invited = study()
    assert scales.team_scores(answers, "psysafe", invited=invited).may("relate")


def test_comparing_is_allowed_where_the_questions_differ_between_teams_in_safety_only():
    answers, invited = study()
    found = scales.team_scores(answers, "psysafe", invited=invited)
    assert found.passport["invariance"].tolist() == ["held"]
    assert found.may("compare")


def test_comparing_is_refused_when_a_question_stands_apart_in_some_teams():
    answers, invited = study()
    rng = np.random.default_rng(4)
    moved = np.repeat(rng.choice([-2, 0, 2], 30), 8)
    answers["psysafe_1"] = np.clip(answers["psysafe_1"] + moved, 1, 5)
    found = scales.team_scores(answers, "psysafe", invited=invited)
    assert found.passport["invariance"].tolist() == ["refuted"]
    assert "does not mean the same" in found.why_not("compare")


def test_comparing_is_refused_where_equal_meaning_cannot_be_tested():
    answers, invited = study()
    two = answers.rename(columns={"psysafe_1": "baro_open_1", "psysafe_2": "baro_open_2"})
    found = scales.team_scores(two, "baro_open", invited=invited)
    assert "could not be tested" in found.why_not("compare")


def test_what_was_established_elsewhere_about_equal_meaning_is_followed():
    answers, invited = study()
    rules = Rules(invariance="refuted")
    found = scales.team_scores(answers, "psysafe", invited=invited, rules=rules)
    assert "does not mean the same" in found.why_not("compare")


def test_unreliable_means_may_be_related_with_the_factor_but_not_compared():
    answers, invited = study(between=0.18, size=5, n_teams=60)
    rules = Rules(invariance="held")
    found = scales.team_scores(answers, "psysafe", invited=invited, rules=rules)
    row = found.passport.iloc[0]
    assert row["icc2"] < 0.6
    assert row["attenuation"] == row["icc2"]
    assert "too unreliable" in found.why_not("compare")


def test_one_wave_does_not_inherit_from_another():
    answers, invited = study(waves=("2023", "2024"))
    rng = np.random.default_rng(2)
    late = answers["wave"] == "2024"
    answers.loc[late, SAFETY] = rng.integers(3, 5, (late.sum(), 6)).astype(float)
    found = scales.team_scores(answers, "psysafe", invited=invited)
    assert found.may("relate", wave="2023")
    assert not found.may("relate", wave="2024")
    assert not found.may("relate")


def test_override_is_recorded_with_its_reason():
    answers, invited = study(between=0.0)
    found = scales.team_scores(
        answers, "psysafe", invited=invited, overrides={"relate": "pilot, for method only"}
    )
    assert found.may("relate")
    assert found.passport["overrides"].iloc[0] == "relate: pilot, for method only"


def test_override_goes_along_with_tables_made_of_the_scores():
    answers, invited = study(between=0.0)
    found = scales.team_scores(
        answers, "psysafe", invited=invited, overrides={"describe": "pilot, for method only"}
    )
    made = intervals.mean_intervals(found.described)[["team_id", "n", "score"]]
    assert made.attrs["overrides"] == {"describe": "pilot, for method only"}


def test_override_without_a_reason_is_refused():
    answers, invited = study()
    with pytest.raises(DataProblem, match="gives a reason"):
        scales.team_scores(answers, "psysafe", invited=invited, overrides={"relate": " "})


def test_one_team_alone_cannot_be_related():
    answers, invited = study(n_teams=1)
    found = scales.team_scores(answers, "psysafe", invited=invited)
    assert "too few units" in found.why_not("relate")


def test_wave_without_scores_has_no_permission():
    answers, invited = study()
    found = scales.team_scores(answers, "psysafe", invited=invited)
    assert found.why_not("relate", wave="1999") == "There is no score in this wave."


def test_scale_nobody_answered_has_no_units_and_no_permission():
    answers, _invited = study()
    answers[SAFETY] = np.nan
    found = scales.team_scores(answers, "psysafe")
    assert found.table.empty
    assert not found.may("relate")


def test_mixed_referent_is_named():
    answers, invited = study()
    row = scales.team_scores(answers, "psysafe", invited=invited).passport.iloc[0]
    assert bool(row["mixed_referent"]) is bool(
        codebook.load().scales.loc["psysafe", "mixed_referent"]
    )
