"""Adjusted p values."""

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from analysis.models.multiplicity import holm


def test_by_hand():
    # 3 * .01 = .03; 2 * .04 = .08; 1 * .03 would be lower than the step before, so order rules:
    # sorted .01, .03, .04 -> .03, .06, .06
    assert holm([0.01, 0.04, 0.03]).tolist() == pytest.approx([0.03, 0.06, 0.06])


def test_same_as_statsmodels():
    p = np.random.default_rng(3).uniform(size=30) ** 2
    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1])


def test_test_that_could_not_be_made_does_not_count():
    assert holm([0.01, float("nan"), 0.03])[[0, 2]].tolist() == pytest.approx([0.02, 0.03])


def test_never_above_one():
    assert holm([0.9, 0.8]).max() == 1


def test_no_tests():
    assert len(holm([])) == 0
