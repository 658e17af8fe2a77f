"""Sums over replications are whole numbers without limit, however large."""

import numpy as np
import pytest

from experiments.monte_carlo.site_sums import ROOM, Sums


def totals(pairs):
    """Return the sums that Python's own integers give, a row for each kind."""
    terms = [(x, y, x * x, x * y, y * y) for x, y in pairs]
    return [[sum(column)] for column in zip(*terms, strict=True)]


@pytest.mark.parametrize(
    "demand",
    [
        [1, 2, 3, 5, 8],
        [2**30 + 1] * 9,  # four squares have room
        [2**31 - 1, 3, 2**31 - 1, 2**31, 7],  # each alone fills it
        [5, 2**40 + 1, 2**52 + 3, 6],  # these squares have no room in 64 bits
        [0, 0],
    ],
    ids=["small", "carried", "one fills it", "too large", "nothing"],
)
def test_no_sum_is_too_large_to_be_exact(demand):
    pairs = [(x, x // 3) for x in demand]
    sums = Sums.empty(1)

    for x, y in pairs:
        sums.add(np.array([x]), np.array([y]))
        assert 0 <= sums.recent.max() <= ROOM

    assert sums.n == len(pairs)
    assert sums.totals.tolist() == totals(pairs)
    assert all(type(total) is int for (total,) in sums.totals.tolist())


def test_the_largest_place_decides_when_all_are_carried():
    sums = Sums.empty(3)

    for _ in range(6):
        sums.add(np.array([1, 2**31 - 1, 5]), np.array([0, 2**31 - 1, 2]))

    assert sums.totals[2].tolist() == [6, 6 * (2**31 - 1) ** 2, 150]
    assert sums.totals[3].tolist() == [0, 6 * (2**31 - 1) ** 2, 60]
    assert [sums.ratio(place).mean for place in range(3)] == [0.0, 1.0, 0.4]
    assert [sums.ratio(place).se for place in range(3)] == [0.0, 0.0, 0.0]


def test_places_without_replications_have_no_share():
    assert Sums.empty(2).ratio(1).mean is None
    assert Sums.empty(0).totals.shape == (5, 0)
