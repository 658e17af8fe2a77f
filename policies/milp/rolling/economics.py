"""What a plan pays for waiting, for keeping and for too little in store.

Purchases are no part of it: whoever is served is served with a unit that was bought. What is
left to decide is when goods move, by which way and how many together, against the cost of
leaving patients without. Four rules:

* Unmet: the scenario's cost of a unit that waits a period or is lost, but at least twice what
  bringing one costs if a trip is made once in a window (else who is far would never be served).
* Holding: the scenario's rate, but at least a thousandth of the unmet cost a period, so that
  nothing is ordered for nothing; what customers hold is a little dearer than what is
  still upstream.
* Floor: what a unit of stock below the base-stock level lets one expect to pay for unmet demand,
  the mean slope of the normal loss function [L] between no safety stock and all of it,
  (L(0) - L(z)) / z times the unmet cost, z of the service share. Half of it where stock
  serves other sites only, since theirs comes first; never below twice the holding cost.
* What does not fit into a room waits at the door, at the unmet cost.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from policies.forecast import Forecast
from twin.chain.network import Network

Floats = NDArray[np.float64]

LEAST_HOLDING_SHARE = 0.001
NEAR_SHARE = 0.02
"""More that stock of customers costs to hold than stock upstream."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Rates:
    """Costs of a unit for one period, by cell of the network."""

    unmet: Floats
    holding: Floats
    floor: Floats


def rates(
    network: Network, forecast: Forecast, service_share: float, days: int, window_days: int
) -> Rates:
    """Return the rates of a plan.

    Args:
        network: the chain.
        forecast: mean demand of a day, own and down the chain.
        service_share: chance to cover demand that levels are set for.
        days: of a period.
        window_days: of a window.
    """
    width, cells = network.product_count, network.cell_count
    asked = {demand.cell: demand.terms.backordered_share for demand in network.demands}
    bring = 2 * _cost_to_bring(network, forecast, window_days)
    unmet, holding = np.zeros(cells), np.zeros(cells)
    for cell in range(cells):
        site, product = network.sites[cell // width], network.products[cell % width]
        own = site.costs.get(network.product_names[cell % width])

        def rate(name: str, own: object = own, product: object = product) -> float:
            found = getattr(own, name, None)
            return float(getattr(product, name) if found is None else found)

        holding[cell] = rate("holding_cost_per_unit_day") * days
        if cell in asked:
            waits = asked[cell]
            told = waits * rate("backlog_cost_per_unit_day") * days
            unmet[cell] = max(
                told + (1 - waits) * rate("lost_sale_cost_per_unit"), bring[cell], 1.0
            )
    felt = _felt(network, forecast, unmet)
    holding = np.maximum(holding, LEAST_HOLDING_SHARE * felt)
    holding[list(asked)] *= 1 + NEAR_SHARE
    part = np.full(cells, 0.5)
    part[list(asked)] = 1.0
    floor = np.maximum(loss_slope_share(service_share) * felt * part, 2 * holding)
    return Rates(unmet=np.maximum(unmet, felt), holding=holding, floor=floor)


def loss_slope_share(service_share: float) -> float:
    """Return (L(0) - L(z)) / z of the normal loss function; its limit 1 - Phi(0) at z <= 0.

    >>> round(loss_slope_share(0.95), 4)
    0.2298
    """
    z = float(special.ndtri(service_share))
    if z < 1e-6:
        return 0.5

    def loss(x: float) -> float:
        density = float(np.exp(-x * x / 2) / np.sqrt(2 * np.pi))
        return density - x * float(special.ndtr(-x))

    return (loss(0.0) - loss(z)) / z


def trip_cost(network: Network, number: int) -> float:
    """Return what a trip on a lane costs, emissions with it where they have a price."""
    lane, scenario = network.lanes[number], network.scenario
    if lane.vehicle is None:
        return 0.0
    by_km = lane.vehicle.cost_per_km + scenario.co2e_cost_per_kg * lane.vehicle.co2e_kg_per_km
    return lane.vehicle.fixed_cost_per_trip + lane.distance_km * by_km


def _cost_to_bring(network: Network, forecast: Forecast, window_days: int) -> Floats:
    """Return what it costs to bring one unit to each cell, a trip or batch once in a window."""
    width, mean = network.product_count, forecast.mean_units_per_day
    cost = np.zeros(network.cell_count)
    for echelon in reversed(network.echelons):
        for cell in echelon:
            window_units = max(mean[cell] * window_days, 1e-9)
            ways = []
            for way in network.sources[cell]:
                if way.lane < 0:
                    recipe = network.recipes[cell]
                    batch = recipe.cost_per_batch / min(window_units, recipe.batch_units)
                    ways.append(batch + recipe.cost_per_unit)
                    continue
                lane = network.lanes[way.lane]
                site = lane.destination * width
                together = max(float(mean[site : site + width].sum()) * window_days, 1e-9)
                each = trip_cost(network, way.lane) / together
                each += lane.terms.order_cost / window_units + lane.terms.cost_per_unit
                ways.append(each + cost[lane.origin * width + cell % width])
            cost[cell] = min(ways, default=0.0)
    return cost


def _felt(network: Network, forecast: Forecast, unmet: Floats) -> Floats:
    """Return what a unit that a cell lacks costs patients: the mean of those it serves."""
    width, mean = network.product_count, forecast.mean_units_per_day
    units, money = np.zeros(network.cell_count), np.zeros(network.cell_count)
    own = np.flatnonzero(unmet)
    units[own], money[own] = 1e-9, 1e-9 * unmet[own]
    for echelon in network.echelons:
        for cell in echelon:
            each = money[cell] / units[cell] if units[cell] else 0.0
            for way in network.sources[cell]:
                if way.lane >= 0:
                    needs = [(network.lanes[way.lane].origin * width + cell % width, 1.0)]
                else:
                    site = cell // width * width
                    inputs = network.recipes[cell].inputs
                    index = network.product_names.index
                    needs = [(site + index(name), much) for name, much in inputs.items()]
                for need, much in needs:
                    units[need] += mean[cell] * much
                    money[need] += mean[cell] * each
    return np.divide(money, units, out=np.zeros_like(money), where=units > 0)
