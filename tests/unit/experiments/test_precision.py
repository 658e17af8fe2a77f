import numpy as np
import pytest

from experiments.precision import Sample, estimate, paired, ratio_values


def sample(values, seed=1, numbers=None):
    return Sample(
        seed=seed, replications=tuple(numbers or range(len(values))), values=tuple(values)
    )


def test_the_half_width_is_exact_on_four_numbers():
    found = estimate([1.0, 2.0, 3.0, 4.0])

    # s = sqrt(5/3), t(3) = 3.182446
    assert found.mean == 2.5
    assert found.high - 2.5 == pytest.approx(3.182446 * (5 / 3 / 4) ** 0.5, rel=1e-6)


def test_one_replication_says_nothing_of_its_own_spread():
    found = estimate([7.0])

    assert (found.mean, found.se, found.low, found.high, found.n) == (7.0, None, None, None, 1)


def test_replications_without_a_value_are_left_out_and_not_taken_for_zero():
    found = estimate([None, 2.0, 4.0, None])

    assert (found.mean, found.n) == (3.0, 2)
    assert estimate([None]).mean is None


def test_intervals_hold_the_truth_in_95_of_100_studies():
    rng = np.random.default_rng(7)
    studies = rng.normal(10.0, 3.0, size=(2000, 5))

    held = [(e := estimate(row)).low <= 10.0 <= e.high for row in studies.tolist()]

    # standard error of the share: sqrt(0.95 * 0.05 / 2000) = 0.005
    assert np.mean(held) == pytest.approx(0.95, abs=0.02)


def test_a_small_replication_does_not_weigh_as_much_as_a_large_one():
    # a day of 10 patients of whom none is served, a day of 90 who all are
    found = estimate(ratio_values([0, 90], [10, 90]))

    assert found.mean == 0.9


def test_the_interval_of_a_ratio_is_that_of_the_delta_method():
    y, x = np.array([8.0, 18, 33, 37]), np.array([10.0, 20, 40, 50])
    ratio = y.sum() / x.sum()
    se = np.sqrt(((y - ratio * x) ** 2).sum() / 3 / 4) / x.mean()

    found = estimate(ratio_values(y.tolist(), x.tolist()))

    assert found.mean == pytest.approx(ratio)
    assert found.se == pytest.approx(se)


def test_no_demand_in_any_replication_is_no_ratio():
    assert ratio_values([0, 0], [0, 0]) == (None, None)


def test_the_intervals_of_ratios_hold_the_truth_too():
    rng = np.random.default_rng(11)
    asked = rng.poisson(40, size=(2000, 20))
    served = rng.binomial(asked, 0.8)

    held = [
        (e := estimate(ratio_values(y, x))).low <= 0.8 <= e.high
        for y, x in zip(served.tolist(), asked.tolist(), strict=True)
    ]

    assert np.mean(held) == pytest.approx(0.95, abs=0.02)


def test_common_chance_narrows_the_difference():
    # the second arm is always 1 worse, whatever chance does
    found = paired(sample([5.0, 9.0, 1.0]), sample([6.0, 10.0, 2.5]))

    assert found.estimate.mean == pytest.approx(-7 / 6)
    # variances 16 and 61/4... by hand: var(left) = 16, var(right) = 14.0833, var(diff) = 0.0833
    assert found.variance_reduction_factor == pytest.approx((16 + 14.083333) / 0.083333, rel=1e-5)


def test_chance_of_ones_own_gains_nothing_by_pairing():
    rng = np.random.default_rng(3)
    left, right = rng.normal(size=4000).tolist(), rng.normal(size=4000).tolist()

    factor = paired(sample(left), sample(right)).variance_reduction_factor

    assert factor == pytest.approx(1.0, abs=0.07)


def test_a_difference_that_never_varies_has_no_factor():
    assert paired(sample([1.0, 2.0]), sample([2.0, 3.0])).variance_reduction_factor is None


def test_a_pair_without_one_of_its_values_is_no_pair():
    found = paired(sample([1.0, None, 5.0]), sample([1.0, 100.0, 3.0]))

    assert (found.estimate.mean, found.estimate.n) == (1.0, 2)


def test_other_seeds_are_not_paired():
    with pytest.raises(ValueError, match="seeds 1 and 2"):
        paired(sample([1.0, 2.0]), sample([1.0, 2.0], seed=2))


def test_other_replications_are_not_paired():
    with pytest.raises(ValueError, match="not pairs"):
        paired(sample([1.0, 2.0]), sample([1.0, 2.0, 3.0]))
    with pytest.raises(ValueError, match="not pairs"):
        paired(sample([1.0, 2.0]), sample([1.0, 2.0], numbers=[1, 2]))
