import pytest

from analysis.cleaning import answers

WORDS = {"Q1": "Over je team - In mijn team kan ik zeggen dat ik iets niet weet.", "Q2": "Q2"}


@pytest.fixture
def put(raw_file, settings, book):
    """How the questions of some files were put, by item."""

    def run(*files):
        return answers.clean(list(files), settings, codebook=book).extra["answers_asked"]

    return run


@pytest.fixture
def form(raw_file):
    """A form with two questions, the second of which the file knows by its code only."""

    def make(texts=WORDS, words=("mee eens", "mee oneens"), **source):
        cells = {"person_id": ["p1", "p2"], "Q2": list(words), "Q1": ["mee eens", "mee oneens"]}
        source = {"wave": "2025", "items": {"psysafe_1": "Q1", "psysafe_2": "Q2"}} | source
        return raw_file("answers", cells, texts=texts, file_format="forms", **source)

    return make


def test_words_are_those_of_the_question_without_the_heading_of_its_block(form, put):
    row = put(form()).set_index("item_id").loc["psysafe_1"]
    assert row["wording"] == "in mijn team kan ik zeggen dat ik iets niet weet."
    assert row["language"] == "nl"


def test_words_are_unknown_where_the_file_holds_a_code(form, put):
    row = put(form()).set_index("item_id").loc["psysafe_2"]
    assert row[["wording", "language"]].tolist() == ["", ""]


def test_words_of_ones_own_have_no_language(form, put):
    own = WORDS | {"Q1": "Ik durf te zeggen dat ik iets niet weet."}
    row = put(form(own)).set_index("item_id").loc["psysafe_1"]
    assert row["wording"] == "ik durf te zeggen dat ik iets niet weet."
    assert row["language"] == ""


def test_words_in_english_are_told_from_those_in_dutch(form, put, book):
    english = WORDS | {"Q1": book.items.loc["psysafe_1", "text_en"]}
    assert put(form(english)).set_index("item_id").loc["psysafe_1", "language"] == "en"


def test_place_is_that_in_the_file_and_not_in_the_codebook(form, put):
    assert put(form()).set_index("item_id")["place"].to_dict() == {"psysafe_1": 2, "psysafe_2": 1}


def test_labels_are_what_the_answers_were_called(form, put):
    row = put(form(words=("Eens", "mee oneens"))).set_index("item_id").loc["psysafe_2"]
    assert row["labels"] == "2: mee oneens; 4: eens / mee eens"


def test_each_file_of_each_wave_has_its_rows(form, put):
    found = put(form(path="a.csv"), form(path="b.csv", wave="2026"))
    assert found.groupby(["wave", "file"]).size().to_dict() == {
        ("2025", "a.csv"): 2,
        ("2026", "b.csv"): 2,
    }
