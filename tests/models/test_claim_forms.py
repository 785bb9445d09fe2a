"""Declared tests that are no slope, on small answers whose truth is known."""

import numpy as np
import pandas as pd
import pytest

from analysis import claims, codebook
from analysis.models import claim_tests

BOOK = codebook.load()
TESTS = claims.load().tests


def answers(latent, schools=30, teams=3, each=8, seed=4):
    """Give people the questions of scales, each scale from a number per person."""
    rng = np.random.default_rng(seed)
    team = np.repeat(np.arange(schools * teams), each)
    table = pd.DataFrame(
        {
            "person_id": [f"p{i}" for i in range(len(team))],
            "wave": "1",
            "school_id": [f"s{i // teams}" for i in team],
            "team_id": [f"t{i}" for i in team],
        }
    )
    for scale, values in latent(team, rng).items():
        for item in BOOK.items_of(scale):
            answer = np.clip(np.round(3 + values + 0.5 * rng.normal(size=len(team))), 1, 5)
            turned = bool(BOOK.items.loc[item, "reverse"])
            table[item] = 6 - answer if turned else answer
    return table


def one(claim, test, table):
    sectors = pd.Series("primary", index=table["school_id"].unique())
    data = claim_tests.Data(table, sectors, BOOK, ("answers", "units"), minimum=5)
    rows = TESTS[(TESTS["claim_id"] == claim) & (TESTS["test"] == test)]
    return claim_tests.run(rows, data).iloc[0]


def plain(team, rng):
    safe = rng.normal(size=team.max() + 1)[team] * 0.6
    return {name: safe + 0.7 * rng.normal(size=len(team)) for name in ("psysafe", "knowshare")}


def necessary(team, rng):
    safe = 3 * rng.random(team.max() + 1) - 1.5
    share = (safe + 1.5) * rng.random(team.max() + 1) - 1.5
    noise = rng.normal(size=(2, len(team))) * 0.3
    return {"psysafe": safe[team] + noise[0], "knowshare": share[team] + noise[1]}


def test_plain_relation_is_not_called_necessary():
    assert one("H06", "ceiling_sharing", answers(plain))["verdict"] in ("undecided", "too_small")


def test_necessary_condition_is_supported():
    row = one("H06", "ceiling_sharing", answers(necessary))
    assert row["verdict"] == "supported"
    assert (row["se_type"], row["n_units"]) == ("simulated", 30)


def test_teams_that_do_not_differ_have_no_ceiling():
    flat = lambda team, rng: {  # noqa: E731
        name: rng.normal(size=len(team)) for name in ("psysafe", "knowshare")
    }
    assert "score check refuses" in one("H06", "ceiling_sharing", answers(flat))["why"]


CULTURE = ("psysafe", "errcult", "knowshare")
FEEDBACK = ("fb_give", "fb_receive", "fb_seek", "fb_handle")


def topics(correlation):
    def latent(team, rng):
        both = np.array([[1, correlation], [correlation, 1]])
        people = rng.multivariate_normal([0, 0], both, size=len(team))
        sides = [(name, people[:, 0]) for name in CULTURE]
        return dict(sides + [(name, people[:, 1]) for name in FEEDBACK])

    return latent


@pytest.mark.parametrize(("correlation", "verdict"), [(0.99, "supported"), (0.4, "contradicted")])
def test_topics_are_told_apart_where_they_differ(correlation, verdict):
    row = one("H77", "distinct", answers(topics(correlation)))
    assert (row["verdict"], row["level"]) == (verdict, "person")


def test_topics_of_different_moments_cannot_be_told_apart():
    table = answers(topics(0.4))
    late = table.assign(wave="2").drop(columns=[i for s in CULTURE for i in BOOK.items_of(s)])
    early = table.drop(columns=[i for s in FEEDBACK for i in BOOK.items_of(s)])
    row = one("H77", "distinct", pd.concat([early, late], ignore_index=True))
    assert "never asked in one wave" in row["why"]


def habits(correlation, seed=6):
    table = answers(plain)
    rng = np.random.default_rng(seed)
    whole = np.full((3, 3), correlation) + (1 - correlation) * np.eye(3)
    people = rng.multivariate_normal(np.zeros(3), whole, size=len(table))
    for at, (habit, n) in enumerate({"LZ": 9, "LD": 7, "LI": 6}.items()):
        for k in range(1, n + 1):
            table[f"{habit}{k}"] = 3 + people[:, at] + rng.normal(size=len(table))
    return table


@pytest.mark.parametrize(("correlation", "verdict"), [(0.6, "supported"), (0.1, "contradicted")])
def test_habits_are_one_whole_where_they_go_together(correlation, verdict, monkeypatch):
    table = habits(correlation)
    sectors = pd.Series("primary", index=table["school_id"].unique())
    tables = ("answers", "units", "learning_habits")
    data = claim_tests.Data(table, sectors, BOOK, tables, minimum=5)
    rows = TESTS[(TESTS["claim_id"] == "H79") & (TESTS["test"] == "one_whole")]
    assert claim_tests.run(rows, data).iloc[0]["verdict"] == verdict


def conditions(first, others):
    """Safety from the leader and from three other conditions, all of them shared by teams."""
    names = ("lead_learn", "workload", "collab", "vision_broad")

    def latent(team, rng):
        shared = rng.normal(size=(team.max() + 1, 4)) * 0.8
        told = shared @ np.array([first, *([others] * 3)]) + rng.normal(size=len(shared)) * 0.3
        people = 0.5 * rng.normal(size=(5, len(team)))
        found = {name: shared[team, at] + people[at] for at, name in enumerate(names)}
        return found | {"psysafe": told[team] + people[4]}

    return latent


def test_condition_that_tells_most_is_ahead():
    assert one("H31", "dominance", answers(conditions(0.8, 0.1)))["verdict"] == "supported"


def test_condition_that_tells_less_is_behind():
    row = one("H31", "dominance", answers(conditions(0.0, 0.5)))
    assert (row["verdict"], row["level"]) == ("contradicted", "team")


def test_equal_conditions_are_undecided():
    assert one("H31", "dominance", answers(conditions(0.4, 0.4)))["verdict"] == "undecided"


def test_condition_that_was_not_asked_is_named():
    table = answers(plain).assign(sector="primary")
    assert "not asked" in one("H31", "dominance", table)["why"]
