"""A medicine that is good for one day is the newsvendor's paper."""

import numpy as np
import pytest
from oracle_support import Estimate, Runs, agrees, medicines, one_clinic, poisson, simulate
from theory.laws import poisson_law
from theory.newsvendor import best_level, news_day

from policies.base_stock import BaseStock

MEAN = 8.0
OVER, UNDER = 2.0, 8.0


AGE_LAST = ["receive", "decide", "demand", "age"]
AGE_FIRST = ["age", "receive", "decide", "demand"]


def mornings(level: int, play: list[str] = AGE_LAST) -> Runs:
    chain = one_clinic(
        law=poisson(MEAN),
        level={"base_stock_units": level},
        products=medicines(40, shelf_life_days=1),
        waits=False,
        days=3000,
        time={"order_of_play": play},
    )
    return simulate(chain, BaseStock)


@pytest.mark.parametrize("play", [AGE_LAST, AGE_FIRST], ids=" ".join)
def test_what_is_left_of_a_one_day_medicine_expires_and_what_is_short_is_lost(
    play: list[str],
) -> None:
    level = 9
    exact = news_day(level, poisson_law(MEAN))

    found = mornings(level, play)

    expired, lost = (found.units_per_day("clinic", kind) for kind in ("expired", "lost"))
    agrees("newsvendor, expired", Estimate.of(expired), exact.left_over_units, within_share=0.015)
    agrees("newsvendor, lost", Estimate.of(lost), exact.lost_units, within_share=0.025)
    assert not found.level("clinic", "on_hand").any()


def test_no_other_level_costs_less_than_the_one_at_the_critical_fractile() -> None:
    demand = poisson_law(MEAN)
    best = best_level(demand, over=OVER, under=UNDER)
    assert best == 10

    costs = {level: _cost_per_day(mornings(level)) for level in (best - 1, best, best + 1)}

    for level, cost in costs.items():
        exact = news_day(level, demand).cost(OVER, UNDER)
        agrees(f"newsvendor, cost at {level}", Estimate.of(cost), exact, within_share=0.015)
    for other in (best - 1, best + 1):
        dearer = Estimate.of(costs[other] - costs[best])
        assert dearer.mean > 4 * dearer.standard_error


@pytest.mark.parametrize("level", [0, 60])
def test_an_empty_shelf_loses_all_and_a_full_one_nothing(level: int) -> None:
    found = mornings(level)

    lost = found.lost_share("clinic").mean
    assert lost == (1.0 if level == 0 else pytest.approx(0.0, abs=1e-12))


def _cost_per_day(found: Runs) -> np.ndarray:
    expired, lost = (found.units_per_day("clinic", kind) for kind in ("expired", "lost"))
    return np.asarray(OVER * expired + UNDER * lost)
