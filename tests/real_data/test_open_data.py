"""Open data of DUO, CBS and a government abroad; counts from SOURCE.md and reference.json there."""

import json
import shutil

import pytest

from analysis import study

pytestmark = pytest.mark.real_data
PROVIDERS = {"cet": "CET", "iep": "IEP", "route8": "ROUTE8", "dia": "DIA", "amn": "AMN"}


@pytest.fixture(scope="module")
def opened(root, public_data, tmp_path_factory):
    """Open a copy of a study of public files."""

    def open_copy(name, keys=None):
        folder = tmp_path_factory.mktemp("open") / name
        left_out = shutil.ignore_patterns(".derived")
        shutil.copytree(root / "tests" / "real_data" / name, folder, ignore=left_out)
        text = (folder / "study.toml").read_text(encoding="utf-8")
        text = text.replace("../../../../shared/data", public_data.as_posix())
        (folder / "study.toml").write_text(text, encoding="utf-8")
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
