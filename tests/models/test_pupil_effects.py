from dataclasses import replace

import drawn_pupils as pupils
import numpy as np
import pandas as pd
import pytest

from analysis.models import random_intercept
from analysis.models.estimate import Estimate, NotEstimable, to_frame
from analysis.models.pupil_effects import adjusted, effects, outcomes, table
from analysis.models.pupil_missing import sensitivity, why_unknown, with_unknown
from analysis.models.pupil_models import by_school, domain_model
from analysis.models.pupil_schools import beyond_expected


@pytest.fixture(scope="module")
def linked():
    return pupils.linked(domains=("arithmetic", "language", "wellbeing"))


@pytest.fixture(scope="module")
def model(linked):
    return domain_model(linked, ["wellbeing"])


def test_the_model_is_the_random_intercept_of_its_rows(model):
    again = random_intercept.fit(
        model.rows, outcome="outcome", terms=list(model.terms), unit="school_id"
    )
    assert again.coefficients.equals(model.fitted.coefficients)


def test_what_was_planted_between_schools_lies_in_the_interval(model):
    row, one_sd = model.fitted.coefficients.loc["between"], model.rows["score"].std() / 10
    assert row["low"] < pupils.BETWEEN / one_sd < row["high"]


def test_the_interval_between_schools_counts_schools(model):
    assert model.fitted.coefficients.loc["between", "df"] < 40
    assert (model.robust.loc[list(model.parts), "df"] < 40).all()


def test_the_exposure_between_schools_is_one_number_per_school(model):
    assert (model.rows.groupby("school_id")["between"].nunique() == 1).all()


def test_a_level_at_which_nothing_varies_is_no_term(model):
    assert model.parts == ("between", "over_time")


def test_teams_of_a_school_are_a_part_of_their_own(linked):
    rng = np.random.default_rng(2)
    table = linked.table.assign(within=rng.normal(0, 0.2, len(linked.table)))
    found = domain_model(replace(linked, table=table), ["wellbeing"])
    assert found.parts == ("between", "over_time", "within")


def test_prior_score_and_context_are_held_equal(model):
    assert model.held == ("prior", "weighting", "sector_special", "year_2023")


def test_nine_schools_are_too_few():
    found = domain_model(pupils.linked(schools=9), ["wellbeing"])
    assert isinstance(found, NotEstimable) and "9 schools" in found.reason


def test_schools_that_do_not_differ_give_a_reason(linked):
    flat = replace(linked, table=linked.table.assign(between=3.0))
    assert "do not differ" in domain_model(flat, ["wellbeing"]).reason


def test_a_domain_that_nobody_was_measured_in_gives_a_reason(linked):
    assert isinstance(domain_model(linked, ["mindset"]), NotEstimable)


def test_language_and_arithmetic_are_one_outcome(linked):
    assert outcomes(linked.table) == [("arithmetic", "language"), ("wellbeing",)]


def test_points_are_standard_deviations_of_the_test(linked, model):
    rows = {e.id: e for e in effects(linked, measure="psysafe")}
    sd = rows["pupils/psysafe-wellbeing/between/all"]
    points = rows["pupils_points/psysafe-wellbeing/between/all"]
    assert points.estimate == pytest.approx(sd.estimate * model.rows["score"].std())
    assert points.p == sd.p


def test_results_say_how_they_were_made(linked):
    found = next(e for e in effects(linked, measure="turnover") if e.term == "wellbeing")
    assert (found.claim, found.test, found.design, found.unit) == (
        *("H11", "continuity"),
        *("panel", "school"),
    )
    assert found.n_units == 40


def test_only_relations_between_schools_are_tested_together(linked):
    found = adjusted(to_frame(effects(linked, measure="psysafe")))
    tested = found["p_adjusted"].notna()
    assert tested.sum() == 2
    assert set(found.loc[tested, "level"]) == {"between"}
    assert (found.loc[tested, "p_adjusted"] >= found.loc[tested, "p"]).all()


def test_nothing_to_relate_gives_a_reason_and_no_number():
    found = effects(pupils.linked(schools=5), measure="psysafe")
    assert not any(isinstance(e, Estimate) for e in found)
    assert adjusted(to_frame(found)).empty


def test_a_link_by_school_has_one_exposure_per_school(linked):
    found = by_school(linked, ["wellbeing"])
    assert set(found.table["domain"]) == {"wellbeing"}
    assert (found.table.groupby("school_id")["between"].nunique() == 1).all()


def test_a_table_names_what_was_asked_and_what_was_scored(linked):
    rows = table(effects(linked, measure="psysafe"))
    pairs = set(zip(rows["section"], rows["exposure"], rows["outcome"], strict=True))
    assert ("pupils", "psysafe", "arithmetic+language") in pairs
    assert ("pupils_points", "psysafe", "language") in pairs


def test_reasons_for_a_missing_prior_score_add_up():
    table = pd.DataFrame(
        [
            ("p1", "a", 2021, "language", 40.0, np.nan),
            ("p1", "a", 2022, "language", 45.0, 40.0),
            ("p2", "a", 2022, "language", 45.0, np.nan),
            ("p3", "b", 2021, "wellbeing", 3.0, np.nan),
            ("p3", "b", 2022, "language", 45.0, np.nan),
            ("p4", "a", 2021, "wellbeing", 3.0, np.nan),
            ("p4", "a", 2022, "language", 45.0, np.nan),
        ],
        columns=["pupil_id", "school_id", "year", "domain", "score", "prior_score"],
    )
    found = why_unknown(table).set_index(["domain", "reason"])["count"]
    assert found.to_dict() == {
        ("language", "first_year"): 1,
        ("language", "school_not_measured"): 1,
        ("language", "new_pupil"): 1,
        ("language", "pupil_not_measured"): 1,
        ("wellbeing", "first_year"): 2,
    }


@pytest.fixture(scope="module")
def holes(linked):
    """The same pupils; of those with a low score the earlier one is often not known."""
    rng = np.random.default_rng(4)
    z = (linked.table["score"] - 50) / 10
    lost = rng.random(len(z)) < 1 / (1 + np.exp(1.5 * z))
    return replace(linked, table=linked.table[~lost]), linked.table


def test_pupils_without_a_prior_score_get_the_exposure_of_their_school(holes):
    known, everybody = holes
    found = with_unknown(known, everybody)
    assert len(found.table) == len(everybody)
    assert found.table["between"].notna().all()


def test_imputing_brings_back_everybody_and_nearly_the_same_result(holes, model):
    known, everybody = holes
    table = sensitivity(known, everybody, ["wellbeing"], seed=1).set_index("method")
    whole = model.fitted.coefficients.loc["between", "estimate"]
    assert table.loc["imputed", "n"] == len(model.rows) > table.loc["complete", "n"]
    assert table.loc["imputed", "estimate"] == pytest.approx(whole, abs=0.03)
    assert 0 < table.loc["imputed", "fmi"] < 1
    assert table.loc["imputed", "m"] == 20


def test_nobody_missing_leaves_complete_cases_as_they_are(linked, model):
    table = sensitivity(linked, linked.table, ["wellbeing"], seed=1).set_index("method")
    expected = model.fitted.coefficients.loc["between", "estimate"]
    assert table["estimate"].to_numpy() == pytest.approx(np.full(len(table), expected))


def test_schools_stand_around_what_is_expected_of_them(model):
    table = beyond_expected(model)
    assert len(table) == 40
    assert table["effect"].abs().le(table["difference"].abs() + 1e-12).all()
    assert table["exposure"].between(2, 5).all()
    r = np.corrcoef(table["exposure"], table["difference"])[0, 1]
    assert r > 0.4  # planted .3 beside .3 of other differences


def test_a_school_of_a_few_pupils_is_left_out(linked):
    few = linked.table["school_id"].ne("S03") | (linked.table.index % 30 < 2)
    small = domain_model(replace(linked, table=linked.table[few]), ["wellbeing"])
    assert "S03" not in set(beyond_expected(small)["school_id"])
