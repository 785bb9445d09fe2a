import numpy as np
import pandas as pd
import pytest

from analysis.example import groups, population, pupils
from analysis.example.organisation import ROLES
from analysis.example.parameters import DOMAINS, OUTCOMES, WITH_SAFETY, Parameters


@pytest.fixture(scope="module")
def winters(drawn):
    return list(pupils.draw(drawn))


@pytest.fixture(scope="module")
def many(large):
    return list(pupils.draw(large))


def per_school(drawn, winter, domain):
    """Mean score of each school that has one, with its true safety and climate."""
    d = DOMAINS.index(domain)
    safety, climate = pupils.school_scores(drawn, winter.year)
    table = pd.DataFrame({"school": winter.school, "score": winter.scores[:, d]}).dropna()
    means = table.groupby("school")["score"].mean()
    at = means.index.to_numpy()
    return pd.DataFrame({"score": means.to_numpy(), "safety": safety[at], "climate": climate[at]})


def slopes(table, outcome, names):
    """Ordinary least squares with an intercept."""
    x = np.column_stack([np.ones(len(table)), table[names]])
    return np.linalg.lstsq(x, table[outcome], rcond=None)[0][1:]


def test_there_are_about_nine_thousand_pupils(winters):
    everybody = np.unique(np.concatenate([winter.pupil for winter in winters]))
    assert 8_500 < len(everybody) < 9_500


def test_pupils_are_measured_in_winter_before_staff_are_asked(winters):
    for winter in winters:
        first, last = f"{winter.year + 1}-01-10", f"{winter.year + 1}-02-28"
        assert ((winter.measured_on >= np.datetime64(first)).all()) and (
            winter.measured_on <= np.datetime64(last)
        ).all()
        assert (pd.Series(winter.measured_on).dt.day_of_week < 5).all()


def test_a_group_is_measured_on_one_day(winters):
    table = pd.DataFrame({"group": winters[0].group, "day": winters[0].measured_on})
    assert table.groupby("group")["day"].nunique().max() == 1


def test_nobody_is_in_two_groups_in_one_year(winters):
    assert all(len(np.unique(winter.pupil)) == len(winter.pupil) for winter in winters)


def test_pupils_move_on_to_another_group_of_the_same_school(winters):
    first, second = (
        pd.DataFrame({"school": w.school, "group": w.group}, index=w.pupil) for w in winters[:2]
    )
    both = first.join(second, suffixes=("", "_next"), how="inner")
    assert len(both) > 2000
    assert (both["school"] == both["school_next"]).all()
    assert (both["group_next"] >= both["group"]).all()
    assert (both["group_next"] > both["group"]).mean() > 0.5


@pytest.mark.parametrize(
    ("sector", "absent"),
    [("childcare", {"language", "arithmetic", "mindset"}), ("secondary", {"involvement"})],
)
def test_each_sector_has_domains_of_its_own(sector, absent, drawn, winters):
    here = drawn.sector[winters[0].school] == sector
    seen = ~np.isnan(winters[0].scores[here]).all(axis=0)
    assert {domain for domain, known in zip(DOMAINS, seen, strict=True) if not known} == absent


def test_scores_lie_on_their_scale_with_one_decimal(winters):
    for d, domain in enumerate(DOMAINS):
        scores = np.concatenate([winter.scores[:, d] for winter in winters])
        scores = scores[~np.isnan(scores)]
        low, high = OUTCOMES[domain].scale
        assert (scores >= low).all() and (scores <= high).all()
        assert np.allclose(scores, scores.round(1))
        assert scores.std() == pytest.approx(OUTCOMES[domain].sd, rel=0.15)


def test_safety_and_climate_of_schools_correlate_as_the_scales_do(large):
    safety, climate = pupils.school_scores(large, 2023)
    assert np.corrcoef(safety, climate)[0, 1] == pytest.approx(WITH_SAFETY["innoclim"], abs=0.04)
    assert [safety.std(), climate.std()] == pytest.approx([1, 1], abs=0.06)


@pytest.mark.parametrize("domain", DOMAINS)
def test_what_a_school_adds_hangs_on_safety_and_climate_as_planted(domain, large, many):
    # New pupils carry nothing of the school yet, so their first winter shows what one year adds.
    plan, first = OUTCOMES[domain], many[0]
    table = per_school(large, first, domain)
    table["score"] = (table["score"] - plan.mean) / (plan.sd * np.sqrt(plan.reliability))
    found = slopes(table, "score", ["safety", "climate"]) / plan.sd_school
    assert found == pytest.approx([plan.direct, plan.through], abs=0.12)


@pytest.mark.parametrize("domain", ["language", "wellbeing"])
def test_without_climate_the_whole_effect_of_safety_is_seen(domain, large, many):
    plan = OUTCOMES[domain]
    table = per_school(large, many[0], domain)
    table["score"] = (table["score"] - plan.mean) / (plan.sd * np.sqrt(plan.reliability))
    found = slopes(table, "score", ["safety"]) / plan.sd_school
    assert found == pytest.approx([plan.total], abs=0.12)
    assert plan.total == pytest.approx(plan.direct + plan.indirect)


def test_in_a_null_study_safety_and_scores_have_nothing_to_do_with_each_other():
    nothing = {
        name: type(plan)(**(vars(plan) | {"direct": 0.0, "through": 0.0}))
        for name, plan in OUTCOMES.items()
    }
    drawn = population.draw(11, scale=40, plan=Parameters(outcomes=nothing))
    table = per_school(drawn, next(pupils.draw(drawn)), "wellbeing")
    assert slopes(table, "score", ["safety", "climate"]) == pytest.approx([0, 0], abs=0.02)


def test_a_score_builds_on_the_score_of_the_year_before(many):
    d = DOMAINS.index("arithmetic")
    first, second = (
        pd.Series(winter.scores[:, d], index=winter.pupil).dropna() for winter in many[:2]
    )
    both = pd.concat([first, second], axis="columns", join="inner")
    plan = OUTCOMES["arithmetic"]
    expected = plan.persistence * plan.reliability
    assert both.corr().iloc[0, 1] == pytest.approx(expected, abs=0.04)


def test_the_same_seed_gives_the_same_scores(winters, drawn):
    again = list(pupils.draw(drawn))
    pairs = zip(winters, again, strict=True)
    assert all(np.array_equal(one.scores, two.scores, equal_nan=True) for one, two in pairs)


@pytest.mark.parametrize("year", pupils.YEARS)
def test_every_group_has_a_team_of_its_school(year, drawn):
    rows = groups.draw(drawn, year)
    _places, n_groups = pupils.group_sizes(drawn)
    assert sorted(np.unique(rows.group)) == list(range(n_groups.sum()))
    assert (drawn.where.team_school[rows.team] == rows.school).all()


def test_the_shares_of_a_group_add_up_to_one(drawn):
    rows = groups.draw(drawn, 2023)
    assert np.bincount(rows.group, rows.share) == pytest.approx(1)


def test_who_works_with_a_group_teaches_there_in_march(drawn):
    rows = groups.draw(drawn, 2023)
    occupant = drawn.occupant("2024")
    teaches = np.isin(drawn.where.seat_role, [ROLES.index("teacher"), ROLES.index("care")])
    there = set(occupant[teaches].tolist())
    small = np.isin(rows.school, np.flatnonzero(np.bincount(drawn.where.seat_school) < 6))
    named = rows.person[(rows.person != groups.NOBODY_NAMED) & ~small]
    assert set(named.tolist()) <= there


def test_secondary_schools_often_name_a_team_and_no_person(drawn):
    rows = groups.draw(drawn, 2023)
    sector = drawn.sector[rows.school]
    unnamed = rows.person == groups.NOBODY_NAMED
    assert unnamed[sector == "secondary"].mean() > 0.7
    assert unnamed[sector == "primary"].mean() < 0.15
