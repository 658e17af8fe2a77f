"""A warehouse shares short stock between two clinics."""

from typing import Any

import pytest
from oracle_support import Estimate, Runs, agrees, constant, medicines, poisson, simulate
from theory.laws import poisson_law
from theory.sharing import Sharing, first_before_second, in_proportion, shared

from policies.base_stock import BaseStock

LEVEL = 2
MEANS = 2.0, 1.5
DEMANDS = poisson_law(MEANS[0]), poisson_law(MEANS[1])


@pytest.mark.parametrize(("first", "second"), [("city", "village"), ("village", "city")])
@pytest.mark.parametrize("lead_days", [0, 2])
def test_the_clinic_of_higher_priority_is_served_first_whatever_its_name(
    first: str, second: str, lead_days: int
) -> None:
    levels = 2 * (lead_days + 1) + 1, 2 * (lead_days + 1) + 2
    exact = shared(LEVEL, levels, DEMANDS, lead_days, first_before_second)

    found = simulate(_chain(first, second, levels, lead_days, "in-order"), BaseStock)

    _compare(f"{first} before {second}, lead {lead_days}", found, first, second, exact)


def test_fair_shares_are_in_proportion_to_the_claims_by_largest_remainders() -> None:
    levels = 5, 6
    exact = shared(LEVEL, levels, DEMANDS, 1, in_proportion)

    found = simulate(_chain("city", "village", levels, 1, "fair-share"), BaseStock)

    _compare("fair shares", found, "city", "village", exact)


def _compare(name: str, found: Runs, first: str, second: str, exact: Sharing) -> None:
    for site, close in ((first, exact.first), (second, exact.second)):
        on_hand, backlog = (Estimate.of(found.level(site, kind)) for kind in ("on_hand", "backlog"))
        agrees(f"{name}: on hand, {site}", on_hand, close.on_hand_units, within_share=0.025)
        agrees(f"{name}: backlog, {site}", backlog, close.backlog_units, within_share=0.05)
    kept = Estimate.of(found.level("warehouse", "on_hand"))
    agrees(f"{name}: kept", kept, exact.warehouse_on_hand_units, within_share=0.04)


def _chain(
    first: str, second: str, levels: tuple[int, int], lead_days: int, rationing: str
) -> dict[str, Any]:
    goods = medicines(40)
    sites = {first: (MEANS[0], levels[0], 1), second: (MEANS[1], levels[1], 2)}
    return {
        "pharmatwin": 1,
        "name": "two clinics",
        "time": {"horizon_days": 8100, "warm_up_days": 100},
        "products": goods,
        "sites": {
            "source": {"kind": "supplier", "supplies": {name: {} for name in goods}},
            "warehouse": {"kind": "warehouse", "rationing": rationing},
            **{site: {"kind": "clinic"} for site in sites},
        },
        "lanes": {
            "in": {"origin": "source", "destination": "warehouse", "lead_time": constant(1)},
            **{
                f"to {site}": {
                    "origin": "warehouse",
                    "destination": site,
                    "lead_time": constant(lead_days),
                    "priority_count": priority,
                }
                for site, (_, _, priority) in sites.items()
            },
        },
        "demand": {
            site: {"site": site, "product": "*", "law": poisson(mean)}
            for site, (mean, _, _) in sites.items()
        },
        "levels": {
            "warehouse": {"site": "warehouse", "product": "*", "base_stock_units": LEVEL},
            **{
                site: {"site": site, "product": "*", "base_stock_units": level}
                for site, (_, level, _) in sites.items()
            },
        },
    }
