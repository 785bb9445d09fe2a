"""Mediation in teams: equal to lavaan, and to regressions done by hand."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataProblem
from analysis.measures.moments import moments
from analysis.models.mediation import mediation, mediation_moments
from analysis.models.mediation_latent import latent_covariances, team_sums
from analysis.models.mediation_paths import arrows

WAY = "support > safety > ideas"


@pytest.fixture(scope="module")
def people(reference):
    return reference("mediation")


@pytest.fixture(scope="module")
def found(people):
    return outcome_of(people)


def outcome_of(people, **changed):
    given = {"exposure": "support", "mediators": ["safety"], "outcome": "ideas", "unit": "team"}
    return mediation(people, **(given | {"seed": 1} | changed))


def row(result, level, path):
    return result.paths.set_index(["level", "path"]).loc[(level, path)]


def toy(teams=40, seed=0):
    """A person-level exposure, two mediators and a covariate of the team."""
    rng = np.random.default_rng(seed)
    team = np.repeat(np.arange(teams), rng.integers(4, 12, teams))
    size = rng.normal(size=teams)[team]

    def noise():
        return 0.6 * rng.normal(size=teams)[team] + rng.normal(size=len(team))

    x = noise() + 0.2 * size
    m1 = 0.5 * x + noise()
    m2 = 0.3 * x + 0.4 * m1 + noise()
    y = 0.2 * x + 0.4 * m1 + 0.3 * m2 + noise()
    return pd.DataFrame({"team": team, "size": size, "x": x, "m1": m1, "m2": m2, "y": y})


def chain(people, **changed):
    given = {"exposure": "x", "mediators": ["m1", "m2"], "outcome": "y", "unit": "team"}
    return mediation(people, **(given | {"seed": 1, "order": "serial"} | changed))


def slopes(people, target, sources):
    x = np.column_stack([np.ones(len(people)), people[sources]])
    return np.linalg.lstsq(x, people[target], rcond=None)[0][1:]


SPLIT = {
    "a": ("between", "support > safety"),
    "bw": ("within", "safety > ideas"),
    "bb": ("between", "safety > ideas"),
    "c": ("between", "support > ideas"),
    "indirect": ("between", WAY),
    "contextual": ("contextual", "safety > ideas"),
}


@pytest.mark.parametrize("name", SPLIT)
def test_observed_team_means_equal_lavaan_with_clustered_errors(found, golden, name):
    numbers = row(found, *SPLIT[name])
    assert numbers["estimate"] == pytest.approx(golden[f"mediation.split.{name}.b"], rel=1e-6)
    assert numbers["se"] == pytest.approx(golden[f"mediation.split.{name}.se"], rel=1e-4)


def test_total_effect_equals_lavaan_of_one_level(found, golden):
    numbers = row(found, "between", "total")
    assert numbers["estimate"] == pytest.approx(golden["mediation.cluster.total.b"], rel=1e-6)
    assert numbers["se"] == pytest.approx(golden["mediation.cluster.total.se"], rel=1e-4)


LATENT = {
    "a": "support > safety",
    "bb": "safety > ideas",
    "c": "support > ideas",
    "indirect": WAY,
}


@pytest.mark.parametrize("name", LATENT)
def test_latent_team_means_equal_the_two_level_model_of_lavaan(found, golden, name):
    estimate = row(found, "latent", LATENT[name])["estimate"]
    assert estimate == pytest.approx(golden[f"mediation.two_level.{name}.b"], rel=1e-3)


def test_slope_within_teams_of_the_two_level_model_equals_lavaan(people, golden):
    sums = moments(people, ["support", "safety", "ideas"], by="team")
    teams = team_sums(sums, np.array([False, True, True]))
    within, _between = latent_covariances(teams, np.ones((1, sums.n_units)))
    slope = within[0, 0, 1] / within[0, 0, 0]
    assert slope == pytest.approx(golden["mediation.two_level.bw.b"], rel=1e-4)


def test_one_level_without_a_split_equals_lavaan(people, golden):
    columns = ("support", "safety", "ideas")
    drawn = arrows(
        columns, exposure="support", mediators=["safety"], outcome="ideas", order="parallel"
    )
    sizes = dict(zip(drawn.names, drawn.sizes(people[list(columns)].cov().to_numpy()), strict=True))
    expected = {k: golden[f"mediation.cluster.{k}.b"] for k in ("a", "b", "c")}
    assert sizes[("support", "safety")] == pytest.approx(expected["a"], rel=1e-6)
    assert sizes[("safety", "ideas")] == pytest.approx(expected["b"], rel=1e-6)
    assert sizes[("support", "ideas")] == pytest.approx(expected["c"], rel=1e-6)


def test_exposure_of_the_team_has_effects_between_teams_only(found):
    assert found.design == "2-1-1"
    within = found.paths[found.paths["level"] == "within"]
    assert within["path"].tolist() == ["safety > ideas"]


def test_exposure_of_persons_has_effects_within_and_between():
    result = chain(toy())
    assert result.design == "1-1-1"
    ways = result.paths[result.paths["kind"] == "way"]
    assert set(ways["level"]) == {"within", "between", "latent"}


def test_effects_within_teams_are_regressions_on_differences_from_the_team_mean():
    people = toy()
    columns = ["x", "m1", "m2", "y"]
    apart = people[columns] - people.groupby("team")[columns].transform("mean")
    a = slopes(apart, "m1", ["x"])[0]
    d = slopes(apart, "m2", ["x", "m1"])[1]
    b = slopes(apart, "y", ["x", "m1", "m2"])[2]
    assert row(chain(people), "within", "x > m1 > m2 > y")["estimate"] == pytest.approx(a * d * b)


def test_effects_between_teams_are_regressions_on_team_means():
    people = toy()
    means = people.groupby("team")[["x", "m1", "m2", "y"]].transform("mean")
    expected = slopes(means, "m1", ["x"])[0] * slopes(means, "y", ["x", "m1", "m2"])[1]
    assert row(chain(people), "between", "x > m1 > y")["estimate"] == pytest.approx(expected)


@pytest.mark.parametrize("order", ["parallel", "serial"])
def test_ways_add_up_to_the_regression_without_mediators(order):
    people = toy()
    result = chain(people, order=order, covariates=["size"])
    means = people.groupby("team")[["x", "size", "y"]].transform("mean")
    total = slopes(means, "y", ["x", "size"])[0]
    own = result.paths[result.paths["level"] == "between"].set_index("kind")["estimate"]
    if order == "serial":  # in parallel the mediators leave out what they do to each other
        assert own["total"] == pytest.approx(total)
    assert own["indirect"] + own["direct"] == pytest.approx(own["total"])
    assert own["way"].sum() == pytest.approx(own["indirect"])


def test_parallel_ways_pass_one_mediator_each():
    ways = chain(toy(), order="parallel").paths.query("level == 'within' and kind == 'way'")
    assert ways["path"].tolist() == ["x > m1 > y", "x > m2 > y"]


def test_serial_ways_pass_one_or_both_mediators():
    ways = chain(toy()).paths.query("level == 'within' and kind == 'way'")
    assert ways["path"].tolist() == ["x > m1 > y", "x > m2 > y", "x > m1 > m2 > y"]


def test_latent_covariances_are_at_the_top_of_the_likelihood():
    people = toy(teams=15, seed=3)
    sums = moments(people, ["x", "m1", "y"], by="team")
    teams = team_sums(sums, np.array([True, True, True]))
    within, between = (a[0] for a in latent_covariances(teams, np.ones((1, 15))))
    top = dense_likelihood(people, within, between)
    rng = np.random.default_rng(1)
    for _move in range(20):
        change = rng.normal(scale=0.02, size=(2, 3, 3))
        change += change.transpose(0, 2, 1)
        assert dense_likelihood(people, within + change[0], between + change[1]) < top


def dense_likelihood(people, within, between):
    """Log likelihood of two-level normal data, team by team, means profiled out."""
    parts = []
    for _team, rows in people.groupby("team"):
        n = len(rows)
        parts.append((np.kron(np.eye(n), within) + np.kron(np.ones((n, n)), between), rows))
    left, right = np.zeros((3, 3)), np.zeros(3)
    for covariance, rows in parts:
        repeat = np.tile(np.eye(3), (len(rows), 1))
        pull = repeat.T @ np.linalg.inv(covariance)
        left, right = left + pull @ repeat, right + pull @ rows[["x", "m1", "y"]].to_numpy().ravel()
    mean, value = np.linalg.solve(left, right), 0.0
    for covariance, rows in parts:
        apart = (rows[["x", "m1", "y"]] - mean).to_numpy().ravel()
        value -= apart @ np.linalg.solve(covariance, apart) + np.linalg.slogdet(covariance)[1]
    return value / 2


def test_drawing_a_team_twice_equals_two_teams_with_the_same_people(people):
    sums = moments(people, ["support", "safety", "ideas"], by="team")
    given = {"exposure": "support", "mediators": ["safety"], "outcome": "ideas", "seed": 1}
    doubled = mediation_moments(sums.take([0, *range(60)]), **given, draws=2).paths
    again = people[people["team"] == "T01"].assign(team="T99")
    rebuilt = outcome_of(pd.concat([people, again]), draws=2).paths
    columns = ["estimate", "se"]
    pd.testing.assert_frame_equal(doubled[columns], rebuilt[columns], rtol=1e-6)


def test_team_bootstrap_spreads_as_a_slow_loop_over_drawn_teams(people, found):
    rng = np.random.default_rng(5)
    parts = dict(list(people.groupby("team")))
    estimates = []
    for _draw in range(200):
        drawn = [parts[name] for name in rng.choice(list(parts), len(parts))]
        rows = pd.concat([p.assign(team=i) for i, p in enumerate(drawn)])
        rows["own"] = rows.groupby("team")["safety"].transform("mean")
        way = slopes(rows, "own", ["support"])[0] * slopes(rows, "ideas", ["support", "own"])[1]
        estimates.append(way)
    numbers = row(found, "between", WAY)
    expected = np.quantile(estimates, [0.975]) - np.quantile(estimates, [0.025])
    assert numbers["high"] - numbers["low"] == pytest.approx(expected.item(), rel=0.25)


def test_monte_carlo_interval_is_skewed_as_a_product_is(found):
    numbers = row(found, "between", WAY)
    reach = 1.96 * numbers["se"]
    assert numbers["mc_low"] == pytest.approx(numbers["estimate"] - reach, abs=0.02)
    above = numbers["mc_high"] - numbers["estimate"]
    assert above > numbers["estimate"] - numbers["mc_low"]


def test_levels_can_be_left_out(people, found):
    fast = outcome_of(people, levels=["within", "between"])
    assert "latent" not in set(fast.paths["level"])
    for column in ("estimate", "se", "low", "high"):
        expected = row(found, "between", WAY)[column]
        assert row(fast, "between", WAY)[column] == pytest.approx(expected)


def test_same_seed_gives_the_same_and_rows_may_be_mixed(people, found):
    mixed = outcome_of(people.sample(frac=1, random_state=2))
    pd.testing.assert_frame_equal(mixed.paths, found.paths, rtol=1e-6)


def test_draws_without_an_answer_are_left_out_and_counted():
    people = toy(teams=6).assign(x=lambda p: (p["team"] == 0) * 1.0)
    result = chain(people, mediators=["m1"], levels=["between"], draws=500)
    assert 0 < result.draws < 500
    assert np.isfinite(result.paths["low"]).all()


def test_draws_of_few_teams_that_the_latent_model_cannot_fit_are_left_out():
    rng = np.random.default_rng(4)
    team = np.repeat(np.arange(12), rng.integers(3, 8, 12))
    people = pd.DataFrame(rng.normal(size=(len(team), 3)), columns=["x", "m", "y"])
    people = (people + rng.normal(size=(12, 3))[team]).assign(team=team)
    found = mediation(
        people, exposure="x", mediators=["m"], outcome="y", unit="team", seed=0, draws=500
    )
    assert 400 < found.draws < 500


def test_person_with_a_missing_value_is_left_out(people, found):
    holes = people.assign(safety=people["safety"].mask(people.index < 9))
    assert outcome_of(holes, draws=2).n_people == found.n_people - 9


def test_mediator_of_the_team_is_refused(people):
    same = people.assign(safety=people.groupby("team")["safety"].transform("mean"))
    with pytest.raises(DataProblem, match="column safety: people of one team do not differ"):
        outcome_of(same)


def test_four_teams_are_too_few():
    with pytest.raises(DataProblem, match="at least five teams"):
        chain(toy(teams=4))


def test_teams_of_one_person_are_refused():
    people = toy().drop_duplicates("team")
    with pytest.raises(DataProblem, match="do not differ"):
        chain(people)


def test_exposure_that_is_the_same_everywhere_is_named():
    with pytest.raises(DataProblem, match="column x: .* repeats the others"):
        chain(toy().assign(x=2.0))


def test_more_covariates_of_the_team_than_teams_can_tell_apart_are_refused():
    marks = {f"t{i}": (lambda p, i=i: (p["team"] == i) * 1.0) for i in range(4)}
    people = toy(teams=6).assign(**marks)
    with pytest.raises(DataProblem, match="predictors repeat each other"):
        chain(people, covariates=list(marks))


def test_nobody_with_all_answers_is_refused():
    with pytest.raises(DataProblem, match="at least five teams"):
        chain(toy().assign(m1=np.nan))


def test_unknown_order_is_refused(people):
    with pytest.raises(ValueError, match="parallel"):
        outcome_of(people, order="both")
