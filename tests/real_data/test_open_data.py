"""Open data of DUO, CBS and a government abroad; counts from SOURCE.md and reference.json there."""

import json
import shutil

import pytest

from analysis import reliability, scales, study
from analysis.intake import pseudonyms
from analysis.measures import published_results

pytestmark = pytest.mark.real_data
PROVIDERS = {"cet": "CET", "iep": "IEP", "route8": "ROUTE8", "dia": "DIA", "amn": "AMN"}


@pytest.fixture(scope="module")
def opened(root, public_data, tmp_path_factory):
    """Open a copy of a study of public files."""

    def open_copy(name, make_key=False):
        folder = tmp_path_factory.mktemp("open") / name
        left_out = shutil.ignore_patterns(".derived")
        shutil.copytree(root / "tests" / "real_data" / name, folder, ignore=left_out)
        text = (folder / "study.toml").read_text(encoding="utf-8")
        text = text.replace("../../../../shared/data", public_data.as_posix())
        (folder / "study.toml").write_text(text, encoding="utf-8")
        if make_key:
            pseudonyms.make_key(folder)
        return study.open_study(folder)

    return open_copy


@pytest.fixture(scope="module")
def duo(opened):
    return opened("duo")


@pytest.fixture(scope="module")
def published(public_data):
    path = public_data / "duo_po_2019" / "reference.json"
    return json.loads(path.read_text(encoding="utf-8"))


def test_every_row_of_results_is_accounted_for(duo, published):
    assert duo.audit.read("school_results") == published["rows"]
    assert duo.everything("school_results")["school_id"].nunique() == published["unique_vest"]


def test_results_find_their_location_although_the_keys_are_written_differently(duo, published):
    results, units = duo.everything("school_results"), duo.table("units")
    named = units.loc[units["name"].notna(), "unit_id"]
    joined = results["school_id"].drop_duplicates().isin(named).sum()
    assert joined == published["join"]["eindscores_keys_in_vestigingen"]
    assert len(named) == published["vestigingen_rows"]


@pytest.mark.parametrize("measure", PROVIDERS)
def test_means_of_a_few_pupils_are_kept_as_withheld(duo, published, measure):
    results = duo.table("school_results")
    hidden = results[(results["measure"] == measure) & results["value"].isna()]
    assert len(hidden) == published[PROVIDERS[measure]]["aantal_gt0_but_gem_blank"]
    assert hidden["n"].between(1, 4).all()


@pytest.mark.parametrize("measure", PROVIDERS)
def test_means_over_pupils_are_those_of_the_reference_per_provider(duo, published, measure):
    table = published_results.together(duo.table("school_results")).set_index("measure")
    found, expected = table.loc[measure], published[PROVIDERS[measure]]
    assert [found["n_units"], found["pupils"]] == [expected["schools"], expected["pupils"]]
    assert found["score"] == pytest.approx(expected["weighted_mean"], abs=1e-9)
    assert found["mean"] == pytest.approx(expected["unweighted_mean"], abs=1e-9)
    assert found["sd"] == pytest.approx(expected["sd_schools"], abs=1e-9)


def test_withheld_means_lie_between_the_ends_of_their_scale(duo):
    results = duo.table("school_results")
    hidden = results[(results["measure"] == "cet") & results["value"].isna()]
    assert hidden[["low", "high"]].drop_duplicates().values.tolist() == [[501.0, 550.0]]


def test_weighting_of_the_workbook_stands_in_the_units(duo):
    units = duo.table("units").set_index(["unit_id", "year"])
    school = units.loc["00AP00"]
    assert school["weighting"].to_dict() == {2017: 27.56, 2018: 28.33, 2019: 29.4}
    assert units.groupby("year")["weighting"].count().to_dict() == {
        2017: 6252,
        2018: 6267,
        2019: 6285,
    }


def test_lines_under_a_table_and_asterisks_are_counted(duo):
    changes = duo.audit.changes
    assert changes.loc[changes["change"] == "mark_removed", "n"].tolist() == [99, 105, 113]
    assert duo.audit.set_aside("units")["no_unit_code"] == 3  # "Bron: CBS", once per table


def test_a_location_in_two_files_is_one_unit(duo):
    units = duo.table("units")
    assert not units.duplicated(["unit_id", "year"]).any()
    assert duo.audit.set_aside("units")["completes_other"] == 6216


@pytest.fixture(scope="module")
def dete(opened, tmp_path_factory):
    keys = tmp_path_factory.mktemp("keys")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pseudonyms, "_key_folder", lambda: keys)
        return opened("dete", make_key=True)


@pytest.fixture(scope="module")
def known(public_data):
    path = public_data / "dete_exit_survey" / "reference.json"
    return json.loads(path.read_text(encoding="utf-8"))["dete"]


def test_every_row_of_the_exit_survey_is_accounted_for(dete, known):
    assert dete.audit.read("contracts") == known["rows"]
    assert dete.audit.read("answers") == known["rows"]


def test_resignations_are_the_voluntary_exits(dete, known):
    assert (dete.everything("contracts")["exit_class"] == "voluntary").sum() == known[
        "resignations"
    ]


def test_no_kind_of_exit_tells_about_health(dete, known):
    exits = dete.everything("contracts")["exit_class"].value_counts()
    kinds = known["separation"]
    natural = [kind for kind in kinds if "Retirement" in kind]
    assert exits["natural"] == sum(kinds[kind] for kind in natural)
    stripped = [dict(json.loads(columns)) for columns in dete.imports["stripped"]]
    assert [columns["Ill Health"] for columns in stripped] == ["medical", "medical"]


def test_a_reason_that_the_study_does_not_explain_is_unknown_and_counted(dete, known):
    changes = dete.audit.changes.set_index(["column", "change"])["n"]
    assert changes["exit_class", "unknown_code"] == known["separation"]["Other"]


def test_not_stated_is_no_date_and_what_cannot_be_a_contract_says_why(dete, known):
    changes = dete.audit.changes.set_index(["table", "column", "change"])["n"]
    stated = known["not_stated"]
    assert changes["contracts", "start", "called_missing"] == stated["DETE Start Date"]
    assert changes["contracts", "end", "called_missing"] == stated["Cease Date"]
    aside = dete.audit.set_aside("contracts")
    assert aside[aside > 0].to_dict() == {"no_start": 73, "no_end": 30}


def test_dates_known_to_the_month_or_year_give_the_published_years_of_service(dete, known):
    kept = dete.table("contracts")
    years = kept["end"].dt.year - kept["start"].dt.year
    left = years[kept["exit_class"] == "voluntary"]
    assert len(years) == known["all_service"]["n"]
    assert years.mean() == pytest.approx(known["all_service"]["mean"], abs=1e-9)
    assert len(left) == known["resigned_service"]["n"]
    assert left.mean() == pytest.approx(known["resigned_service"]["mean"], abs=1e-9)
    assert left.median() == known["resigned_service"]["median"]


def test_letters_are_the_numbers_of_the_reference(dete, known):
    answers, items = dete.table("answers"), dete.codebook.items
    texts = items.loc[items["scale_id"] == "dete", "text_en"]
    for item, text in texts.items():
        assert answers[item].count() == known["likert_n"][text]
        assert answers[item].mean() == pytest.approx(known["likert_means"][text], abs=1e-9)


def test_letters_of_all_questions_hang_together_as_published(dete, known):
    answers = dete.table("answers")
    found = reliability.alpha(scales.items(answers, "dete")).alpha
    assert found == pytest.approx(known["likert_alpha21"], abs=1e-9)


def test_leavers_and_their_answers_are_the_same_people(dete):
    people = dete.everything("contracts")["person_id"]
    assert dete.table("answers")["person_id"].isin(people).all()
