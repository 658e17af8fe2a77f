import random

import numpy as np

from experiments.measures.service import Spread, moving_share

NAN = float("nan")


def spread(*shares):
    found = Spread.empty(len(shares[0]))
    for share in shares:
        found.add(np.array(share))
    return found


def test_the_moving_share_is_a_ratio_of_sums_and_unknown_without_demand():
    share = moving_share([1, 0, 0, 0], [4, 0, 0, 0], 2)

    assert share[:2].tolist() == [0.25, 0.25]
    assert np.isnan(share[2:]).all()


def test_mean_and_ends_are_of_the_replications_that_have_a_share():
    found = spread([0.5, 1.0, NAN], [0.9, NAN, NAN], [0.1, 0.0, NAN])

    np.testing.assert_array_equal(found.mean, [0.5, 0.5, NAN])
    np.testing.assert_array_equal(found.low, [0.1, 0.0, NAN])
    np.testing.assert_array_equal(found.high, [0.9, 1.0, NAN])
    assert found.known.tolist() == [3, 2, 0]


def test_the_order_in_which_replications_come_changes_no_digit():
    chance = random.Random(5)
    shares = [[chance.random() for _ in range(20)] for _ in range(200)]
    first = spread(*shares)
    chance.shuffle(shares)

    again = spread(*shares)

    assert again.mean.tolist() == first.mean.tolist()
    assert (again.low.tolist(), again.high.tolist()) == (first.low.tolist(), first.high.tolist())


def test_the_mean_is_exact_to_more_digits_than_anybody_reads():
    shares = np.random.default_rng(1).random((1000, 3))

    np.testing.assert_allclose(spread(*shares.tolist()).mean, shares.mean(axis=0), atol=1e-12)
