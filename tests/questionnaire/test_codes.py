import pytest

from analysis.errors import DataProblem
from analysis.questionnaire import codes


def test_every_item_of_ours_has_a_code_of_its_own_and_the_way_back(book):
    known = codes.of_items(book.items.index)
    assert [known[codes.of_item(item)] for item in book.items.index] == list(book.items.index)


def test_codes_are_what_limesurvey_takes(book):
    for code in codes.of_items(book.items.index):
        assert code.isascii() and code.isalnum() and code[0].isalpha() and len(code) <= 20


@pytest.mark.parametrize("heading", ["fbgive1", "feedback1[fbgive1]", "feedback1_fbgive1"])
def test_an_item_is_known_by_its_code_in_every_heading(heading):
    assert codes.item_of(heading, {"fbgive1": "fb_give_1"}) == "fb_give_1"


@pytest.mark.parametrize("heading", ["fbgive1[other]", "Q1", "fbgive11", "[fbgive1]", ""])
def test_another_heading_is_no_item(heading):
    assert codes.item_of(heading, {"fbgive1": "fb_give_1"}) is None


def test_items_that_would_share_a_code_are_refused():
    with pytest.raises(DataProblem, match="Found: a_1 and a1"):
        codes.of_items(["a_1", "a1", "b"])


def test_a_name_that_is_too_long_is_refused():
    with pytest.raises(DataProblem, match="too long for a survey tool"):
        codes.of_items(["x" * 21])


def test_a_name_that_begins_with_a_digit_gets_a_word_before_it():
    assert codes.of_item("1_a") == "item1a"


def test_answers_are_called_after_their_number(book):
    assert codes.answers_of(book, "agree5") == {f"LC{n}": str(n) for n in range(1, 6)}
