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
from theory.laws import Law, over_days, poisson_law
from theory.outages import (
    days_out_law,
    interrupted_close,
    limited_close,
    share_of_time_down,
)

from policies.base_stock import BaseStock
from twin.units import TICKS_PER_DAY

SITES = 40
"""Clinics, each with its own supplier and its own fate: as many replications in one run."""

UP_DAYS, DOWN_DAYS = 4.0, 1.0

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
    chain = _pairs(poisson(20.0), level=200, lead_days=0, days=1500)
    chain["demand"]["patients"]["backordered_share"] = 0.0
    chain["disruptions"] = {"breakdown": _random("site", "kind:clinic", *REPAIRS[laws])}

    found = simulate(chain, BaseStock)

    lost = Estimate.of_ratio(_of_clinics(found, "lost"), _of_clinics(found, "demand"))
    agrees(f"{laws}: time down", Estimate.of(_down_shares(found)), exact, within_share=0.05)
    agrees(f"{laws}: demand lost at the shut door", lost, exact, within_share=0.05)


def test_the_best_level_with_a_supplier_that_fails_costs_what_the_textbook_printed() -> None:
    """Snyder and Shen (2019), Example 9.3: a = 0.04, b = 0.25, S = 8000 costs 2737.07.

    Demand is constant, 2000 a day; so 1 a day and S = 4 cost a 2000th of that.
    """
    demand = {"law": "constant", "mean_units_per_day": 1}
    chain = _pairs(demand, level=4, lead_days=0, days=9000)
    chain["disruptions"] = {"strike": _geometric(25, 4)}

    found = simulate(chain, BaseStock)

    exact = interrupted_close(4, np.array([0.0, 1.0]), 0, days_out_law(25.0, 4.0))
    on_hand, backlog = _levels(found)
    on_shelf = Estimate.of(on_hand)
    agrees("supplier out: Example 9.3, on hand", on_shelf, exact.on_hand_units, within_share=0.02)
    cost = Estimate.of(2000 * (0.25 * on_hand + 3 * backlog))
    agrees("supplier out: cost of Example 9.3", cost, 2737.07, within_share=0.06)


@pytest.mark.parametrize("lead_days", [0, 1])
@pytest.mark.parametrize("law", ["constant", "poisson"])
def test_stock_bridges_the_days_that_a_supplier_is_out(law: str, lead_days: int) -> None:
    by_law: dict[str, tuple[dict[str, Any], Law]] = {
        "constant": ({"law": "constant", "mean_units_per_day": 1}, np.array([0.0, 1.0])),
        "poisson": (poisson(1.0), poisson_law(1.0)),
    }
    as_data, demand = by_law[law]
    level = 3 + lead_days
    exact = interrupted_close(level, demand, lead_days, days_out_law(6.0, 3.0))
    chain = _pairs(as_data, level=level, lead_days=lead_days, days=2500)
    chain["disruptions"] = {"strike": _geometric(6, 3)}

    found = simulate(chain, BaseStock)

    on_hand, backlog = (Estimate.of(levels) for levels in _levels(found))
    name = f"supplier out, {law} demand, lead {lead_days}"
    agrees(f"{name}: on hand", on_hand, exact.on_hand_units, within_share=0.04)
    agrees(f"{name}: backlog", backlog, exact.backlog_units, within_share=0.12)


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
            days=10_000,
            warm_up_days=200,
        ),
        BaseStock,
    )

    on_hand, backlog = (Estimate.of(found.level("clinic", kind)) for kind in ("on_hand", "backlog"))
    name = f"six a day at most, lead {lead_days}"
    agrees(f"{name}: on hand", on_hand, exact.on_hand_units, within_share=0.03)
    agrees(f"{name}: backlog", backlog, exact.backlog_units, within_share=0.08)
    assert exact.backlog_units > 1.5 * ample.backlog_units


def _pairs(law: dict[str, Any], *, level: int, lead_days: int, days: int) -> dict[str, Any]:
    """Return clinics with a supplier each."""
    chain = one_clinic(
        law=law,
        level={"base_stock_units": level},
        lead_time=lead_days,
        products=medicines(1),
        days=days,
    )
    source, clinic, road = (
        chain["sites"]["source"],
        chain["sites"]["clinic"],
        chain["lanes"]["road"],
    )
    chain["sites"] = {f"source {n:02d}": source for n in range(SITES)}
    chain["sites"] |= {f"clinic {n:02d}": clinic for n in range(SITES)}
    chain["lanes"] = {
        f"road {n:02d}": {**road, "origin": f"source {n:02d}", "destination": f"clinic {n:02d}"}
        for n in range(SITES)
    }
    chain["demand"]["patients"]["site"] = chain["levels"]["clinic"]["site"] = "kind:clinic"
    return chain


def _random(
    what: str, of: str, time_to_failure: dict[str, Any], time_to_repair: dict[str, Any]
) -> dict[str, Any]:
    times = {"time_to_failure": time_to_failure, "time_to_repair": time_to_repair}
    return {"what": what, "of": of, "when": {"random": times}}


def _geometric(up_days: int, down_days: int) -> dict[str, Any]:
    """Return outages of every supplier that begin and end with a day."""
    up, down = ({"law": "geometric", "mean_days": days} for days in (up_days, down_days))
    return _random("supplier", "kind:supplier", up, down)


def _of_clinics(found: Runs, kind: str) -> np.ndarray:
    return np.array([found.sum_of(f"clinic {n:02d}", kind)[0] for n in range(SITES)])


def _levels(found: Runs) -> list[np.ndarray]:
    """Return the mean on hand and the mean backlog of every clinic."""
    ticks = found.runs[0].tally.ticks
    return [_of_clinics(found, f"{kind}_area") / ticks for kind in ("on_hand", "backlog")]


def _down_shares(found: Runs) -> np.ndarray:
    """Return the share of the counted time that each clinic was down."""
    one = found.runs[0]
    time = one.network.scenario.time
    start, end = time.warm_up_days * TICKS_PER_DAY, time.horizon_days * TICKS_PER_DAY
    covered = dict.fromkeys((f"clinic {n:02d}" for n in range(SITES)), 0)
    for outage in one.outages:
        covered[outage.entity] += max(0, min(outage.until_tick, end) - max(outage.from_tick, start))
    return np.array(list(covered.values())) / (end - start)
