import pytest
from exports import table

from analysis.drafting import questions


@pytest.fixture
def texts(book):
    return questions.texts_of_items(book)


def test_a_reworded_question_is_suggested_with_its_likeness_and_never_matched(see, survey, texts):
    found = questions.match(see(survey), texts)
    assert "psysafe_4" not in found.exact
    item, likeness = found.near["Q3"]
    assert item == "psysafe_4"
    assert 0.75 <= likeness < 1


def test_a_column_named_after_an_item_needs_no_words(see, texts):
    found = questions.match(see(table("psysafe_1;x", "eens;1", times=3)), texts)
    assert (found.exact, found.by_name) == ({"psysafe_1": "psysafe_1"}, True)


def test_two_columns_with_one_question_are_both_named(see, texts):
    text = texts["psysafe_1"][0]
    found = questions.match(see(table(f'"{text}";"{text}"', "eens;eens", times=3)), texts)
    assert found.doubled == {"psysafe_1": [text, f"{text} (2)"]}
    assert found.exact == {}


def test_of_two_reworded_columns_the_most_alike_is_suggested(see, texts):
    content = table(
        "In mijn team kan ik wel zeggen dat ik iets niet weet;"
        "In mijn team kan ik zeggen dat ik niet iets weet",
        "eens;eens",
        times=3,
    )
    found = questions.match(see(content), texts)
    assert [item for item, _likeness in found.near.values()] == ["psysafe_1"]


@pytest.mark.parametrize("text", ["Team?", "Wat vind je van de koffie in de kantine?"])
def test_a_short_or_other_question_is_like_none(see, texts, text):
    assert questions.match(see(table(text, "eens", times=3)), texts).near == {}
