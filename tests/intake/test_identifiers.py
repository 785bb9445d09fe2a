import pandas as pd
import pytest

from analysis import codebook
from analysis.errors import DataProblem
from analysis.intake import identifiers
from analysis.intake.different import distinct
from analysis.intake.raw import Facts, Unguarded, catalogue
from analysis.settings import SourceFile


def stripped(cells, /, *, texts=None, roles=None, entry=None, table="answers", **source):
    rows = pd.DataFrame(cells, dtype="str")
    described = catalogue(rows.columns, texts, roles=roles, entry=entry)
    source = SourceFile(path="f.csv", table=table, **source)
    table = Unguarded(rows, described, Facts("csv"))
    return dict(identifiers.strip(table, source, values_of(rows))[1])


def values_of(rows):
    return {name: distinct(rows[name]) for name in rows.columns}


def test_names_are_stripped_by_their_header():
    assert stripped({"Naam": ["J. Jansen"], "Status": ["0"]}) == {"Naam": "name"}


def test_a_header_in_words_counts_like_a_name():
    assert stripped({"V3": ["x"]}, texts=["Name"]) == {"V3": "name"}


def test_one_email_address_anywhere_in_a_column_is_enough():
    assert stripped({"x": ["nee", "nee", "mail mij: j@school.nl"]}) == {"x": "email"}


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (["130.92.34.66", "10.0.0.1"], "ip_address"),
        (["https://school.nl/a", "www.school.nl"], "reference_url"),
        (["0612345678", "+31 6 12345678"], "phone"),
        (["NL91ABNA0417164300", "NL02 RABO 0123 4567 89"], "bank_account"),
        (["52.3702,4.8952", "51.9225, 4.4792"], "coordinates"),
    ],
)
def test_identifiers_are_known_by_their_looks(values, reason):
    assert stripped({"x": values}) == {"x": reason}


@pytest.mark.parametrize(
    "values",
    [["1", "2", "3"], ["0.8", "1.0"], ["88.0.4324.41", "87.0.4280.88"], ["2024-03-01", None]],
)
def test_numbers_versions_and_dates_pass(values):
    assert stripped({"x": values}) == {}


def test_answers_typed_in_freely_are_stripped():
    answers = ["Ik vind dat we meer mogen praten", "Prima zo", "Meer tijd graag", "geen"]
    assert stripped({"Wat kan beter?": answers}) == {"Wat kan beter?": "open_answer"}


def test_a_few_short_remarks_among_many_blanks_are_stripped():
    assert stripped({"x": ["Fijne school", *[None] * 50, "Werkdruk"]}) == {"x": "open_answer"}


def test_what_the_survey_tool_calls_open_is_stripped_even_when_empty():
    assert stripped({"x": [None, None]}, entry=["typed"]) == {"x": "open_answer"}


def test_what_the_file_calls_coded_is_no_text():
    assert stripped({"x": ["Zeer zeker", "Eerder niet"]}, entry=["coded"]) == {}


def test_labels_of_the_codebook_are_answers_not_text():
    labels = codebook.load().anchors["label_nl"].head(3).tolist()
    assert stripped({"x": labels}) == {}


def test_labels_that_repeat_are_answers_not_text():
    assert stripped({"x": ["Zeer zeker", "Eerder niet", "Zeer zeker", "Eerder niet"] * 5}) == {}


def test_a_code_per_record_is_a_token():
    codes = [f"a1b2c3d4{n:02}" for n in range(12)]
    assert stripped({"sleutel": codes}) == {"sleutel": "token"}


def test_columns_of_the_survey_tool_stay():
    columns = {"ResponseId": [f"R_1a2b3c4d{n:02}" for n in range(12)]}
    assert stripped(columns, roles=["response_id"]) == {}


def test_a_column_that_is_mapped_stays():
    assert stripped({"Naam": ["De Regenboog"]}, columns={"school_id": "Naam"}) == {}


def test_a_column_named_as_the_table_has_it_stays():
    assert stripped({"role": [f"rol {chr(97 + n)}aa" for n in range(20)]}) == {}


def test_a_question_matched_by_its_text_stays():
    question = codebook.load().items["text_nl"].iloc[0]
    odd = ["helemaal wel", "dat weet ik zo niet", "mwah"]
    assert stripped({f"Blok - {question}": odd}, match="text") == {}
    assert stripped({f"Blok - {question}": odd}) != {}


def test_addresses_cannot_be_used_for_anything_but_a_person():
    with pytest.raises(DataProblem, match="column Wie: study.toml uses a column that identifies"):
        stripped({"Wie": ["a@b.nl", "c@d.nl"]}, columns={"team_id": "Wie"})


def test_a_reason_of_illness_cannot_be_used():
    with pytest.raises(DataProblem, match="reasons of illness"):
        stripped({"Reden_verzuim": ["griep"]}, table="absences", columns={"share": "Reden_verzuim"})


def test_a_message_shows_no_value():
    with pytest.raises(DataProblem) as caught:
        stripped({"Wie": ["geheim@b.nl"]}, columns={"team_id": "Wie"})
    assert "geheim" not in str(caught.value)


def test_persons_are_known_by_mapping_and_by_name():
    source = SourceFile(path="f", table="ties", columns={"from_id": "Van"})
    assert identifiers.person_columns(["Van", "to_id", "wave"], source) == ["Van", "to_id"]


def test_the_target_of_an_initiative_is_no_person():
    source = SourceFile(path="f", table="learning_habits", form="initiative")
    assert identifiers.person_columns(["person_id", "target_id"], source) == ["person_id"]


def test_the_table_is_left_as_it_was():
    rows = pd.DataFrame({"Naam": ["x"], "n": ["1"]}, dtype="str")
    table = Unguarded(rows, catalogue(rows.columns), Facts("csv"))
    kept, _ = identifiers.strip(table, SourceFile(path="f", table="answers"), values_of(rows))
    assert (list(rows.columns), list(kept.columns)) == (["Naam", "n"], ["n"])
