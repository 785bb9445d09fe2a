import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataProblem
from analysis.measures.aggregation import icc
from analysis.models import random_intercept
from analysis.models.imputation import impute
from analysis.models.pooling import pool_tables

SLOPE, CONTEXT = 0.5, 0.8


def drawn(seed, *, units=40, size=20):
    """Schools with a prior score, a climate and a score; the prior is missing for low scores."""
    rng = np.random.default_rng(seed)
    school = np.repeat(np.arange(units), size)
    climate = rng.standard_normal(units)[school]
    prior = 0.5 * rng.standard_normal(units)[school] + rng.standard_normal(units * size)
    score = SLOPE * prior + CONTEXT * climate + 0.4 * rng.standard_normal(units)[school]
    score += 0.8 * rng.standard_normal(units * size)
    chance = 1 / (1 + np.exp(1.5 * score))
    lost = rng.random(units * size) < chance
    whole = pd.DataFrame({"school": school, "climate": climate, "prior": prior, "score": score})
    return whole, whole.assign(prior=whole["prior"].where(~lost))


def fitted(table):
    terms = ["prior", "climate"]
    return random_intercept.fit(table, outcome="score", terms=terms, unit="school").coefficients


def filled_in(holes, seed, m=20):
    return impute(
        holes,
        incomplete=["prior"],
        predictors=["score", "climate"],
        unit="school",
        seed=seed,
        m=m,
    )


@pytest.fixture(scope="module")
def studies():
    """Slopes in 60 studies: complete cases, and pooled over imputations."""
    rows = []
    for seed in range(60):
        _whole, holes = drawn(seed)
        pooled = pool_tables([fitted(table) for table in filled_in(holes, seed).completed()])
        rows.append((fitted(holes.dropna()), pooled))
    return rows


def test_the_slope_comes_back_where_complete_cases_are_wrong(studies):
    complete = np.mean([table.loc["prior", "estimate"] for table, _pooled in studies])
    pooled = [pooled.loc["prior", "estimate"] for _complete, pooled in studies]
    error = np.std(pooled, ddof=1) / np.sqrt(len(pooled))
    assert abs(np.mean(pooled) - SLOPE) < 3 * error
    assert abs(complete - SLOPE) > 10 * error


def test_the_effect_of_the_school_comes_back_where_complete_cases_are_wrong(studies):
    complete = np.mean([table.loc["climate", "estimate"] for table, _pooled in studies])
    pooled = [pooled.loc["climate", "estimate"] for _complete, pooled in studies]
    error = np.std(pooled, ddof=1) / np.sqrt(len(pooled))
    assert abs(np.mean(pooled) - CONTEXT) < 3 * error
    assert abs(complete - CONTEXT) > 3 * error


@pytest.mark.parametrize(("term", "truth"), [("prior", SLOPE), ("climate", CONTEXT)])
def test_intervals_hold_the_truth_as_often_as_they_say(studies, term, truth):
    inside = [p.loc[term, "low"] <= truth <= p.loc[term, "high"] for _complete, p in studies]
    assert sum(inside) >= 52  # of 60; fewer happens once in two hundred when 95 % is right


def test_people_of_a_school_stay_as_alike_as_they_were():
    whole, holes = drawn(3, units=80)
    alike = [icc(t["prior"], t["school"]).icc1 for t in filled_in(holes, 1).completed()]
    assert np.mean(alike) == pytest.approx(icc(whole["prior"], whole["school"]).icc1, abs=0.03)


def test_a_school_of_which_nothing_is_known_differs_from_draw_to_draw():
    whole, _holes = drawn(4)
    holes = whole.assign(prior=whole["prior"].where(whole["school"] != 7))
    means = filled_in(holes, 2, m=200).drawn["prior"].mean(axis=1)
    assert means.std() == pytest.approx(0.5, abs=0.2)


def test_what_is_known_is_never_changed():
    _whole, holes = drawn(5)
    known = holes["prior"].notna()
    for table in filled_in(holes, 3, m=2).completed():
        assert table.loc[known, "prior"].equals(holes.loc[known, "prior"])
        assert table["prior"].notna().all()


def test_the_same_seed_gives_the_same_numbers():
    _whole, holes = drawn(6)
    assert np.array_equal(filled_in(holes, 9).drawn["prior"], filled_in(holes, 9).drawn["prior"])


def test_two_columns_are_drawn_given_each_other():
    whole, _holes = drawn(7, units=60)
    rng = np.random.default_rng(1)
    lost = rng.random((2, len(whole))) < 0.3
    holes = whole.assign(prior=whole["prior"].where(~lost[0]), score=whole["score"].where(~lost[1]))
    given = impute(
        holes,
        incomplete=["prior", "score"],
        predictors=["climate"],
        unit="school",
        seed=1,
        m=10,
    )
    pooled = pool_tables([fitted(table) for table in given.completed()])
    assert pooled["estimate"].to_numpy() == pytest.approx(
        fitted(whole)["estimate"].to_numpy(), abs=0.12
    )


def test_nothing_missing_gives_the_table_back():
    whole, _holes = drawn(8)
    assert all(table.equals(whole) for table in filled_in(whole, 1, m=2).completed())


def test_a_predictor_with_holes_is_refused_by_name():
    whole, _holes = drawn(9)
    whole.loc[3, "score"] = np.nan
    with pytest.raises(DataProblem, match="score"):
        filled_in(whole, 1)


def test_a_column_that_nobody_filled_in_is_refused_by_name():
    whole, _holes = drawn(10)
    with pytest.raises(DataProblem, match="prior"):
        filled_in(whole.assign(prior=np.nan), 1)


def test_predictors_that_repeat_each_other_are_refused():
    whole, holes = drawn(11)
    with pytest.raises(DataProblem, match="repeat"):
        impute(
            holes.assign(twin=whole["climate"] * 2),
            incomplete=["prior"],
            predictors=["climate", "twin"],
            unit="school",
            seed=1,
        )
