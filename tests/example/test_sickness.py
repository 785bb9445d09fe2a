import numpy as np
import pandas as pd
import pytest

from analysis.example import population, sickness
from analysis.example.dates import FAR
from analysis.example.parameters import Parameters

FIRST, LAST = np.datetime64("2020-08-01"), np.datetime64("2025-07-31")


@pytest.fixture(scope="module")
def lines(drawn):
    return sickness.draw(drawn)


@pytest.fixture(scope="module")
def many(large):
    return sickness.draw(large)


def days_in(start, end):
    return np.maximum((np.minimum(end, LAST) - np.maximum(start, FIRST)).astype(int) + 1, 0)


def lost(population_drawn, lines, childcare):
    """Part of the days in service that was lost, sizes of jobs left aside."""
    stints = population_drawn.stints
    sector = population_drawn.sector[population_drawn.where.seat_school[stints.seat]]
    chosen = np.zeros(int(stints.person.max()) + 1, dtype=bool)
    chosen[stints.person[(sector == "childcare") == childcare]] = True
    ill = days_in(lines.start, lines.end) * (1 - lines.present / 100)
    return (
        ill[chosen[lines.person]].sum()
        / days_in(stints.start[chosen[stints.person]], stints.end[chosen[stints.person]]).sum()
    )


@pytest.mark.parametrize(("childcare", "planted"), [(False, 0.06), (True, 0.08)])
def test_the_time_lost_is_about_what_schools_and_childcare_report(large, many, childcare, planted):
    assert lost(large, many, childcare) == pytest.approx(planted, abs=0.005)


def test_people_fall_ill_about_once_a_year(large, many):
    begun = np.unique(many.case[(many.start >= FIRST) & (many.start <= LAST)])
    years = days_in(large.stints.start, large.stints.end).sum() / 365.25
    assert len(begun) / years == pytest.approx(1.1, abs=0.1)


def test_most_cases_are_short_and_most_days_are_in_long_ones(many):
    closed = many.end != FAR
    cases = pd.DataFrame({"case": many.case, "start": many.start, "end": many.end})[closed]
    cases = cases.groupby("case").agg({"start": "min", "end": "max"})
    length = (cases["end"] - cases["start"]).dt.days + 1
    assert (length <= 7).mean() == pytest.approx(0.68, abs=0.02)
    assert length[length > 42].sum() / length.sum() > 0.6


def slope_of_log_rate(drawn):
    """Change of the log of cases per person per standard deviation of safety between schools."""
    lines, year = sickness.draw(drawn), 2
    inside = (lines.start >= np.datetime64("2022-03-07")) & (
        lines.start < np.datetime64("2023-03-06")
    )
    person = drawn.careers.occupant[year]
    n = np.bincount(lines.person[inside], minlength=int(person.max()) + 1)
    stays = (person >= 0) & ~drawn.careers.leaves[year]
    safe = drawn.careers.school_safety[year][drawn.where.seat_school] / drawn.plan.sd_between
    groups = (stays & (safe < -0.5), stays & (safe > 0.5))
    means = [(n[person[group]].mean(), safe[group].mean()) for group in groups]
    return (np.log(means[1][0]) - np.log(means[0][0])) / (means[1][1] - means[0][1])


def test_where_it_is_safer_fewer_people_fall_ill():
    assert slope_of_log_rate(population.draw(5, scale=40)) == pytest.approx(-0.20, abs=0.05)


def test_in_a_null_study_safety_and_illness_have_nothing_to_do_with_each_other():
    plan = Parameters(ill_within=0.0, ill_between=0.0)
    assert slope_of_log_rate(population.draw(5, scale=40, plan=plan)) == pytest.approx(
        0.0, abs=0.05
    )


def test_lines_of_a_case_follow_each_other_and_cases_of_a_person_do_not_meet(lines):
    table = pd.DataFrame(
        {name: getattr(lines, name) for name in ("person", "case", "start", "end")}
    )
    table = table.sort_values(["person", "start"], ignore_index=True)
    same = table["person"].eq(table["person"].shift())
    latest = table.groupby("person")["end"].cummax().shift()
    gap = (table["start"] - latest).dt.days[same]
    one_case = table["case"].eq(table["case"].shift())[same]
    assert (gap[one_case] <= 1).all()
    assert (gap[~one_case] > 1).all()


def test_some_work_in_part_and_some_of_them_fall_ill_altogether(lines):
    cases = pd.DataFrame({"case": lines.case, "present": lines.present})
    assert (lines.present > 0).sum() > 500
    inside = cases.groupby("case")["present"].agg(lambda present: (present == 0).sum())
    assert (inside > 1).sum() >= 30


def test_nobody_is_ill_outside_employment(lines, drawn):
    spells = drawn.spells
    start = spells.groupby("person_id")["start"].min()
    end = spells.assign(end=spells["end"].fillna(pd.Timestamp(2200, 1, 1)))
    end = end.groupby("person_id")["end"].max()
    person = pd.Index(lines.person)
    assert (lines.start >= start.reindex(person).to_numpy("datetime64[D]")).all()
    known = lines.end != FAR
    assert (lines.end[known] <= end.reindex(person).to_numpy("datetime64[D]")[known]).all()


def test_nothing_is_known_after_the_day_of_the_export(lines):
    extract = np.datetime64("2025-09-01")
    assert (lines.start <= extract).all()
    assert (lines.end[lines.end != FAR] < extract).all()


def test_no_case_begins_in_a_weekend_unless_employment_ends_then(lines):
    first = pd.DataFrame({"case": lines.case, "start": lines.start}).groupby("case")["start"].min()
    assert (first.dt.day_of_week >= 5).mean() < 0.005


def test_the_same_seed_gives_the_same_cases(lines, drawn):
    again = sickness.draw(drawn)
    assert all((getattr(lines, name) == getattr(again, name)).all() for name in ("start", "end"))
