"""What a test looks at, in words and without codes."""

import re

import pytest

from analysis import claims, language
from analysis.reporting import relations

TESTS = claims.load().tests
CODE = re.compile(r"[a-z]+_\d|\w:\w|\[|\]|\w\.\w|^none$|_")


@pytest.mark.parametrize("code", language.LANGUAGES)
def test_no_declared_test_is_told_in_codes(code):
    with language.use(code):
        texts = [relations.relation(row) for row in TESTS.to_dict("records")]
    assert [text for text in texts if CODE.search(text)] == []


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("answers:psysafe", "psychological safety"),
        ("answers:workload * answers:knowshare", "workload and pressure × knowledge sharing"),
        ("answers:workload > answers:barr_ontop",
         "workload and pressure → learning barrier: on top of work"),
        ("answers:hind_fear + answers:hind_blame",
         "hindering culture: fear of being judged and blame"),
        ("answers:errcult[change]", "change in error culture"),
        ("answers:errcult[leaders] - answers:errcult[staff]",
         "error culture, according to leaders minus error culture, according to staff"),
        ("pupils.score[language, arithmetic]", "results of pupils (language and arithmetic)"),
        ("spells.end[voluntary]", "leaving by choice"),
        ("spells.end", "leaving"),
        ("absences.share", "sick leave"),
        ("units.vacancies", "vacancies"),
        ("contracts.function_group[assistant, support]", "assistant and support staff"),
        ("learning_habits:LZ[self]", "learning-oriented attitude"),
        ("training.hours", "training"),
    ],
)  # fmt: skip
def test_variable_is_named_by_the_codebook(expression, words):
    assert relations.variable(expression) == words


def test_question_is_quoted():
    assert re.fullmatch("“[^”]+[^.]”", relations.variable("answers:errcult_2"))
