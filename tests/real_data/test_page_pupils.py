"""Page 11 on studies that hold no pupils: published results of New York and of Dutch schools."""

import json
import shutil

import nyc
import played
import pytest

pytestmark = pytest.mark.real_data

PAGE = "11_pupil_outcomes"
PROVIDERS = {"cet": "CET", "iep": "IEP", "route8": "ROUTE8", "dia": "DIA", "amn": "AMN"}


@pytest.fixture(scope="module")
def new_york(public_data, tmp_path_factory):
    """The page on the survey and the results of New York, and the published correlations."""
    folder = tmp_path_factory.mktemp("page_nyc")
    study = nyc.write(folder / "nyc", public_data)
    path = public_data / "nyc_school_survey" / "reference.json"
    shown = played.play(played.load(PAGE), study, folder / "room", name=PAGE)
    return shown, json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def duo(root, public_data, tmp_path_factory):
    """The page on the end tests of Dutch primary schools, and the reference numbers."""
    folder = tmp_path_factory.mktemp("page_duo")
    shutil.copytree(
        root / "tests" / "real_data" / "duo",
        folder / "duo",
        ignore=shutil.ignore_patterns(".derived"),
    )
    toml = folder / "duo" / "study.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(
        text.replace("../../../../shared/data", public_data.as_posix()), encoding="utf-8"
    )
    path = public_data / "duo_po_2019" / "reference.json"
    shown = played.play(played.load(PAGE), folder / "duo", folder / "room", name=PAGE)
    return shown, json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("measure", ["saf_s_11", "saf_t_11"])
def test_climate_and_results_correlate_as_published(new_york, measure):
    shown, reference = new_york
    rows = json.loads(shown.results.read_text(encoding="utf-8"))
    row = next(r for r in rows if r["id"] == f"{PAGE}/correlation/{measure}-sat/school")
    assert row["estimate"] == pytest.approx(reference["r_with_sat"][measure], rel=1e-5)
    assert row["n_units"] == reference["n_with_sat"][measure]


def test_a_study_without_pupils_says_so_and_what_is_known_instead(new_york):
    prose = " ".join(new_york[0].prose)
    assert "This study has no table pupils" in prose
    assert "SAT score, sum of three tests" in new_york[0].text


def test_no_reading_of_new_york_is_about_pupils_themselves(new_york):
    said = " ".join(new_york[0].readings)
    assert "need not go together between people" in said
    assert "Pupils of schools" not in said


@pytest.mark.parametrize("measure", PROVIDERS)
def test_each_end_test_has_a_mean_of_its_own(duo, measure):
    shown, reference = duo
    expected = reference[PROVIDERS[measure]]
    said = " ".join(shown.readings)
    assert f"{expected['schools']:,} schools" in said
    assert f"mean of their pupils {expected['weighted_mean']:.1f}." in said


def test_scores_of_providers_are_never_averaged(duo):
    assert "never averaged together" in " ".join(duo[0].readings)


def test_withheld_results_are_counted(duo):
    shown, reference = duo
    withheld = reference["CET"]["aantal_gt0_but_gem_blank"]
    assert f"Of {withheld} more schools the source withholds the result." in shown.text


def test_weighting_stands_beside_the_results(duo):
    said = " ".join(duo[0].readings)
    assert "Schools with a low weighting lie above schools with a high one" in said
