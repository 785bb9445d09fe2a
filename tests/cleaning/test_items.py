import pytest

from analysis.cleaning import items
from analysis.cleaning.sheet import Sheet
from analysis.errors import DataProblem

TEXTS = {
    "psysafe_1": ("In mijn team kan ik zeggen dat ik iets niet weet.", "I can say it."),
    "psysafe_3": ("Om hulp vragen is in mijn team heel gewoon.", "Asking is normal."),
}


@pytest.fixture
def sheet(raw_file, settings):
    def make(cells, /, **more):
        return Sheet(*raw_file("answers", cells, **more), settings)

    return make


def columns(*names):
    return {name: ["mee eens"] for name in names}


def test_a_question_is_found_by_its_text_whatever_blanks_and_capitals(sheet):
    texts = {"Q5": "In mijn team kan ik zeggen  dat ik iets NIET weet. "}
    found = items.find(sheet(columns("Q5"), texts=texts, match="text"), TEXTS)
    assert found == {"psysafe_1": "Q5"}


def test_the_statement_of_a_matrix_is_what_follows_the_last_mark(sheet):
    texts = {"Q5_1": "Veiligheid - in je team - Om hulp vragen is in mijn team heel gewoon."}
    assert items.find(sheet(columns("Q5_1"), texts=texts, match="text"), TEXTS) == {
        "psysafe_3": "Q5_1"
    }


def test_the_number_that_a_form_puts_behind_a_repeated_question_is_ignored(sheet):
    texts = {"Q": "Om hulp vragen is in mijn team heel gewoon.2"}
    assert items.find(sheet(columns("Q"), texts=texts, match="text"), TEXTS) == {"psysafe_3": "Q"}


def test_an_item_is_found_by_its_own_id(sheet):
    assert items.find(sheet(columns("psysafe_1")), TEXTS) == {"psysafe_1": "psysafe_1"}


def test_a_declared_column_wins_over_the_text(sheet):
    texts = {"Q1": TEXTS["psysafe_1"][0], "Q2": "Iets anders"}
    found = items.find(
        sheet(columns("Q1", "Q2"), texts=texts, match="text", items={"psysafe_1": "Q2"}), TEXTS
    )
    assert found == {"psysafe_1": "Q2"}


def test_two_columns_with_the_same_question_are_refused(sheet):
    texts = dict.fromkeys(("Q1", "Q2"), TEXTS["psysafe_1"][1])
    with pytest.raises(DataProblem, match="column Q1 and Q2: Two columns hold the text"):
        items.find(sheet(columns("Q1", "Q2"), texts=texts, match="text"), TEXTS)


def test_one_column_for_two_items_is_refused(sheet):
    declared = {"psysafe_1": "Q1", "psysafe_3": "Q1"}
    with pytest.raises(DataProblem, match="Found: psysafe_1 and psysafe_3"):
        items.find(sheet(columns("Q1"), items=declared), TEXTS)


def test_an_item_that_the_codebook_does_not_have_is_refused_with_its_nearest(sheet):
    with pytest.raises(DataProblem, match="no item psysafe_2.*Found: psysafe_"):
        items.find(sheet(columns("Q1"), items={"psysafe_2": "Q1"}), TEXTS)


def test_a_declared_column_that_is_not_there_is_refused_with_its_nearest(sheet):
    with pytest.raises(DataProblem, match="no column Q5_1. Found: Q5_2"):
        items.find(sheet(columns("Q5_2"), items={"psysafe_1": "Q5_1"}), TEXTS)


def test_a_file_without_one_known_question_is_refused(sheet):
    with pytest.raises(DataProblem, match="Not one question of the codebook"):
        items.find(sheet(columns("Q1"), match="text"), TEXTS)


def test_a_question_that_is_nearly_ours_is_noted_and_not_used(sheet):
    texts = {"Q1": TEXTS["psysafe_1"][0], "Q2": "Om hulp vragen is in mijn team erg gewoon."}
    made = sheet(columns("Q1", "Q2"), texts=texts, match="text")
    assert items.find(made, TEXTS) == {"psysafe_1": "Q1"}
    assert made.notes == [("Q2", "question_nearly_known")]
