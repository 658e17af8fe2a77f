"""Reorder rules at daily reviews: the position is a Markov chain."""

from typing import Any

import numpy as np
import pytest
from oracle_support import Estimate, Runs, agrees, one_clinic, poisson, simulate
from theory.laws import (
    Law,
    compound_poisson_law,
    geometric_law,
    mean_of,
    over_days,
    poisson_law,
)
from theory.queues import batch_close
from theory.review import s_s_close

from policies.reorder_point import ReorderQuantity, ReorderUpTo

HOLDING, BACKLOG, ORDER = 1.0, 4.0, 5.0

COMPOUND = {
    "geometric": (
        {"law": "compound-poisson", "mean_orders_per_day": 1.5, "mean_units_per_order": 3.0},
        geometric_law(3.0),
    ),
    "packs of 1, 1 and 6": (
        {"law": "compound-poisson", "mean_orders_per_day": 1.5, "units_by_order": [1, 1, 6]},
        np.array([0, 2, 0, 0, 0, 0, 1]) / 3,
    ),
}


def test_the_best_s_s_rule_costs_what_the_textbook_printed() -> None:
    """Snyder and Shen (2019), Example 4.7: (4, 10) costs 8.034 a day."""
    found = _played(poisson(6.0), 4, 10, lead_days=0)

    agrees("(s, S): cost of Example 4.7", Estimate.of(_cost(found)), 8.034, within_share=0.01)


@pytest.mark.parametrize("lead_days", [1, 3])
def test_s_s_stock_is_the_position_less_demand_of_lead_time_and_a_day(lead_days: int) -> None:
    s, up_to = 4 + 6 * lead_days, 12 + 6 * lead_days
    exact = s_s_close(s, up_to, poisson_law(6.0), lead_days)

    found = _played(poisson(6.0), s, up_to, lead_days=lead_days)

    on_hand, backlog = (Estimate.of(found.level("clinic", kind)) for kind in ("on_hand", "backlog"))
    name = f"(s, S), lead {lead_days}"
    agrees(f"{name}: on hand", on_hand, exact.on_hand_units, within_share=0.02)
    agrees(f"{name}: backlog", backlog, exact.backlog_units, within_share=0.05)
    assert _orders_per_day(found) == pytest.approx(exact.orders_per_day, rel=0.01)


@pytest.mark.parametrize("sizes", COMPOUND)
def test_orders_of_many_units_overshoot_the_reorder_point_as_the_chain_says(sizes: str) -> None:
    law, by_order = COMPOUND[sizes]
    demand: Law = compound_poisson_law(1.5, by_order)
    exact = s_s_close(9, 20, demand, 1)

    found = _played(law, 9, 20, lead_days=1)

    on_hand, backlog = (Estimate.of(found.level("clinic", kind)) for kind in ("on_hand", "backlog"))
    asked = Estimate.of(found.units_per_day("clinic", "demand"))
    cost = exact.cost_per_day(holding=HOLDING, backlog=BACKLOG, order=ORDER)
    agrees(f"{sizes}: demand", asked, mean_of(demand), within_share=0.01)
    agrees(f"{sizes}: on hand", on_hand, exact.on_hand_units, within_share=0.02)
    agrees(f"{sizes}: backlog", backlog, exact.backlog_units, within_share=0.06)
    agrees(f"{sizes}: cost", Estimate.of(_cost(found)), cost, within_share=0.02)


@pytest.mark.parametrize("batch", [1, 8])
def test_batches_leave_the_position_anywhere_above_the_reorder_point(batch: int) -> None:
    demand = poisson_law(6.0)
    exact = batch_close(
        9, batch, between=demand, shortfall=over_days(demand, 2), reviews_per_day=1.0
    )

    found = simulate(
        one_clinic(
            law=poisson(6.0),
            level={"reorder_point_units": 9, "order_quantity_units": batch},
            lead_time=1,
            days=6000,
        ),
        ReorderQuantity,
    )

    on_hand, backlog = (Estimate.of(found.level("clinic", kind)) for kind in ("on_hand", "backlog"))
    name = f"(r, nQ) in batches of {batch}"
    agrees(f"{name}: on hand", on_hand, exact.on_hand_units, within_share=0.03)
    agrees(f"{name}: backlog", backlog, exact.backlog_units, within_share=0.04)
    assert _orders_per_day(found) == pytest.approx(exact.orders_per_day, rel=0.01)


def _played(law: dict[str, Any], s: int, up_to: int, *, lead_days: int) -> Runs:
    chain = one_clinic(
        law=law,
        level={"reorder_point_units": s, "order_up_to_units": up_to},
        lead_time=lead_days,
        days=8000,
    )
    return simulate(chain, ReorderUpTo)


def _orders_per_day(found: Runs) -> float:
    medicines_count = found.runs[0].network.product_count
    return float(found.of_lane("road", "orders").sum()) / found.days / medicines_count


def _cost(found: Runs) -> np.ndarray:
    on_hand, backlog = found.level("clinic", "on_hand"), found.level("clinic", "backlog")
    return np.asarray(HOLDING * on_hand + BACKLOG * backlog + ORDER * _orders_per_day(found))
