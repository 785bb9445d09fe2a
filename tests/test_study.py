import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from pandas.testing import assert_frame_equal

from analysis import session, study
from analysis.errors import DataProblem
from analysis.intake import pseudonyms
from analysis.language import use

STUDY_TOML = """
[study]
title = {nl = "Klein", en = "Small"}
synthetic = true

[[file]]
path = "raw/units.csv"
table = "units"

[[file]]
path = "raw/wave.csv"
table = "answers"
wave = "2025"
columns = {person_id = "code", team_id = "team"}
"""
UNITS = """unit_id;year;kind;parent_id;name
t1;2024;team;s1;Oost
s1;2024;school;b1;De Wilg
b1;2024;board;;Bestuur
"""
WAVE = """code,team,answered_on,psysafe_1,psysafe_2
101,t1,2025-03-10,mee eens,mee eens
102,t1,2025-03-11,mee oneens,weet ik niet
,t1,2025-03-12,mee eens,mee eens
"""


@pytest.fixture
def small(tmp_path) -> Path:
    folder = tmp_path / "small"
    (folder / "raw").mkdir(parents=True)
    (folder / "study.toml").write_text(STUDY_TOML)
    (folder / "raw" / "units.csv").write_text(UNITS)
    (folder / "raw" / "wave.csv").write_text(WAVE)
    return folder


def stored(folder: Path) -> dict[str, bytes]:
    shelf = folder / ".derived" / "tables"
    return {str(p.relative_to(shelf)): p.read_bytes() for p in shelf.rglob("*") if p.is_file()}


def test_a_table_holds_the_rows_that_were_kept(small):
    opened = study.open_study(small)
    assert opened.table("answers")["psysafe_1"].tolist() == [4.0, 2.0]
    assert opened.everything("answers")["fate"].tolist() == ["kept", "kept", "no_person_code"]


def test_a_study_names_its_tables_in_order(small):
    opened = study.open_study(small)
    assert opened.tables == ["units", "answers"]
    assert opened.has("answers_missing")


def test_the_account_adds_up_to_the_records_of_the_files(small):
    opened = study.open_study(small)
    read = opened.audit.fates.groupby("file")["n"].sum().to_dict()
    assert read == {"raw/units.csv": 3, "raw/wave.csv": 3}
    assert opened.imports.set_index("file")["n_records"].to_dict() == read


def test_a_table_that_is_missing_is_named_with_what_it_would_allow(small):
    words = study.open_study(small).missing_words("contracts")
    assert words.startswith("This study has no table contracts.")
    assert "who came and who left" in words


def test_a_table_that_is_missing_is_empty_with_the_columns_of_its_schema(small):
    contracts = study.open_study(small).table("contracts")
    assert contracts.empty
    assert contracts["start"].dtype.kind == "M"


def test_a_table_that_does_not_exist_is_named_with_the_nearest(small):
    with pytest.raises(DataProblem, match="There is no table called answer. Found: answers"):
        study.open_study(small).table("answer")


def test_an_open_study_sets_the_rules_for_releases(small):
    study.open_study(small)
    assert session.current().minimum == 5
    assert session.current().names == {"t1": "Oost", "s1": "De Wilg", "b1": "Bestuur"}


def test_changing_a_table_does_not_change_the_study(small):
    opened = study.open_study(small)
    kept, everything = opened.table("answers"), opened.everything("answers")
    kept["psysafe_1"] = 0.0
    everything["psysafe_1"] = 0.0
    assert opened.table("answers")["psysafe_1"].tolist() == [4.0, 2.0]


def test_opening_again_reads_what_was_stored(small, monkeypatch):
    study.open_study(small)
    monkeypatch.setattr(study, "_cleaned", lambda *_: pytest.fail("cleaned again"))
    assert len(study.open_study(small).table("answers")) == 2


@pytest.mark.parametrize("changed", ["raw/wave.csv", "study.toml"])
def test_a_change_in_an_input_is_followed(small, changed):
    study.open_study(small)
    path = small / changed
    path.write_text(path.read_text().replace("102,", "103,").replace('"2025"', '"2026"'))
    study.open_study(small)
    assert len(list((small / ".derived" / "tables").iterdir())) == 2


def test_a_fresh_study_is_the_same_byte_for_byte(small):
    study.open_study(small)
    before = stored(small)
    shutil.rmtree(small / ".derived")
    study.open_study(small)
    assert stored(small) == before


def test_the_machine_does_not_matter(small):
    study.open_study(small)
    before = stored(small)
    shutil.rmtree(small / ".derived")
    machine = {"TZ": "Pacific/Auckland", "LC_ALL": "nl_NL.UTF-8", "LEERCULTUUR_LANGUAGE": "nl"}
    code = f"from analysis import study; study.open_study({str(small)!r})"
    environment = os.environ | machine | {"PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    assert stored(small) == before


def test_another_key_changes_pseudonyms_and_nothing_else(small, monkeypatch):
    first = study.open_study(small)
    monkeypatch.setattr(study, "key_of", lambda _: b"k" * pseudonyms.KEY_BYTES)
    second = study.open_study(small)
    one, two = first.everything("answers"), second.everything("answers")
    assert (one["person_id"].dropna() != two["person_id"].dropna()).all()
    assert_frame_equal(one.drop(columns="person_id"), two.drop(columns="person_id"))
    assert_frame_equal(first.audit.fates, second.audit.fates)


def test_a_mistake_leaves_nothing_half_written(small):
    (small / "raw" / "wave.csv").write_text(WAVE.replace("mee oneens", "zeer zeker niet"))
    with pytest.raises(DataProblem, match="column psysafe_1, 1 row"):
        study.open_study(small)
    assert not (small / ".derived").exists()


def test_a_table_that_this_version_cannot_read_is_named(small):
    text = STUDY_TOML.replace('table = "units"', 'table = "ties"')
    (small / "study.toml").write_text(text)
    with pytest.raises(DataProblem, match="raw/units.csv: The table ties cannot be read"):
        study.open_study(small)


def test_the_title_is_in_the_readers_language(small):
    opened = study.open_study(small)
    with use("nl"):
        assert opened.title == "Klein"


def test_opening_a_study_loads_no_plotting_or_statistics():
    code = (
        "import sys; from analysis import study; "
        "print([m for m in ('seaborn', 'statsmodels', 'scipy', 'matplotlib') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


# The example study: what the generator planted is what cleaning finds.


@pytest.fixture(scope="session")
def example(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("study") / "example"
    shutil.copytree(
        root / "data" / "example", folder, ignore=shutil.ignore_patterns(".derived", "notebooks")
    )
    return study.open_study(folder)


@pytest.fixture(scope="session")
def truth(root):
    return tomllib.loads((root / "data" / "example" / "truth.toml").read_text(encoding="utf-8"))


def test_the_account_of_the_example_is_what_was_planted(example, truth):
    fates = example.audit.fates[example.audit.fates["n"] > 0]
    found = {
        file: dict(zip(boxes["rule"], boxes["n"], strict=True))
        for file, boxes in fates.groupby("file")
    }
    planted = {
        file: {rule: n for rule, n in boxes.items() if rule != "read" and n}
        for file, boxes in truth["rows"].items()
    }
    assert found == planted


def test_every_row_of_the_example_is_accounted_for(example, truth):
    read = example.audit.fates.groupby("file")["n"].sum().to_dict()
    assert read == {file: boxes["read"] for file, boxes in truth["rows"].items()}


def test_the_same_answer_everywhere_is_marked_as_often_as_planted(example, truth):
    marks = example.audit.marks
    marks = marks[marks["rule"] == "straightliner"].set_index("file")["n"].to_dict()
    planted = {f: n["straightliner"] for f, n in truth["cells"].items() if "straightliner" in n}
    assert marks == planted


def changed(example, file: str, change: str) -> int:
    changes = example.audit.changes
    return int(changes.loc[(changes["file"] == file) & (changes["change"] == change), "n"].sum())


def test_labels_that_were_spelled_oddly_are_counted_as_often_as_planted(example, truth):
    planted = {f: n["odd_labels"] for f, n in truth["cells"].items() if "odd_labels" in n}
    assert {file: changed(example, file, "respelled") for file in planted} == planted


def test_codes_in_the_contracts_are_counted_as_often_as_planted(example, truth):
    file = "raw/dienstverbanden.xlsx"
    planted = truth["cells"][file]
    assert changed(example, file, "trimmed") == planted["odd_codes"]
    assert changed(example, file, "unknown_code") == planted["unknown_exit_code"]
    assert changed(example, file, "text_to_number") == planted["fte_as_text"]


def test_every_kept_answer_of_the_example_has_a_team_a_school_and_a_day(example):
    answers = example.table("answers")
    assert answers[["team_id", "school_id", "answered_on", "role"]].notna().all(axis=None)
    assert (answers["answered_on"].dt.year.astype("str") == answers["wave"]).all()


def test_pseudonyms_link_answers_and_contracts_of_the_example(example):
    people = example.table("contracts")["person_id"]
    assert example.table("answers")["person_id"].isin(people).all()


def test_missing_answers_of_the_example_are_those_that_are_not_there(example):
    answers = example.table("answers")
    wave = answers[answers["wave"] == "2022"]
    items = [c for c in wave if c.startswith(("psysafe_", "errcult_"))]
    missing = example.table("answers_missing")
    listed = missing[(missing["wave"] == "2022") & missing["item_id"].isin(items)]
    assert len(listed) == int(wave[items].isna().sum().sum())


def test_no_token_of_the_invented_three_is_stored(example, truth):
    tokens = [canary["token"].encode() for canary in truth["canaries"].values()]
    files = [path.read_bytes() for path in example.stored.iterdir()]
    assert not any(token in content for token in tokens for content in files)
    texts = [example.everything(name).to_csv().encode() for name in example.tables]
    assert not any(token in text for token in tokens for text in texts)


@pytest.mark.real_data
def test_published_figures_of_new_york_are_those_of_the_reference(root, public_data, tmp_path):
    folder = public_data / "nyc_school_survey"
    text = (root / "tests" / "real_data" / "nyc" / "study.toml").read_text(encoding="utf-8")
    text = text.replace("../../../../shared/data/nyc_school_survey", folder.as_posix())
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    opened = study.open_study(tmp_path)
    reference = json.loads((folder / "reference.json").read_text())
    scores, results = opened.everything("school_scores"), opened.table("school_results")
    asked = opened.everything("school_results")
    assert opened.audit.set_aside("school_results")["no_value"] == reference["sat_suppressed_s"]
    assert len({*scores["school_id"]} & {*asked["school_id"]}) == reference["joined"]
    joined = opened.table("school_scores").merge(results, on="school_id", suffixes=("", "_sat"))
    for measure, pairs in joined.groupby("measure"):
        assert len(pairs) == reference["n_with_sat"][measure]
        r = pairs["value"].corr(pairs["value_sat"])
        assert r == pytest.approx(reference["r_with_sat"][measure], abs=1e-9)
