"""Verdicts follow from intervals, in a fixed order."""

import pytest

from analysis.models.verdicts import Interval, strength, verdict, verdict_on_share


@pytest.mark.parametrize(
    ("wide", "narrow", "sign", "expected"),
    [
        ((0.15, 0.40), (0.17, 0.38), 1, "supported"),
        ((-0.40, -0.15), (-0.38, -0.17), -1, "supported"),
        ((-0.40, -0.15), (-0.38, -0.17), 1, "contradicted"),
        ((0.15, 0.40), (0.17, 0.38), -1, "contradicted"),
        ((-0.05, 0.06), (-0.04, 0.05), 1, "too_small"),
        # the whole interval on the claimed side, yet certainly smaller than what counts
        ((0.01, 0.09), (0.02, 0.08), 1, "too_small"),
        # on the other side and small: contradicted comes first
        ((-0.09, -0.01), (-0.08, -0.02), 1, "contradicted"),
        ((-0.05, 0.30), (-0.02, 0.27), 1, "undecided"),
    ],
)
def test_order_of_the_verdicts(wide, narrow, sign, expected):
    assert verdict(Interval(*wide), Interval(*narrow), sign=sign, smallest=0.10) == expected


def test_support_needs_the_adjusted_p_value():
    wide, narrow = Interval(0.15, 0.40), Interval(0.17, 0.38)
    assert verdict(wide, narrow, sign=1, smallest=0.1, p_adjusted=0.2) == "undecided"
    assert verdict(wide, narrow, sign=1, smallest=0.1, p_adjusted=0.04) == "supported"


@pytest.mark.parametrize(
    ("wide", "narrow", "expected"),
    [
        ((0.53, 0.65), (0.54, 0.64), "supported"),
        ((0.71, 0.80), (0.72, 0.79), "contradicted"),
        ((0.20, 0.49), (0.22, 0.47), "contradicted"),
        ((0.45, 0.60), (0.47, 0.58), "undecided"),
    ],
)
def test_share_is_judged_against_a_margin(wide, narrow, expected):
    assert verdict_on_share(Interval(*wide), Interval(*narrow), stated=0.6, margin=0.1) == expected


@pytest.mark.parametrize(
    ("met", "units", "expected"), [(True, 30, "strong"), (True, 29, "fair"), (False, 30, "weak")]
)
def test_strength_counts_the_conditions_met(met, units, expected):
    found = strength(
        other_source=met,
        exposure_first=met,
        n_units=units,
        permitted=True,
        multiverse_agrees=True,
    )
    assert found == expected
