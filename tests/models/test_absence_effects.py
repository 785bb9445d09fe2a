from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis.measures.spells import SpellRules, spells
from analysis.models import absence_effects
from analysis.models.estimate import NotEstimable

RULES = SpellRules(extract_on=date(2025, 9, 1), observed_from=date(2020, 8, 1))
LAST = date(2023, 3, 24)  # last answer of the only wave
N_SCHOOLS, STAFF = 14, 8


def school(number):
    return f"s{number:02d}"


def study(scores, days_ill, *, staff=STAFF, wave="2023"):
    """Answers, contracts and sick leave: everybody at a school scores and is ill alike.

    ``days_ill`` are days of each person from 25 March 2024 on, a year after the last answer.
    """
    people = [
        (school(s), f"{school(s)}-{p}", s, p) for s in range(len(scores)) for p in range(staff)
    ]
    answers = pd.DataFrame(
        {
            "person_id": [name for _, name, _, _ in people],
            "school_id": [place for place, *_ in people],
            "wave": wave,
            "answered_on": pd.Timestamp(LAST),
        }
    )
    noise = [0.1 if p % 2 else -0.1 for *_, p in people]
    score = pd.Series([scores[s] for _, _, s, _ in people], dtype=float) + noise
    contracts = pd.DataFrame(
        {
            "person_id": answers["person_id"],
            "school_id": answers["school_id"],
            "board_id": "b",
            "start": pd.Timestamp(2020, 1, 1),
            "end": pd.NaT,
            "fte": 1.0,
        }
    )
    begin = date(2024, 3, 25)
    lines = pd.DataFrame(
        [
            (name, begin, begin + timedelta(days=int(days_ill[s]) - 1), 1.0)
            for _, name, s, _ in people
            if days_ill[s]
        ],
        columns=["person_id", "start", "end", "share"],
    )
    for column in ("start", "end"):
        lines[column] = pd.to_datetime(lines[column]).astype("datetime64[us]")
    return answers, score, lines, contracts


def linked(answers, score, lines, contracts, **more):
    service = spells(contracts, scope="school", rules=RULES)
    return absence_effects.link(answers, score, lines, contracts, service, **more)


def effects(found, measure="psysafe"):
    sectors = pd.Series({school(s): "primary" for s in range(N_SCHOOLS)})
    return absence_effects.effects(found, measure=measure, sectors=sectors)


SCORES = np.linspace(2, 4, N_SCHOOLS)
FEWER = np.round(30 - 2 * np.arange(N_SCHOOLS)).astype(int)


def test_a_school_has_its_mean_and_the_time_lost_in_the_year_after_the_lag():
    found = linked(*study(SCORES, FEWER))
    first = found.table.iloc[0]
    assert first[["school_id", "wave", "n"]].tolist() == ["s00", "2023", STAFF]
    assert first["exposure"] == pytest.approx(2.0)
    assert first["outcome"] == pytest.approx(30 / 365)
    days = found.windows.iloc[0][["exposure_first", "exposure_last", "first_day", "last_day"]]
    assert [day.date() for day in days] == [LAST, LAST, date(2024, 3, 25), date(2025, 3, 24)]


@pytest.mark.parametrize(("lag", "lost"), [(0, 0), (12, 30 / 365), (6, 30 / 366)])
def test_the_lag_decides_which_year_counts(lag, lost):
    found = linked(*study(SCORES, FEWER), lag_months=lag)
    assert found.table["outcome"].iloc[0] == pytest.approx(lost)


def test_a_perfect_relation_is_one_standard_deviation_per_standard_deviation():
    standard, points = effects(linked(*study(SCORES, FEWER)))
    assert standard.estimate == pytest.approx(-1)
    assert standard.id == "absence/psysafe/school/all"
    spread = np.std(FEWER / 365, ddof=1) * 100
    assert points.estimate == pytest.approx(-spread)
    assert points.id == "absence_points/psysafe/school/all"


def test_the_estimate_tells_what_it_stands_on():
    found = effects(linked(*study(SCORES, FEWER)))[0]
    assert [found.n_persons, found.n_units, found.unit] == [N_SCHOOLS * STAFF, N_SCHOOLS, "school"]
    assert [found.design, found.se_type] == ["lagged", "CR2"]
    assert found.window_exposure == "2023-03-24/2023-03-24"
    assert found.window_outcome == "2024-03-25/2025-03-24"


@pytest.mark.parametrize(
    ("measure", "lag", "claim"),
    [
        ("lead_learn", 12, ("H13", "sick_leave")),
        ("lead_learn", 6, (None, None)),
        ("psysafe", 12, (None, None)),
    ],
)
def test_the_declared_test_carries_its_claim(measure, lag, claim):
    found = effects(linked(*study(SCORES, FEWER), lag_months=lag), measure)[0]
    assert (found.claim, found.test) == claim


def test_sectors_are_held_equal():
    # Within each sector there is no relation; the sectors differ in both.
    scores = np.where(np.arange(N_SCHOOLS) % 2, 4.0, 2.0) + 0.1 * (np.arange(N_SCHOOLS) // 2 % 2)
    days = np.where(np.arange(N_SCHOOLS) % 2, 5, 25) + np.arange(N_SCHOOLS) // 4 % 2
    found = linked(*study(scores, days))
    sectors = pd.Series({school(s): "childcare" if s % 2 else "primary" for s in range(N_SCHOOLS)})
    apart = absence_effects.effects(found, measure="psysafe", sectors=sectors)[0]
    assert abs(effects(found)[0].estimate) > 0.9
    assert abs(apart.estimate) < 0.5


def test_schools_with_few_answers_are_left_out_and_counted():
    answers, score, lines, contracts = study(SCORES, FEWER)
    few = answers["school_id"].eq("s00") & answers["person_id"].str[-1].isin(list("4567"))
    found = linked(answers[~few], score[~few], lines, contracts)
    assert found.ladder.to_numpy().tolist() == [
        ["scores", 14],
        ["enough_answers", 13],
        ["followed", 13],
        ["analysed", 13],
    ]
    assert "s00" not in set(found.people["school_id"])


def test_a_wave_without_a_full_year_after_it_is_left_out():
    found = linked(*study(SCORES, FEWER), lag_months=24)
    assert found.ladder["n"].tolist() == [14, 14, 0, 0]
    assert isinstance(effects(found)[0], NotEstimable)


def test_a_school_without_contracts_has_no_sick_leave():
    answers, score, lines, contracts = study(SCORES, FEWER)
    found = linked(answers, score, lines, contracts[contracts["school_id"] != "s03"].reset_index())
    assert found.ladder["n"].tolist() == [14, 14, 14, 13]


def test_means_that_do_not_differ_are_refused():
    found = effects(linked(*study(np.full(N_SCHOOLS, 3.0), FEWER)))
    assert [type(part) for part in found] == [NotEstimable, NotEstimable]
    assert "score check refuses" in found[0].reason


def test_nine_schools_are_too_few():
    found = effects(linked(*study(SCORES[:9], FEWER[:9])))
    assert found[0].reason == "There are 9 units, and 10 are needed."
    assert found[0].id == "absence/psysafe/school/all"


def test_without_answers_there_is_nothing_to_relate():
    answers, score, lines, contracts = study(SCORES, FEWER)
    found = linked(answers[:0], score[:0], lines, contracts)
    assert found.ladder["n"].tolist() == [0, 0, 0, 0]
    assert isinstance(effects(found)[0], NotEstimable)


def test_scales_are_adjusted_for_their_number_and_points_with_them():
    noisy = np.round(20 + 4 * np.sin(np.arange(N_SCHOOLS) * 2.4) - SCORES).astype(int)
    found = linked(*study(SCORES, noisy))
    both = [*effects(found, "psysafe"), *effects(found, "errcult")]
    table = absence_effects.adjusted(both)
    assert table["p"].nunique() == 1
    assert table["p_adjusted"].tolist() == pytest.approx((2 * table["p"]).clip(upper=1).tolist())


def test_a_table_without_results_is_empty():
    assert absence_effects.adjusted([NotEstimable("No.")]).empty


def test_the_tables_given_are_left_untouched():
    tables = study(SCORES, FEWER)
    before = [table.copy(deep=True) for table in tables]
    effects(linked(*tables))
    for table, old in zip(tables, before, strict=True):
        assert_frame_equal(pd.DataFrame(table), pd.DataFrame(old))
