import numpy as np
import pandas as pd
import pytest

from analysis.models.estimate import Estimate, NotEstimable
from analysis.models.hazard import NoHazard, hazard, hazard_on_scale
from analysis.models.survival import person_periods


@pytest.fixture(scope="module")
def periods(reference):
    """Years of service at risk of spells with delayed entry."""
    spells = reference("spells")
    spells = spells.assign(
        first=spells["entry_day"] // 365,
        last=(spells["exit_day"] - 1) // 365 + 1,
        left=spells["cause"] == 1,
    )
    rows = person_periods(spells, exit="last", event="left", entry="first")
    return rows.assign(band=np.minimum(rows["period"] - 1, 5))


def fitted(periods, **changed):
    given = {"event": "left", "terms": ["safety", "starter"], "categories": ["band"]}
    return hazard(periods, **(given | {"unit": "school"} | changed))


def test_rows_at_risk_are_those_of_r(periods, golden):
    assert len(periods) == golden["hazard.rows"]
    assert periods["left"].sum() == golden["hazard.events"]


@pytest.mark.parametrize("kind", ["CR2", "CR3"])
@pytest.mark.parametrize("term", ["safety", "starter"])
def test_yearly_hazard_with_delayed_entry_equals_r(periods, golden, term, kind):
    row = fitted(periods, kind=kind).loc[term]
    assert row["estimate"] == pytest.approx(golden[f"hazard.{term}.b"], rel=1e-6)
    assert row["se"] == pytest.approx(golden[f"hazard.{term}.{kind}"], rel=1e-6)


def test_two_groups_worked_by_hand():
    # 1 of 4 left against 2 of 4: odds 1/3 and 1
    rows = pd.DataFrame(
        {
            "x": [0.0] * 4 + [1.0] * 4,
            "left": [1, 0, 0, 0, 1, 1, 0, 0],
            "school": list("abababab"),
        }
    )
    found = hazard(rows, event="left", terms=["x"], unit="school", kind="CR0")
    assert found.loc["x", "odds_ratio"] == pytest.approx(3)


def test_order_of_rows_never_matters(periods):
    mixed = periods.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(fitted(periods), fitted(mixed), rtol=1e-8)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"left": 0}, "Nobody or everybody left"),
        ({"starter": 1.0}, "repeat each other"),
        ({"school": "one"}, "one school alone"),
    ],
)
def test_what_cannot_be_estimated_says_why(periods, change, why):
    with pytest.raises(NoHazard, match=why):
        fitted(periods.assign(**change))


def test_nobody_followed_is_said():
    rows = pd.DataFrame(columns=["x", "left", "school"])
    with pytest.raises(NoHazard, match="Nobody could be followed"):
        hazard(rows, event="left", terms=["x"], unit="school")


# On a scale.


def followed(within=-0.3, between=-0.4, n=12_000, seed=3):
    """School years of people of 40 schools, with so much per standard deviation planted."""
    rng = np.random.default_rng(seed)
    school, served = rng.integers(0, 40, n), rng.integers(0, 30, n)
    climate, person = rng.normal(0, 1, 40)[school], rng.normal(0, 1, n)
    window = rng.choice(["2022/2023", "2023/2024"], n)
    odds = -2 + within * person + between * climate - 0.02 * served + 0.2 * (window == "2023/2024")
    return pd.DataFrame(
        {
            "person_id": [f"p{i}" for i in range(n)],
            "school_id": [f"s{i:02}" for i in school],
            "window": window,
            "served": served,
            "deviation": 0.8 * person,
            "school_mean": 3 + 0.4 * climate,
            "left": (rng.random(n) < 1 / (1 + np.exp(-odds))).astype(int),
        }
    )


def test_planted_effects_lie_inside_the_intervals():
    found = {row.level: row for row in hazard_on_scale(followed(), measure="psysafe")}
    spread = followed()["school_mean"].std() / 0.4
    assert found["within"].low < -0.3 < found["within"].high
    assert found["between"].low < -0.4 * spread < found["between"].high
    assert found["within"].id == "exit_hazard/psysafe/within/all"


def test_band_of_service_without_leavers_joins_another_and_year_without_leavers_drops_out():
    rows = followed()
    rows.loc[(rows["served"] >= 20) | (rows["window"] == "2022/2023"), "left"] = 0
    found = hazard_on_scale(rows, measure="psysafe")
    assert all(isinstance(row, Estimate) for row in found)
    assert found[0].n_persons == (rows["window"] == "2023/2024").sum()


def test_no_rows_and_no_spread_are_said():
    for rows in (followed().iloc[:0], followed().assign(deviation=0.0)):
        found = hazard_on_scale(rows, measure="psysafe")
        assert all(isinstance(row, NotEstimable) and row.reason for row in found)
