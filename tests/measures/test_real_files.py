"""Public files, to the digits of R: marker real_data, skipped where the files are absent."""

import json

import pandas as pd
import pytest

from analysis.measures import agreement, reliability
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
