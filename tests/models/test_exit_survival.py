import numpy as np
import pandas as pd
import pytest

from analysis.models.cox import cox, proportional_hazards
from analysis.models.estimate import NotEstimable
from analysis.models.exit_survival import assumption, cox_on_scale, hazard_ratios


@pytest.fixture(scope="module")
def waved(reference):
    """Spells cut on day 400, where a wave measures safety again."""
    spells = reference("spells").assign(left=lambda rows: rows["cause"] == 1)
    number = spells["spell"].str.removeprefix("E").astype(int)
    early = spells[spells["entry_day"] < 400]
    early = early.assign(
        now=early["safety"],
        left=early["left"] & (early["exit_day"] <= 400),
        exit_day=early["exit_day"].clip(upper=400),
    )
    late = spells.assign(now=spells["safety"] + np.sin(number))[spells["exit_day"] > 400]
    late = late.assign(entry_day=late["entry_day"].clip(lower=400))
    return pd.concat([early, late], ignore_index=True)


@pytest.fixture(scope="module")
def model(waved):
    columns = {"exit": "exit_day", "event": "left", "entry": "entry_day", "unit": "school"}
    return cox(waved, terms=["now", "starter"], **columns)


@pytest.mark.parametrize("term", ["now", "starter"])
def test_score_that_changes_at_a_wave_gives_what_r_gives(model, golden, term):
    row = model.coefficients.loc[term]
    assert model.n_rows == golden["cox_wave.rows"]
    for name, column in (("b", "estimate"), ("se_naive", "se_naive"), ("se_robust", "se")):
        assert row[column] == pytest.approx(golden[f"cox_wave.{term}.{name}"], rel=1e-6)


def test_check_of_proportional_hazards_with_such_a_score_equals_r(model, waved, golden):
    found = proportional_hazards(model, waved).rename({"global": "GLOBAL"})["chi2"]
    for term, chi2 in found.items():
        assert chi2 == pytest.approx(golden[f"cox_wave.zph.{term}"], rel=1e-6)


def parts(within=-0.3, between=-0.4, n=6_000, n_schools=40, seed=5):
    """Parts of employment; the hazard falls by so much per standard deviation."""
    rng = np.random.default_rng(seed)
    school = rng.integers(0, n_schools, n)
    climate, person = rng.normal(0, 1, n_schools)[school], rng.normal(0, 1, n)
    entry = rng.integers(0, 2_000, n)
    day = entry + np.ceil(rng.exponential(2_000 / np.exp(within * person + between * climate)))
    return pd.DataFrame(
        {
            "person_id": [f"p{i}" for i in range(n)],
            "school_id": [f"s{i:02}" for i in school],
            "deviation": 0.8 * person,
            "school_mean": 3 + 0.4 * climate,
            "entry": entry,
            "exit": np.minimum(day, entry + 700),
            "left": day <= entry + 700,
        }
    )


def test_planted_hazard_ratios_lie_inside_the_intervals():
    found = {row.level: row for row in cox_on_scale(parts(), measure="psysafe")}
    spread = parts()["school_mean"].std() / 0.4
    assert found["within"].low < -0.3 < found["within"].high
    assert found["between"].low < -0.4 * spread < found["between"].high


def test_errors_allow_for_the_number_of_schools():
    rows = parts().assign(
        within=lambda r: r["deviation"] / r["deviation"].std(),
        between=lambda r: r["school_mean"] / r["school_mean"].std(),
    )
    columns = {"exit": "exit", "event": "left", "entry": "entry", "unit": "school_id"}
    plain = cox(rows, terms=["within", "between"], **columns).coefficients
    found = cox_on_scale(parts(), measure="psysafe")
    assert found[0].se == pytest.approx(plain.loc["within", "se"] * np.sqrt(40 / 39))
    assert found[0].df == 39


def test_four_schools_are_too_few():
    found = cox_on_scale(parts(n_schools=4), measure="psysafe")
    assert all("Fewer than 5 schools" in row.reason for row in found)


@pytest.mark.parametrize("change", [{"left": False}, {"deviation": 0.0}])
def test_what_cannot_be_estimated_says_why(change):
    found = cox_on_scale(parts().assign(**change), measure="psysafe")
    assert all(isinstance(row, NotEstimable) and row.reason for row in found)


def test_no_parts_are_said():
    assert all(isinstance(row, NotEstimable) for row in cox_on_scale(parts().iloc[:0], measure="x"))


def test_ratios_are_the_antilogarithms():
    table = pd.DataFrame({"estimate": [0.0], "low": [-np.log(2)], "high": [np.log(2)]})
    found = hazard_ratios(table)[["estimate", "low", "high"]].iloc[0].tolist()
    assert found == pytest.approx([1, 0.5, 2])


def test_assumption_is_tested_per_scale_and_a_scale_without_a_model_has_no_rows():
    found = assumption({"a": parts(), "b": parts().assign(left=False)})
    assert found[["term", "level"]].values.tolist() == [["a", "within"], ["a", "between"]]


def test_no_scales_give_no_rows():
    assert assumption({}).columns.tolist() == ["term", "level", "chi2", "df", "p"]
