"""A warehouse above a clinic: each owes the other only what theory says."""

from typing import Any

import numpy as np
import pytest
from oracle_support import Estimate, agrees, constant, medicines, poisson, simulate
from theory.laws import poisson_law
from theory.serial import Stage, example_6_1, serial_closes, serial_cost

from policies.base_stock import BaseStock, EchelonBaseStock


@pytest.mark.parametrize("lead_days", [(1, 1), (3, 2), (1, 3)])
def test_a_warehouse_passes_on_its_backlog_under_local_base_stock(
    lead_days: tuple[int, int],
) -> None:
    above, below = lead_days
    stages = _stages(above, below + 1)
    exact = serial_closes(stages)
    chain = _two_stages(poisson(4.0), lead_days)
    chain["levels"] = {
        "warehouse": _level("warehouse", base_stock_units=stages[0].local_level),
        "clinic": _level("clinic", base_stock_units=stages[1].local_level),
    }

    found = simulate(chain, BaseStock)

    name = f"local base-stock, leads {above} and {below}"
    for site, close in zip(("warehouse", "clinic"), exact, strict=True):
        on_hand = Estimate.of(found.level(site, "on_hand"))
        agrees(f"{name}: on hand, {site}", on_hand, close.on_hand_units, within_share=0.04)
    backlog = Estimate.of(found.level("clinic", "backlog"))
    agrees(f"{name}: backlog", backlog, exact[1].backlog_units, within_share=0.04)


@pytest.mark.parametrize("lead_days", [(1, 1), (3, 2)])
def test_echelon_base_stock_is_local_base_stock_by_another_count(
    lead_days: tuple[int, int],
) -> None:
    above, below = lead_days
    stages = _stages(above, below + 1)
    exact = serial_closes(stages)
    chain = _two_stages(poisson(4.0), lead_days)
    local = [stage.local_level for stage in stages]
    chain["levels"] = {
        "warehouse": _level("warehouse", echelon_base_stock_units=local[0] + local[1]),
        "clinic": _level("clinic", echelon_base_stock_units=local[1]),
    }

    found = simulate(chain, EchelonBaseStock)

    name = f"echelon base-stock, leads {above} and {below}"
    for site, close in zip(("warehouse", "clinic"), exact, strict=True):
        on_hand = Estimate.of(found.level(site, "on_hand"))
        agrees(f"{name}: on hand, {site}", on_hand, close.on_hand_units, within_share=0.04)
    backlog = Estimate.of(found.level("clinic", "backlog"))
    agrees(f"{name}: backlog", backlog, exact[1].backlog_units, within_share=0.04)


def test_in_continuous_time_the_clinic_covers_its_lead_time_and_no_day_more() -> None:
    stages = _stages(1, 1, mean=3.0)
    exact = serial_closes(stages)
    chain = _two_stages(poisson(3.0, arrivals="any-time"), (1, 1), medicines_count=8, days=850)
    chain["time"]["review"] = "continuous"
    chain["levels"] = {
        "warehouse": _level("warehouse", base_stock_units=stages[0].local_level),
        "clinic": _level("clinic", base_stock_units=stages[1].local_level),
    }

    found = simulate(chain, BaseStock)

    for site, close in zip(("warehouse", "clinic"), exact, strict=True):
        on_hand = Estimate.of(found.level(site, "on_hand"))
        name = f"continuous, two stages: on hand, {site}"
        agrees(name, on_hand, close.on_hand_units, within_share=0.06)
    backlog = Estimate.of(found.level("clinic", "backlog"))
    agrees("continuous: backlog", backlog, exact[1].backlog_units, within_share=0.15)


def test_three_stages_at_the_best_levels_cost_what_the_textbook_printed() -> None:
    """Snyder and Shen (2019), Example 6.1, in hundredths of a unit: 47.65.

    Echelon levels 6.49, 12.02, 22.71 as printed. Lead times are 2, 1 and, with the
    order before demand at a daily close, 0 in place of the printed 1 (theory.serial).
    The five units on the last lane in the printed case are on it for no time here;
    their holding at the middle stage's rate, 4 * 5, is added.
    """
    stages = example_6_1()
    exact = serial_cost(stages, holding=(2, 4, 7), backlog=37.12, transit_units=(500, 500, 0))
    assert exact / 100 == pytest.approx(47.65, abs=0.02)

    found = simulate(_example_6_1(), EchelonBaseStock)

    on_hand = [found.level(site, "on_hand") for site in ("far", "middle", "near")]
    on_the_way = found.level("middle", "transit")
    cost = 2 * on_hand[0] + 4 * on_hand[1] + 7 * on_hand[2]
    cost = cost + 37.12 * found.level("near", "backlog") + 2 * on_the_way + 4 * 500
    agrees("Example 6.1: cost", Estimate.of(cost / 100), 47.65, within_share=0.01)
    closes = serial_closes(stages)
    backlog = Estimate.of(found.level("near", "backlog"))
    agrees("Example 6.1: backlog", backlog, closes[2].backlog_units, within_share=0.06)


def _stages(above_days: float, below_days: float, mean: float = 4.0) -> list[Stage]:
    """Return a warehouse with the mean demand of its lead time, and a clinic with a little more."""
    return [
        Stage(local_level=round(mean * above_days), interval=poisson_law(mean * above_days)),
        Stage(local_level=round(mean * below_days) + 2, interval=poisson_law(mean * below_days)),
    ]


def _two_stages(
    law: dict[str, Any],
    lead_days: tuple[int, int],
    *,
    medicines_count: int = 40,
    days: int = 6000,
) -> dict[str, Any]:
    goods = medicines(medicines_count)
    return {
        "pharmatwin": 1,
        "name": "two stages",
        "time": {"horizon_days": days + 100, "warm_up_days": 100},
        "products": goods,
        "sites": {
            "source": {"kind": "supplier", "supplies": {name: {} for name in goods}},
            "warehouse": {"kind": "warehouse"},
            "clinic": {"kind": "clinic"},
        },
        "lanes": {
            "road in": _lane("source", "warehouse", lead_days[0]),
            "road out": _lane("warehouse", "clinic", lead_days[1]),
        },
        "demand": {"patients": {"site": "clinic", "product": "*", "law": law}},
    }


def _example_6_1() -> dict[str, Any]:
    goods = medicines(30)
    law = {
        "law": "normal",
        "mean_units_per_day": 500,
        "sd_units_per_day": 100,
        "below_zero": "clipped",
    }
    levels = {"far": 2271, "middle": 1202, "near": 649}
    return {
        "pharmatwin": 1,
        "name": "Example 6.1",
        "time": {"horizon_days": 3100, "warm_up_days": 100},
        "products": goods,
        "sites": {
            "source": {"kind": "supplier", "supplies": {name: {} for name in goods}},
            "far": {"kind": "main-dc"},
            "middle": {"kind": "local-dc"},
            "near": {"kind": "clinic"},
        },
        "lanes": {
            "into far": _lane("source", "far", 2),
            "into middle": _lane("far", "middle", 1),
            "into near": _lane("middle", "near", 0),
        },
        "demand": {"patients": {"site": "near", "product": "*", "law": law}},
        "levels": {s: _level(s, echelon_base_stock_units=n) for s, n in levels.items()},
    }


def _lane(origin: str, destination: str, days: int) -> dict[str, Any]:
    return {"origin": origin, "destination": destination, "lead_time": constant(days)}


def _level(site: str, **units: int) -> dict[str, Any]:
    return {"site": site, "product": "*", **units}


def test_the_levels_of_the_example_are_those_printed() -> None:
    assert np.cumsum([s.local_level for s in reversed(example_6_1())]).tolist() == [649, 1202, 2271]
