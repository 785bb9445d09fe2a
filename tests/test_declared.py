from datetime import date

import pytest

from analysis import declared, settings
from analysis.errors import DataProblem


def test_what_is_left_out_is_not_known():
    assert declared.read({}).texts == {}
    assert declared.read({"purpose": "  "}).texts == {}


def test_a_text_is_for_all_readers_or_for_one_language():
    texts = declared.read({"purpose": "Learning", "contact": {"nl": "De FG"}}).texts
    assert texts == {"purpose": {"en": "Learning", "nl": "Learning"}, "contact": {"nl": "De FG"}}


def test_a_council_may_not_have_agreed_yet():
    councils = declared.read({"councils": [{"name": "MR"}, {"name": "OR", "consent_on": DAY}]})
    assert [(one.name, one.consent_on) for one in councils.councils] == [("MR", None), ("OR", DAY)]


DAY = date(2025, 1, 15)


@pytest.mark.parametrize(
    ("section", "message"),
    [
        (
            {"purpse": "x"},
            "study.toml: The key purpse is not known in [datasheet]. To repair: use ",
        ),
        ({"purpose": 3}, "column purpose: purpose in [datasheet] is not what can stand there."),
        ({"purpose": {"fr": "x"}}, "is not what can stand there."),
        ({"councils": "MR"}, 'write a list: [{name = "MR De Wilg", consent_on = 2025-01-15}]'),
        ({"councils": [{"consent_on": DAY}]}, "column councils"),
        ({"councils": [{"name": "MR", "consent_on": "2025-01-15"}]}, "column councils"),
        ({"councils": [{"name": "MR", "day": DAY}]}, "The key day is not known"),
    ],
)
def test_what_cannot_stand_there_is_refused(section, message):
    with pytest.raises(DataProblem) as caught:
        declared.read(section)
    assert message in str(caught.value)


def test_study_toml_holds_the_section(tmp_path):
    text = (
        '[datasheet]\npurpose = "Learning"\ncouncils = [{name = "MR", consent_on = 2025-01-15}]\n'
    )
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    found = settings.read(tmp_path).declared
    assert found.texts["purpose"]["en"] == "Learning"
    assert found.councils[0].consent_on == DAY


def test_a_mistake_in_the_section_is_told_with_the_others(tmp_path):
    (tmp_path / "study.toml").write_text("[datasheet]\npurpose = 3\n[study]\nx = 1\n")
    _found, problems = settings.attempt(tmp_path)
    assert [problem.column for problem in problems] == ["", "purpose"]
