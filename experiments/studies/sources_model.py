"""A lean medicine whose suppliers and plant fail: as a scenario, and in closed form."""

from dataclasses import dataclass
from typing import Any

from experiments.studies.renewal import Component, shortage_share
from twin import Scenario

MARKETS = 160
"""So many copies of the chain in one replication, independent of each other."""

UNITS_A_DAY = 100
PLAIN, WAITS = "base-stock", "experiments.studies.open_sources:OpenSources"


@dataclass(frozen=True, kw_only=True)
class Case:
    """Suppliers that stand in for each other, and behind them one plant that keeps nothing."""

    name: str
    supplier: Component
    plant: Component
    sources: int = 1
    """Suppliers, all alike; the later ones in reserve."""

    buffer_days: int = 0
    """Days of demand kept beyond the day's own."""

    policy: str = WAITS
    published_share: float | None = None
    """The shortage that a paper gives."""

    def exact_share(self) -> float | None:
        """Return the long-run shortage; none for the rule whose orders lie at a shut source."""
        if self.policy != WAITS:
            return None
        parts = [*[self.supplier] * self.sources, self.plant]
        return shortage_share(
            parts, lambda works: any(works[:-1]) and works[-1], buffer_days=self.buffer_days
        )

    def scenario(self, days: int) -> Scenario:
        """Return the markets, played for so many days after six mean repairs that do not count.

        All lead times are 0; demand is steady, and lost where it is not served. Since the plant
        keeps nothing, its outage is one of all lanes that lead through it.
        """
        level = UNITS_A_DAY * (1 + self.buffer_days)
        warm_up_days = round(6 * max(self.supplier.down_days, self.plant.down_days))
        sites: dict[str, Any] = {}
        lanes: dict[str, Any] = {}
        levels: dict[str, Any] = {}
        outages: dict[str, Any] = {"suppliers": _out("supplier", "kind:supplier", self.supplier)}
        for market in (f"market {number:03d}" for number in range(MARKETS)):
            sites[market] = {"kind": "clinic", "opening_stock": {"vial": level}}
            levels[market] = {"site": market, "product": "vial", "base_stock_units": level}
            ways = [f"{market} way {source}" for source in range(self.sources)]
            outages[f"{market} plant"] = {**_out("lane", ways, self.plant), "together": True}
            for priority, way in enumerate(ways, start=1):
                sites[f"{way} supplier"] = {"kind": "supplier", "supplies": {"vial": {}}}
                lanes[way] = {
                    "origin": f"{way} supplier",
                    "destination": market,
                    "lead_time": {"law": "constant", "days": 0},
                    "priority_count": priority,
                }
        demand = {
            "site": "kind:clinic",
            "product": "vial",
            "law": {"law": "constant", "mean_units_per_day": UNITS_A_DAY},
            "backordered_share": 0,
        }
        data = {
            "pharmatwin": 1,
            "name": "lean medicine",
            "time": {"horizon_days": warm_up_days + days, "warm_up_days": warm_up_days},
            "products": {"vial": {}},
            "sites": sites,
            "lanes": lanes,
            "demand": {"vials": demand},
            "levels": levels,
            "disruptions": outages,
        }
        return Scenario.of(data)


def _out(what: str, of: str | list[str], component: Component) -> dict[str, Any]:
    up, down = component.up_days, component.down_days
    times = {
        "time_to_failure": {"law": "exponential", "mean_days": up},
        "time_to_repair": {"law": "exponential", "mean_days": down},
    }
    return {"what": what, "of": of, "when": {"random": times}}
