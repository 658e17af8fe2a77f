"""A case of the paper as a world to be played: weeks become days, units whole numbers.

One unit of the paper is 100 saleable units here. Every step takes a week where the paper's take
none: raw materials on their way, a batch (on one of five lines, for the paper's five slots),
goods from plant to warehouse and between warehouses; consumers get theirs on the day it is sent.
Demand comes day by day. So a plan by weeks is exact for this world where nothing is random.

What the world cannot say, and what is done instead:

* A plant has five batches a week of whatever product; the paper's limit by product [fCap] is left
  out.
* Vehicles are shared: a unit pays for its part of a full one, as the paper counts vehicles of a
  kind on all arcs together; or whole, and every lane pays for its own (`Setting.vehicles`).
* A room is as large as the paper's and half a week's demand more: the paper counts what lies there
  at the end of a week, the world also what passes through.
* Shared vehicles have no impact on the environment here.
* Nothing can be expanded while it is played, so Case III is its baseline.
* Each of the three suppliers can send half of what the paper lets all of them send in a week, since
  stock rules draw a plant on one of them.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from experiments.papers.badejo_2024.case import MODES, SLOTS
from experiments.papers.badejo_2024.instance import Instance
from experiments.papers.badejo_2024.lanes import UNITS, Vehicles, lanes
from experiments.papers.badejo_2024.network import (
    FIRST_CONSUMER,
    FIRST_PLANT,
    FIRST_WAREHOUSE,
    TRIP_COST,
    TRIP_LOAD,
)
from twin import Scenario

WEEK_DAYS = 7
ABOUT = (
    "{case} of Badejo and Ierapetritou (2024) as a world to be played: suppliers, plants that make "
    "whole batches, warehouses that help each other out, consumers who do not wait."
)
SUPPLIER_SHARE = 0.5
"""What one supplier can send, in parts of the paper's capacity of all."""

ROOM_WEEKS = 0.5
"""What a room holds beyond the paper's, in weeks of all demand for its product."""

SEASON_SHARE = 0.18
"""Amplitude of a product's season, as in the instances; here over a year."""

OPENING_WEEKS = {"raw": 2.0, "plant": 0.5, "warehouse": 0.5, "consumer": 1.5}
"""Stock at the start, in weeks of mean demand for what is there."""

Outages = Literal["none", "dated", "random"]


@dataclass(frozen=True, kw_only=True)
class Setting:
    """How uncertain the world is in which a case is played."""

    name: str
    weeks_count: int = 26
    warm_up_weeks: int = 6
    demand_spread_share: float = 0.4
    """Standard deviation of a day's demand at a consumer, in parts of its mean (15 % a week)."""

    late_share: float = 0.2
    """Part of the trips to plants and warehouses that come late, by three days on average."""

    outages: Outages = "none"
    """`dated`: the case's own weeks (Figure 8), the first ten after the warm-up; `random`: plants
    and warehouses fail and are repaired by chance."""

    vehicles: Vehicles = "shared"
    review_days: int = 7


CERTAIN = Setting(name="certain", demand_spread_share=0.0, late_share=0.0)
"""Steady demand, no lateness, nothing fails."""

UNCERTAIN = Setting(name="uncertain")
"""Demand and lead times vary, nothing fails."""

DATED = Setting(name="tactical", outages="dated")
"""The same with the outages of Figure 8: the built-in scenario `tactical`."""

RANDOM = Setting(name="random outages", outages="random")
WHOLE = Setting(name="whole vehicles", vehicles="whole")


def scenario(of: Instance, setting: Setting) -> Scenario:
    """Return a case as a scenario, the same for the same instance and setting."""
    return Scenario.of(data(of, setting))


def data(of: Instance, setting: Setting) -> dict[str, Any]:
    """Return the scenario as plain data, as its YAML has it."""
    return {
        "pharmatwin": 1,
        "name": setting.name,
        "about": ABOUT.format(case=of.case.name.replace("case-", "Case ")),
        "currency": "USD",
        "time": {
            "horizon_days": setting.weeks_count * WEEK_DAYS,
            "warm_up_days": setting.warm_up_weeks * WEEK_DAYS,
            "review_period_days": setting.review_days,
        },
        "products": _products(of),
        "sites": _sites(of),
        "vehicles": _vehicles(of) if setting.vehicles == "whole" else {},
        "lanes": lanes(of, setting.late_share, setting.vehicles),
        "demand": _demand(of, setting),
        "disruptions": _disruptions(of, setting),
        "sources": {"everything": "assumption; see experiments/papers/badejo_2024"},
    }


def weekly_units(of: Instance) -> dict[tuple[int, int], float]:
    """Return mean weekly demand by (node, item), in saleable units."""
    means = of.demand_units.mean(axis=1) * UNITS
    return {
        (customer.node, customer.item): float(mean)
        for customer, mean in zip(of.chain.customers, means, strict=True)
    }


def _raws(of: Instance) -> int:
    return of.case.raws_count


def _products(of: Instance) -> dict[str, Any]:
    chain, found = of.chain, {}
    for item, name in enumerate(chain.item_names):
        if item < _raws(of):
            found[name] = {
                "kind": "material",
                "purchase_cost_per_unit": _rounded(chain.sources[item].cost_per_unit / UNITS),
            }
            continue
        points = next(m.impact_points_per_unit for m in chain.makings if m.item == item)
        found[name] = {
            "storage": f"room of {name}",
            "impact_points_per_unit_made": _rounded(points / UNITS),
        }
    return found


def _sites(of: Instance) -> dict[str, Any]:
    chain = of.chain
    kinds = ("supplier", "plant", "warehouse", "clinic")
    starts = (0, FIRST_PLANT, FIRST_WAREHOUSE, FIRST_CONSUMER, len(chain.node_names))
    sites: dict[str, Any] = {}
    for kind, first, last in zip(kinds, starts[:-1], starts[1:], strict=True):
        for node in range(first, last):
            sites[chain.node_names[node]] = {"kind": kind}
    for item, source in enumerate(chain.sources):
        most = round(float(of.supply_units[item]) * UNITS * SUPPLIER_SHARE)
        for node in source.nodes:
            supplies = sites[chain.node_names[node]].setdefault("supplies", {})
            supplies[chain.item_names[item]] = {"capacity_units_per_day": most}
    _production(of, sites)
    _storage(of, sites)
    _costs_and_stock(of, sites)
    return sites


def _production(of: Instance, sites: dict[str, Any]) -> None:
    chain = of.chain
    for node in chain.plants:
        sites[chain.node_names[node]]["lines"] = {f"line {n + 1}": {} for n in range(SLOTS)}
    for making in chain.makings:
        makes = sites[chain.node_names[making.node]].setdefault("makes", {})
        makes[chain.item_names[making.item]] = {
            "batch_units": round(making.batch_units * UNITS),
            "batch_days": {"law": "constant", "days": WEEK_DAYS},
            "inputs": {chain.item_names[item]: each for item, each in making.inputs},
            "cost_per_batch": _rounded(making.cost_per_batch),
            "cost_per_unit": _rounded(making.cost_per_unit / UNITS),
        }


def _storage(of: Instance, sites: dict[str, Any]) -> None:
    chain = of.chain
    for room in chain.rooms:
        item = chain.cells[room.cells[0]].item
        passing = ROOM_WEEKS * sum(n for (_, i), n in weekly_units(of).items() if i == item)
        site = sites[chain.node_names[room.node]]
        site.setdefault("storage", {})[f"room of {chain.item_names[item]}"] = {
            "capacity_units": round(room.capacity_volume * UNITS + passing)
        }
        site["rationing"] = "fair-share"


def _costs_and_stock(of: Instance, sites: dict[str, Any]) -> None:
    chain, weekly = of.chain, weekly_units(of)
    total = {i: sum(n for (_, j), n in weekly.items() if j == i) for _, i in weekly}
    held = {(cell.node, cell.item): cell.holding_cost_per_unit for cell in chain.cells}
    kept = {i: [rate for (_, j), rate in held.items() if j == i and rate] for i in total}
    usual = {i: float(np.mean(rates)) for i, rates in kept.items()}
    raw_need = {
        item: sum(each * total[m.item] for m in chain.makings for i, each in m.inputs if i == item)
        / len(chain.plants)
        for item in range(_raws(of))
    }
    unmet = {(c.node, c.item): c.unmet_cost_per_unit for c in chain.customers}
    plants, warehouses = FIRST_WAREHOUSE - FIRST_PLANT, FIRST_CONSUMER - FIRST_WAREHOUSE

    def put(node: int, item: int, rate: float, units: float) -> None:
        site, name = sites[chain.node_names[node]], chain.item_names[item]
        costs = {"holding_cost_per_unit_day": _rounded(rate / UNITS / WEEK_DAYS)}
        if (node, item) in unmet:
            costs["lost_sale_cost_per_unit"] = _rounded(unmet[node, item] / UNITS)
        site.setdefault("costs", {})[name] = costs
        site.setdefault("opening_stock", {})[name] = round(units)

    for node in chain.plants:
        for item, need in raw_need.items():
            put(node, item, held[node, item], OPENING_WEEKS["raw"] * need / len(chain.plants))
        for item, units in total.items():
            put(node, item, usual[item], OPENING_WEEKS["plant"] * units / plants)
    for node in range(FIRST_WAREHOUSE, FIRST_CONSUMER):
        for item, units in total.items():
            put(node, item, held[node, item], OPENING_WEEKS["warehouse"] * units / warehouses)
    for (node, item), units in weekly.items():
        put(node, item, usual[item], OPENING_WEEKS["consumer"] * units)


def _vehicles(of: Instance) -> dict[str, Any]:
    """Return one vehicle a mode; its impact a km is that of a full load."""
    points = of.impact.moving_points_per_unit_km
    return {
        mode: {
            "capacity_units": round(TRIP_LOAD[m] * UNITS),
            "fixed_cost_per_trip": _rounded(of.case.cost_level * TRIP_COST[m]),
            "impact_points_per_km": _rounded(points[m] * TRIP_LOAD[m]),
        }
        for m, mode in enumerate(MODES)
    }


def _demand(of: Instance, setting: Setting) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for (node, item), units in weekly_units(of).items():
        site, product = of.chain.node_names[node], of.chain.item_names[item]
        a_day = round(units / WEEK_DAYS, 2)
        law: dict[str, Any] = {"law": "constant", "mean_units_per_day": a_day}
        entry = {"site": site, "product": product, "law": law, "backordered_share": 0}
        if setting.demand_spread_share:
            law |= {
                "law": "normal",
                "sd_units_per_day": round(setting.demand_spread_share * a_day, 2),
                "below_zero": "clipped",
            }
            first = 365 * (item - _raws(of)) // of.case.products_count
            entry["season"] = {"amplitude_share": SEASON_SHARE, "peak_day": (60 + first) % 365}
        found[f"{product} at {site}"] = entry
    return found


def _disruptions(of: Instance, setting: Setting) -> dict[str, Any]:
    if setting.outages == "none":
        return {}
    if setting.outages == "random":
        return {
            "shut": _random(["kind:plant", "kind:warehouse"], 0.0, up_days=240, down_days=7),
            "in part": _random(["kind:plant", "kind:warehouse"], 0.5, up_days=120, down_days=14),
        }
    found: dict[str, Any] = {}
    for node, shares in enumerate(of.node_open_share):
        for week, share in enumerate(shares.tolist()):
            if share < 1:
                site = of.chain.node_names[node]
                entry = found.setdefault(
                    f"{site} at {share:g}",
                    {
                        "what": "site",
                        "of": site,
                        "capacity_left_share": share,
                        "when": {"dated": []},
                    },
                )
                first = (setting.warm_up_weeks + week) * WEEK_DAYS
                entry["when"]["dated"].append({"from_day": first, "days": WEEK_DAYS})
    return found


def _random(of: list[str], left: float, *, up_days: float, down_days: float) -> dict[str, Any]:
    return {
        "what": "site",
        "of": of,
        "capacity_left_share": left,
        "when": {
            "random": {
                "time_to_failure": {"law": "exponential", "mean_days": up_days},
                "time_to_repair": {
                    "law": "gamma",
                    "shape_factor": 2,
                    "scale_days": down_days / 2,
                },
            }
        },
    }


def _rounded(rate: float) -> float:
    """Return a rate to six digits, so that a file shows all of it."""
    return float(f"{rate:.6g}")
