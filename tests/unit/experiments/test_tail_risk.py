"""Value at risk and conditional value at risk of samples, worked by hand."""

import pytest

from experiments.measures.tail_risk import cvar, tail, value_at_risk

TEN = [0, 0, 0, 0, 0, 0, 10, 20, 30, 100]


@pytest.mark.parametrize(
    ("level", "at_risk", "mean_of_worst"),
    [
        (0.0, 0, 16.0),  # the mean of all ten
        (0.5, 0, 32.0),  # the worst five: 0, 10, 20, 30, 100
        (0.7, 10, 50.0),  # the worst three
        (0.85, 30, (100 + 30 / 2) / 1.5),  # the worst one and a half
        (0.9, 30, 100.0),  # the worst one; nine of ten are at most 30
        (0.95, 100, 100.0),  # half of the worst one
        (1.0, 100, 100.0),
    ],
)
def test_the_worst_share_of_a_sample_takes_the_one_at_its_edge_in_part(
    level: float, at_risk: float, mean_of_worst: float
) -> None:
    assert value_at_risk(TEN, level) == at_risk
    assert cvar(TEN, level) == pytest.approx(mean_of_worst, rel=1e-12)


def test_the_order_of_the_losses_is_nothing() -> None:
    assert cvar(TEN[::-1], 0.7) == cvar(TEN, 0.7)


def test_without_losses_there_is_no_risk_to_tell() -> None:
    assert (value_at_risk([], 0.9), cvar([], 0.9)) == (None, None)


@pytest.mark.parametrize("level", [-0.1, 1.1, float("nan")])
def test_a_level_that_is_no_share_is_refused(level: float) -> None:
    with pytest.raises(ValueError, match="a share from 0 to 1"):
        cvar([1.0], level)


def test_over_replications_those_without_a_value_are_left_out_and_the_tail_is_counted() -> None:
    found = tail([None, *map(float, TEN)], 0.8)

    assert (found.n, found.value_at_risk, found.cvar) == (10, 20.0, pytest.approx(65.0))
    assert found.in_tail == pytest.approx(2.0)
