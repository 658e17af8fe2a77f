import numpy as np
import pytest

from experiments.statistics.warm_up import mser_5


def batches(*means):
    """Return days whose batches of five have these means, though the days differ."""
    return [mean + off for mean in means for off in (-2.0, -1.0, 0.0, 1.0, 2.0)]


def waves(count):
    """Return so many batch means, 1 and -1 by turns."""
    return [(-1.0) ** k for k in range(count)]


def test_what_lies_before_a_level_series_is_cut_and_no_more():
    found = mser_5(batches(*[90.0, 50, 20], *[10.0] * 27))

    assert (found.cut_days, found.batches, found.statistic) == (15, 30, 0.0)
    assert not found.too_short


def test_a_level_series_loses_nothing():
    # 0.7 is no binary fraction: batch means differ in their last bits, and a cut could seem to help
    assert mser_5([0.7] * 365).cut_days == 0


def test_a_start_is_cut_only_if_that_is_worth_a_batch():
    # one batch of height h, then m - 1 = 20 of +1, -1: mean 0, variance 1.
    # MSER(1) = 20 / 20^2; MSER(0) = (20 + h^2 20/21) / 21^2, larger if h^2 > 21 * 41 / 400
    # = 2.1525, h > 1.467. Cutting two leaves 19 of mean -1/19: (19 - 1/19) / 19^2 is larger.
    assert mser_5(batches(1.46, *waves(20))).cut_days == 0
    assert mser_5(batches(1.48, *waves(20))).cut_days == 5
    assert mser_5(batches(1.48, *waves(20))).statistic == pytest.approx(1 / 20)


def test_a_cut_may_reach_the_middle_and_not_beyond():
    middle = mser_5(batches(*[50.0] * 10, *[0.0] * 10))
    beyond = mser_5(batches(*[50.0] * 11, *[0.0] * 9))

    assert (middle.cut_days, middle.too_short) == (50, False)
    assert (beyond.cut_days, beyond.too_short, beyond.best_batch) == (None, True, 11)
    assert str(beyond) == "run too short: MSER-5 finds no cut in the first half of 100 days"


def test_a_series_that_keeps_growing_is_too_short():
    # of a straight line the sum of squares is (k^3 - k) / 12 for k batches, MSER about k / 12:
    # the fewer the better
    assert mser_5(np.arange(500.0)).too_short


def test_a_lucky_end_is_not_looked_at():
    # of the last four batches the variance is 0 by accident; five are always kept
    found = mser_5(batches(*waves(16), *[0.0] * 4))

    assert found.best_batch <= 15


def test_fewer_than_ten_batches_are_too_short():
    assert mser_5([1.0] * 49).too_short
    assert mser_5([1.0] * 50).cut_days == 0
    assert mser_5([]).too_short


def test_days_that_fill_no_batch_are_left_out_at_the_end():
    plain = mser_5(batches(*[90.0], *[10.0] * 19))
    longer = mser_5([*batches(*[90.0], *[10.0] * 19), 1e6, -1e6])

    assert longer == plain


def test_a_day_without_a_value_is_refused():
    with pytest.raises(ValueError, match="finite"):
        mser_5([1.0] * 60 + [float("nan")])
