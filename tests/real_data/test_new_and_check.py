"""Public folders as a new user meets them: ``new``, the choices a person must make, ``check``."""

import csv
import json
import re

import nbformat
import played
import pytest

from analysis import reliability, scales, settings, study
from analysis.drafting import check as checking
from analysis.drafting import folder as drafting
from analysis.intake import pseudonyms
from analysis.reporting import copies

pytestmark = pytest.mark.real_data
NO_QUESTION = "Not one question of the codebook was found in this file."


@pytest.fixture(autouse=True)
def no_keys(tmp_path, monkeypatch):
    place = tmp_path / "config"
    monkeypatch.setattr(pseudonyms.platformdirs, "user_config_dir", lambda *_a, **_k: str(place))


@pytest.fixture
def new(tmp_path, public_data):
    """Make a study of files in one public folder."""

    def make(folder, *patterns):
        files = [path for p in patterns for path in sorted((public_data / folder).glob(p))]
        return drafting.new(tmp_path / folder, files)

    return make


def text_of(made):
    return (made.folder / "study.toml").read_text(encoding="utf-8")


def choices(made):
    """What the draft leaves to a person, by the name of the setting."""
    lines = re.findall(r"(?m)^#? ?(\S+) = .*# choose", text_of(made))
    return sorted(lines)


def stops(made):
    return [(finding.file, finding.what) for finding in checking.check(made.folder).stops]


def test_qualtrics_in_two_layouts_is_recognised_and_needs_questions_only(new):
    made = new("qualtrics_small", "*.csv")
    about = settings.read(made.folder)
    assert [(s.table, s.format, s.wave, s.anonymous) for s in about.files] == [
        ("answers", "qualtrics", "2017", True)
    ]  # the other is the same response in another layout
    assert [one.look.n_records for one in made.drafts] == [1, 1]
    assert choices(made) == ["title"]
    assert stops(made) == [("raw/qualtRics_sample_de.csv", NO_QUESTION)]


def test_three_exports_of_one_survey_are_used_once(new, public_data):
    made = new("qualtrics_excluder", "*.csv")
    expected = json.loads((public_data / "qualtrics_excluder" / "reference.json").read_text())
    assert [one.look.n_records for one in made.drafts] == [expected["rows"]] * 3
    about = settings.read(made.folder)
    assert [source.path for source in about.files] == ["raw/qualtrics_numeric.csv"]
    assert [str(day) for day in about.files[0].fielded] == ["2020-12-11", "2020-12-17"]
    assert text_of(made).count("same responses are in raw/qualtrics_numeric.csv") == 2
    assert set(choices(made)) == {"fielded", "title"}


def test_with_a_codebook_the_same_survey_is_cleaned_to_the_published_counts(new, public_data):
    made = new("qualtrics_excluder", "qualtrics_text.csv")
    expected = json.loads((public_data / "qualtrics_excluder" / "reference.json").read_text())
    book = made.folder / "codebook"
    book.mkdir()
    # No question stands in this file but what the browser said; that serves to count people.
    (book / "items.csv").write_text("item_id,scale_id,options,anchors\nBrowser,b,2,browsers\n")
    (book / "anchors.csv").write_text("set,value,label_en\nbrowsers,1,Chrome\nbrowsers,2,Firefox\n")
    toml = (
        text_of(made)
        .replace("speeder_seconds = 120", "speeder_seconds = 100")
        .replace("anonymous = true", "anonymous = true\n[file.missing]\nnot_applicable = "
                 '["Safari", "Edge", "Safari iPhone", "Chrome iPhone"]')
    )  # fmt: skip
    (made.folder / "study.toml").write_text(toml)
    fates = checking.check(made.folder).files[0].set_aside
    published = expected["published"]
    assert fates["preview"] == published["preview"]
    assert fates["unfinished"] <= published["progress_incomplete"]
    assert fates["speeder"] <= published["duration_lt_100"]


def test_a_limesurvey_export_is_recognised_with_all_its_columns(new, public_data):
    made = new("limesurvey_chi", "results*.csv")
    expected = json.loads((public_data / "limesurvey_chi" / "reference.json").read_text())
    (one,) = made.drafts
    assert (one.look.n_records, len(one.look.columns)) == (expected["rows"], expected["cols"])
    (source,) = settings.read(made.folder).files
    assert (source.format, source.table, source.wave) == ("limesurvey", "answers", "2018")
    assert choices(made) == ["fielded", "title"]
    assert stops(made) == [("raw/results-survey673185.csv", NO_QUESTION)]


def test_a_file_of_pupils_asks_which_columns_are_results(new):
    made = new("hox_popular2", "*.sav")
    (one,) = made.drafts
    assert (one.look.n_records, len(one.look.columns)) == (2000, 15)
    assert {name: place.column for name, place in one.found.places.items()} == {
        "pupil_id": "pupil",
        "group_id": "class",
    }
    assert "Other columns with numbers: extrav, texp, popular" in text_of(made)
    repairs = [
        f.repair for f in checking.check(made.folder).stops if "no column for score" in f.what
    ]
    assert "[file.measures.language]" in repairs[0]


def test_edges_of_spss_are_all_opened_and_left_to_the_person(new):
    made = new("pyreadstat_edge", "*.sav", "*.zsav", "*.por")
    assert len(made.drafts) == 11
    assert [s.path for s in settings.read(made.folder).files] == ["raw/test_width.sav"]
    names = [one.look.source.path for one in made.drafts]
    n = dict(zip(names, (one.look.n_records for one in made.drafts), strict=True))
    assert (n["hebrews.sav"], n["sample.por"], n["sample_missing.sav"]) == (99, 5, 7)


def test_figures_of_schools_ask_which_of_them_are_needed(new):
    made = new("nyc_school_survey", "sat_results.csv")
    (source,) = settings.read(made.folder).files
    assert source.table in ("school_results", "school_scores")
    assert source.columns == {"school_id": "DBN"}
    assert "# [file.measures.sat_math_avg_score]" in text_of(made)


# --- A questionnaire that is not ours, from first sight to a page -----------------------------

SCALES = {"A": "agree", "C": "consc", "E": "extra", "N": "neuro", "O": "open"}


def fill_in(made, public_data):
    """Do what the draft asks: name the scales, turn questions by their key, drop what is none."""
    with (public_data / "psych_bfi" / "bfi_dictionary.csv").open(encoding="utf-8") as file:
        known = {row["item"]: row for row in csv.DictReader(file)}
    draft = made.folder / "codebook_draft" / "items.csv"
    with draft.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["item_id"][:1] in SCALES]
    for row in rows:
        about, scale = known[row["item_id"]], SCALES[row["item_id"][:1]]
        # The key of the dictionary points to emotional stability; the scale is neuroticism.
        turned = "1" if scale == "neuro" else "-1"
        row |= {"scale_id": scale, "item_en": about["Item"]}
        row["reverse"] = str(int(about["Keying"] == turned))
    with draft.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    draft.parent.rename(made.folder / "codebook")
    toml = made.folder / "study.toml"
    toml.write_text(re.sub(r" +# choose.*", "", text_of(made)), encoding="utf-8")


@pytest.fixture
def personality(new, public_data):
    made = new("psych_bfi", "bfi.csv")
    assert choices(made) == ["table", "title", "wave"]
    fill_in(made, public_data)
    return made.folder


def test_a_questionnaire_of_ones_own_is_scored_as_published(personality, public_data):
    expected = json.loads((public_data / "psych_bfi" / "reference.json").read_text())
    assert checking.check(personality).exit_code == 0
    answers = study.open_study(personality).table("answers")
    assert len(answers) == expected["n"]
    for scale in SCALES.values():
        alpha = reliability.alpha(scales.items(answers, scale)).alpha
        assert alpha == pytest.approx(expected[scale]["alpha"]["raw_alpha"], abs=1e-9)


@pytest.fixture
def page(personality, tmp_path):
    """Copy a page of ours into the study, set its scale, and run it."""

    def run(name):
        content = nbformat.read(copies.copy(name, personality), as_version=4)
        return played.play(content, personality, tmp_path / "room", name=name, SCALE="extra").text

    return run


@pytest.mark.parametrize("name", played.NAMES)
def test_every_page_works_with_scales_of_ones_own(name, personality, tmp_path):
    content, own = played.load(name), list(SCALES.values())
    asked = {"SCALE": own[0], "SCALES": own, "TOPICS": own, "OUTCOME": own[1]}
    changed = {name: asked[name] for name in asked if name in played.parameters(content)}
    done = played.play(content, personality, tmp_path / "room", name=name, **changed)
    assert done.prose  # a page whose tables are absent says so, and shows nothing else


@pytest.fixture
def scan(personality, tmp_path):
    """The culture scan about these scales."""
    own = list(SCALES.values())
    content = played.load("03_culture_scan")
    given = {"name": "03_culture_scan", "SCALE": "neuro", "TOPICS": own}
    return played.play(content, personality, tmp_path / "room", **given)


def test_correlations_are_those_among_people_where_no_team_is_known(scan):
    assert "go together most among people (r = " in scan.text
    assert "Scores run from 1 to 6." in scan.text


def test_reliability_of_ones_own_scales_is_printed_as_published(scan, public_data):
    expected = json.loads((public_data / "psych_bfi" / "reference.json").read_text())
    for scale in SCALES.values():
        alpha = f"{expected[scale]['alpha']['raw_alpha']:.2f}".removeprefix("0")
        assert re.search(rf"reliability of “{scale}” .*?α = {re.escape(alpha)}", scan.text)


def test_the_page_on_data_quality_works_with_a_scale_of_ones_own(page):
    assert "2,800" in page("01_data_quality")


def test_the_page_of_a_scale_works_with_a_scale_of_ones_own(page):
    text = page("02_safety")
    assert "On a scale from 1 to 6, the mean of extra is 4.1" in text
    assert "“Don't talk a lot.” finds the least (38%)." in text
    assert "Cronbach's alpha of extra is 0.76" in text
