"""Tables and sentences for a thesis."""

import pytest
from related import NAN, PAIRS, SCALES

from analysis import language, session
from analysis.reporting import apa, tables


@pytest.fixture
def scales(released):
    return released(SCALES, by=("scale_id", "wave"), kind="model")


@pytest.fixture
def pairs(released):
    return released(PAIRS, by=("first", "second", "wave", "unit"), kind="model")


def test_reliability_stands_between_within_and_between(scales, pairs):
    assert apa.table(scales, pairs).rows == (
        ("1. Psychological safety", "3.60", "0.73", "(.82)", ".31", "–"),
        ("2. Error culture", "0.50", "0.76", ".53", "(.78)", "1.00"),
        ("3. Intention to leave", "2.00", "–", "−.21", ".00", "(.71)"),
    )


def test_dutch_has_a_decimal_comma_and_no_zero_before_it(scales, pairs):
    with language.use("nl"):
        first = apa.table(scales, pairs).rows[2]
    assert first[1:] == ("2,00", "–", "−,21", ",00", "(,71)")


def test_correlations_of_which_the_interval_leaves_out_zero_are_bold(scales, pairs):
    assert apa.table(scales, pairs).bold == {(1, 3), (1, 5), (2, 3)}


def test_notes_say_who_was_asked_and_what_stands_where(scales, pairs):
    note = apa.table(scales, pairs).note
    assert note.startswith("Note. N = 1,234 people, wave 2024. Below the diagonal stand")
    assert "between the means of 44 schools or locations" in note
    assert "omega; Spearman-Brown for scales of two questions" in note
    assert "from drawing schools or locations again 2,000 times" in note


def test_a_study_without_units_has_correlations_among_people_only(released, scales):
    lone = {**PAIRS, "within": [NAN] * 3, "between": [NAN] * 3, "n_units": [0] * 3}
    found = apa.table(scales, released(lone, by=("first", "second"), kind="model"))
    assert found.rows[0][3:] == ("(.82)", "", "")
    assert found.rows[1][3:] == (".50", "(.78)", "")
    assert "those among people" in found.note


def test_scales_of_different_length_are_named(released, pairs):
    longer = released({**SCALES, "options": [5, 6, 5]}, by=("scale_id", "wave"), kind="model")
    assert "1 (1–5), 2 (1–6), 3 (1–5)" in apa.table(longer, pairs).note


def test_what_is_hidden_is_said_under_the_table(released, pairs):
    hidden = released(SCALES, by=("scale_id", "wave"), kind="model", hidden=[2])
    found = apa.table(hidden, pairs)
    assert len(found.rows) == 2
    assert "1 row is hidden" in found.note


def test_nothing_shown_is_said(released):
    empty = released({name: [] for name in SCALES}, by=("scale_id", "wave"))
    none = released({name: [] for name in PAIRS}, by=("first", "second"))
    assert "no data" in apa.table(empty, none).note
    assert "no data" in apa.reliability(empty)


def test_a_plain_table_is_refused(scales, pairs):
    with pytest.raises(TypeError, match="release"):
        apa.table(scales.table, pairs)


def test_reliability_in_a_sentence(scales):
    assert apa.reliability(scales) == (
        "The reliability of “psychological safety” (6 questions, n = 1,234) was "
        "ω = .82, 95% CI [.80, .84] and α = .82, 95% CI [.79, .84]. "
        "The reliability of “error culture” (4 questions, n = 1,234) was "
        "ω = .78, 95% CI [.75, .81] and α = .78. "
        "The reliability of “intention to leave” (2 questions, n = 1,234) was "
        "Spearman-Brown = .71 and α = .70, 95% CI [.65, .75]."
    )


def test_reliability_in_a_dutch_sentence(scales):
    with language.use("nl"):
        assert apa.reliability(scales).startswith(
            "De betrouwbaarheid van “psychologische veiligheid” (6 vragen, n = 1.234) was "
            "ω = ,82; 95%-BI [,80; ,84] en α = ,82; 95%-BI [,79; ,84]."
        )


@pytest.mark.parametrize(
    ("value", "text"), [(0.834, ".83"), (-0.05, "−.05"), (1.0, "1.00"), (-0.001, ".00")]
)
def test_number_that_cannot_exceed_one_has_no_zero_in_front(value, text):
    assert apa.bounded(value) == text


def test_html_names_rows_and_columns(scales, pairs):
    page = apa.table(scales, pairs)._repr_html_()
    assert '<th scope="row" class="text">1. Psychological safety</th>' in page
    assert '<th scope="col" class="number"><em>SD</em></th>' in page
    assert "<strong>.53</strong>" in page


def test_link_is_relative_and_the_file_is_there(scales, pairs, tmp_path):
    link = tables.download(tables.apa(scales, pairs), "correlations")
    assert 'href="files/correlations.docx"' in link._repr_html_()
    assert (session.current().files / "correlations.docx").exists()


def test_name_that_could_leave_the_folder_is_refused(scales, pairs):
    with pytest.raises(ValueError, match="letters"):
        tables.download(tables.apa(scales, pairs), "../other")
