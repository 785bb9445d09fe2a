"""An export of the questionnaire that we hand out maps itself: nothing is left to choose."""

import re

import pytest
import survey_tool

from analysis import codebook, language
from analysis.drafting import check as checking
from analysis.drafting import folder as drafting
from analysis.intake import pseudonyms
from analysis.questionnaire import contents, forms, limesurvey

HEADINGS = ["code", "expression", "full", "underscores", "codetext"]


@pytest.fixture(autouse=True)
def no_keys(tmp_path, monkeypatch):
    place = str(tmp_path / "config")
    monkeypatch.setattr(pseudonyms.platformdirs, "user_config_dir", lambda *_a, **_k: place)


@pytest.fixture
def in_language():
    def make(tongue):
        with language.use(tongue):
            modules = contents.modules(codebook.load(), ["core", "feedback"])
            return modules, limesurvey.structure("Titel", modules, ""), forms.document("T", modules)

    return make


@pytest.fixture
def tried(tmp_path):
    """Draft a study from one export and check it."""

    def run(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        made = drafting.new(tmp_path / "study", [path])
        toml = (tmp_path / "study" / "study.toml").read_text(encoding="utf-8")
        return made, toml, checking.check(tmp_path / "study")

    return run


def left_to_choose(toml: str) -> list[str]:
    """Name the settings that still ask for a choice."""
    return re.findall(r'^(?:# )?("[^"]+"|[\w-]+) = .*# (?:choose|kies)', toml, re.MULTILINE)


WAYS = [(heading, answers, "nl") for heading in HEADINGS for answers in ("codes", "texts")]


@pytest.mark.parametrize(
    ("heading", "answers", "tongue"), [*WAYS, ("code", "codes", "en"), ("full", "texts", "en")]
)
def test_an_export_of_limesurvey_is_understood(in_language, tried, heading, answers, tongue):
    modules, structure, _form = in_language(tongue)
    asked = survey_tool.imported(structure, survey_tool.teams_of(4))
    made, toml, checked = tried("export.csv", survey_tool.export(asked, heading, answers))
    items = {a.item for module in modules for a in module.items}
    assert set(made.drafts[0].found.matched.exact) == items
    assert set(left_to_choose(toml)) <= {"title", "fielded"}
    assert checked.stops == []
    assert checked.files[0].n_questions == len(items)
    assert checked.files[0].n_kept == survey_tool.N_PEOPLE


@pytest.mark.parametrize("tongue", ["nl", "en"])
def test_an_export_of_forms_is_understood(in_language, tried, tongue):
    modules, _structure, document = in_language(tongue)
    made, toml, checked = tried("form.xlsx", survey_tool.form(document, list(survey_tool.NAMES)))
    items = {a.item for module in modules for a in module.items}
    assert set(made.drafts[0].found.matched.exact) == items
    assert set(left_to_choose(toml)) <= {"title", "fielded"}
    assert checked.stops == []
    assert checked.files[0].n_questions == len(items)


@pytest.mark.parametrize("heading", ["code", "full"])
def test_the_form_on_learning_habits_is_understood(book, tried, heading):
    with language.use("nl"):
        modules = contents.modules(book, ["habits"])
        structure = limesurvey.structure("Titel", modules, "")
    asked = survey_tool.imported(structure)
    made, toml, checked = tried("export.csv", survey_tool.export(asked, heading, "codes"))
    assert made.drafts[0].found.table == "learning_habits"
    assert made.drafts[0].found.form == "self"
    assert set(left_to_choose(toml)) <= {"title", "fielded"}
    assert checked.stops == []
    assert checked.files[0].n_questions == len(modules[0].items)


def test_codes_of_answers_are_read_as_the_numbers_they_stand_for(in_language, tried, tmp_path):
    _modules, structure, _form = in_language("nl")
    asked = survey_tool.imported(structure, survey_tool.teams_of(4))
    by_code = tried("export.csv", survey_tool.export(asked, "code", "codes"))[1]
    assert '"LC1" = "1"' in by_code
    assert '"LC5" = "5"' in by_code
    assert '"LCNA" = "not_applicable"' in by_code
    assert '"teach" = "teacher"' in by_code


def test_headings_that_were_cut_off_are_told_with_what_to_do(in_language, tried):
    _modules, structure, _form = in_language("nl")
    asked = survey_tool.imported(structure, survey_tool.teams_of(4))
    _made, toml, _checked = tried("export.csv", survey_tool.export(asked, "abbreviated", "texts"))
    assert "cut off" in " ".join(toml.replace("#", " ").split())
