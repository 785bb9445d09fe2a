"""What a study can answer, and on which page."""

import pandas as pd
import pytest

from analysis import language
from analysis.reporting import readings, start
from analysis.settings import TABLES


@pytest.fixture
def one_page(monkeypatch):
    """A project with one page, which uses contracts, and answers or published scores."""
    page = {"notebook": "01_mine", "title_en": "Quality", "title_nl": "Kwaliteit"}
    monkeypatch.setattr(start, "pages", lambda: pd.DataFrame([page | {"constructs": ""}]))
    monkeypatch.setattr(start, "_tagged", lambda _: {"answers", "contracts", "school_scores"})


@pytest.mark.parametrize(
    ("present", "extent"),
    [
        (["answers", "contracts", "units"], "whole"),
        (["answers"], "part"),
        (["school_scores"], "part"),
        (["pupils"], "not"),
        ([], "not"),
    ],
)
def test_page_is_answered_as_far_as_its_tables_are_there(one_page, present, extent):
    assert start.questions(present)["extent"].tolist() == [extent]


def test_page_that_uses_no_table_is_answered_whole():
    first = start.questions([]).iloc[0]
    assert first["extent"] == "whole"
    assert pd.isna(first["uses"])


def test_every_page_is_answered_whole_by_a_study_with_every_table():
    assert set(start.questions(TABLES)["extent"]) == {"whole"}


def test_published_figures_that_stand_in_are_not_asked_of_a_study_with_people(one_page):
    with language.use("en"):
        uses = start.questions([]).loc[0, "uses"]
    assert uses == "answers to the questionnaire and contracts"


def test_page_uses_the_tables_without_which_a_section_is_left_out():
    assert {"absences", "contracts", "answers"} <= set(start.tables_used("10_absence_and_mood", ""))


def test_any_table_is_accounted_for_on_the_page_about_the_data():
    assert start.questions(["school_results"])["extent"].iloc[1] == "part"
    assert start.questions([])["extent"].iloc[1] == "not"


def test_page_of_all_statements_uses_what_their_tests_use():
    used = start.tables_used("21_evidence", "")
    assert {"answers", "contracts", "pupils", "absences"} <= set(used)


def test_page_has_its_number_and_its_title_in_the_language_of_the_reader(one_page):
    with language.use("nl"):
        assert start.questions([])["page"].tolist() == ["1  Kwaliteit"]


def test_questions_are_counted_in_words():
    pages = pd.DataFrame({"extent": ["whole", "part", "whole", "not"]})
    with language.use("en"):
        said = str(readings.start.questions(pages))
    assert said == "Of 4 questions this study can answer 2 whole, 1 in part, and 1 not at all."


def test_study_without_tables_has_no_data_yet():
    with language.use("en"):
        assert str(readings.start.holds([])) == "This study has no data yet."
        assert str(readings.start.tables([], ["answers"])).startswith("This study has no data yet.")
