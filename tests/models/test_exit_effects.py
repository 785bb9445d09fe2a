import numpy as np
import pandas as pd
import pytest

from analysis.models import logit
from analysis.models.estimate import Estimate, NotEstimable
from analysis.models.exit_effects import exit_on_scale
from analysis.models.exits import Exits
from analysis.models.robust import cluster_robust


def followed(table, months=12):
    return Exits(table, pd.Series(dtype="str"), pd.DataFrame(), months, "a/b", "c/d")


def school_data(within=-0.25, between=-0.35, n_schools=60, size=60, seed=8, waves=("2023", "2024")):
    """People whose log odds of leaving fall by so much per standard deviation."""
    rng = np.random.default_rng(seed)
    n = n_schools * size
    rows = []
    for at, wave in enumerate(waves):
        climate, person = np.repeat(rng.normal(3.5, 0.4, n_schools), size), rng.normal(0, 0.8, n)
        log_odds = -1.5 + 0.3 * at + within * person / 0.8 + between * (climate - 3.5) / 0.4
        left = (rng.random(n) < 1 / (1 + np.exp(-log_odds))).astype(int)
        school = [f"s{i:02}" for i in np.repeat(range(n_schools), size)]
        rows.append(
            pd.DataFrame(
                {"school_id": school, "wave": wave, "score": climate + person, "left": left}
            )
        )
    table = pd.concat(rows, ignore_index=True)
    table["person_id"] = [f"p{i}" for i in range(len(table))]
    mean = table.groupby(["school_id", "wave"])["score"].transform("mean")
    return table.assign(school_mean=mean, deviation=table["score"] - mean)


def by_level(results, section="exit"):
    return {r.level: r for r in results if f"/{section}/" in f"/{r.id}"}


def test_planted_effects_lie_inside_the_intervals():
    found = by_level(exit_on_scale(followed(school_data()), measure="psysafe"))
    for level, planted in (("within", -0.25), ("between", -0.35)):
        assert found[level].low < planted < found[level].high
        assert found[level].estimate == pytest.approx(planted, abs=0.1)


def test_model_is_that_of_the_functions_that_equal_r(exit_file):
    table = pd.DataFrame(
        {
            "person_id": exit_file["person"],
            "wave": "2024",
            "school_id": exit_file["school"],
            "score": exit_file["safety"],
            "school_mean": exit_file["safety_between"],
            "deviation": exit_file["safety_within"],
            "left": exit_file["exit"],
        }
    )
    found = by_level(exit_on_scale(followed(table), measure="psysafe"))
    design = np.column_stack([table["deviation"], table["school_mean"], np.ones(len(table))])
    left = table["left"].to_numpy(float)
    model = logit.fit(design, left)
    school = table["school_id"].to_numpy()
    se = cluster_robust(design, left - model.fitted, school, weights=model.weights).se
    for at, level in enumerate(("within", "between")):
        sd = table[["deviation", "school_mean"][at]].std()
        assert found[level].estimate == pytest.approx(model.coefficients[at] * sd, rel=1e-8)
        # the error of the standard deviation changes little
        assert 0.95 < found[level].se / (se[at] * sd) < 1.15
    assert found["within"].df == 39


@pytest.mark.parametrize("section", ["exit", "exit_per_100"])
def test_error_is_that_of_leaving_out_schools_one_by_one(section):
    table = school_data(n_schools=40, size=40, waves=("2024",))
    whole = by_level(exit_on_scale(followed(table), measure="x"), section)
    schools = table["school_id"].unique()
    drawn = [
        by_level(exit_on_scale(followed(table[table["school_id"] != s]), measure="x"), section)
        for s in schools
    ]
    for level in ("within", "between"):
        values = np.array([found[level].estimate for found in drawn])
        jackknife = np.sqrt((39 / 40) * ((values - values.mean()) ** 2).sum())
        assert whole[level].se == pytest.approx(jackknife, rel=0.06)


def test_of_100_colleagues_is_the_average_difference_worked_by_hand():
    # one binary deviation of +-1 (sd 1): 1 of 4 against 3 of 4 leave, in two schools and each wave
    table = pd.DataFrame(
        {
            "person_id": range(64),
            "wave": "2024",
            "school_id": np.repeat(["a", "b", "c", "d"], 16),
            "deviation": np.tile(np.repeat([-1.0, 1.0], 8), 4),
            "school_mean": 3.0,
            "left": np.tile([1, 0, 0, 0] * 2 + [1, 1, 1, 0] * 2, 4),
        }
    )
    table["score"] = table["school_mean"] + table["deviation"]
    found = by_level(exit_on_scale(followed(table), measure="x"), "exit_per_100")["within"]
    sd = table["deviation"].std()
    log_odds = np.log(9) / 2 * sd
    base = np.array([np.log(1 / 3), np.log(3)])
    expected = (1 / (1 + np.exp(-base - log_odds)) - 1 / (1 + np.exp(-base))).mean() * 100
    assert found.estimate == pytest.approx(expected)


def test_results_carry_what_belongs_to_them():
    found = exit_on_scale(followed(school_data()), measure="psysafe", notebook="02_safety")[0]
    assert isinstance(found, Estimate)
    assert found.id == "02_safety/exit/psysafe/within/all"
    assert (found.se_type, found.df, found.n_units, found.unit) == ("CR3", 59, 60, "school")
    assert found.design == "lagged"
    assert found.window_exposure == "a/b"


def test_ids_are_unique():
    results = exit_on_scale(followed(school_data()), measure="psysafe")
    assert len({r.id for r in results}) == 4


def refused(table):
    results = exit_on_scale(followed(table), measure="psysafe")
    assert all(isinstance(r, NotEstimable) for r in results)
    return results[0].reason


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"left": 0}, "Nobody left within 12 months."),
        ({"left": 1}, "Everybody left within 12 months."),
        ({"school_id": "s"}, "only one school"),
    ],
)
def test_what_cannot_be_estimated_says_why(change, reason):
    assert reason in refused(school_data(n_schools=4).assign(**change))


def test_nobody_to_follow_is_said_in_words():
    assert "could be followed" in refused(school_data().iloc[:0])


def test_wave_in_which_nobody_left_is_named():
    table = school_data()
    assert "In wave 2023" in refused(
        table.assign(left=table["left"].where(table["wave"] == "2024", 0))
    )


def test_scale_that_divides_leavers_and_stayers_has_no_end():
    table = school_data(n_schools=6)
    assert "no end" in refused(table.assign(left=(table["score"] < 3).astype(int)))


def test_schools_without_differences_leave_the_effect_within_them():
    table = school_data().assign(school_mean=3.0)
    found = by_level(exit_on_scale(followed(table), measure="psysafe"))
    assert isinstance(found["within"], Estimate)
    assert found["between"].reason == "Schools do not differ on this scale."


def test_result_that_rests_on_one_school_is_refused():
    table = school_data(n_schools=3, waves=("2024",))
    table["school_mean"] = np.where(table["school_id"] == "s00", 4.0, 3.0)
    assert "one school alone" in refused(table)


def test_order_of_rows_and_names_of_people_do_not_matter():
    table = school_data(n_schools=10)
    mixed = table.assign(person_id=table["person_id"].str[::-1]).sample(frac=1, random_state=1)
    found, again = (exit_on_scale(followed(t), measure="x")[0] for t in (table, mixed))
    assert (again.estimate, again.se) == pytest.approx((found.estimate, found.se), rel=1e-9)
