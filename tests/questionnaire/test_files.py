from pathlib import Path

import pytest

from analysis.errors import DataProblem
from analysis.language import use
from analysis.questionnaire import about_you, contents, files, words

EXAMPLE = Path(__file__).resolve().parents[2] / "data" / "example"


def test_each_kind_is_a_file_and_the_letter_goes_with_it(tmp_path):
    with use("en"):
        made = files.write(["core"], ["word", "limesurvey"], study=None, target=tmp_path / "q")
    assert [path.name for path in made] == [
        "questionnaire-limesurvey.txt",
        "questionnaire.docx",
        "information-letter.docx",
    ]
    assert all(path.stat().st_size for path in made)


def test_a_file_that_is_there_is_never_replaced(tmp_path):
    with use("en"):
        files.write(["core"], ["word"], study=None, target=tmp_path)
        (tmp_path / "questionnaire.docx").unlink()
        with pytest.raises(DataProblem, match="information-letter.docx.*never replaced"):
            files.write(["core"], ["word"], study=None, target=tmp_path)
    assert not (tmp_path / "questionnaire.docx").exists()


def test_a_kind_that_is_not_known_is_refused(tmp_path):
    with pytest.raises(DataProblem, match="for lss is not known.*limesurvey, forms, word"):
        files.write(["core"], ["lss"], study=None, target=tmp_path)


def test_a_module_that_is_not_known_leaves_nothing_behind(tmp_path):
    with pytest.raises(DataProblem, match="no module called x"):
        files.write(["x"], ["word"], study=None, target=tmp_path / "q")
    assert not (tmp_path / "q").exists()


def test_the_letter_of_the_example_is_filled_from_its_study(tmp_path, text_of):
    with use("en"):
        made = files.write(["core"], ["forms"], study=EXAMPLE, target=tmp_path)
    text = text_of(made[-1].read_bytes())
    assert "linked with: contracts" in text
    assert "Example study" in text


def test_a_study_may_ask_its_own_questions(tmp_path, text_of):
    study = tmp_path / "study"
    (study / "codebook").mkdir(parents=True)
    (study / "study.toml").write_text('[study]\ntitle = "Mijn"\n', encoding="utf-8")
    items = "item_id,scale_id,item_nl,options\nx_1,x,Ik bak brood.,4\n"
    (study / "codebook" / "items.csv").write_text(items, encoding="utf-8")
    with use("nl"):
        made = files.write(["own"], ["word"], study=study, target=tmp_path / "q")
    assert "Ik bak brood." in text_of(made[0].read_bytes())


def test_our_questions_are_said_not_to_be_validated(book, core):
    with use("nl"):
        assert words.standing(core, book) == "Eigen vragenlijst, nog niet gevalideerd."


def test_of_a_studys_own_questions_nothing_is_said(own_book):
    book = own_book(["x_1,x,Ik bak brood.,4,m,,"])
    assert words.standing(contents.modules(book, ["m"]), book) == ""


def test_of_a_mix_it_is_said_that_part_is_not_validated(own_book):
    book = own_book(["x_1,x,Ik bak brood.,4,m,,"])
    with use("en"):
        said = words.standing(contents.modules(book, ["m", "core"]), book)
    assert said == "In part our own questionnaire, not yet validated."


def test_our_words_for_a_changed_question_are_not_taken_for_ours(own_book):
    book = own_book(["psysafe_1,psysafe,Iets heel anders.,5,m,,"])
    assert words.standing(contents.modules(book, ["m"]), book) == ""


def test_answers_about_the_person_mean_something_in_every_language():
    for column, meanings in about_you.MEANINGS.items():
        assert set(about_you.known(column).values()) == set(meanings.values())
        assert len(about_you.known(column)) >= 2 * len(meanings)
