import numpy as np
import pytest

from experiments.statistics.stopping import next_count, precise_enough, sequential

TEN = [9.0, 11.0] * 5
"""Mean 10, s = sqrt(10/9), t(9) = 2.262157: half-width 0.754052, relative 0.0754052."""


def test_the_half_width_may_be_g_over_one_plus_g_of_the_mean():
    # 0.0754052 = g / (1 + g) at g = 0.0815549; under the plain rule 0.0755 would do
    assert precise_enough(TEN, relative_half_width=0.08156)
    assert not precise_enough(TEN, relative_half_width=0.08155)


def test_more_confidence_wants_more_precision():
    # t(9) at 99 % is 3.249836: relative half-width 0.1083279, g = 0.1214885
    assert precise_enough(TEN, relative_half_width=0.12149, confidence=0.99)
    assert not precise_enough(TEN, relative_half_width=0.12148, confidence=0.99)


def test_nine_replications_are_never_enough():
    assert precise_enough([5.0] * 10, relative_half_width=0.5)
    assert not precise_enough([5.0] * 9, relative_half_width=0.5)


def test_replications_without_a_value_do_not_count():
    assert not precise_enough([5.0] * 9 + [None] * 9, relative_half_width=0.5)
    assert not precise_enough([None] * 30, relative_half_width=0.5)


def test_a_mean_below_zero_is_as_good_as_one_above():
    assert precise_enough([-v for v in TEN], relative_half_width=0.08156)
    assert not precise_enough([-v for v in TEN], relative_half_width=0.08155)


def test_a_mean_of_zero_is_never_precise_unless_nothing_varies():
    assert not precise_enough([-1.0, 1.0] * 50, relative_half_width=0.9)
    assert precise_enough([0.0] * 10, relative_half_width=0.01)


@pytest.mark.parametrize("width", [0.0, 1.0, -0.1, float("nan")])
def test_a_relative_half_width_lies_between_zero_and_one(width):
    with pytest.raises(ValueError, match="more than 0 and less than 1"):
        precise_enough(TEN, relative_half_width=width)


def test_looks_are_five_apart_at_first_and_a_tenth_later():
    counts = [10]
    while counts[-1] < 100:
        counts.append(next_count(counts[-1]))

    assert counts == [10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 66, 72, 79, 86, 94, 103]


def test_replications_are_drawn_in_order_and_once_each():
    drawn = []

    def draw(number):
        drawn.append(number)
        return 10.0 + number % 2

    stopped = sequential(draw, relative_half_width=0.02, at_most=1000)

    # relative s is about 0.05: n* = (1.96 * 0.0476 * 1.02 / 0.02)^2 = 23, so 25 or 30
    assert drawn == list(range(stopped.n))
    assert stopped.n in {25, 30}
    assert (stopped.estimate.n, stopped.capped) == (stopped.n, False)


def test_the_cap_ends_a_study_and_is_recorded():
    stopped = sequential(lambda k: float(k % 2), relative_half_width=0.01, at_most=33)

    assert (stopped.n, stopped.estimate.n, stopped.capped) == (33, 33, True)


def test_precision_reached_at_the_cap_is_precision_reached():
    stopped = sequential(lambda _: 1.0, relative_half_width=0.01, at_most=10)

    assert (stopped.n, stopped.capped) == (10, False)


def test_a_cap_before_the_first_look_is_refused():
    with pytest.raises(ValueError, match="first look at 10 of at most 9"):
        sequential(float, relative_half_width=0.1, at_most=9)
    with pytest.raises(ValueError, match="at least 10"):
        sequential(float, relative_half_width=0.1, first=5, at_most=90)


def test_an_interval_that_holds_the_truth_has_no_larger_relative_error_than_was_asked_for():
    # |x - m| <= g' |x| with g' = g / (1 + g) gives |x| <= |m| / (1 - g'), so |x - m| <= g |m|
    rng = np.random.default_rng(20190517)
    held = 0
    for values in rng.normal(1.0, 1.0, size=(300, 400)).tolist():
        stopped = sequential(values.__getitem__, relative_half_width=0.4, at_most=400)
        if stopped.estimate.low <= 1.0 <= stopped.estimate.high:
            held += 1
            assert abs(stopped.estimate.mean - 1.0) <= 0.4

    assert held > 200
