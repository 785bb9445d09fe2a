import numpy as np
import pytest

from analysis.models.pathway_model import EXIT, Pathway
from analysis.models.pathways import NoPathway, arrows, chains, drawn, paths, table
from analysis.models.pathways_missing import filled_in
from analysis.models.pupil_schools import First
from analysis.models.pupil_trust import trust
from analysis.study import open_study

ASKED = {
    "satisfaction": ("knowshare", ["apprec"], "jobsat"),
    "leaving": ("psysafe", ["innoclim"], EXIT),
    "mood": ("psysafe", ["innoclim"], "mood"),
}


@pytest.fixture(scope="module")
def made(example_study):
    data = open_study(example_study)
    return chains(data, ASKED, unit="school_id", seed=1)


def test_a_chain_that_cannot_be_made_does_not_stop_the_others(made):
    assert isinstance(made["satisfaction"], Pathway)
    assert isinstance(made["mood"], NoPathway) and made["mood"].reason


def test_tables_leave_out_what_could_not_be_made(made):
    assert set(table(made)["section"]) == {"satisfaction", "leaving"}
    assert set(paths(made)["section"]) == {"satisfaction", "leaving"}
    assert arrows(made["mood"], "within").empty
    assert drawn(made["mood"])["outcome"] == "mood"


def test_nothing_made_gives_empty_tables():
    only = {"mood": NoPathway("why", "a", ("b",), "c")}
    assert table(only).empty and paths(only).empty and filled_in(only, seed=1).empty


def test_everybody_who_was_asked_comes_back_when_topics_are_filled_in(made):
    found = filled_in(made, seed=1, m=5).set_index(["method", "term"])
    answered = found.loc[("answered_all", "total")]
    imputed = found.loc[("imputed_topics", "total")]
    assert imputed["n"] > answered["n"]
    assert imputed["estimate"] == pytest.approx(answered["estimate"], abs=0.05)
    assert 0 < imputed["fmi"] < 0.5 and np.isnan(answered["fmi"])


def test_chains_to_leaving_are_not_filled_in(made):
    assert set(filled_in(made, seed=1, m=2)["section"]) == {"satisfaction"}


def test_ways_add_up_after_pooling_too(made):
    found = filled_in(made, seed=1, m=5)
    rows = found[found["method"] == "imputed_topics"].set_index("term")["estimate"]
    assert rows["direct"] + rows["apprec"] == pytest.approx(rows["total"])


def test_without_a_model_there_is_nothing_to_trust():
    found = trust(First(), minimum=5, seed=1)
    assert found.row.empty and found.ways.empty and found.without.table.empty
