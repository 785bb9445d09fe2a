"""Tables in the reader's words."""

import pandas as pd
import pytest

from analysis import language, session
from analysis.reporting import tables
from analysis.reporting.release import Released


@pytest.mark.parametrize(
    ("column", "value", "english", "dutch"),
    [
        ("score", 3.456, "3.46", "3,46"),
        ("n", 1234.0, "1,234", "1.234"),
        ("share", 0.123, "12.3%", "12,3%"),
        ("response_share", 1.0, "100.0%", "100,0%"),
        ("p", 0.0004, "< 0.001", "< 0,001"),
        ("p", 0.04, "0.040", "0,040"),
        ("difference", -0.5, "−0.50", "−0,50"),
        ("df", 43.0, "43", "43"),
        ("df", 8.986, "8.99", "8,99"),
        ("cfi_drop", 0.0026, "0.003", "0,003"),
        ("score", None, "–", "–"),
        ("score", float("nan"), "–", "–"),
        ("has", True, "yes", "ja"),
    ],
)
def test_value_is_written_as_the_reader_writes_it(column, value, english, dutch):
    with language.use("en"):
        assert tables.cell(column, value) == english
    with language.use("nl"):
        assert tables.cell(column, value) == dutch


def test_limits_of_a_share_are_shares_too():
    shares = pd.DataFrame({"n": [90], "share": [0.5], "low_90": [0.42], "high_90": [0.58]})
    shown = Released(shares, pd.Series([""]), (), "share", 5)
    assert tables.formatted(shown).loc[0, ["low_90", "high_90"]].tolist() == ["42.0%", "58.0%"]


def test_two_limits_stand_in_one_column():
    means = pd.DataFrame({"score": [3.5, 2.0], "low": [3.25, 1.5], "high": [3.75, 2.5]})
    shown = Released(means, pd.Series(["", "small"]), (), "score", 5)
    with language.use("nl"):
        page = tables.as_html(shown)
    assert page.count("<th ") == 2 and "onzekerheidsmarge</th>" in page
    assert '<td class="number">3,25 tot 3,75</td>' in page
    assert page.count("verborgen</td>") == 2 and "1,50" not in page


def test_margin_that_is_missing_is_one_dash():
    means = pd.DataFrame({"score": [3.5], "low": [float("nan")], "high": [float("nan")]})
    shown = Released(means, pd.Series([""]), (), "score", 5)
    assert '<td class="number">–</td>' in tables.as_html(shown)


def test_unit_is_called_what_people_call_it(tmp_path):
    names = {"S01": "De Regenboog"}
    session.start(session.Session(tmp_path, minimum=5, audience="inside", names=names))
    assert tables.cell("school_id", "S01") == "De Regenboog"
    assert tables.cell("school_id", "S02") == "S02"


def test_question_is_shown_by_its_text():
    with language.use("nl"):
        assert tables.cell("item_id", "psysafe_3") == "Om hulp vragen is in mijn team heel gewoon."


def test_hidden_row_reads_hidden_and_keeps_its_name(released):
    text = repr(released({"school_id": ["a", "b"], "score": [3.0, 4.0]}, hidden=[1]))
    assert "b  hidden" in " ".join(text.split("  ")).replace("   ", "  ") or "hidden" in text
    assert "4.00" not in text


def test_note_counts_hidden_rows_and_names_the_minimum(released):
    table = released({"school_id": ["a", "b"], "score": [3.0, 4.0]}, hidden=[0, 1])
    assert tables.note(table) == ("2 rows are hidden to protect groups of fewer than 5 people.")


def test_text_in_a_table_cannot_become_markup(released):
    table = released({"school_id": ["<b>x</b>"], "score": [3.0]})
    assert "<b>" not in table._repr_html_()


def test_empty_table_says_so(released):
    assert "No rows." in repr(released({"school_id": [], "score": []}))


def test_about_shows_words_and_yes_or_no():
    shown = tables.about(pd.DataFrame({"table": ["answers"], "has": [True]}))
    assert "answers to the questionnaire" in repr(shown)


def test_about_refuses_numbers():
    with pytest.raises(TypeError, match=r"go through release\(\.\.\.\): \['n'\]"):
        tables.about(pd.DataFrame({"table": ["answers"], "n": [3]}))
