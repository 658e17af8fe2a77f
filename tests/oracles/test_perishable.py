"""Medicines that live two days: whose turn it is to leave the shelf decides the waste."""

from typing import Literal

import pytest
from oracle_support import Estimate, agrees, medicines, one_clinic, poisson, simulate
from theory.laws import poisson_law
from theory.perishable import two_day_life

from policies.base_stock import BaseStock

MEAN = 6.0


@pytest.mark.parametrize("issue", ["fifo", "lifo"])
@pytest.mark.parametrize("level", [8, 10])
def test_two_day_medicines_expire_as_often_as_the_chain_on_their_age_says(
    issue: Literal["fifo", "lifo"], level: int
) -> None:
    exact = two_day_life(level, poisson_law(MEAN), issue)

    found = simulate(
        one_clinic(
            law=poisson(MEAN),
            level={"base_stock_units": level},
            products=medicines(40, shelf_life_days=2),
            waits=False,
            clinic={"issue": issue},
            days=5000,
        ),
        BaseStock,
    )

    expired, lost = (
        Estimate.of(found.units_per_day("clinic", kind)) for kind in ("expired", "lost")
    )
    on_hand = Estimate.of(found.level("clinic", "on_hand"))
    name = f"life of two days, {issue} at {level}"
    agrees(f"{name}: expired", expired, exact.expired_units, within_share=0.04)
    agrees(f"{name}: lost", lost, exact.lost_units, within_share=0.06)
    agrees(f"{name}: on hand", on_hand, exact.on_hand_units, within_share=0.015)


def test_soonest_expiry_first_is_oldest_first_when_all_lots_live_equally_long() -> None:
    wasted = [
        simulate(
            one_clinic(
                law=poisson(MEAN),
                level={"base_stock_units": 9},
                products=medicines(10, shelf_life_days=2),
                waits=False,
                clinic={"issue": issue},
                days=300,
            ),
            BaseStock,
        ).units_per_day("clinic", "expired")
        for issue in ("fefo", "fifo")
    ]

    assert wasted[0].tolist() == wasted[1].tolist()
