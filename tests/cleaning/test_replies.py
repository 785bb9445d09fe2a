import pytest

from analysis.cleaning import replies
from analysis.cleaning.sheet import Sheet
from analysis.errors import DataProblem

ANCHORS = {"psysafe_1": "agree5", "psysafe_3": "agree5"}


@pytest.fixture
def sheet(raw_file, settings):
    def make(cells, /, **more):
        return Sheet(*raw_file("answers", cells, **more), settings)

    return make


def read(made, book):
    found = {name: name for name in made.rows.columns}
    return replies.read(made, found, ANCHORS, book)


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


def test_cells_that_differ_from_the_usual_spelling_are_counted_by_item(sheet, book):
    cells = {
        "psysafe_1": ["Mee eens", "Mee eens", "MEE EENS", None],
        "psysafe_3": ["Mee eens", " Mee eens", "mee oneens", "mee oneens"],
    }
    made = sheet(cells)
    read(made, book)
    assert made.changes == {("psysafe_1", "respelled"): 1, ("psysafe_3", "respelled"): 1}


def with_missing(made, **labels):
    """Let the file itself declare labels to be no answer, as SPSS does."""
    made.raw.catalogue["missing"] = ""
    for name, text in labels.items():
        made.raw.catalogue.loc[name, "missing"] = text
    return made


def test_what_the_file_calls_missing_is_no_answer_and_keeps_its_kind(sheet, book):
    cells = {"psysafe_1": ["mee eens", "Refused", "Weet niet", "-9"], "psysafe_3": ["eens"] * 4}
    made = with_missing(sheet(cells), psysafe_1="-9; Refused; Weet niet")
    answers = read(made, book)
    assert answers.reasons["psysafe_1"].tolist()[1:] == [
        "prefer_not",
        "dont_know",
        "declared_missing",
    ]
    assert answers.values["psysafe_3"].tolist() == [4.0] * 4


def test_a_label_that_one_column_calls_missing_is_unknown_in_another(sheet, book):
    cells = {"psysafe_1": ["-9"], "psysafe_3": ["-9"]}
    with pytest.raises(DataProblem, match="column psysafe_3, 1 row"):
        read(with_missing(sheet(cells), psysafe_1="-9"), book)


def test_the_study_decides_what_a_missing_code_of_the_file_means(sheet, book):
    made = sheet({"psysafe_1": ["-9"]}, missing={"not_applicable": ("-9",)})
    answers = read(with_missing(made, psysafe_1="-9"), book)
    assert answers.reasons["psysafe_1"].tolist() == ["not_applicable"]


def test_an_empty_cell_was_not_shown_where_the_tool_marks_what_was_skipped(sheet, book):
    made = sheet({"psysafe_1": ["-99", None, "mee eens"]}, missing={"skipped": ("-99",)})
    answers = read(made, book)
    assert answers.reasons["psysafe_1"].tolist()[:2] == ["skipped", "not_asked"]
