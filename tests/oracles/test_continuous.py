"""Continuous review: each demand is answered in its own minute."""

from typing import Any

import numpy as np
import pytest
from oracle_support import (
    Estimate,
    Runs,
    agrees,
    constant,
    medicines,
    one_clinic,
    poisson,
    simulate,
)
from theory.laws import poisson_law
from theory.queues import (
    batch_close,
    continuous_close,
    continuous_fill_share,
    continuous_lost_sales,
)

from policies.base_stock import BaseStock
from policies.reorder_point import ReorderQuantity

PER_DAY = 2.0
LEAD_DAYS = 1.5
CONTINUOUS = {"review": "continuous"}

LEAD_TIMES: dict[str, dict[str, Any]] = {
    "constant": constant(LEAD_DAYS),
    "exponential": {"law": "exponential", "mean_days": LEAD_DAYS},
    "now or late": {"law": "empirical", "days": [0.5, 3.5], "weights": [2, 1]},
}


@pytest.mark.parametrize("law", ["constant", "now or late"])
def test_units_under_way_are_poisson_whatever_the_law_of_the_lead_time(law: str) -> None:
    level = 4
    exact = continuous_close(level, PER_DAY, LEAD_DAYS)
    filled = continuous_fill_share(level, PER_DAY, LEAD_DAYS)

    found = any_time_clinic(LEAD_TIMES[law], level, waits=True)

    on_hand, backlog, transit = (
        Estimate.of(found.level("clinic", kind)) for kind in ("on_hand", "backlog", "transit")
    )
    name = f"Palm, {law}"
    agrees(f"{name}: on hand", on_hand, exact.on_hand_units, within_share=0.045)
    agrees(f"{name}: backlog", backlog, exact.backlog_units, within_share=0.09)
    agrees(f"{name}: on the way", transit, PER_DAY * LEAD_DAYS, within_share=0.022)
    agrees(f"{name}: fill rate", found.fill_share("clinic"), filled, within_share=0.03)


@pytest.mark.parametrize("law", ["constant", "exponential"])
def test_lost_sales_are_calls_to_a_busy_line(law: str) -> None:
    level = 4
    exact = continuous_lost_sales(level, PER_DAY, LEAD_DAYS)

    found = any_time_clinic(LEAD_TIMES[law], level, waits=False)

    on_hand = Estimate.of(found.level("clinic", "on_hand"))
    name = f"Erlang's loss, {law}"
    agrees(f"{name}: lost", found.lost_share("clinic"), exact.lost_share, within_share=0.11)
    agrees(f"{name}: on hand", on_hand, exact.on_hand_units, within_share=0.045)


def test_the_best_reorder_rule_costs_what_the_textbook_printed() -> None:
    """Snyder and Shen (2019), Example 5.8, its year played as a day: (3, 5) costs 107.92."""
    exact = batch_close(
        3, 5, between=np.array([0.0, 1.0]), shortfall=poisson_law(3.0), reviews_per_day=1.5
    )

    found = simulate(
        one_clinic(
            law=poisson(1.5, arrivals="any-time"),
            level={"reorder_point_units": 3, "order_quantity_units": 5},
            lead_time=2,
            products=medicines(10),
            days=2200,
            time=CONTINUOUS,
        ),
        ReorderQuantity,
    )

    on_hand, backlog = found.level("clinic", "on_hand"), found.level("clinic", "backlog")
    orders_per_day = found.of_lane("road", "orders").sum() / found.days / 10
    cost = Estimate.of(20 * on_hand + 150 * backlog + 100 * orders_per_day)
    agrees("(r, Q): on hand", Estimate.of(on_hand), exact.on_hand_units, within_share=0.03)
    agrees("(r, Q): backlog", Estimate.of(backlog), exact.backlog_units, within_share=0.18)
    agrees("(r, Q): cost of Example 5.8", cost, 107.92, within_share=0.03)
    assert orders_per_day == pytest.approx(exact.orders_per_day, rel=0.02)


def any_time_clinic(lead_time: dict[str, Any], level: int, *, waits: bool) -> Runs:
    chain = one_clinic(
        law=poisson(PER_DAY, arrivals="any-time"),
        level={"base_stock_units": level},
        lead_time=lead_time,
        products=medicines(10),
        waits=waits,
        days=1800,
        warm_up_days=50,
        time=CONTINUOUS,
    )
    return simulate(chain, BaseStock)
