import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataProblem
from analysis.models.pooled_paths import pooled_paths


@pytest.fixture(scope="module")
def found(reference):
    return pooled_paths(
        reference("mediation"),
        exposure="support",
        mediators=["safety"],
        outcome="ideas",
        unit="team",
        seed=1,
    )


NAMES = {
    "a": "support > safety",
    "b": "safety > ideas",
    "c": "support > ideas",
    "indirect": "indirect",
    "total": "total",
}


@pytest.mark.parametrize(("theirs", "ours"), NAMES.items())
def test_estimates_equal_lavaan(found, golden, theirs, ours):
    row = found.paths.set_index("path").loc[ours]
    assert row["estimate"] == pytest.approx(golden[f"mediation.cluster.{theirs}.b"], rel=1e-6)


@pytest.mark.parametrize(("theirs", "ours"), NAMES.items())
def test_errors_equal_lavaan(found, golden, theirs, ours):
    row = found.paths.set_index("path").loc[ours]
    assert row["se"] == pytest.approx(golden[f"mediation.cluster.{theirs}.se"], rel=1e-6)


def test_both_intervals_agree_where_units_are_many(found):
    row = found.paths.set_index("path").loc["total"]
    assert row[["low", "high"]].to_numpy(float) == pytest.approx(
        row[["mc_low", "mc_high"]].to_numpy(float), abs=0.02
    )


def schools(n=30, pupils=20, seed=3):
    """Schools with a safety and a climate of their own, and pupils who share them."""
    rng = np.random.default_rng(seed)
    safety = rng.standard_normal(n)
    climate = 0.55 * safety + np.sqrt(1 - 0.55**2) * rng.standard_normal(n)
    school = np.repeat(np.arange(n), pupils)
    score = (0.15 * safety + 0.30 * climate + 0.1 * rng.standard_normal(n))[school]
    score = score + 0.5 * rng.standard_normal(len(school))
    values = {"school": school, "safety": safety[school], "climate": climate[school]}
    return pd.DataFrame(values | {"score": score})


def test_what_a_school_has_as_a_whole_may_lie_in_between():
    found = pooled_paths(
        schools(400, 5),
        exposure="safety",
        mediators=["climate"],
        outcome="score",
        unit="school",
        seed=1,
        draws=500,
    )
    table = found.paths.set_index("path")
    for path, planted in (("indirect", 0.165), ("safety > score", 0.15), ("total", 0.315)):
        assert table.loc[path, "low"] < planted < table.loc[path, "high"]
    assert (found.design, found.n_teams) == ("2-2-1", 400)


def test_the_same_seed_gives_the_same_intervals():
    given = {"exposure": "safety", "mediators": ["climate"], "outcome": "score"}
    runs = [pooled_paths(schools(), **given, unit="school", seed=2, draws=200) for _again in "ab"]
    assert runs[0].paths.equals(runs[1].paths)


def test_nine_schools_are_too_few():
    with pytest.raises(DataProblem, match="at least 10 units"):
        pooled_paths(
            schools(9),
            exposure="safety",
            mediators=["climate"],
            outcome="score",
            unit="school",
            seed=1,
        )


def test_topics_that_say_the_same_are_refused():
    rows = schools().assign(twin=lambda t: 2 * t["safety"])
    with pytest.raises(DataProblem, match="repeat"):
        pooled_paths(
            rows, exposure="safety", mediators=["twin"], outcome="score", unit="school", seed=1
        )
