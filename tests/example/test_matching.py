import numpy as np

from analysis.example import matching


def test_pairs_stay_within_their_group_and_use_nobody_twice():
    left, right = np.array([1, 1, 2, 3]), np.array([3, 1, 1, 1, 2, 2])
    one, other = matching.pairs(left, right, np.random.default_rng(1))
    assert (left[one] == right[other]).all()
    assert sorted(one) == [0, 1, 2, 3]
    assert len(set(other)) == 4


def test_couples_stay_within_their_group_and_leave_the_odd_one_out():
    groups = np.array([1, 2, 1, 2, 2, 3])
    one, other = matching.couples(groups, np.random.default_rng(1))
    assert (groups[one] == groups[other]).all()
    assert len({*one, *other}) == 4


def test_no_candidates_give_no_pairs():
    nobody = np.array([], dtype=int)
    one, other = matching.pairs(nobody, np.array([1]), np.random.default_rng(1))
    assert (len(one), len(other)) == (0, 0)
