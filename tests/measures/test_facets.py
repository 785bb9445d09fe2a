import numpy as np
import pandas as pd
import pytest

from analysis import codebook
from analysis.measures import facets, scales
from analysis.measures.overall import overall

BOOK = codebook.load()
BOTH = ("baro_open", "baro_risk")


def answers(n=40, waves=("2023", "2024"), seed=1):
    rng = np.random.default_rng(seed)
    items = [item for scale in BOTH for item in BOOK.items_of(scale)]
    table = pd.DataFrame(rng.integers(1, 6, (n * len(waves), len(items))), columns=items)
    table["person_id"] = np.tile(range(n), len(waves))
    table["wave"] = np.repeat(waves, n)
    return table.astype({item: float for item in items}).assign(school_id=table["person_id"] % 8)


def scored(table, chosen=BOTH):
    return facets.scored(table, chosen, codebook=BOOK)


def test_level_of_each_facet_is_the_mean_of_everyone():
    table = answers()
    found = facets.levels(scored(table)).set_index(["scale_id", "wave"])
    people = table.assign(score=scales.score(table, "baro_risk"))
    expected = overall(people).set_index("wave")
    for name in ("n", "score", "low", "high"):
        assert found.loc["baro_risk"][name].tolist() == pytest.approx(expected[name].tolist())


def test_gap_is_the_mean_difference_within_persons():
    # By hand: everyone scores 4 on the first and 3 on the second facet, but one who scores 2.
    table = answers(waves=("2024",))
    for item in BOOK.items_of("baro_open"):
        table[item] = 2.0 if BOOK.items.loc[item, "reverse"] else 4.0
    for item in BOOK.items_of("baro_risk"):
        table[item] = 3.0
        table.loc[0, item] = 4.0 if BOOK.items.loc[item, "reverse"] else 2.0
    row = facets.gap(scored(table)).iloc[0]
    assert row["estimate"] == pytest.approx((39 * 1 + 2) / 40)
    assert (row["first"], row["second"], row["n"]) == ("baro_open", "baro_risk", 40)


def test_gap_is_that_of_the_last_wave_in_which_both_were_asked():
    table = answers()
    table.loc[table["wave"] == "2024", BOOK.items_of("baro_risk")] = np.nan
    assert facets.gap(scored(table))["wave"].tolist() == ["2023"]


def test_facet_that_was_not_asked_is_left_out():
    table = answers().drop(columns=BOOK.items_of("baro_risk"))
    people = scored(table)
    assert people["scale_id"].unique().tolist() == ["baro_open"]
    assert facets.gap(people).empty


def test_nobody_has_no_facets():
    people = scored(answers().iloc[:0])
    assert facets.levels(people).empty
    assert facets.gap(people).empty


def test_person_without_a_school_counts_nowhere():
    table = answers(waves=("2024",))
    table["school_id"] = table["school_id"].astype(float)
    table.loc[0, "school_id"] = np.nan
    assert facets.gap(scored(table))["n"].tolist() == [39]
