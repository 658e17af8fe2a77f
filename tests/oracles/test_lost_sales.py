"""Periodic base-stock where who is not served goes elsewhere."""

import numpy as np
import pytest
from oracle_support import Estimate, agrees, one_clinic, poisson, simulate
from theory.laws import poisson_law
from theory.lost_sales import lost_sales

from policies.base_stock import BaseStock

MEAN = 5.0


@pytest.mark.parametrize(("lead_days", "level", "published"), [(1, 12, 4.16), (2, 16, 4.64)])
def test_the_best_base_stock_with_lost_sales_costs_what_zipkin_printed(
    lead_days: int, level: int, published: float
) -> None:
    exact = lost_sales(level, poisson_law(MEAN), lead_days)
    assert round(exact.on_hand_units + 4 * exact.lost_units, 2) == published

    found = simulate(
        one_clinic(
            law=poisson(MEAN),
            level={"base_stock_units": level},
            lead_time=lead_days,
            waits=False,
            days=4500,
        ),
        BaseStock,
    )

    on_hand, lost = found.level("clinic", "on_hand"), found.units_per_day("clinic", "lost")
    name = f"lost sales, lead {lead_days}"
    agrees(f"{name}: on hand", Estimate.of(on_hand), exact.on_hand_units, within_share=0.015)
    agrees(f"{name}: lost", Estimate.of(lost), exact.lost_units, within_share=0.04)
    agrees(f"{name}: cost", Estimate.of(on_hand + 4 * lost), published, within_share=0.015)


@pytest.mark.parametrize("lead_days", [0, 1, 2])
def test_stock_too_thin_for_the_lead_time_loses_what_the_chain_says(lead_days: int) -> None:
    level = 5 * (lead_days + 1)
    exact = lost_sales(level, poisson_law(MEAN), lead_days)

    found = simulate(
        one_clinic(
            law=poisson(MEAN),
            level={"base_stock_units": level},
            lead_time=lead_days,
            waits=False,
            days=3000,
        ),
        BaseStock,
    )

    on_hand = Estimate.of(np.asarray(found.level("clinic", "on_hand")))
    name = f"thin stock, lead {lead_days}"
    agrees(f"{name}: on hand", on_hand, exact.on_hand_units, within_share=0.02)
    agrees(f"{name}: lost", found.lost_share("clinic"), 1 - exact.fill_share, within_share=0.03)
