"""Public files, to the digits of R: marker real_data, skipped where the files are absent."""

import json

import pandas as pd
import pytest

from analysis.measures import agreement, correlations, reliability
from analysis.measures.aggregation import icc

pytestmark = pytest.mark.real_data


def reference(folder, name):
    path = folder / name
    if not path.exists():
        pytest.skip("the public file is not here")
    return json.loads(path.read_text())


@pytest.fixture(scope="module")
def bh1996(public_data):
    folder = public_data / "bliese_bh1996"
    return reference(folder, "reference_bh1996_cohesion.json"), pd.read_csv(folder / "bh1996.csv")


@pytest.fixture(scope="module")
def bfi(public_data):
    folder = public_data / "psych_bfi"
    return reference(folder, "reference.json"), pd.read_csv(folder / "bfi.csv")


def turned(people, keys):
    """Items of a scale, six options; a key with a minus sign is turned around."""
    columns = {key.strip("-"): key.startswith("-") for key in keys}
    return pd.DataFrame({c: 7 - people[c] if back else people[c] for c, back in columns.items()})


@pytest.mark.parametrize("column", ["COHES", "LEAD", "HRS", "WBEING"])
def test_icc_of_army_companies_equals_r(bh1996, column):
    expected = bh1996[0]["bh1996"]["icc"][column]
    found = icc(bh1996[1][column], bh1996[1]["GRP"])
    names = {"icc1": "ICC1", "icc2": "ICC2", "f": "F", "p": "p", "ms_between": "MSB"}
    for ours, theirs in names.items():
        assert getattr(found, ours) == pytest.approx(expected[theirs], rel=1e-8)


def test_variances_of_army_companies_equal_lme4(bh1996):
    found = icc(bh1996[1]["WBEING"], bh1996[1]["GRP"])
    assert found.tau2 == pytest.approx(0.03580077504, rel=1e-6)
    assert found.sigma2 == pytest.approx(0.7894973, rel=1e-6)


@pytest.mark.parametrize("column", ["COHES", "LEAD"])
def test_agreement_on_one_item_equals_r(bh1996, column):
    expected = bh1996[0]["bh1996"]["rwg"][column]
    people = bh1996[1]
    # an average of items, so it need not be a whole number
    found = agreement.rwg_j(people[[column]], people["GRP"])
    for statistic in ("mean", "median", "min", "max"):
        assert getattr(found, statistic)() == pytest.approx(expected[statistic], rel=1e-8)


@pytest.mark.parametrize("scale", ["agree", "consc", "extra", "neuro", "open"])
def test_alpha_of_personality_scales_equals_r(bfi, scale):
    expected = bfi[0][scale]["alpha"]
    items = turned(bfi[1], bfi[0][scale]["keys"])
    found = reliability.alpha(items)
    assert found.alpha == pytest.approx(expected["raw_alpha"], rel=1e-8)
    assert [found.low, found.high] == pytest.approx(expected["feldt95"], rel=1e-8)
    listwise = reliability.alpha(items, missing="listwise").alpha
    assert listwise == pytest.approx(expected["listwise_alpha"], rel=1e-8)


@pytest.mark.parametrize("scale", ["agree", "consc", "extra", "neuro", "open"])
def test_items_of_personality_scales_equal_r(bfi, scale):
    expected = bfi[0][scale]["alpha"]
    found = reliability.item_table(turned(bfi[1], bfi[0][scale]["keys"]))
    assert found["item_rest"].to_dict() == pytest.approx(expected["item_rest"], rel=1e-8)
    dropped = found["alpha_if_dropped"].to_dict()
    assert dropped == pytest.approx(expected["alpha_if_dropped"], rel=1e-8)


@pytest.mark.parametrize("scale", ["agree", "consc", "extra", "neuro", "open"])
def test_one_factor_of_personality_scales_equals_lavaan(bfi, scale):
    expected = bfi[0][scale]["omega"]
    found = reliability.omega(turned(bfi[1], bfi[0][scale]["keys"]))
    assert found.n_persons == expected["n"]
    assert found.omega_model == pytest.approx(expected["omega_unstd"], rel=1e-6)
    assert found.chi_square == pytest.approx(expected["chisq"], rel=1e-6)


@pytest.fixture(scope="module")
def cohesion(public_data):
    folder = public_data / "bliese_bh1996"
    expected = reference(folder, "reference_bh1996_cohesion.json")["cohesion"]
    return expected, pd.read_csv(folder / "cohesion.csv")


def test_agreement_on_the_cohesion_scale_equals_r(cohesion):
    expected, people = cohesion
    items = people[[f"COH0{i}" for i in range(1, 6)]]
    found = agreement.rwg_j(items, people["UNIT"])
    assert found.to_dict() == pytest.approx(
        {row["grpid"]: row["rwg.j"] for row in expected["rwgj"]}, rel=1e-8
    )
    assert agreement.n_used(items, people["UNIT"]).to_dict() == {
        row["grpid"]: row["gsize"] for row in expected["rwgj"]
    }


def test_agreement_on_one_question_on_cohesion_equals_r(cohesion):
    expected, people = cohesion
    found = agreement.rwg_j(people[["COH01"]], people["UNIT"])
    assert found.to_dict() == pytest.approx(
        {row["grpid"]: row["rwg"] for row in expected["rwg_COH01"]}, rel=1e-8
    )


@pytest.fixture(scope="module")
def related(bh1996):
    people = bh1996[1]
    return correlations.of_columns(
        people, ["COHES", "LEAD", "HRS", "WBEING"], people["GRP"], draws=20
    )


def test_correlations_of_means_of_army_companies_equal_r(bh1996, related):
    expected = bh1996[0]["bh1996"]["group_level_cor"]
    for row in related.to_dict("records"):
        theirs = expected[row["first"]][list(expected).index(row["second"])]
        assert row["between"] == pytest.approx(theirs, rel=1e-8)


def test_correlation_within_army_companies_equals_r(bh1996, related):
    expected = bh1996[0]["bh1996"]["waba_HRS_WBEING"]
    row = related[(related["first"] == "HRS") & (related["second"] == "WBEING")].iloc[0]
    assert row["within"] == pytest.approx(expected["CorrW"], rel=1e-8)
    assert row["total"] == pytest.approx(expected["RawCorr"], rel=1e-8)


def parts(expected):
    """Variance between and within units as lme4 gives them."""
    between, within = (row["vcov"] for row in expected["varcomp"])
    return between, within


def test_variances_of_popularity_equal_lme4(public_data):
    expected = reference(public_data / "hox_popular2", "reference.json")["M0_REML"]
    reader = pytest.importorskip("pyreadstat")
    pupils, _meta = reader.read_sav(
        public_data / "hox_popular2" / "popular2.sav", apply_value_formats=False
    )
    found = icc(pupils["popular"], pupils["class"])
    assert (found.tau2, found.sigma2) == pytest.approx(parts(expected), rel=1e-5)
    assert (found.n_persons, found.n_units) == (2000, 100)


def test_variances_of_language_scores_equal_lme4(public_data):
    expected = reference(public_data / "nlschools", "reference.json")["null_REML"]
    pupils = pd.read_csv(public_data / "nlschools" / "nlschools.csv", dtype={"class": str})
    found = icc(pupils["lang"], pupils["class"])
    assert (found.tau2, found.sigma2) == pytest.approx(parts(expected), rel=1e-5)
    assert (found.n_persons, found.n_units) == (2287, 133)
