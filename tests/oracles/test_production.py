"""A plant that makes to stock is a waiting line with a shelf behind it."""

import pytest
from oracle_support import Estimate, agrees, medicines, one_clinic, poisson, simulate
from theory.base_stock import close
from theory.queues import in_system_law

from policies.base_stock import BaseStock

PER_DAY = 8.0


@pytest.mark.parametrize(("lines_count", "load", "level"), [(2, 1.2, 3)])
def test_a_plant_that_makes_one_for_each_sold_is_a_queue_behind_a_shelf(
    lines_count: int, load: float, level: int
) -> None:
    """Each sale starts the making of a unit: what is queued or made is the line of M/M/c.

    Net stock is the level less that number (Buzacott and Shanthikumar 1993, chapter 4).
    """
    exact = close(level, in_system_law(lines_count, load))
    chain = one_clinic(
        law=poisson(PER_DAY, arrivals="any-time"),
        level={"base_stock_units": level},
        products=medicines(1),
        time={"review": "continuous"},
        days=750,
        warm_up_days=30,
    )
    name = next(iter(chain["products"]))
    batch_days = {"law": "exponential", "mean_days": load / PER_DAY}
    chain["lanes"] = {}
    chain["sites"] = {
        "clinic": {
            "kind": "modular-unit",
            "makes": {name: {"batch_units": 1, "batch_days": batch_days}},
            "lines": {f"line {n}": {} for n in range(lines_count)},
        }
    }

    found = simulate(chain, BaseStock, replications=5)

    on_hand, backlog = (Estimate.of(found.level("clinic", kind)) for kind in ("on_hand", "backlog"))
    what = f"make to stock, {lines_count} lines"
    agrees(f"{what}: on hand", on_hand, exact.on_hand_units, within_share=0.07)
    agrees(f"{what}: backlog", backlog, exact.backlog_units, within_share=0.21)
