import pytest

from analysis.cleaning import items
from analysis.cleaning.sheet import Sheet
from analysis.errors import DataProblem

TEXTS = {
    "psysafe_1": ("In mijn team kan ik zeggen dat ik iets niet weet.", "I can say it."),
    "psysafe_3": ("Om hulp vragen is in mijn team heel gewoon.", "Asking is normal."),
}
ANCHORS = {"psysafe_1": "agree5", "psysafe_3": "agree5"}


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


def read(made, book):
    found = {name: name for name in made.rows.columns}
    return items.read(made, found, ANCHORS, book)


def test_labels_in_two_languages_and_other_wordings_become_the_same_number(sheet, book):
    cells = ["helemaal mee eens", "Strongly agree ", "zeer eens"]
    answers = read(sheet({"psysafe_1": cells}), book)
    assert answers.values["psysafe_1"].tolist() == [5.0, 5.0, 5.0]


def test_two_wordings_and_an_answer_nobody_gave_are_noted(sheet, book):
    made = sheet({"psysafe_1": ["helemaal mee eens", "strongly disagree"]})
    read(made, book)
    assert made.notes == [("agree5", "two_wordings"), ("agree5", "answer_never_given")]


def test_codes_are_refused_unless_the_study_says_what_they_mean(sheet, book):
    with pytest.raises(DataProblem, match=r'"4", 5 times.*\[file.values.agree5\]'):
        read(sheet({"psysafe_1": ["4"] * 5}), book)


def test_codes_mean_what_the_study_says(sheet, book):
    values = {"agree5": {"18": "5", "19": "4"}}
    answers = read(sheet({"psysafe_1": ["18", "19"]}, values=values), book)
    assert answers.values["psysafe_1"].tolist() == [5.0, 4.0]


def test_a_meaning_declared_for_one_item_does_not_hold_for_another(sheet, book):
    made = sheet({"psysafe_1": ["ja"], "psysafe_3": ["ja"]}, values={"psysafe_1": {"ja": 5}})
    with pytest.raises(DataProblem, match="column psysafe_3, 1 row"):
        read(made, book)


def test_a_rare_unknown_label_is_counted_and_not_named(sheet, book):
    with pytest.raises(DataProblem, match="1 other label, too rare to be named") as caught:
        read(sheet({"psysafe_1": ["Jan pest mij", "mee eens"]}), book)
    assert "Jan" not in str(caught.value)


def test_a_slip_in_a_known_label_is_named_with_the_right_one(sheet, book):
    with pytest.raises(DataProblem, match='"helemal mee eens", 1 time .nearest: helemaal mee eens'):
        read(sheet({"psysafe_1": ["helemal mee eens"]}), book)


def test_a_reason_that_does_not_exist_is_refused(sheet, book):
    with pytest.raises(DataProblem, match="dontknow is not a reason.*Found: dont_know"):
        read(sheet({"psysafe_1": ["x"]}, missing={"dontknow": ("x",)}), book)


def test_a_blank_cell_is_a_skipped_question(sheet, book):
    answers = read(sheet({"psysafe_1": [None, "  ", "mee eens"]}), book)
    assert answers.reasons["psysafe_1"].tolist()[:2] == ["skipped", "skipped"]
    assert answers.reasons["psysafe_1"].isna().tolist() == [False, False, True]
