import pytest

from analysis.cleaning import learning_habits
from analysis.errors import DataProblem


@pytest.fixture
def clean(settings, book):
    def run(*files):
        return learning_habits.clean(list(files), settings, codebook=book)

    return run


@pytest.fixture
def form(raw_file):
    def make(name: str | None, cells: dict, /, **more):
        return raw_file("learning_habits", cells, form=name, **({"wave": "2024"} | more))

    return make


def test_the_target_of_a_form_about_oneself_is_the_person(clean, form):
    kept = clean(form("self", {"person_id": ["p1"], "LZ1": ["mee eens"]})).kept
    assert kept[["form", "target_id", "LZ1"]].values.tolist() == [["self", "p1", 4.0]]


def test_an_observer_may_rate_two_leaders(clean, form):
    cells = {"person_id": ["p1", "p1"], "target_id": ["l1", "l2"], "LL1": ["eens", "oneens"]}
    assert clean(form("observer", cells)).rows["fate"].tolist() == ["kept", "kept"]


def test_the_same_leader_twice_is_a_double(clean, form):
    cells = {"person_id": ["p1", "p1"], "target_id": ["l1", "l1"], "LL1": ["eens", "oneens"]}
    assert clean(form("observer", cells)).rows["fate"].tolist() == ["kept", "duplicate"]


def test_the_observer_wording_is_found_by_text(clean, form, book):
    texts = {"Q": book.habits.at["LL1", "observer_item_nl"]}
    cells = {"person_id": ["p1"], "target_id": ["l1"], "Q": ["mee eens"]}
    assert clean(form("observer", cells, texts=texts, match="text")).kept["LL1"].tolist() == [4.0]


def test_statements_for_leaders_were_not_put_to_those_who_left_all_of_them_empty(clean, form):
    cells = {"person_id": ["p1", "p2"], "LZ1": ["eens"] * 2, "LL1": [None, "eens"],
             "LL2": [None, None]}  # fmt: skip
    missing = clean(form("self", cells)).extra["answers_missing"]
    assert missing[["person_id", "item_id", "reason"]].values.tolist() == [
        ["p1", "LL1", "not_asked"],
        ["p1", "LL2", "not_asked"],
        ["p2", "LL2", "skipped"],
    ]


def test_a_form_about_an_innovation_has_its_own_statements(clean, form):
    cells = {"person_id": ["p1"], "target_id": ["i1"], "LV1": ["eens"]}
    kept = clean(form("initiative", cells)).kept
    assert kept[["form", "target_id"]].values.tolist() == [["initiative", "i1"]]


def test_a_file_that_does_not_say_which_form_it_holds_is_refused(clean, form):
    with pytest.raises(DataProblem, match='form = "self", "observer" or "initiative"'):
        clean(form(None, {"person_id": ["p1"], "LZ1": ["eens"]}))
