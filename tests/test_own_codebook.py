"""A study may bring questions of its own, and every room then knows them."""

import json

import pandas as pd
import played
import pytest

from analysis import codebook, scales, study
from analysis.errors import DataProblem
from analysis.reporting import words

ITEMS = """item_id,scale_id,scale_en,item_en,reverse,options
calm_1,calm,Calm,I am calm at work.,0,7
calm_2,calm,Calm,I often panic.,1,7
"""
STUDY_TOML = """
[study]
synthetic = true

[[file]]
path = "wave.csv"
table = "answers"
wave = "2025"
match = "text"
anonymous = true
columns = {team_id = "team"}
"""
WAVE = "team,I am calm at work.,I often panic.\n" + "t1,6,2\n" * 9 + "t1,7,\n"


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "mine" / "codebook"
    place.mkdir(parents=True)
    (place / "items.csv").write_text(ITEMS)
    return place


@pytest.fixture
def mine(folder):
    (folder.parent / "study.toml").write_text(STUDY_TOML)
    (folder.parent / "wave.csv").write_text(WAVE)
    return folder.parent


def change(folder, old, new):
    path = folder / "items.csv"
    path.write_text(path.read_text().replace(old, new))


def test_questions_of_a_study_stand_beside_ours(folder):
    book = codebook.load(folder)
    assert book.items_of("calm") == ["calm_1", "calm_2"]
    assert book.items_of("psysafe") == codebook.load().items_of("psysafe")
    assert book.scales.loc["calm", ["name_nl", "options", "n_items"]].tolist() == ["Calm", 7, 2]


def test_without_labels_the_answers_are_the_numbers_themselves(folder):
    assert codebook.load(folder).values_of("numbers7") == {str(n): n for n in range(1, 8)}


def test_labels_of_a_study_are_its_own(folder):
    change(folder, "options\n", "options,anchors\n")
    change(folder, ",7\n", ",7,calm7\n")
    labels = "".join(f"calm7,{n},label {n}\n" for n in range(1, 8))
    (folder / "anchors.csv").write_text("set,value,label_en\n" + labels)
    assert codebook.load(folder).values_of("calm7")["label 3"] == 3


def test_a_scale_that_both_have_is_the_studys_own(folder):
    change(folder, "calm,Calm", "psysafe,Safe")
    assert codebook.load(folder).items_of("psysafe") == ["calm_1", "calm_2"]


def test_a_file_saved_by_excel_with_a_mark_is_read(folder):
    path = folder / "items.csv"
    path.write_text("\ufeff" + path.read_text(), encoding="utf-8")
    assert codebook.load(folder).items_of("calm") == ["calm_1", "calm_2"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("options\n", "n_options\n", "column options: The codebook of this study lacks a column"),
        (",7\n", ",many\n", "column options, 2 rows: .* Found: many. To repair: write a number"),
        ("calm_1", "psysafe_1", "column item_id, 1 row: .* Found: psysafe_1"),
        ("calm_1", "wave", "column item_id, 1 row: .* Found: wave"),
        ("calm_1", "calm_2", "An item stands in the codebook more than once"),
        ("7\ncalm_2", "7,agree9\ncalm_2", "cannot be read"),
    ],
)
def test_a_slip_in_a_studys_codebook_is_named(folder, old, new, message):
    change(folder, old, new)
    with pytest.raises(DataProblem, match=message):
        codebook.load(folder)


def test_a_set_of_labels_that_nobody_knows_is_named_with_those_there_are(folder):
    change(folder, "options\n", "options,anchors\n")
    change(folder, ",7\n", ",7,agree9\n")
    with pytest.raises(DataProblem, match="Found: agree9. To repair: .*choose from: agree5"):
        codebook.load(folder)


def test_a_study_with_its_own_questions_is_cleaned_scored_and_named(mine):
    opened = study.open_study(mine)
    answers = opened.table("answers")
    assert answers["calm_2"].tolist()[:9] == [2.0] * 9
    assert scales.score(answers, "calm").tolist() == [6.0] * 9 + [7.0]
    assert words.value_label("item_id", "calm_2") == "I often panic."
    assert words.value_label("scale_id", "calm") == "calm"


def test_a_change_in_the_studys_codebook_is_followed(mine):
    study.open_study(mine)
    change(mine / "codebook", "panic.,1,", "panic.,0,")
    answers = study.open_study(mine).table("answers")
    assert scales.score(answers, "calm").tolist()[0] == 4.0


def test_after_a_study_without_questions_of_its_own_only_ours_are_known(mine, tmp_path):
    study.open_study(mine)
    (mine / "codebook" / "items.csv").unlink()
    (mine / "codebook").rmdir()
    (mine / "study.toml").write_text("[study]\nsynthetic = true\n")
    study.open_study(mine)
    assert "calm" not in codebook.current().scales.index


def test_each_anonymous_record_is_a_person_of_its_own(mine):
    opened = study.open_study(mine)
    people = opened.table("answers")["person_id"]
    assert people.nunique() == 10
    assert json.loads(opened.imports["stripped"].iloc[0]) == []
    assert "each record counts as one person" in opened.imports["notes"].iloc[0]


def test_a_file_with_persons_cannot_be_called_anonymous(mine):
    path = mine / "study.toml"
    path.write_text(path.read_text().replace("{team_id", '{person_id = "team", team_id'))
    with pytest.raises(DataProblem, match="calls this file anonymous, and has a column"):
        study.open_study(mine)


def test_reading_the_codebook_changes_nothing_in_ours(folder):
    before = codebook.load().items.copy()
    codebook.load(folder)
    pd.testing.assert_frame_equal(codebook.load().items, before)


@pytest.mark.parametrize("name", ["01_data_quality", "02_safety"])
def test_pages_follow_the_number_of_answers_of_a_scale(mine, tmp_path, name):
    page = played.play(
        played.load(name), mine, tmp_path / "room", name=name, SCALE="calm", UNIT="team"
    )
    if name == "02_safety":
        assert "On a scale from 1 to 7, the mean of calm is 6.1" in page.text
        assert "I am calm at work." in page.text


def test_labels_and_codes_of_one_survey_give_the_same_scores(tmp_path):
    def scored(folder, answers, values):
        folder.mkdir()
        toml = STUDY_TOML.replace('match = "text"\n', "") + values
        (folder / "study.toml").write_text(toml)
        rows = "".join(f"t1,{a},{b}\n" for a, b in answers)
        (folder / "wave.csv").write_text("team,psysafe_1,psysafe_4\n" + rows)
        return scales.items(study.open_study(folder).table("answers"), "psysafe")

    said = ["helemaal mee oneens", "mee oneens", "niet mee eens, niet mee oneens", "mee eens"]
    quoted = [f'"{label}"' for label in said]
    # The tool numbered its answers in another order than that of the scale.
    codes = dict(zip(quoted, ["1", "6", "2", "3"], strict=True))
    values = "[file.values.agree5]\n" + "".join(
        f'"{code}" = {place}\n' for place, code in enumerate(codes.values(), 1)
    )
    pairs = [(a, b) for a in quoted for b in quoted]
    by_label = scored(tmp_path / "labels", pairs, "")
    by_code = scored(tmp_path / "codes", [(codes[a], codes[b]) for a, b in pairs], values)
    pd.testing.assert_frame_equal(by_label, by_code)
