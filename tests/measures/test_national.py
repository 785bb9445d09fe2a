from datetime import date

import pandas as pd

from analysis.measures import national
from analysis.measures.definitions import CARDS
from analysis.measures.spells import SpellRules, spells

RULES = SpellRules(extract_on=date(2025, 9, 1), observed_from=date(2020, 8, 1))


def contracts(*rows):
    """Contracts as person, school, end, exit class and destination; all began long ago."""
    columns = ["person_id", "school_id", "end", "exit_class", "destination"]
    table = pd.DataFrame(rows, columns=columns).assign(board_id="b")
    return table.assign(start=pd.Timestamp("2019-01-01"), end=pd.to_datetime(table["end"]))


# In service on 1 October 2023, the first of the last two count dates.
KNOWN = contracts(
    ("stays", "s", None, None, None),
    ("moved", "s", "2024-03-31", "voluntary", "same_sector"),
    ("left", "s", "2024-03-31", "voluntary", "other_sector"),
    ("pension", "s", "2024-03-31", "natural", None),
    ("nobody knows", "s", "2024-03-31", "voluntary", None),
)


def in_scope(table, scope):
    return spells(table, scope=scope, rules=RULES)


def test_without_a_destination_no_national_figure_can_be_computed():
    found = national.cards(KNOWN.drop(columns="destination")).set_index("card")
    assert found.index.tolist() == list(CARDS)
    assert (found["answer"] == "Not computable: destination unknown.").all()


def test_card_names_the_direction_of_the_bias():
    assert national.cards(KNOWN)["bias"].str.startswith("Too high here").all()


def test_column_that_knows_of_nobody_is_no_destination():
    assert not national.is_mapped(KNOWN.assign(destination="unknown"))


def test_with_a_destination_two_can_and_one_still_lacks_base_pay():
    found = national.cards(KNOWN).set_index("card")["answer"]
    assert found["sector_stamos"].startswith("Computed")
    assert "base pay" in found["azw"]


def test_who_moves_to_another_employer_in_the_sector_is_no_outflow():
    # of five, two have left the sector for certain and one perhaps
    found = national.sector_outflow(in_scope(KNOWN, "board"), KNOWN).iloc[0]
    assert found[["n", "count", "unknown", "least_share", "most_share"]].tolist() == [
        5,
        2,
        1,
        0.4,
        0.6,
    ]
    assert found["window"] == "2023/2024"


def test_stayers_movers_and_leavers_make_everybody():
    found = national.stayers_movers_leavers(in_scope(KNOWN, "school"), KNOWN)
    assert dict(zip(found["fate"], found["count"], strict=True)) == {
        "stayer": 1,
        "mover": 1,
        "leaver": 2,
        "unknown": 1,
    }
    assert found["share"].sum() == 1


def test_who_is_at_another_school_of_the_board_is_a_mover():
    table = pd.concat(
        [
            KNOWN,
            contracts(("moves", "s", "2024-03-31", "internal", None)),
            contracts(("moves", "s2", None, None, None)).assign(start=pd.Timestamp("2024-04-01")),
        ],
        ignore_index=True,
    )
    found = national.stayers_movers_leavers(in_scope(table, "school"), table)
    assert found.set_index("fate").loc["mover", "count"] == 2


def test_without_a_destination_the_tables_are_empty():
    blind = KNOWN.drop(columns="destination")
    assert national.sector_outflow(in_scope(blind, "board"), blind).empty
    assert national.stayers_movers_leavers(in_scope(blind, "school"), blind).empty


def test_export_that_covers_no_two_count_dates_gives_none():
    short = SpellRules(extract_on=date(2025, 9, 1), observed_from=date(2025, 1, 1))
    assert national.sector_outflow(spells(KNOWN, rules=short), KNOWN).empty


def test_of_contracts_that_end_together_a_known_destination_counts():
    twice = pd.concat([KNOWN, KNOWN[KNOWN["person_id"] == "left"].assign(destination=None)])
    twice = twice.reset_index(drop=True)
    found = national.sector_outflow(in_scope(twice, "board"), twice).iloc[0]
    assert found["count"] == 2
