"""The arcs of a case as lanes: one for each mode, and which a stock rule draws on first."""

from math import ceil
from typing import Any, Literal

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from experiments.papers.badejo_2024.case import MODES, PLANTS
from experiments.papers.badejo_2024.instance import Instance
from experiments.papers.badejo_2024.network import (
    FIRST_CONSUMER,
    FIRST_PLANT,
    FIRST_WAREHOUSE,
    KM_COST,
    TRIP_COST,
    TRIP_LOAD,
)
from policies.milp.chain import Link
from policies.milp.chain import Mode as LinkMode

TRUNK_DAYS = 7
"""Lead time to plants and to and between warehouses; consumers get theirs on the same day."""

LATE_DAYS = 3.0
LATERAL = 50
"""Added to the priority of a lane between warehouses: the last that a stock rule draws on."""

EVENNESS = 1.03
"""Most that a warehouse's own consumers ask for, in parts of an even share: each has one plant."""

UNITS = 100
"""Saleable units in one unit of the paper."""


Vehicles = Literal["shared", "whole"]
"""Whether a load pays for its part of a vehicle, or a lane for every vehicle it sends."""


def lanes(of: Instance, late_share: float, vehicles: Vehicles) -> dict[str, Any]:
    """Return the lanes by name, as a scenario has them.

    Raw materials leave once a week, so that what a supplier can send in a day is what it can
    send in a week. With whole vehicles an arc has a lane for each of its two modes. Where they
    are shared only the one is left that is cheaper for each unit, since both take as long.

    Each place has one preferred source, since stock rules draw on one: chosen so that all
    distances together are small and no source has more than it can do. The others follow by
    distance, lateral lanes last. Of two modes the cheaper one for the mean flow comes first.

    Args:
        of: the case.
        late_share: part of the trips, but to consumers, that come late.
        vehicles: who pays for them.
    """
    chain, km = of.chain, {link.name: _km(of, link) for link in of.chain.links}
    order, flow = _order(of, km), _flow(of)
    shared = vehicles == "shared"
    found: dict[str, Any] = {}
    for link in chain.links:
        units = None if shared else flow[link.destination]
        modes = sorted(link.modes, key=lambda mode: _cost(of, mode, units))
        for rank, mode in enumerate(modes[:1] if shared else modes):
            which = _mode(mode)
            each = _cost(of, mode, None) if shared else mode.cost_per_load
            found[f"{link.name} by {MODES[which]}"] = {
                "origin": chain.node_names[link.origin],
                "destination": chain.node_names[link.destination],
                "mode": MODES[which],
                **({} if shared else {"vehicle": MODES[which]}),
                "distance_km": round(km[link.name], 1),
                "lead_time": _lead_time(link, late_share),
                **({"departs_every_days": 7} if link.origin < FIRST_PLANT else {}),
                "priority_count": 2 * order[link.origin, link.destination] + 1 + rank,
                "cost_per_unit": float(f"{each / UNITS:.6g}"),
            }
    return found


def _lead_time(link: Link, late_share: float) -> dict[str, Any]:
    if link.destination >= FIRST_CONSUMER:
        return {"law": "constant", "days": 0}
    if not late_share:
        return {"law": "constant", "days": TRUNK_DAYS}
    return {
        "law": "scheduled",
        "scheduled_days": TRUNK_DAYS,
        "on_schedule_share": round(1 - late_share, 6),
        "lateness": {"law": "exponential", "mean_days": LATE_DAYS},
    }


def _mode(mode: LinkMode) -> int:
    assert mode.group is not None
    return mode.group % len(MODES)


def _km(of: Instance, link: Link) -> float:
    mode = link.modes[0]
    return mode.cost_per_load / (of.case.cost_level * float(KM_COST[_mode(mode)]))


def _cost(of: Instance, mode: LinkMode, units: float | None) -> float:
    """Return what a week's units cost by a mode; None: one unit in a full vehicle."""
    which = _mode(mode)
    trip = of.case.cost_level * float(TRIP_COST[which])
    if units is None:
        return trip / float(TRIP_LOAD[which]) + mode.cost_per_load
    return trip * ceil(units / float(TRIP_LOAD[which])) + mode.cost_per_load * units


def _flow(of: Instance) -> dict[int, float]:
    """Return about how much a node gets in a week over its preferred source, in paper's units."""
    need = _need(of)
    total = sum(need.values())
    return dict.fromkeys(range(FIRST_PLANT, FIRST_CONSUMER), total / PLANTS) | need


def _need(of: Instance) -> dict[int, float]:
    need: dict[int, float] = {}
    for customer, units in zip(of.chain.customers, of.demand_units.mean(axis=1), strict=True):
        need[customer.node] = need.get(customer.node, 0.0) + float(units)
    return need


def _order(of: Instance, km: dict[str, float]) -> dict[tuple[int, int], int]:
    """Return, by (origin, destination), how early a destination draws on an origin: from 0."""
    far: dict[int, dict[int, float]] = {}
    lateral = set()
    for link in of.chain.links:
        far.setdefault(link.destination, {})[link.origin] = km[link.name]
        if link.origin >= FIRST_WAREHOUSE and link.destination < FIRST_CONSUMER:
            lateral.add((link.origin, link.destination))
    need = _need(of)
    even = sum(need.values()) / PLANTS
    plants, warehouses = range(FIRST_PLANT, FIRST_WAREHOUSE), range(FIRST_WAREHOUSE, FIRST_CONSUMER)
    first = _assigned(far, list(range(FIRST_PLANT)), dict.fromkeys(plants, 1.0), 2.0)
    first |= _assigned(far, list(plants), dict.fromkeys(warehouses, 1.0), 1.0)
    first |= _assigned(far, list(warehouses), need, EVENNESS * even)
    found = {}
    for destination, origins in far.items():
        ranked = sorted(origins, key=lambda o: (o != first[destination], origins[o]))
        for rank, origin in enumerate(ranked):
            late = LATERAL if (origin, destination) in lateral else 0
            found[origin, destination] = rank + late
    return found


def _assigned(
    far: dict[int, dict[int, float]], origins: list[int], load: dict[int, float], most: float
) -> dict[int, int]:
    """Return the origin of each destination: least load times distance, no origin above `most`.

    Raises:
        ValueError: the loads do not fit.
    """
    ends, count = list(load), len(origins)
    cost = np.array([load[d] * far[d][o] for d in ends for o in origins])
    each_once = np.kron(np.eye(len(ends)), np.ones(count))
    of_origin = np.kron(np.array(list(load.values())), np.eye(count))
    found = milp(
        cost,
        integrality=np.ones(len(cost), dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(each_once, 1, 1),
            LinearConstraint(of_origin, -np.inf, most),
        ],
    )
    if found.x is None:
        raise ValueError(f"loads of {load} do not fit on {count} origins of {most}")
    chosen = np.asarray(found.x).reshape(len(ends), count).argmax(axis=1)
    return {d: origins[o] for d, o in zip(ends, chosen.tolist(), strict=True)}
