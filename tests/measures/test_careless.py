import numpy as np
import pandas as pd
import pytest

from analysis import codebook
from analysis.measures.careless import (
    Limits,
    by_basis,
    careless,
    level_without,
    marked_shares,
    sign_shares,
)

BOOK = codebook.load()
SCALES = ("psysafe", "baro_open", "baro_risk", "errcult", "innoclim")
ITEMS = [item for scale in SCALES for item in BOOK.items_of(scale)]


def people(n=200, seed=1):
    """People who answer what they think: one opinion per scale, and some noise."""
    rng = np.random.default_rng(seed)
    scale = BOOK.items.loc[ITEMS, "scale_id"]
    opinion = {name: rng.normal(3.3, 1.0, n) for name in scale.unique()}
    raw = np.column_stack([opinion[name] for name in scale]) + rng.normal(0, 0.5, (n, len(ITEMS)))
    answers = pd.DataFrame(np.clip(np.round(raw), 1, 5), columns=ITEMS)
    turned = BOOK.items.index[BOOK.items["reverse"]].intersection(ITEMS)
    answers[turned] = 6 - answers[turned]
    return answers.assign(wave="2024", duration_seconds=600.0, person_id=range(n))


def asked(wave="2024", items=ITEMS):
    return pd.DataFrame({"wave": wave, "item_id": items, "place": range(1, len(items) + 1)})


def test_most_people_who_answer_what_they_think_are_not_marked():
    found = careless(people(), asked(), codebook=BOOK)
    assert found["marked"].mean() < 0.02


def test_person_who_ticks_the_same_everywhere_is_marked():
    answers = people()
    answers.loc[7, ITEMS] = 3.0
    row = careless(answers, asked(), codebook=BOOK).loc[7]
    assert row["long_run"] == 1
    assert row["irv"] == 0
    assert row["marked"]


def test_one_sign_alone_marks_nobody():
    answers = people().assign(duration_seconds=10.0)
    found = careless(answers, asked(), codebook=BOOK)
    assert (found["signs"] >= 1).all()
    assert found["marked"].mean() < 0.1


def test_signs_that_mark_can_be_set():
    answers = people().assign(duration_seconds=10.0)
    found = careless(answers, asked(), codebook=BOOK, limits=Limits(needed=1))
    assert found["marked"].all()


def test_runs_follow_the_order_of_the_survey_and_not_of_the_codebook():
    answers = people(n=30)
    odd, even = ITEMS[::2], ITEMS[1::2]
    answers.loc[0, odd], answers.loc[0, even] = 2.0, 4.0
    as_codebook = careless(answers, asked(), codebook=BOOK).loc[0, "long_run"]
    apart = careless(answers, asked(items=odd + even), codebook=BOOK).loc[0, "long_run"]
    assert [n * len(ITEMS) for n in (as_codebook, apart)] == pytest.approx([1, len(odd)])


def test_where_the_order_is_not_known_no_run_is_counted():
    found = careless(people(), asked(wave="2023"), codebook=BOOK)
    assert found["long_run"].isna().all()
    assert found["irv"].notna().all()


def test_where_files_of_a_wave_differ_in_order_no_run_is_counted():
    both = pd.concat([asked(), asked(items=ITEMS[::-1])])
    assert careless(people(), both, codebook=BOOK)["long_run"].isna().all()


def test_waves_are_judged_apart_and_keep_their_rows():
    answers = pd.concat([people(seed=1), people(seed=2).assign(wave="2025")], ignore_index=True)
    mixed = answers.sample(frac=1, random_state=3)
    found = careless(mixed, pd.concat([asked(), asked("2025")]), codebook=BOOK)
    alone = careless(answers[:200], asked(), codebook=BOOK)
    assert found.index.equals(mixed.index)
    assert found.loc[alone.index, "irv"].tolist() == alone["irv"].tolist()


def test_without_a_time_the_time_is_no_sign():
    found = careless(people().drop(columns="duration_seconds"), asked(), codebook=BOOK)
    assert found["seconds_per_question"].isna().all()


def test_without_answers_there_is_nothing_to_mark():
    nobody = people().iloc[:0]
    assert careless(nobody, asked(), codebook=BOOK).empty


def test_one_person_has_only_signs_of_his_own():
    found = careless(people(n=1), asked(), codebook=BOOK)
    assert found[["distance_p", "synonyms"]].isna().all(axis=None)
    assert not found["marked"].any()


def test_share_marked_is_counted_per_school():
    table = pd.DataFrame({"school_id": ["a", "a", "a", "b"], "marked": [True, False, False, False]})
    assert marked_shares(table).to_dict("list") == {
        "school_id": ["a", "b"], "n": [3, 1], "count": [1, 0], "share": [pytest.approx(1 / 3), 0.0],
    }  # fmt: skip


def scored(marked):
    score = [2.0, 3.0, 4.0, 5.0, 1.0, 3.0]
    return pd.DataFrame({"score": score, "marked": marked, "wave": "2024",
                         "school_id": list("aabbcc"), "person_id": range(6)})  # fmt: skip


def test_mean_without_marked_people_is_that_of_the_others():
    found = level_without(scored([False] * 4 + [True] * 2)).set_index("basis")
    assert found["score"].to_dict() == {"all": 3.0, "without_marked": 3.5, "marked": 2.0}
    assert found["n"].to_dict() == {"all": 6, "without_marked": 4, "marked": 2}


def test_where_nobody_is_marked_only_others_have_a_mean():
    assert level_without(scored([False] * 6))["basis"].tolist() == ["all", "without_marked"]


def test_people_behind_each_mean_are_counted():
    people = by_basis(scored([False] * 4 + [True] * 2))
    assert people.groupby("basis").size().to_dict() == {"all": 6, "marked": 2, "without_marked": 4}


def test_signs_are_counted_one_by_one():
    answers = people().drop(columns="duration_seconds")
    answers.loc[:9, ITEMS] = 3.0
    found = sign_shares(careless(answers, asked(), codebook=BOOK)).set_index("sign")
    assert found.loc["long_run", ["n", "count"]].tolist() == [200, 10]
    assert found.loc["irv", "share"] == pytest.approx(10 / 200)
    assert found.loc["marked", "count"] >= 10
    assert "seconds_per_question" not in found.index
