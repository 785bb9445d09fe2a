"""The box and the sentence."""

import pandas as pd
import pytest

from analysis import codebook, session
from analysis.errors import DataProblem
from analysis.reporting.readings import Reading, anchor_labels, in_brief, scale_name
from analysis.reporting.readings.core import require


def test_sentence_compares_as_text_and_shows_as_a_paragraph():
    sentence = Reading("3 < 4.")
    assert sentence == "3 < 4."
    assert sentence._repr_html_() == ('<p class="reading"><strong>In words.</strong> 3 &lt; 4.</p>')


def test_box_leaves_out_empty_sentences():
    assert in_brief("One.", "", "Two.").sentences == ["One.", "Two."]


def test_box_says_who_may_see_the_page(tmp_path):
    assert "inside the organisation only" in repr(in_brief("One."))
    session.start(session.Session(tmp_path, minimum=10, audience="publication"))
    assert "made for publication" in repr(in_brief("One."))


def test_box_with_six_sentences_is_refused():
    with pytest.raises(ValueError, match="at most 5 sentences, not 6"):
        in_brief(*["One."] * 6)


def test_sentence_from_a_plain_table_is_refused():
    with pytest.raises(TypeError, match=r"computed from release"):
        require(pd.DataFrame())


def test_scale_is_named_as_inside_a_sentence():
    assert scale_name("psysafe", codebook.load()) == "psychological safety"


def test_unknown_scale_is_named_with_those_there_are():
    with pytest.raises(DataProblem, match="no scale called psysave"):
        scale_name("psysave", codebook.load())


def test_answer_options_come_lowest_first():
    assert anchor_labels("psysafe", codebook.load())[0] == "strongly disagree"
