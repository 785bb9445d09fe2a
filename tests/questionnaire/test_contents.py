import pytest

from analysis.errors import DataProblem
from analysis.language import use
from analysis.questionnaire import about_you, contents


def test_a_module_that_is_not_there_is_refused_with_those_that_are(book):
    with pytest.raises(DataProblem, match="called cor .*Found: core.*choose from: core, safety"):
        contents.modules(book, ["cor"])


def test_the_habits_are_a_form_of_their_own(book):
    with pytest.raises(DataProblem, match="a form of their own.*Found: core, habits"):
        contents.modules(book, ["core", "habits"])


def test_the_form_on_habits_has_the_statements_for_everybody_and_asks_no_team(book):
    modules = contents.modules(book, ["habits"])
    expected = book.habits.index[book.habits["respondent"] == "all"]
    assert [asked.item for asked in modules[0].items] == list(expected)
    assert about_you.asked_with(modules) == []


def test_every_item_of_a_module_is_asked_once(book):
    (module,) = contents.modules(book, ["conditions"])
    expected = book.items.index[book.items["module"] == "conditions"]
    assert sorted(asked.item for asked in module.items) == sorted(expected)


def test_modules_come_in_the_order_in_which_they_were_named(book):
    names = [module.name for module in contents.modules(book, ["feedback", "core", "feedback"])]
    assert names == ["feedback", "core"]


def test_no_block_is_longer_than_eight_statements(book):
    modules = contents.modules(book, list(book.items["module"].unique()))
    lengths = [len(block.items) for module in modules for block in module.blocks]
    assert max(lengths) <= 8


def test_only_statements_that_may_not_apply_have_that_answer(book):
    (module,) = contents.modules(book, ["feedback"])
    for block in module.blocks:
        may = {bool(book.items.at[asked.item, "may_not_apply"]) for asked in block.items}
        assert may == {"LCNA" in block.answers}


def test_answers_are_in_the_order_of_their_numbers_and_in_the_readers_language(book):
    with use("nl"):
        (module,) = contents.modules(book, ["pulse"])
    assert list(module.blocks[0].answers.items())[0] == ("LC1", "heel slecht")
    assert list(module.blocks[0].answers) == [f"LC{n}" for n in range(1, 6)]


def test_minutes_are_reading_and_choosing_by_hand(own_book):
    # 238 words at 238 a minute are 60 seconds; two answers of 5 seconds make 70: two minutes.
    long = " ".join(["woord"] * 119)
    book = own_book([f"a_1,a,{long},5,m,,", f"a_2,a,{long},5,m,,"])
    assert contents.modules(book, ["m"])[0].minutes == 2


def test_exactly_a_minute_is_one_minute(own_book):
    book = own_book([f"a_{n},a,,5,m,," for n in range(1, 11)])  # a text of one word: the item id
    # 10 words are 2.5 seconds and ten answers 50: less than a minute
    assert contents.modules(book, ["m"])[0].minutes == 1


def test_a_codebook_of_a_study_works_with_its_own_answers(own_book):
    anchors = ["never4,1,nooit", "never4,2,soms", "never4,3,vaak", "never4,4,altijd"]
    book = own_book(["x1,x,Ik x.,4,eigen,never4,1", "y1,y,Ik y.,3,eigen,,"], anchors)
    with use("nl"):
        (module,) = contents.modules(book, ["eigen"])
    told = {block.items[0].item: list(block.answers.values()) for block in module.blocks}
    assert told["x1"] == ["nooit", "soms", "vaak", "altijd", "niet van toepassing"]
    assert told["y1"] == ["1", "2", "3"]
