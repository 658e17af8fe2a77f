"""Sites and suppliers fail and come back: availability, and the stock that bridges it."""

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
from theory.base_stock import close
from theory.laws import over_days, poisson_law
from theory.outages import (
    days_out_law,
    interrupted_close,
    limited_close,
    share_of_time_down,
)

from policies.base_stock import BaseStock
from twin.units import TICKS_PER_DAY

UP_DAYS, DOWN_DAYS = 12.0, 3.0

REPAIRS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "exponential": (
        {"law": "exponential", "mean_days": UP_DAYS},
        {"law": "exponential", "mean_days": DOWN_DAYS},
    ),
    "gamma up, constant down": (
        {"law": "gamma", "shape_factor": 2.0, "scale_days": UP_DAYS / 2},
        constant(DOWN_DAYS),
    ),
    "constant up, gamma down": (
        constant(UP_DAYS),
        {"law": "gamma", "shape_factor": 0.5, "scale_days": DOWN_DAYS / 0.5},
    ),
}


@pytest.mark.parametrize("laws", REPAIRS)
def test_a_site_is_down_the_share_of_time_that_renewal_theory_says(laws: str) -> None:
    exact = share_of_time_down(UP_DAYS, DOWN_DAYS)

    found = _failing_clinic(laws)

    down = Estimate.of(np.array([_down_days(found, one) for one in range(len(found.runs))]))
    lost = Estimate.of_ratio(
        *(_of_run(found, kind) for kind in ("lost", "demand"))
    )
    agrees(f"{laws}: time down", down, exact, within_share=0.05)
    agrees(f"{laws}: demand lost at the shut door", lost, exact, within_share=0.05)


@pytest.mark.parametrize("lead_days", [0, 1])
@pytest.mark.parametrize("law", ["constant", "poisson"])
def test_stock_bridges_the_days_that_a_supplier_is_out(law: str, lead_days: int) -> None:
    """Snyder and Shen (2019), Example 9.3 (a = 0.04, b = 0.25), here with a lead time too."""
    one_a_day = np.array([0.0, 1.0])
    demand = one_a_day if law == "constant" else poisson_law(1.0)
    level = 4 + lead_days
    exact = interrupted_close(level, demand, lead_days, days_out_law(25.0, 4.0))

    found = simulate(_interrupted(law, level, lead_days), BaseStock, replications=60)

    on_hand, backlog = (
        Estimate.of(_of_run(found, f"{kind}_area") / found.days / TICKS_PER_DAY)
        for kind in ("on_hand", "backlog")
    )
    name = f"supplier out, {law} demand, lead {lead_days}"
    agrees(f"{name}: on hand", on_hand, exact.on_hand_units, within_share=0.03)
    agrees(f"{name}: backlog", backlog, exact.backlog_units, within_share=0.08)


@pytest.mark.parametrize("lead_days", [0, 2])
def test_a_supplier_with_little_capacity_owes_like_a_queue(lead_days: int) -> None:
    demand = poisson_law(5.0)
    level = 8 + 5 * lead_days
    exact = limited_close(level, demand, lead_days, 6)
    ample = close(level, over_days(demand, lead_days + 1))

    found = simulate(
        one_clinic(
            law=poisson(5.0),
            level={"base_stock_units": level},
            lead_time=lead_days,
            supply={"capacity_units_per_day": 6},
            days=8000,
            warm_up_days=200,
        ),
        BaseStock,
    )

    on_hand, backlog = (Estimate.of(found.level("clinic", kind)) for kind in ("on_hand", "backlog"))
    name = f"six a day at most, lead {lead_days}"
    agrees(f"{name}: on hand", on_hand, exact.on_hand_units, within_share=0.03)
    agrees(f"{name}: backlog", backlog, exact.backlog_units, within_share=0.06)
    assert exact.backlog_units > 1.5 * ample.backlog_units


def _failing_clinic(laws: str) -> Runs:
    time_to_failure, time_to_repair = REPAIRS[laws]
    chain = one_clinic(
        law=poisson(20.0),
        level={"base_stock_units": 400},
        products=medicines(1),
        waits=False,
        days=3000,
        warm_up_days=100,
    )
    chain["disruptions"] = {
        "breakdown": {
            "what": "site",
            "of": "clinic",
            "when": {
                "random": {"time_to_failure": time_to_failure, "time_to_repair": time_to_repair}
            },
        }
    }
    return simulate(chain, BaseStock, replications=30)


def _down_days(found: Runs, number: int) -> float:
    """Return the share of the counted time that the outages of a run cover."""
    one = found.runs[number]
    time = one.network.scenario.time
    start, end = time.warm_up_days * TICKS_PER_DAY, time.horizon_days * TICKS_PER_DAY
    covered = sum(
        max(0, min(outage.until_tick, end) - max(outage.from_tick, start))
        for outage in one.outages
    )
    return covered / (end - start)


def _of_run(found: Runs, kind: str) -> np.ndarray:
    """Return a sum over all medicines of the clinic, a value for each run."""
    products = found.runs[0].network.product_count
    return np.asarray(found.sum_of("clinic", kind).reshape(-1, products).mean(axis=1))


def _interrupted(law: str, level: int, lead_days: int) -> dict[str, Any]:
    chain = one_clinic(
        law=poisson(1.0) if law == "poisson" else {"law": "constant", "mean_units_per_day": 1},
        level={"base_stock_units": level},
        lead_time=lead_days,
        products=medicines(1 if law == "constant" else 4),
        days=3000,
        warm_up_days=100,
    )
    chain["disruptions"] = {
        "supplier is out": {
            "what": "supplier",
            "of": "source",
            "when": {
                "random": {
                    "time_to_failure": {"law": "geometric", "mean_days": 25},
                    "time_to_repair": {"law": "geometric", "mean_days": 4},
                }
            },
        }
    }
    return chain
