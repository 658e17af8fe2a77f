"""The alternating renewal model as a scenario: many markets, each with its own luck."""

from typing import Any

from experiments.studies.renewal import Component
from twin import Scenario

MARKETS = 160
"""So many copies of the chain in one replication, independent of each other."""

UNITS_A_DAY = 100


def two_stage(
    name: str,
    *,
    supplier: Component,
    plant: Component,
    sources: int = 1,
    buffer_days: int = 0,
    days: int,
    warm_up_days: int,
) -> Scenario:
    """Return markets that get each day's demand from suppliers over one plant.

    The plant keeps nothing, so that its outage is one of the lanes that lead through it. All lead
    times are 0; demand is steady, and lost where it is not served.

    Args:
        name: of the scenario.
        supplier: how each of the suppliers of a market fails.
        plant: how the plant of a market fails.
        sources: suppliers of a market, the later ones in reserve.
        buffer_days: days of demand kept beyond the day's own.
        days: counted, after
        warm_up_days: days that do not count; all begin in working order.
    """
    level = UNITS_A_DAY * (1 + buffer_days)
    sites: dict[str, Any] = {}
    lanes: dict[str, Any] = {}
    outages: dict[str, Any] = {
        "suppliers": {"what": "supplier", "of": "kind:supplier", "when": _when(supplier)}
    }
    for market in (f"{number:02d}" for number in range(MARKETS)):
        sites[f"patients {market}"] = {"kind": "clinic", "opening_stock": {"vial": level}}
        ways = [f"way {market} {source}" for source in range(sources)]
        for priority, way in enumerate(ways, start=1):
            sites[f"supplier {way}"] = {"kind": "supplier", "supplies": {"vial": {}}}
            lanes[way] = {
                "origin": f"supplier {way}",
                "destination": f"patients {market}",
                "lead_time": {"law": "constant", "days": 0},
                "priority_count": priority,
            }
        outages[f"plant {market}"] = {
            "what": "lane", "of": ways, "together": True, "when": _when(plant),
        }  # fmt: skip
    demand = {"law": "constant", "mean_units_per_day": UNITS_A_DAY}
    return Scenario.of(
        {
            "pharmatwin": 1,
            "name": name,
            "time": {"horizon_days": warm_up_days + days, "warm_up_days": warm_up_days},
            "products": {"vial": {}},
            "sites": sites,
            "lanes": lanes,
            "demand": {
                "vials": {
                    "site": "kind:clinic",
                    "product": "vial",
                    "law": demand,
                    "backordered_share": 0,
                }
            },
            "levels": {
                site: {"site": site, "product": "vial", "base_stock_units": level}
                for site in sites
                if site.startswith("patients")
            },
            "disruptions": outages,
        }
    )


def _when(component: Component) -> dict[str, Any]:
    return {
        "random": {
            "time_to_failure": {"law": "exponential", "mean_days": component.up_days},
            "time_to_repair": {"law": "exponential", "mean_days": component.down_days},
        }
    }
