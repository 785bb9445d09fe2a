import tomllib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.drafting.writing import Lines, command, is_choice, quoted, value


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_any_text_comes_back_from_toml(text):
    assert tomllib.loads(f"a = {quoted(text)}")["a"] == text


@pytest.mark.parametrize("thing", [True, 3, "x", date(2025, 9, 1), {"nl": "a b", "en": "c"}, ["x"]])
def test_a_value_comes_back_from_toml(thing):
    assert tomllib.loads(f"a = {value(thing)}")["a"] == thing


def test_a_label_that_is_a_number_stays_text():
    lines = Lines()
    lines.table("[file.values.exit_class]")
    lines.label("08", "voluntary")
    assert tomllib.loads(lines.text()) == {"file": {"values": {"exit_class": {"08": "voluntary"}}}}


def test_what_a_person_must_choose_is_marked_and_counted():
    lines = Lines()
    lines.put("wave", "1", "no day", choose=True)
    lines.propose("year", 2025)
    lines.put("path", "raw/x.csv")
    assert lines.n_choices == 2
    assert [is_choice(line) for line in lines.lines] == [True, True, False]
    assert tomllib.loads(lines.text()) == {"wave": "1", "path": "raw/x.csv"}


def test_settings_that_do_not_work_yet_are_comments():
    lines = Lines(off=True)
    lines.table("[[file]]")
    lines.put("path", "x")
    assert tomllib.loads(lines.text()) == {}


def test_the_word_choose_is_known_in_both_languages():
    assert is_choice('wave = "1"  # kies: geen dag bekend')
    assert not is_choice("# Choose from: leader, teacher.")


def test_a_command_can_be_pasted():
    assert command("check", "my study") == "leercultuur check 'my study'"
