from fractions import Fraction

import numpy as np
import pytest

from experiments.statistics.precision import (
    Sample,
    bonferroni,
    estimate,
    jackknife_ratio_values,
    paired,
    ratio_values,
    t_quantile,
)


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


# two days of demand 10 and two of 90: 180 of 200 served, though the mean of ratios is 0.72
SERVED, ASKED = [10, 0, 90, 80], [10, 10, 90, 90]


def test_the_delta_interval_of_a_two_point_demand_is_the_one_by_hand():
    # R = 0.9; y - R x = 1, -9, 9, -1; over the mean demand of 50: .02, -.18, .18, -.02
    # s^2 = (2 * .02^2 + 2 * .18^2) / 3 = .0656 / 3; t(3) = 3.182446
    values = ratio_values(SERVED, ASKED)
    found = estimate(values)

    assert values == pytest.approx([0.92, 0.72, 1.08, 0.88])
    assert found.mean == pytest.approx(0.9)
    assert found.high - found.mean == pytest.approx(3.182446 * (0.0656 / 3 / 4) ** 0.5, rel=1e-6)


def test_the_jackknife_interval_of_a_two_point_demand_is_the_one_by_hand():
    # without each day in turn: 170/190, 180/190, 90/110, 100/110
    without = [Fraction(17, 19), Fraction(18, 19), Fraction(9, 11), Fraction(10, 11)]
    middle = sum(without) / 4
    variance = Fraction(3, 4) * sum((r - middle) ** 2 for r in without)

    found = estimate(jackknife_ratio_values(SERVED, ASKED))

    assert found.mean == pytest.approx(float(4 * Fraction(9, 10) - 3 * middle))  # 0.92297
    assert found.se == pytest.approx(float(variance) ** 0.5)
    assert found.high - found.mean == pytest.approx(3.182446 * float(variance) ** 0.5, rel=1e-6)


def test_the_jackknife_takes_a_known_bias_of_order_one_over_n_away():
    # R of y = x^2 over x in {1, 3}: 5 / 2. All samples of 3 alike: the ratio of sums is off by
    # a term of order 1 / n, the jackknife by one of order 1 / n^2
    samples = np.stack(np.meshgrid(*[[1.0, 3.0]] * 3), axis=-1).reshape(-1, 3)
    plain = np.mean([estimate(ratio_values(row**2, row)).mean for row in samples])
    mended = np.mean([estimate(jackknife_ratio_values(row**2, row)).mean for row in samples])

    assert plain == pytest.approx((1 + 3 * 11 / 5 + 3 * 19 / 7 + 3) / 8)  # 2.3429
    assert abs(mended - 2.5) < abs(plain - 2.5) / 3


def test_a_ratio_without_one_replication_that_does_not_exist_leaves_no_jackknife():
    assert jackknife_ratio_values([0, 5, 0], [0, 8, 0]) == (None, None, None)
    assert jackknife_ratio_values([5], [8]) == (None,)
    assert jackknife_ratio_values([], []) == ()


def test_replications_without_a_value_are_no_part_of_a_jackknife():
    found = jackknife_ratio_values([10, None, 0, 90, 80], [10, 7, 10, 90, 90])

    assert found == (*(v := jackknife_ratio_values(SERVED, ASKED))[:1], None, *v[1:])


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


def test_a_pair_has_the_confidence_that_was_asked_for():
    # differences 1, 2, 3: s = 1, t(2) at 99 % is 9.924843
    found = paired(sample([1.0, 3.0, 6.0]), sample([0.0, 1.0, 3.0]), confidence=0.99).estimate

    assert found.high - 2 == pytest.approx(9.924843 / 3**0.5, rel=1e-6)
    assert found.as_json() == {
        "mean": 2.0,
        "se": pytest.approx(3**-0.5),
        "ci": [found.low, found.high],
        "confidence": 0.99,
        "n": 3,
    }


def test_an_interval_is_called_ci95_only_if_it_is_one():
    assert "ci95" in estimate([1.0, 2.0]).as_json()
    assert "ci95" not in estimate([1.0, 2.0], confidence=0.9).as_json()


def test_bonferroni_shares_what_may_fail_among_the_comparisons():
    assert bonferroni(0.95, 1) == pytest.approx(0.95)
    assert bonferroni(0.95, 10) == pytest.approx(0.995)


@pytest.mark.parametrize(("confidence", "comparisons"), [(0.95, 0), (1.0, 2), (0.0, 2)])
def test_bonferroni_of_nothing_is_refused(confidence, comparisons):
    with pytest.raises(ValueError, match="comparisons"):
        bonferroni(confidence, comparisons)


def test_a_confidence_of_one_or_more_is_refused():
    with pytest.raises(ValueError, match="confidence of 95"):
        t_quantile(9, 95)


def test_other_seeds_are_not_paired():
    with pytest.raises(ValueError, match="seeds 1 and 2"):
        paired(sample([1.0, 2.0]), sample([1.0, 2.0], seed=2))


def test_other_replications_are_not_paired():
    with pytest.raises(ValueError, match="not pairs"):
        paired(sample([1.0, 2.0]), sample([1.0, 2.0, 3.0]))
    with pytest.raises(ValueError, match="not pairs"):
        paired(sample([1.0, 2.0]), sample([1.0, 2.0], numbers=[1, 2]))
