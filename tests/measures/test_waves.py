import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.special import stdtrit

from analysis import codebook
from analysis.measures import waves

BOOK = codebook.load()
ITEMS = BOOK.items_of("baro_open")
SAME = "1: mee oneens; 2: mee eens"


def asked(**of_wave):
    """How four questions were put in each wave; a wave may say what is different there."""
    rows = []
    for wave, changed in of_wave.items():
        for item in ITEMS:
            row = {"wave": wave[1:], "item_id": item, "wording": f"tekst {item}", "language": "nl",
                   "labels": SAME, "tool": "qualtrics"}  # fmt: skip
            rows.append(row | (changed if item == ITEMS[0] else {}))
    return pd.DataFrame(rows)


def answers(names=("2023", "2024"), left_out=None):
    table = pd.DataFrame({"wave": names}).assign(**dict.fromkeys(ITEMS, 3.0))
    if left_out:
        table.loc[table["wave"] == left_out, ITEMS[0]] = np.nan
    return table


def changes(put, given=None):
    given = answers() if given is None else given
    return waves.wording_changes(given, put, "baro_open", codebook=BOOK)


def test_questions_that_were_put_alike_break_nothing():
    assert changes(asked(w2023={}, w2024={})).empty


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"wording": "andere woorden"}, "wording"),
        ({"wording": "other words", "language": "en"}, "language"),
        ({"labels": "1: oneens; 2: mee eens"}, "labels"),
    ],
)
def test_what_changed_is_named_once_and_breaks_the_line(changed, what):
    found = changes(asked(w2023={}, w2024=changed))
    assert found[["change", "n_items", "breaks"]].values.tolist() == [[what, 1, True]]
    assert found[["before", "wave"]].values.tolist() == [["2023", "2024"]]


def test_another_tool_is_told_and_breaks_nothing():
    found = changes(asked(w2023={}, w2024={"tool": "forms"}))
    assert found[["change", "breaks"]].values.tolist() == [["tool", False]]


def test_question_that_was_left_out_breaks_the_line():
    found = changes(asked(w2023={}, w2024={}), answers(left_out="2024"))
    assert found[["change", "n_items", "breaks"]].values.tolist() == [["questions", 1, True]]


def test_words_that_are_not_known_are_taken_to_be_the_same():
    unknown = {"wording": "", "language": "", "labels": "1: 1; 2: 2"}
    assert changes(asked(w2023={}, w2024=unknown)).empty
    assert changes(asked(w2023={}).iloc[:0]).empty


def test_a_wave_with_two_files_is_the_same_where_one_of_them_is():
    both = pd.concat([asked(w2023={}, w2024={}), asked(w2024={"wording": "andere woorden"})])
    assert changes(both).empty


def test_label_that_was_never_chosen_is_no_change():
    assert changes(asked(w2023={"labels": "1: mee oneens"}, w2024={"labels": "2: mee eens"})).empty


def test_each_wave_is_compared_with_the_one_before_it():
    put = asked(w2022={}, w2023={"wording": "anders"}, w2024={"wording": "anders"})
    found = changes(put, answers(("2022", "2023", "2024")))
    assert found["wave"].tolist() == ["2023"]


def test_wave_without_the_scale_is_passed_over():
    table = answers(("2022", "2023", "2024"))
    table.loc[table["wave"] == "2023", ITEMS] = np.nan
    found = changes(asked(w2022={}, w2024={"wording": "anders"}), table)
    assert found[["before", "wave"]].values.tolist() == [["2022", "2024"]]


def test_line_is_numbered_by_its_pieces():
    put = asked(w2021={}, w2022={}, w2023={"wording": "anders"}, w2024={"wording": "anders"})
    names = ("2021", "2022", "2023", "2024")
    found = changes(put, answers(names))
    assert waves.segments(pd.Series(names), found).tolist() == [0, 0, 1, 1]
    by_wave = pd.DataFrame({"wave": names})
    assert waves.last_segment(by_wave, found)["wave"].tolist() == ["2023", "2024"]


def people(seed=1, n=60, waves_of=("2023", "2024")):
    rng = np.random.default_rng(seed)
    first = pd.DataFrame({"person_id": range(n), "wave": waves_of[0], "score": rng.normal(3, 1, n)})
    later = pd.DataFrame({"person_id": range(20, n + 15), "wave": waves_of[1]})
    later["score"] = rng.normal(3.4, 1, len(later))
    both = pd.concat([first, later], ignore_index=True)
    return both.assign(school_id=both["person_id"] % 7)


def test_change_worked_by_hand():
    # first wave 2, 4 and 3 (who goes); second wave 3, 4 and 5 (who comes)
    table = pd.DataFrame({"person_id": list("abcabd"), "wave": list("111222"), "school_id": "s"})
    table["score"] = [2.0, 4.0, 3.0, 3.0, 4.0, 5.0]
    found = waves.change(table).set_index("who")
    assert found["estimate"].to_dict() == {
        "stayers": 0.5,
        "joiners": 0.5,
        "leavers": 0.0,
        "total": 1.0,
    }
    assert found["n"].to_dict() == {"stayers": 2, "joiners": 1, "leavers": 1, "total": 4}
    assert found["low"].isna().all()  # one school


@pytest.mark.parametrize("seed", range(25))
def test_parts_add_up_to_the_change(seed):
    found = waves.change(people(seed)).set_index("who")["estimate"]
    scores = people(seed).groupby("wave")["score"].mean()
    assert found["total"] == pytest.approx(scores["2024"] - scores["2023"])
    assert found[["stayers", "joiners", "leavers"]].sum() == pytest.approx(found["total"])


def test_intervals_are_those_of_clubsandwich(team):
    path = Path(__file__).parents[1] / "reference" / "waves.json"
    known = {row["name"]: row["value"] for row in json.loads(path.read_text())}
    row = np.arange(1, len(team) + 1)
    table = pd.DataFrame({"person_id": (row + 1) // 2, "wave": (row % 2).astype(str)})
    table["score"] = team["scale"]
    gone = ((table["wave"] == "0") & (table["person_id"] % 5 == 0)) | (
        (table["wave"] == "1") & (table["person_id"] % 7 == 0)
    )
    table = table[~gone].assign(school_id=table["person_id"] % 25)
    found = waves.change(table).set_index("who")
    for part, units in (("total", 25), ("stayers", 20)):
        assert found.loc[part, "estimate"] == pytest.approx(known[f"change.{part}"], rel=1e-8)
        half = (found.loc[part, "high"] - found.loc[part, "low"]) / 2
        assert half == pytest.approx(
            known[f"change.{part}.se"] * stdtrit(units - 1, 0.975), rel=1e-8
        )


def test_parts_of_who_came_and_went_hold_what_was_planted():
    # Who goes scores half a point below who stays, and is a third: 1/6 is theirs to give.
    held = []
    table = pd.DataFrame(
        {"person_id": [*range(300), *range(200)], "wave": ["1"] * 300 + ["2"] * 200}
    )
    table["school_id"] = table["person_id"] % 30
    level = np.where(table["person_id"] < 200, 3.5, 3.0)
    for seed in range(100):
        rng = np.random.default_rng(seed)
        found = waves.change(table.assign(score=level + rng.normal(0, 0.5, 500)))
        row = found.set_index("who").loc["leavers"]
        held.append(row["low"] < 1 / 6 < row["high"])
    assert sum(held) >= 88


def test_first_and_last_of_several_waves_are_compared():
    table = pd.concat([people(), people(2, waves_of=("2022", "2023")).query("wave == '2022'")])
    found = waves.change(table).set_index("who")
    scores = table.groupby("wave")["score"].mean()
    assert found.loc["total", "estimate"] == pytest.approx(scores["2024"] - scores["2022"])


@pytest.mark.parametrize(
    "table", [people().iloc[:0], people().query("wave == '2023'"), people().assign(score=np.nan)]
)
def test_one_wave_or_none_has_no_change(table):
    assert waves.change(table).empty


def test_nobody_who_answered_twice_leaves_nothing_to_split():
    table = people().drop_duplicates("person_id")
    assert waves.change(table).empty


def test_rows_behind_each_part_are_counted():
    behind = waves.parts_of(people()).groupby("who")["person_id"].nunique()
    found = waves.change(people()).set_index("who")["n"]
    assert behind.to_dict() == found.to_dict()
