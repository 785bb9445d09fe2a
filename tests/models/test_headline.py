from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

from analysis.errors import DataProblem
from analysis.models import headline as headlines
from analysis.models.few_units import few_units
from analysis.models.headline_exits import exit_headline
from analysis.models.headline_model import effect, model
from analysis.models.linked import Linked
from analysis.models.robust import cluster_robust, least_squares

ABOUT = {"measure": "psysafe", "section": "growth", "smallest": 0.20, "seed": 1}


def linked(table, *, outcome_level="pupil", badge="lagged", level="school"):
    windows = pd.DataFrame(
        {name: [pd.Timestamp(2022, 3, 1)] for name in ("exposure_first", "exposure_last")}
        | {name: [pd.Timestamp(2023, 1, 9)] for name in ("outcome_first", "outcome_last")}
    )
    nothing = pd.DataFrame()
    ladder = pd.DataFrame(columns=["step", "counted", "matched", "unmatched"])
    return Linked(
        table, ladder, badge, level, "school_id", outcome_level, windows, nothing, nothing, 12
    )


def pupils(schools=12, each=20, slope=0.3, seed=1):
    rng = np.random.default_rng(seed)
    school = np.repeat(np.arange(schools), each)
    between = rng.normal(size=schools)[school]
    prior = rng.normal(size=len(school))
    outcome = slope * between + 0.6 * prior + rng.normal(size=len(school))
    return pd.DataFrame(
        {
            "pupil_id": [f"x{n}" for n in range(len(school))],
            "school_id": [f"S{s:02d}" for s in school],
            "between": between,
            "prior": prior,
            "outcome": outcome,
            "year": np.where(np.arange(len(school)) % 2, 2022, 2023),
            "sector": np.where(school % 2, "primary", "secondary"),
            "weighting": np.where(school % 2, 28.0 + rng.normal(size=len(school)), np.nan),
        }
    )


def fitted(table=None, covariates=("prior",), **given):
    return model(linked(pupils() if table is None else table, **given), covariates=covariates)


def test_effect_is_least_squares_with_cluster_robust_errors():
    table = pupils()
    z = table[["between", "prior", "outcome"]]
    z = z.assign(
        between=(z["between"] - z["between"].mean()) / z["between"].std(),
        outcome=z["outcome"] / z["outcome"].std(),
    )
    design = np.column_stack([z["between"], z["prior"], np.ones(len(z))])
    beta, left = least_squares(design, z["outcome"].to_numpy())
    rows = cluster_robust(design, left, table["school_id"].to_numpy(), kind="CR2")
    found = effect(fitted(table))
    assert (found.estimate, found.se, found.df) == pytest.approx((beta[0], rows.se[0], rows.df[0]))


def test_under_thirty_schools_cr2_is_used_and_from_thirty_on_cr3():
    assert effect(fitted()).kind == "CR2"
    many = effect(fitted(pupils(schools=30)))
    assert (many.kind, many.df) == ("CR3", 29)


def test_category_becomes_columns_and_what_repeats_is_left_out():
    # Secondary schools have no weighting, so that "unknown" says the same as the sector.
    found = fitted(covariates=["prior", "year", "sector", "weighting"])
    assert found.terms == ("between", "prior", "year_2023", "sector_secondary", "weighting")


def test_outcome_of_yes_and_no_is_counted_per_hundred():
    # Half of the schools at 1 lose 3 of 10, the others 1 of 10: 20 of 100 over a distance of 1.
    table = pd.DataFrame(
        {
            "person_id": [f"p{n}" for n in range(40)],
            "school_id": [f"S{n // 10}" for n in range(40)],
            "between": [float(n // 20) for n in range(40)],
            "outcome": [int(n % 10 < (3 if n >= 20 else 1)) for n in range(40)],
        }
    )
    found = fitted(table, covariates=(), outcome_level="person", level="person")
    spread = table["between"].std()
    assert (found.scale, effect(found).estimate) == ("per_100", pytest.approx(20 * spread))


def test_headline_carries_every_check():
    row = headlines.headline(fitted(), benchmark="prior", replicates=50, **ABOUT)
    assert row["id"] == "growth/psysafe/between/all"
    assert row["least_without"] <= row["estimate"] <= row["most_without"]
    assert row["low"] < row["low_90"] < row["high_90"] < row["high"]
    assert row["detectable"] == pytest.approx(row["se"] * t.ppf([0.975, 0.80], row["df"]).sum())
    assert 0 < row["robustness"] < 1
    assert 0 <= row["type_1"] <= 1


def test_effect_within_the_smallest_one_that_counts_is_equivalent():
    row = headlines.headline(fitted(), replicates=10, **(ABOUT | {"smallest": 5.0}))
    assert row["equivalent"] == 1


def test_too_few_schools_for_the_benchmark_leave_the_robustness_value_out():
    row = headlines.headline(fitted(pupils(schools=4)), benchmark="prior", replicates=10, **ABOUT)
    assert np.isnan(row["robustness"])


def test_leaving_a_school_out_equals_fitting_without_it():
    table = pupils()
    found = headlines.leave_one_out(fitted(table), minimum=5).table.set_index("school_id")
    rest = table[table["school_id"] != "S03"]
    z = rest["between"] / table["between"].std()
    design = np.column_stack([z, rest["prior"], np.ones(len(rest))])
    beta, _left = least_squares(design, (rest["outcome"] / table["outcome"].std()).to_numpy())
    assert found.loc["S03", "estimate"] == pytest.approx(beta[0])


def test_small_schools_are_left_out_in_one_step():
    table = pd.concat(
        [
            pupils(),
            pupils(schools=2, each=9, seed=3).assign(
                school_id=lambda k: "K" + k["school_id"], pupil_id=lambda k: "k" + k["pupil_id"]
            ),
        ]
    )
    found = headlines.leave_one_out(fitted(table.reset_index(drop=True)), minimum=5)
    assert found.table["school_id"].tolist()[-1] == "pooled"
    assert found.table["n"].tolist()[-1] == 18
    assert (found.population["school_id"] == "pooled").sum() == 18


def test_family_is_counted_and_adjusted():
    rows = [{"p": 0.01}, {"p": 0.04}, {"p": float("nan")}]
    found = headlines.table(rows)
    assert found["family"].tolist() == [2, 2, 2]
    assert found["p_adjusted"].tolist()[:2] == pytest.approx([0.02, 0.04])


def test_no_headlines_are_an_empty_table():
    assert headlines.table([]).empty


def test_smallest_effect_is_the_declared_one():
    assert headlines.smallest_of("H66", "results") == 0.20


def test_covariate_that_says_the_exposure_is_refused():
    table = pupils().assign(same=lambda k: k["between"] * 2)
    with pytest.raises(DataProblem, match="repeats"):
        fitted(table, covariates=["same"])


def test_exposure_without_variance_is_refused():
    with pytest.raises(DataProblem, match="too little"):
        fitted(pupils().assign(between=1.0))


def test_one_school_is_refused():
    with pytest.raises(DataProblem):
        fitted(pupils(schools=1))


def test_few_units_are_judged_in_every_way_side_by_side():
    found = few_units(fitted(pupils(schools=8), covariates=()), seed=1).set_index("way")
    assert list(found.index) == ["CR2", "CR3", "wild", "webb", "permutation", "REML"]
    assert found.loc["wild", "p_floor"] == pytest.approx(2.0**-7)
    assert found.loc["CR3", "df"] == 7


def test_way_that_the_data_do_not_allow_has_no_row():
    table = pupils().assign(between=lambda k: k["between"] + 0.1 * k["prior"])
    assert "permutation" not in set(few_units(fitted(table), seed=1)["way"])


def people():
    rng = np.random.default_rng(2)
    school = np.repeat(np.arange(20), 30)
    between = rng.normal(size=20)[school]
    left = (rng.random(600) < 1 / (1 + np.exp(1.8 + 0.5 * between))).astype(int)
    entry = rng.integers(50, 3000, 600)
    return pd.DataFrame(
        {
            "person_id": [f"p{n}" for n in range(600)],
            "school_id": [f"S{s:02d}" for s in school],
            "between": between,
            "outcome": left,
            "entry": entry,
            "exit": entry + np.where(left == 1, rng.integers(1, 365, 600), 365),
        }
    )


def test_leaving_has_a_ratio_and_an_e_value_beside_it():
    found = fitted(people(), covariates=(), outcome_level="person", level="person")
    about = {"measure": "psysafe", "section": "exit", "claim": "H10", "test": "exit_safety"}
    row = exit_headline(found, seed=1, replicates=20, **about)
    assert row["hazard_ratio"] < 1 < row["e_value"]
    assert row["hazard_low"] < row["hazard_ratio"] < row["hazard_high"]
    # A hazard ratio of .90 is a tenth of those who leave.
    assert row["smallest"] == pytest.approx(10 * people()["outcome"].mean())


def test_model_asks_the_link_whether_the_unit_is_allowed():
    finer = linked(pupils())
    finer = SimpleNamespace(**{**finer.__dict__, "unit": "pupil_id", "clusters": finer.clusters})
    with pytest.raises(DataProblem, match="uncertainty"):
        model(finer)
