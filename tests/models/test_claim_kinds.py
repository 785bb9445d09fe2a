"""Every kind of declared test, on small data whose truth is known."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis import claims, codebook
from analysis.models import claim_tests
from analysis.models.claim_rows import joined

BOOK = codebook.load()
TESTS = claims.load().tests
SCHOOLS, EACH = 30, 16
DAYS = {"1": pd.Timestamp(2022, 3, 10), "2": pd.Timestamp(2023, 3, 9)}


def five(values):
    return np.clip(np.round(3 + values), 1, 5)


def scale(name, values):
    items = BOOK.items_of(name)
    turned = BOOK.items.loc[items, "reverse"]
    return {
        item: five(-values if turn else values) for item, turn in zip(items, turned, strict=True)
    }


def world(effect=0.7, seed=3):
    """People at schools in two waves; what is asked second hangs on what was asked first."""
    rng = np.random.default_rng(seed)
    n = SCHOOLS * EACH
    school = np.repeat(np.arange(SCHOOLS), EACH)
    first = 0.8 * rng.normal(size=SCHOOLS)[school] + rng.normal(size=n)
    later = effect * first + rng.normal(size=n)
    people = {
        "person_id": [f"p{i}" for i in range(n)],
        "school_id": [f"s{i}" for i in school],
        "team_id": [f"t{i}" for i in school],
        "role": np.where(np.arange(n) % 4, "teacher", "support"),
        "tenure_band": np.where(np.arange(n) % 3, "0-2", "3-5"),
    }
    wave = [
        pd.DataFrame(people | {"wave": name, "answered_on": DAYS[name]} | asked)
        for name, asked in (
            ("1", scale("errcult", first) | scale("psysafe", first)),
            ("2", scale("devroom", later)),
        )
    ]
    answers = pd.concat(wave, ignore_index=True)
    left = rng.random(n) < 0.25 * np.exp(-0.8 * effect * first) / 1.5
    contracts = pd.DataFrame(
        {
            "person_id": people["person_id"],
            "team_id": people["team_id"],
            "school_id": people["school_id"],
            "board_id": "b",
            "start": pd.Timestamp(2019, 8, 1) + pd.to_timedelta(rng.integers(0, 700, n), "D"),
            "end": pd.to_datetime(np.where(left, "2022-09-30", None)),
            "fte": 1.0,
            "function_group": np.where(np.arange(n) % 4, "teacher", "support"),
            "contract_type": np.where(np.arange(n) % 5, "permanent", "temporary"),
            "exit_class": np.where(left, "voluntary", None),
        }
    )
    means = pd.Series(first).groupby(school).mean().to_numpy()
    return {"answers": answers, "contracts": contracts} | pupils(means, effect, rng)


def pupils(means, effect, rng):
    n = SCHOOLS * 25
    school = np.repeat(np.arange(SCHOOLS), 25)
    prior = rng.normal(size=n)
    growth = 0.6 * prior + 0.5 * effect * means[school] + 0.5 * rng.normal(size=n)
    table = pd.DataFrame(
        {
            "pupil_id": [f"x{i}" for i in range(n)],
            "school_id": [f"s{i}" for i in school],
            "group_id": [f"g{i}" for i in school],
            "year": 2022,
            "domain": "language",
            "score": 50 + 10 * growth,
            "measured_on": pd.Timestamp(2023, 1, 20),
            "prior_score": 50 + 10 * prior,
            "prior_on": pd.Timestamp(2022, 1, 20),
        }
    )
    units = pd.DataFrame(
        {
            "unit_id": [f"s{i}" for i in range(SCHOOLS)],
            "kind": "school",
            "year": 2021,
            "sector": "primary",
            "weighting": 25.0 + rng.normal(size=SCHOOLS),
        }
    )
    return {"pupils": table, "units": units}


class Given:
    """Tables in the place of a study, and the settings that a link reads."""

    def __init__(self, tables):
        turnover = SimpleNamespace(
            gap_days=31, summer_gap_days=75, jobs="main", minimum_fte=0.0, definitions=()
        )
        files = [
            SimpleNamespace(
                extract_on=pd.Timestamp(2024, 9, 1).date(),
                observed_from=pd.Timestamp(2020, 8, 1).date(),
            )
        ]
        self.tables, self.codebook = tables, BOOK
        self.settings = SimpleNamespace(minimum=5, turnover=turnover, files_of=lambda _table: files)

    def has(self, name):
        return name in self.tables

    def table(self, name):
        return self.tables[name]


def made(claim, test, tables=None, **changed):
    given = Given(world() if tables is None else tables)
    rows = TESTS[(TESTS["claim_id"] == claim) & (TESTS["test"] == test)].assign(**changed)
    return claim_tests.run(rows, claim_tests.data_of(given, list(given.tables))).iloc[0]


def test_what_was_asked_a_year_later_is_a_lagged_test():
    row = made("H02", "growth")
    assert (row["verdict"], row["design"]) == ("supported", "lagged")
    assert not row["other_source"]


def test_what_was_not_asked_again_is_not_testable():
    row = made("H02", "growth", lag_months=24)
    assert row["why"] == "The second was not asked so long after the first."


def test_schools_are_compared_by_their_means_at_two_moments():
    row = made("H02", "growth", level="school")
    assert (row["n_units"], row["design"]) == (SCHOOLS, "lagged")


def test_leaving_is_tested_with_the_hazard_of_those_at_risk():
    row = made("H10", "exit_safety", covariates="contracts.contract_type; contracts.fte")
    assert (row["verdict"], row["other_source"]) == ("supported", True)
    assert row["estimate"] < np.log(0.9)


def test_without_an_effect_leaving_is_not_supported():
    row = made("H10", "exit_safety", world(effect=0.0))
    assert row["verdict"] in ("undecided", "too_small")


def test_years_of_service_are_the_clock_of_leaving():
    # Held equal twice, by the clock and as a category, they would leave nothing to compare.
    with_band = made("H10", "exit_safety", covariates="answers.tenure_band; contracts.fte")
    without = made("H10", "exit_safety", covariates="contracts.fte")
    assert with_band["estimate"] == without["estimate"]


def test_few_leavers_are_not_tested_against_many_covariates():
    tables = world()
    stays = tables["contracts"].index > 60
    tables["contracts"].loc[stays, ["end", "exit_class"]] = [pd.NaT, None]
    assert "Too few people left" in made("H10", "exit_safety", tables)["why"]


def test_pupils_are_compared_with_the_earlier_score_held_equal():
    row = made("H66", "results", exposure="answers:errcult", lag_months=12)
    assert (row["verdict"], row["n_units"], row["other_source"]) == ("supported", SCHOOLS, True)


def test_pupils_of_a_domain_that_was_not_measured_are_not_testable():
    assert "not measured" in made("H66", "wellbeing", exposure="answers:errcult")["why"]


def test_means_of_schools_that_do_not_differ_are_refused_for_pupils():
    tables = world()
    rng = np.random.default_rng(1)
    tables["answers"] = tables["answers"].assign(
        **scale("errcult", pd.Series(rng.normal(size=len(tables["answers"]))))
    )
    row = made("H66", "results", tables, exposure="answers:errcult", lag_months=12)
    assert "score check refuses" in row["why"]


def test_product_is_the_change_of_a_slope():
    # The outcome is a * b plus noise: per SD of the other factor the slope changes by about 1.
    tables = world()
    rng = np.random.default_rng(2)
    first = tables["answers"]["wave"] == "1"
    a, b = rng.normal(size=(2, int(first.sum())))
    y = a * b + 0.3 * rng.normal(size=len(a))
    asked = scale("autonomy", a) | scale("vision_sharp", b) | scale("devroom", y)
    asked |= scale("hind_micro", rng.normal(size=len(a)))
    rows = tables["answers"].loc[first, ["person_id", "school_id", "team_id", "role",
                                         "tenure_band", "wave", "answered_on"]]  # fmt: skip
    tables["answers"] = rows.assign(**asked)
    row = made("H39", "balance", tables)
    assert row["verdict"] == "supported"
    assert row["estimate"] == pytest.approx(0.8, abs=0.25)  # answers are rounded to five options


def test_difference_is_that_between_two_groups():
    tables = world()
    rows = tables["answers"][tables["answers"]["wave"] == "1"].reset_index(drop=True)
    support = (rows["role"] == "support").to_numpy()
    rng = np.random.default_rng(4)
    fear = rng.normal(size=len(rows)) + 1.0 * support
    tables["answers"] = rows.assign(**scale("hind_fear", fear))
    row = made("H28", "fear", tables)
    assert row["verdict"] == "supported"
    assert row["estimate"] == pytest.approx(0.9, abs=0.25)


def test_way_through_a_mediator_has_an_interval_of_schools_drawn_again():
    tables = world()
    first = (tables["answers"]["wave"] == "1").to_numpy()
    rng = np.random.default_rng(5)
    x = rng.normal(size=len(first))
    m = 0.7 * x + 0.5 * rng.normal(size=len(x))
    y = 0.7 * m + 0.5 * rng.normal(size=len(x))
    later = np.full(len(first), np.nan)
    later[~first] = y[first]
    asked = {k: np.where(first, v, np.nan) for k, v in scale("workload", x).items()}
    asked |= {k: np.where(first, v, np.nan) for k, v in scale("barr_ontop", m).items()}
    asked |= {k: np.where(first, np.nan, v) for k, v in scale("resist", later).items()}
    tables["answers"] = tables["answers"].assign(**asked)
    row = made("H54", "extra", tables)
    assert (row["verdict"], row["se_type"]) == ("supported", "bootstrap")


def test_without_a_study_only_answers_are_tested():
    given = Given(world())
    rows = TESTS[TESTS["claim_id"] == "H10"]
    bare = claim_tests.Data(
        given.table("answers"), pd.Series(dtype=object), BOOK, list(given.tables), minimum=5
    )
    assert (claim_tests.run(rows, bare)["verdict"] == "not_testable").all()


def test_contract_of_the_day_of_answering_stands_beside_the_answers():
    rows = joined(Given(world()))
    assert rows["contracts.function_group"].notna().mean() > 0.9
    assert rows["units.weighting"].notna().sum() == SCHOOLS * EACH  # the year of the first wave


def schools(outcome_of):
    """Answers on sharing of one wave, vacancies of schools, and who left by what these say."""
    tables = world()
    rng = np.random.default_rng(6)
    sharing, vacancies = rng.normal(size=(2, SCHOOLS))
    rows = tables["answers"]
    rows = rows[rows["wave"] == "1"].reset_index(drop=True)
    school = np.repeat(np.arange(SCHOOLS), EACH)
    said = 1.5 * sharing[school] + 0.3 * rng.normal(size=len(school))
    tables["answers"] = rows.assign(**scale("knowshare", said))
    tables["units"] = tables["units"].assign(vacancies=3 + vacancies)
    left = rng.random(len(school)) < outcome_of(sharing, vacancies)[school]
    tables["contracts"]["end"] = pd.to_datetime(np.where(left, "2022-09-30", None))
    tables["contracts"]["exit_class"] = np.where(left, "voluntary", None)
    return tables


def test_product_of_two_things_of_a_school_is_related_to_who_leaves():
    tables = schools(lambda a, b: np.clip(0.35 - 0.25 * np.tanh(a * b), 0.02, 0.9))
    row = made("H15", "exits", tables, covariates="")
    assert (row["verdict"], row["design"], row["other_source"]) == ("supported", "lagged", True)


def test_no_year_of_sick_leave_after_the_answers_is_not_testable():
    tables = schools(lambda a, b: np.full(SCHOOLS, 0.2))
    tables["absences"] = pd.DataFrame(
        {"person_id": ["p1"], "start": pd.Timestamp(2022, 5, 2), "end": pd.Timestamp(2022, 5, 9),
         "share": 1.0}
    )  # fmt: skip
    row = made("H15", "absence", tables, covariates="", lag_months=36)
    assert "No year of sick leave" in row["why"]


def test_change_of_answers_and_of_leaving_are_correlated_over_schools():
    tables = world()
    rng = np.random.default_rng(7)
    change = rng.normal(size=SCHOOLS)
    rows = tables["answers"].drop(columns=[*scale("psysafe", np.zeros(1))])
    first = (rows["wave"] == "1").to_numpy()
    school = rows["school_id"].str[1:].astype(int).to_numpy()
    level = np.where(first, 0.0, change[school]) + 0.2 * rng.normal(size=len(rows))
    tables["answers"] = rows.assign(**scale("psysafe", level))
    own = np.repeat(np.arange(SCHOOLS), EACH)
    leaves = rng.random(len(own)) < np.clip(0.3 - 0.2 * change[own], 0.02, 0.9)
    tables["contracts"]["end"] = pd.to_datetime(np.where(leaves, "2023-09-30", None))
    tables["contracts"]["exit_class"] = np.where(leaves, "voluntary", None)
    row = made("H14", "change", tables, covariates="")
    assert (row["verdict"], row["design"]) == ("supported", "panel")
    assert -1 < row["estimate"] < -0.3


def test_one_moment_knows_no_change():
    tables = world()
    tables["answers"] = tables["answers"][tables["answers"]["wave"] == "1"]
    assert "only one moment" in made("H14", "change", tables, covariates="")["why"]
