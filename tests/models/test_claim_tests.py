"""The declared tests, run on small answers whose truth is known."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

from analysis import claims, codebook
from analysis.models import claim_tests

BOOK = codebook.load()
TESTS = claims.load().tests


def answers(effect=0.6, schools=20, each=15, seed=2):
    """People whose focus on mistakes relates to their taboo, and everybody's sector."""
    rng = np.random.default_rng(seed)
    school = np.repeat(np.arange(schools), each)
    latent = rng.normal(size=len(school))
    other = effect * latent + np.sqrt(1 - effect**2) * rng.normal(size=len(school))
    five = lambda x: np.clip(np.round(3 + x), 1, 5)  # noqa: E731
    items = {f"errcult_{i}": five(latent) for i in range(1, 5)}
    items |= {f"workjoy_{i}": five(other) for i in range(1, 4)}
    return pd.DataFrame(
        {
            "person_id": [f"p{i}" for i in range(len(school))],
            "wave": "1",
            "school_id": [f"s{i}" for i in school],
            "team_id": [f"t{i}" for i in school],
            "role": np.where(np.arange(len(school)) % 5, "teacher", "support"),
            "tenure_band": np.where(np.arange(len(school)) % 3, "0-2", "3-5"),
        }
        | items
    )


def data(table, tables=("answers", "units")):
    sectors = pd.Series("primary", index=table["school_id"].unique())
    return claim_tests.Data(table, sectors, BOOK, tables, minimum=5)


def one(claim, test, given):
    rows = TESTS[(TESTS["claim_id"] == claim) & (TESTS["test"] == test)]
    return claim_tests.run(rows, given).iloc[0]


def test_planted_relation_is_supported():
    row = one("H03", "enjoyment", data(answers()))
    assert row["verdict"] == "supported"
    assert row["low"] < 0.55 < row["high"] + 0.1


def test_relation_the_other_way_round_contradicts():
    assert one("H03", "enjoyment", data(answers(effect=-0.6)))["verdict"] == "contradicted"


def test_no_relation_is_not_supported():
    row = one("H03", "enjoyment", data(answers(effect=0.0)))
    assert row["verdict"] in ("undecided", "too_small")


def test_scale_that_was_not_asked_is_named():
    row = one("H18", "giving", data(answers()))
    assert row["verdict"] == "not_testable"
    assert "not asked" in row["why"]


def test_missing_table_is_named():
    row = one("H01", "ideas_used", data(answers()))
    assert (row["verdict"], row["missing"]) == ("not_testable", "contracts; initiatives")


def test_means_of_teams_that_do_not_differ_are_refused():
    table = answers()
    table[["baro_open_1", "baro_open_2", "baro_open_3"]] = table[
        ["errcult_1", "errcult_2", "errcult_3"]
    ].to_numpy()
    table[["collab_1", "collab_2", "collab_3"]] = table[["workjoy_1"] * 3].to_numpy()
    assert "score check refuses" in one("H04", "cooperation", data(table))["why"]


def test_stated_share_is_supported_only_within_its_margin():
    table = answers().assign(fb_taboo_1=[5.0, 5, 5, 1, 1] * 60)
    row = one("H19", "taboo", data(table))
    assert (row["estimate"], row["verdict"]) == (pytest.approx(0.6), "supported")
    table = table.assign(fb_taboo_1=[1.0, 1, 1, 1, 5] * 60)
    assert one("H19", "taboo", data(table))["verdict"] == "contradicted"


def test_every_declared_test_gets_a_verdict_or_a_reason():
    table = claim_tests.run(TESTS, data(answers()))
    assert len(table) == len(TESTS)
    silent = (table["verdict"] == "not_testable") & (table["missing"] == "") & (table["why"] == "")
    assert not silent.any()


def test_p_values_are_adjusted_for_all_tests_that_were_made():
    rows = TESTS[TESTS["claim_id"].isin(["H03", "H81", "H19"])]
    table = claim_tests.run(rows, data(answers()))
    made = table.dropna(subset="p")
    assert (made["p_adjusted"] >= made["p"]).all()


def test_row_order_does_not_matter():
    table = answers()
    forth = one("H03", "enjoyment", data(table))
    back = one("H03", "enjoyment", data(table[::-1].reset_index(drop=True)))
    assert forth["estimate"] == pytest.approx(back["estimate"], rel=1e-12)


def test_detectable_effect_is_that_of_the_error_and_its_degrees_of_freedom():
    row = one("H03", "enjoyment", data(answers()))
    assert row["detectable"] == pytest.approx(row["se"] * t.ppf([0.975, 0.80], row["df"]).sum())


def test_family_is_the_tests_of_one_statement():
    table = claim_tests.run(TESTS[TESTS["claim_id"].isin(["H03", "H19", "H81"])], data(answers()))
    made = table.dropna(subset="p").groupby("claim_id").size()
    assert (
        table.drop_duplicates("claim_id").set_index("claim_id")["family"][made.index] == made
    ).all()
