"""Pages 11 and 12 keep to what they may say: levels, order in time, small groups."""

import json

import played
import pytest

PAGES = ("11_pupil_outcomes", "12_pathways")


@pytest.fixture(scope="module")
def shown(example_study, tmp_path_factory):
    """Play both pages once."""
    return {
        name: played.play(
            played.load(name), example_study, tmp_path_factory.mktemp(name), name=name
        )
        for name in PAGES
    }


@pytest.fixture(scope="module")
def results(shown):
    return {
        name: json.loads(page.results.read_text(encoding="utf-8")) for name, page in shown.items()
    }


def test_no_exposure_of_a_school_has_a_p_value_over_pupils(results):
    rows = [r for r in results[PAGES[0]] if r["id"].split("/")[1].startswith("pupils")]
    assert rows and all(r["df"] < r["n_units"] for r in rows)
    assert {r["unit"] for r in rows} == {"school"}


def test_only_relations_between_schools_are_adjusted_as_one_family(results):
    rows = [r for r in results[PAGES[0]] if r["p_adjusted"] is not None]
    rows = [r for r in rows if "/headline/" not in r["id"]]
    assert len(rows) == 16  # four outcomes, three scales and turnover
    assert {r["level"] for r in rows} == {"between"}


def test_claims_are_named_where_they_are_tested(results):
    said = {(r["claim"], r["test"]) for r in results[PAGES[0]] if r["claim"]}
    assert {("H05", "mindset"), ("H05", "daring")} <= said
    assert {("H11", "continuity"), ("H11", "results")} <= said
    said = {(r["claim"], r["test"]) for r in results[PAGES[1]] if r["claim"]}
    assert {("H12", "satisfied_valued"), ("H12", "exit_room")} <= said


def test_the_outcome_comes_after_the_exposure(results):
    for row in results[PAGES[0]]:
        if row["window_exposure"]:
            last, first = row["window_exposure"].split("/")[0], row["window_outcome"].split("/")[1]
            assert last < first


def test_topics_of_one_questionnaire_are_called_associations(shown):
    assert "decomposition of associations" in shown[PAGES[1]].text


def test_no_school_is_named_on_either_page(shown, example_study):
    from analysis.study import open_study

    data = open_study(example_study)
    names = {data.names[unit] for unit in data.table("units")["unit_id"] if unit in data.names}
    for page in shown.values():
        assert [name for name in names if name in page.text] == []
