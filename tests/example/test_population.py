import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from analysis.example import flows, population
from analysis.example.organisation import team_ids
from analysis.example.parameters import FIELDED, WAVES, Parameters

ROLES = {"leader", "teacher", "care", "assistant", "support", "other"}
BANDS = {"0-2", "3-5", "6-10", "11-20", "21+"}


def invited(people, *, leaders=False):
    table = pd.concat([people.exits(wave) for wave in WAVES], ignore_index=True)
    return table if leaders else table[table["role"] != "leader"]


def logit(formula, table):
    return smf.logit(formula, table.astype({"exit_12": int, "answered": int})).fit(disp=False)


def test_planted_effects_on_leaving_are_found_on_true_scores(large):
    fit = logit("exit_12 ~ within + between", invited(large))
    planted = pd.Series({"Intercept": -1.92, "within": -0.25, "between": -0.35})
    assert ((fit.params - planted).abs() < 3.5 * fit.bse).all()


def test_leaders_leave_with_the_same_odds_among_them():
    people = population.draw(5, scale=150)
    heads = invited(people, leaders=True).query("role == 'leader'")
    fit = logit("exit_12 ~ within + between", heads)
    assert fit.params["within"] == pytest.approx(-0.25, abs=3.5 * fit.bse["within"])
    assert fit.params["between"] == pytest.approx(-0.35, abs=3.5 * fit.bse["between"])


def test_the_unsafe_answer_less(large):
    fit = logit("answered ~ safety", invited(large, leaders=True))
    assert fit.params["safety"] == pytest.approx(0.30, abs=3.5 * fit.bse["safety"])


def test_a_null_study_has_no_effect():
    people = population.draw(8, scale=30, plan=Parameters(exit_within=0, exit_between=0))
    fit = logit("exit_12 ~ within + between", invited(people))
    assert (fit.params[["within", "between"]].abs() < 3.5 * fit.bse[["within", "between"]]).all()


def test_true_safety_has_the_stated_spread(large):
    table = large.exits("2022")
    assert table["within"].std() == pytest.approx(1, abs=0.02)
    assert table["between"].std() == pytest.approx(1, abs=0.05)


def test_who_left_within_twelve_months_is_whose_spell_ended_then(drawn):
    answers = drawn.answers("2023", ["psysafe"]).merge(drawn.spells, on="person_id")
    after = answers["end"] - answers["answered_on"]
    year_later = answers["answered_on"] + pd.DateOffset(months=12)
    left = answers[(after > pd.Timedelta(0)) & (answers["end"] <= year_later)]
    expected = drawn.exits("2023").query("answered and exit_12")
    assert set(left["person_id"]) == set(expected["person_id"])


def test_nobody_answers_who_is_not_in_service(drawn):
    for wave in WAVES:
        answers = drawn.answers(wave, ["psysafe"]).merge(drawn.spells, on="person_id")
        day, end = answers["answered_on"], answers["end"].fillna(pd.Timestamp(2099, 1, 1))
        in_service = (answers["start"] <= day) & (end >= day)
        assert in_service.groupby(answers["person_id"]).any().all()


def test_one_scale_alone_has_the_answers_it_has_among_all(drawn):
    alone, among = drawn.answers("2024", ["intent"]), drawn.answers("2024")
    pd.testing.assert_frame_equal(alone, among[alone.columns])


def test_the_same_seed_gives_the_same_population():
    first, second = (population.draw(3).answers("2022", ["psysafe"]) for _ in range(2))
    pd.testing.assert_frame_equal(first, second)


def test_another_seed_gives_another_population():
    first, second = (population.draw(seed).exits("2022")["safety"] for seed in (3, 4))
    assert not np.isin(first, second).any()


def test_roles_and_lengths_of_service_are_those_of_the_schema(drawn):
    answers = pd.concat([drawn.answers(wave, ["psysafe"]) for wave in WAVES])
    assert set(answers["role"]) == ROLES
    assert set(answers["tenure_band"]) == BANDS


def test_answers_are_given_on_days_of_the_wave(drawn):
    for wave, (first, last) in FIELDED.items():
        days = drawn.answers(wave, ["jobsat"])["answered_on"]
        assert days.between(pd.Timestamp(first), pd.Timestamp(last)).all()


def test_boards_share_nobody(drawn):
    assert drawn.spells.groupby("person_id")["board_id"].nunique().max() == 1


def test_spells_of_a_person_do_not_overlap(drawn):
    spells = drawn.spells.sort_values(["person_id", "start"])
    before = spells.groupby("person_id")["end"].shift()
    again = before.notna()
    assert again.any()
    assert (spells["start"] - before)[again].min() > pd.Timedelta(days=92)


def test_the_organisation_is_the_one_described(drawn):
    where = drawn.where
    sizes = np.bincount(where.seat_team)
    assert (where.n_schools, len(set(where.school_board))) == (44, 3)
    assert (sizes.min(), sizes.max() <= 25) == (4, True)
    assert (np.bincount(where.seat_school) == 4).sum() >= 3
    assert len(set(team_ids())) == where.n_teams


def test_about_fifteen_hundred_people_work_there_at_any_moment(drawn):
    assert all(1400 <= len(drawn.present(wave)) <= 1600 for wave in WAVES)


def test_two_in_three_answer(drawn):
    shares = [drawn.exits(wave)["answered"].mean() for wave in WAVES]
    assert all(0.64 < share < 0.71 for share in shares)


def test_stocks_and_flows_reconcile(drawn):
    years = flows.by_school_year(drawn)
    for flow in years.values():
        assert flow["opening"] + flow["joiners"] - flow["leavers"] == flow["closing"]
    openings = [flow["opening"] for flow in years.values()]
    assert openings[1:] == [flow["closing"] for flow in years.values()][:-1]


def test_about_one_in_seven_leaves_in_a_year(drawn):
    rates = [f["leavers"] / f["mean_stock"] for f in flows.by_school_year(drawn).values()]
    assert all(0.12 < rate < 0.16 for rate in rates)


def test_twelve_schools_change_their_leader(drawn):
    assert flows.leader_changes(drawn) == 12


def test_shares_of_the_two_single_questions_are_near_sixty_and_fifty(large):
    answers = large.answers("2022", ["fb_taboo", "fb_avoid"])
    taboo, avoid = (answers[item].dropna().ge(4).mean() for item in ("fb_taboo_1", "fb_avoid_1"))
    assert (taboo, avoid) == pytest.approx((0.57, 0.53), abs=0.02)
