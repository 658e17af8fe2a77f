from fractions import Fraction
from math import comb, inf

import pytest

from experiments.statistics.quantiles import quantile_interval

CASES = [(10, 0.5), (20, 0.25), (59, 0.95), (60, 0.9), (100, 0.99), (7, 0.5), (5, 0.5)]


def split(below, n):
    """Return n values of which so many lie below 0, and none is 0."""
    return [-1.0 - k for k in range(below)] + [1.0 + k for k in range(n - below)]


def holds(found):
    low = -inf if found.low is None else found.low
    high = inf if found.high is None else found.high
    return low <= 0 <= high


def exact_coverage(n, share):
    """Return how often the interval holds 0, the quantile, by going through all counts below it."""
    p = Fraction(share)
    return sum(
        comb(n, below) * p**below * (1 - p) ** (n - below)
        for below in range(n + 1)
        if holds(quantile_interval(split(below, n), share))
    )


@pytest.mark.parametrize(("n", "share"), CASES)
def test_the_interval_holds_as_often_as_the_binomial_law_says(n, share):
    exact = exact_coverage(n, share)

    assert exact >= Fraction(95, 100)
    assert quantile_interval(split(0, n), share).coverage == pytest.approx(float(exact), abs=1e-12)


@pytest.mark.parametrize(("n", "share"), CASES)
def test_no_end_could_be_nearer(n, share):
    """Each end misses in at most 2.5 %, and the next value inwards would in more."""
    p, found = Fraction(share), quantile_interval(list(range(1, n + 1)), share)

    def at_most(count):
        return sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(count + 1))

    low = 0 if found.low is None else int(found.low)
    high = n + 1 if found.high is None else int(found.high)
    assert low == 0 or at_most(low - 1) <= 0.025
    assert at_most(low) > 0.025
    assert high > n or 1 - at_most(high - 1) <= 0.025
    assert 1 - at_most(high - 2) > 0.025


def test_too_few_replications_leave_an_end_open():
    # 0.95^58 = 5.1 % and 0.95^72 = 2.49 %: the largest of 72 is the first to be far enough up
    assert quantile_interval(range(71), 0.95).high is None
    assert quantile_interval(range(72), 0.95).high == 71.0
    assert quantile_interval([3.0], 0.5).low is None


def test_the_quantile_is_the_least_value_with_its_share_at_or_below():
    hundred = list(range(100, 0, -1))

    assert quantile_interval(hundred, 0.07).value == 7.0  # 0.07 * 100 is 7.000000000000001
    assert quantile_interval(hundred, 0.071).value == 8.0
    assert quantile_interval(hundred, 0.001).value == 1.0
    assert quantile_interval(hundred, 0.999).value == 100.0


def test_replications_without_a_value_are_left_out():
    found = quantile_interval([None, 4.0, None], 0.5)

    assert (found.value, found.n, found.low, found.high) == (4.0, 1, None, None)
    assert quantile_interval([None], 0.5).value is None


@pytest.mark.parametrize("share", [0.0, 1.0, float("nan")])
def test_a_share_of_none_or_all_is_refused(share):
    with pytest.raises(ValueError, match="share"):
        quantile_interval([1.0, 2.0], share)
