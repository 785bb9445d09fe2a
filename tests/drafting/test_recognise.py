import pytest
from exports import table

from analysis.drafting import recognise


@pytest.fixture
def known(see, book):
    def recognised(content, name="f.csv"):
        return recognise.recognise(see(content, name), book)

    return recognised


def named(found):
    return {column: place.column for column, place in found.places.items()}


def test_contracts_are_known_by_their_columns(known, contracts):
    found = known(contracts)
    assert (found.table, found.sure) == ("contracts", True)
    assert named(found) == {
        "person_id": "Medewerker",
        "start": "Begindatum contract",
        "end": "Einddatum contract",
        "fte": "FTE",
        "function_group": "Functie",
        "exit_class": "Reden einde dienstverband",
    }


@pytest.mark.parametrize(
    ("header", "row", "is_table"),
    [
        ("EmployeeId;EmploymentStart;EmploymentEnd", "{i};2020-08-01;2024-07-31", "contracts"),
        ("Persnr;Begindatum;Hersteldatum", "{i};2020-08-01;2020-08-03", "absences"),
        ("Code;Soort;Valt onder;Schooljaar", "t{i};team;s1;2024/2025", "units"),
        ("Teamcode;Meting;Uitgenodigd", "t{i};2025;12", "invited"),
        ("BRIN NUMMER;Personen;FTE'S", "00A{i};12;9,4", "school_staff"),
        ("dbn;Exam score;n", "01M{i};410;33", "school_results"),
        ("dbn;Safety survey;N", "01M{i};7.1;33", "school_scores"),
        ("kleur;prijs", "rood;{i}", ""),
    ],
)
def test_a_table_is_known_by_the_names_of_its_columns(known, header, row, is_table):
    assert known(table(header, row, times=12)).table == is_table


def test_a_survey_is_known_by_its_tool_and_its_questions(known, survey):
    found = known(survey)
    assert (found.table, found.matched.exact) == ("answers", {"psysafe_1": "Q1", "psysafe_3": "Q2"})
    assert named(found) == {"person_id": "ExternalReference", "team_id": "team"}


def test_questions_of_a_form_tell_who_and_where(known):
    rows = [
        ["ID", "Begintijd", "Tijd van voltooien", "Wat is je personeelsnummer?",
         "In welk team zit je?", "Wat is je functie?", "Hoe lang werk je hier al?"],
        *([i, "2025-03-03 10:00", "2025-03-03 10:09", 100 + i, f"Team {i % 3}",
           ["Leraar", "Directie", "Anders"][i % 3], ["0-2 jaar", "3-5 jaar", "6-10 jaar"][i % 3]]
          for i in range(12)),
    ]  # fmt: skip
    found = known({"Form1": rows}, "f.xlsx")
    assert named(found) == {
        "person_id": "Wat is je personeelsnummer?",
        "team_id": "In welk team zit je?",
        "role": "Wat is je functie?",
        "tenure_band": "Hoe lang werk je hier al?",
    }
    assert all(place.by_words for place in found.places.values())


def test_a_question_about_a_team_is_no_name_of_a_team(known, survey):
    assert known(survey.replace(",team\n", ",x\n")).places.keys() == {"person_id"}


def test_statements_on_habits_tell_the_form(known, book):
    statements = book.habits["item_nl"].head(5).tolist()
    header = ";".join(["Medewerker", *(f'"{text}"' for text in statements)])
    found = known(table(header, "{i};" + ";".join(["mee eens"] * 5), times=6))
    assert (found.table, found.form) == ("learning_habits", "self")


def test_many_questions_with_the_same_answers_are_perhaps_a_survey(known):
    content = table("a;b;c;d", "1;2;3;4", "2;3;4;1", "3;4;1;2", "4;1;2;3", times=3)
    found = known(content)
    assert (found.table, found.sure) == ("answers", False)


def test_a_date_column_must_hold_dates(known):
    content = table("Medewerker;Begindatum;Einddatum", "{i};ja;nee", times=6)
    assert known(content).table == ""


def test_of_two_codes_of_a_school_the_full_one_is_taken(known):
    content = table("BRIN NUMMER;VESTIGINGSNUMMER;Personen", "0{i};00;4", times=12)
    place = known(content).places["school_id"]
    assert (place.column, place.others) == ("BRIN NUMMER", ["VESTIGINGSNUMMER"])
