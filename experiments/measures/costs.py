"""What a run cost, by kind: physical sums times the scenario's rates.

What each kind is of stands in `definitions`.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from twin.chain.network import Network
from twin.record.tally import Tally
from twin.units import TICKS_PER_DAY

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, kw_only=True)
class Rates:
    """Money by cell, by lane and by day; looked up once for a network."""

    holding: Floats
    backlog: Floats
    lost: Floats
    purchase: Floats
    disposal: Floats
    batch: Floats
    made: Floats
    changeover: Floats
    order: Floats
    trip: Floats
    sent: Floats
    sites_by_day: float


@lru_cache(maxsize=16)
def rates(network: Network) -> Rates:
    """Return the rates of a network."""
    sites, products = network.sites, network.products
    own = [[s.costs.get(name) for name in network.product_names] for s in sites]

    def by_site(name: str) -> Floats:
        """Return the site's own rate of each cell, else its product's."""
        general = [getattr(product, name) for product in products]
        found = [
            rate if (rate := getattr(cost, name, None)) is not None else general[p]
            for row in own
            for p, cost in enumerate(row)
        ]
        return np.array(found, dtype=np.float64)

    def by_product(name: str) -> Floats:
        return np.tile([getattr(p, name) for p in products], len(sites)).astype(np.float64)

    def by_recipe(name: str) -> Floats:
        found = np.zeros(network.cell_count)
        for cell, recipe in network.recipes.items():
            found[cell] = getattr(recipe, name)
        return found

    return Rates(
        holding=by_site("holding_cost_per_unit_day"),
        backlog=by_site("backlog_cost_per_unit_day"),
        lost=by_site("lost_sale_cost_per_unit"),
        purchase=by_product("purchase_cost_per_unit"),
        disposal=by_product("disposal_cost_per_unit"),
        batch=by_recipe("cost_per_batch"),
        made=by_recipe("cost_per_unit"),
        changeover=by_recipe("changeover_cost"),
        order=np.array([lane.terms.order_cost for lane in network.lanes]),
        trip=np.array([_trip_cost(network, n) for n in range(len(network.lanes))]),
        sent=np.array([lane.terms.cost_per_unit for lane in network.lanes]),
        sites_by_day=sum(site.fixed_cost_per_day for site in sites),
    )


def _trip_cost(network: Network, number: int) -> float:
    lane = network.lanes[number]
    if lane.vehicle is None:
        return 0.0
    return lane.vehicle.fixed_cost_per_trip + lane.distance_km * lane.vehicle.cost_per_km


def by_cell(tally: Tally, network: Network) -> dict[str, Floats]:
    """Return the costs that belong to a product at a site, by cell, in currency."""
    r = rates(network)
    wasted = sum(
        np.array(units) for units in (tally.expired, tally.spoiled, tally.rejected, tally.destroyed)
    )
    made = r.batch * tally.batches + r.made * tally.produced + r.changeover * tally.changeovers
    return {
        "cost_holding": r.holding * tally.on_hand_area / TICKS_PER_DAY,
        "cost_backlog": r.backlog * tally.backlog_area / TICKS_PER_DAY,
        "cost_lost_sales": r.lost * tally.lost,
        "cost_purchase": r.purchase * tally.bought,
        "cost_production": made,
        "cost_disposal": r.disposal * wasted,
    }


def costs(tally: Tally, network: Network, *, co2e_kg: float) -> dict[str, float]:
    """Return every kind of cost of the whole chain and their sum, in currency."""
    r = rates(network)
    found = {kind: float(values.sum()) for kind, values in by_cell(tally, network).items()}
    found["cost_ordering"] = float(r.order @ np.array(tally.orders, dtype=np.float64))
    found["cost_transport"] = float(
        r.trip @ np.array(tally.trips, dtype=np.float64)
        + r.sent @ np.array(tally.sent, dtype=np.float64)
    )
    found["cost_sites"] = r.sites_by_day * tally.ticks / TICKS_PER_DAY
    found["cost_co2e"] = network.scenario.co2e_cost_per_kg * co2e_kg
    found = dict(sorted(found.items()))
    return {**found, "cost_total": sum(found.values())}
