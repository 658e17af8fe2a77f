"""Common random numbers: what they are worth for two base-stock levels, played by the twin."""

from functools import cache
from math import log, sqrt

import pytest
from oracle_support import SEED, medicines, one_clinic, poisson, simulate
from theory.laws import poisson_law
from theory.pairing import pairing

from experiments.statistics.precision import Sample, paired
from policies.base_stock import BaseStock

MEAN, HOLDING, LOST = 20.0, 1.0, 4.0
MEDICINES, RUNS = 400, 10
PAIRS = MEDICINES * RUNS


@cache
def costs(level: int) -> tuple[float, ...]:
    """Return the cost of one day of each of 4,000 medicines, raised to the level that morning.

    Supply is instant and what is not served is lost: a newsvendor's day.
    """
    chain = one_clinic(
        law=poisson(MEAN),
        level={"base_stock_units": level},
        products=medicines(MEDICINES),
        waits=False,
        days=1,
        warm_up_days=0,
    )
    runs = simulate(chain, BaseStock, replications=RUNS)
    left, lost = runs.level("clinic", "on_hand"), runs.units_per_day("clinic", "lost")
    return tuple((HOLDING * left + LOST * lost).tolist())


def sample(values: tuple[float, ...]) -> Sample:
    return Sample(seed=SEED, replications=tuple(range(len(values))), values=values)


@pytest.mark.parametrize("levels", [(22, 26), (24, 25), (18, 30)])
def test_common_demand_is_worth_what_the_exact_factor_says(levels: tuple[int, int]) -> None:
    exact = pairing(poisson_law(MEAN), levels, holding=HOLDING, lost=LOST)

    found = paired(*(sample(costs(level)) for level in levels))

    assert found.variance_reduction_factor is not None
    difference = log(found.variance_reduction_factor / exact.factor)
    assert abs(difference) <= 4 * exact.log_factor_sd / sqrt(PAIRS)
    assert found.estimate.mean == pytest.approx(
        exact.mean_difference, abs=4 * (found.estimate.se or 0.0)
    )


def test_misaligned_pairs_are_worth_nothing() -> None:
    # The second arm is shifted by one replication: the costs are independent, and
    # factor = 1 / (1 - 2 c) with c the covariance over the summed variances, at most a
    # correlation over 2, of standard error 1 / (2 sqrt(n)).
    one, other = costs(22), costs(26)

    found = paired(sample(one), sample((*other[1:], other[0])))

    assert found.variance_reduction_factor == pytest.approx(1.0, abs=4 / sqrt(PAIRS))
