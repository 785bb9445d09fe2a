"""Published figures of schools in New York, from the files of the city to the pages."""

import json
import re
from html import unescape

import command
import nyc
import pytest

from analysis.language import use
from analysis.study import open_study

pytestmark = pytest.mark.real_data

DIGITS = 6  # of results.json


@pytest.fixture(scope="module")
def done(public_data, tmp_path_factory):
    """Make the report; give its folder and what the command said."""
    folder = tmp_path_factory.mktemp("new_york")
    study = nyc.write(folder / "nyc", public_data)
    return folder / "reports" / study.name, command.run(folder, "report", "nyc"), study


@pytest.fixture(scope="module")
def reference(public_data):
    path = public_data / "nyc_school_survey" / "reference.json"
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def results(done):
    rows = json.loads((done[0] / "results.json").read_text(encoding="utf-8"))
    return {row["id"]: row for row in rows}


def text(done, language, page="02_safety"):
    """Words of a page, without mark-up and without the code."""
    content = (done[0] / language / f"{page}.html").read_text(encoding="utf-8")
    content = re.sub(r"(?s)<(script|style|pre)\b.*?</\1>", " ", content)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", content)).split())


def test_the_report_is_made_and_no_page_stopped(done):
    assert done[1].returncode == 0, done[1].stderr
    pages = [path.read_text(encoding="utf-8") for path in done[0].rglob("*.html")]
    assert pages and not any('class="stopped"' in page for page in pages)


@pytest.mark.parametrize("measure", ["saf_s_11", "saf_t_11"])
def test_safety_goes_together_with_results_as_published(results, reference, measure):
    row = results[f"02_safety/correlation/{measure}-sat/school"]
    assert row["estimate"] == float(f"{reference['r_with_sat'][measure]:.{DIGITS}g}")
    assert row["n_units"] == reference["n_with_sat"][measure]


def test_schools_are_joined_as_published(done, reference):
    joined, known = reference["joined"], reference["joined_with_score"]
    said = text(done, "en")
    assert f"schools in both tables {joined}" in said
    assert f"schools with both figures known {known}" in said


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "This study has no questions about psychological safety."),
        ("nl", "Dit onderzoek heeft geen vragen over psychologische veiligheid."),
    ],
)
def test_page_says_that_the_scale_was_not_asked(done, language, sentence):
    assert sentence in text(done, language)


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("measure", ["saf_s_11", "saf_t_11"])
def test_figures_bear_the_names_that_the_city_gave_them(done, language, measure):
    with use(language):
        name = open_study(done[2]).names[measure]
    assert name in text(done, language)


def test_page_for_publication_says_that_it_may_be_published(done):
    assert "may be published" in text(done, "en") and "mag worden gepubliceerd" in text(done, "nl")
