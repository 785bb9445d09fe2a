"""Problems in words, without people in them."""

import pickle

from analysis.errors import DataProblem, nearest


def test_problem_says_where_what_was_found_and_what_to_change():
    problem = DataProblem(
        "An answer is not known.", file="a.csv", column="Q1", rows=3, found="Ja", repair="map it"
    )
    assert str(problem) == (
        "a.csv, column Q1, 3 rows: An answer is not known. Found: Ja. To repair: map it."
    )


def test_problem_quotes_no_address_and_no_staff_number():
    problem = DataProblem(
        "Not a column: 7000013.", column="els@school.example", found="a@b.nl, 7000014, Q1"
    )
    assert str(problem) == "column …: Not a column: …. Found: …, …, Q1."


def test_years_and_counts_stay():
    assert "2025" in str(DataProblem("x", found="2025-09-01, 99999 rows"))


def test_problem_survives_the_way_from_a_worker():
    problem = DataProblem("x", file="a.csv", rows=2)
    assert str(pickle.loads(pickle.dumps(problem))) == str(problem)


def test_nearest_known_word_is_named():
    assert nearest("anwsers", ["answers", "units"]) == "answers"
