import numpy as np
import pytest

from analysis.errors import DataProblem
from analysis.models.mediation import mediation
from analysis.models.pathway_model import EXIT, pathway
from analysis.models.pathways import arrows_of, estimates
from analysis.models.variables import NotHere
from analysis.study import open_study

H12 = "knowshare+datause+collab"


@pytest.fixture(scope="module")
def data(example_study):
    return open_study(example_study)


@pytest.fixture(scope="module")
def leaving(data):
    return pathway(data, first="psysafe", between=["fb_seek", "innoclim"], last=EXIT, seed=1)


def test_the_chain_is_the_mediation_of_its_rows(leaving):
    again = mediation(
        leaving.rows,
        exposure="psysafe",
        mediators=["fb_seek", "innoclim"],
        outcome=EXIT,
        unit="school_id",
        seed=1,
        levels=("within", "between"),
    )
    assert again.paths.equals(leaving.found.paths)


def test_topics_are_in_standard_deviations_around_the_wave(leaving):
    rows = leaving.rows
    assert rows["psysafe"].std() == pytest.approx(1.0)
    assert np.abs(rows.groupby("wave")["psysafe"].mean()).max() < 1e-9


def test_leaving_is_counted_of_every_hundred(leaving):
    assert set(leaving.rows[EXIT].unique()) == {0.0, 100.0}


def test_asked_together_is_no_order_in_time(leaving):
    assert not leaving.ordered


def test_an_earlier_measurement_gives_an_order_and_fewer_people(data, leaving):
    later = pathway(
        data, first="psysafe", between=["innoclim"], last=EXIT, earlier=True, seed=1, draws=50
    )
    assert later.ordered
    assert len(later.rows) < len(leaving.rows)
    assert "2022" not in set(later.rows["wave"])


def test_nothing_runs_to_leaving_through_the_climate_where_nothing_was_planted(leaving):
    table = leaving.found.paths.set_index(["level", "path"])
    for topic in ("fb_seek", "innoclim"):
        row = table.loc[("within", f"psysafe > {topic} > {EXIT}")]
        assert row["low"] < 0 < row["high"]
    assert table.loc[("within", f"psysafe > {EXIT}"), "high"] < 0  # planted: fewer leave


def test_three_topics_side_by_side_are_results_of_their_claim(data):
    found = pathway(
        data,
        first=H12,
        between=["apprec", "autonomy", "devroom"],
        last="jobsat",
        seed=1,
        draws=100,
    )
    rows = {e.id: e for e in estimates(found, section="satisfaction")}
    row = rows[f"satisfaction/{H12}-apprec-jobsat/within/all"]
    assert (row.claim, row.test) == ("H12", "satisfied_valued")
    assert row.design == "cross-section"
    assert rows[f"satisfaction/{H12}-apprec-jobsat/between/all"].claim is None


def test_ways_and_the_direct_one_add_up_to_all(leaving):
    rows = {e.term: e.estimate for e in estimates(leaving, section="x", levels=["within"])}
    assert rows["direct"] + rows["fb_seek"] + rows["innoclim"] == pytest.approx(rows["total"])


def test_arrows_name_both_ends(leaving):
    table = arrows_of(leaving.found, "within")
    pairs = set(zip(table["source"], table["target"], strict=True))
    assert ("psysafe", EXIT) in pairs and ("innoclim", EXIT) in pairs and len(pairs) == 5


def test_teams_may_be_the_units(data):
    found = pathway(
        data, first="psysafe", between=["innoclim"], last=EXIT, unit="team_id", seed=1, draws=50
    )
    assert found.found.n_teams == found.rows["team_id"].nunique()


def test_a_topic_that_was_not_asked_says_so(data):
    with pytest.raises((DataProblem, NotHere)):
        pathway(data, first="psysafe", between=["mood"], last="jobsat", seed=1)


def test_topics_that_were_never_asked_together_say_so(data):
    with pytest.raises(DataProblem, match="at one time"):
        pathway(data, first="fb_give", between=["apprec"], last="jobsat", seed=1)
