"""The ways of a network as links, trips and gates of a plan."""

from collections import defaultdict
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from policies.forecast import Forecast
from policies.milp.chain import Link, Mode, Throughput, TripGroup
from policies.milp.rolling.economics import Rates, trip_cost
from policies.milp.rolling.timing import Periods
from twin.chain.network import Network


def asking_sites(network: Network) -> set[int]:
    """Return the sites at which patients ask."""
    return {demand.site for demand in network.demands}


@dataclass(frozen=True, kw_only=True, eq=False)
class Loads:
    """What of a vehicle a unit takes: litres where any vehicle has a limit of them or of kg."""

    per_unit: NDArray[np.float64]
    mean: dict[int, float]
    """By lane: load of a mean unit."""

    mass: dict[int, float]
    """By lane: kg of a mean unit."""

    bulky: bool

    @classmethod
    def of(cls, network: Network, year: Forecast, lanes: list[int]) -> "Loads":
        """Return the loads on some lanes, of the mixture of products that a year asks for."""
        kinds = [network.lanes[n].vehicle for n in lanes]
        bulky = any(kind and (kind.capacity_litres or kind.capacity_kg) for kind in kinds)
        volume = np.array([product.unit_volume_litres for product in network.products])
        mass = np.array([product.unit_mass_kg for product in network.products])
        per_unit = volume if bulky else np.ones(network.product_count)
        mean, heavy = {}, {}
        for number in lanes:
            first = network.lanes[number].destination * network.product_count
            share = year.mean_units_per_day[first : first + network.product_count] + 1e-12
            share = share / share.sum()
            mean[number], heavy[number] = float(share @ per_unit), float(share @ mass)
        return cls(per_unit=per_unit, mean=mean, mass=heavy, bulky=bulky)

    def capacity(self, network: Network, number: int) -> float | None:
        """Return the load that a vehicle of a lane holds of the usual mixture; None: any."""
        kind = network.lanes[number].vehicle
        if kind is None:
            return None
        limits = []
        if kind.capacity_units is not None:
            limits.append(kind.capacity_units * self.mean[number])
        if kind.capacity_litres is not None:
            limits.append(kind.capacity_litres)
        if kind.capacity_kg is not None:
            limits.append(kind.capacity_kg / self.mass[number] * self.mean[number])
        return min(limits, default=None)


def lanes_in_use(network: Network) -> dict[int, list[int]]:
    """Return the products of each lane that can replenish, and of lanes back."""
    width = network.product_count
    found: dict[int, set[int]] = defaultdict(set)
    for cell, ways in enumerate(network.sources):
        for way in ways:
            if way.lane >= 0:
                found[way.lane].add(cell % width)
    kept = {
        (network.lanes[number].destination, product)
        for number, products in found.items()
        for product in products
    }
    for number, lane in enumerate(network.lanes):
        if lane.terms.reverse:
            back = [
                product
                for product in range(width)
                if (lane.origin, product) in kept
                and (
                    (lane.destination, product) in kept
                    or network.sources[lane.destination * width + product]
                )
            ]
            if back:
                found[number].update(back)
    return {number: sorted(found[number]) for number in sorted(found)}


def trip_groups(
    network: Network, lanes: dict[int, list[int]], load: Loads, year: Forecast, window_days: int
) -> tuple[tuple[TripGroup, ...], dict[int, int]]:
    """Return the trips of each lane where trips cost anything or are few, and their numbers."""
    groups: list[TripGroup] = []
    number_of: dict[int, int] = {}
    width = network.product_count
    for number, products in lanes.items():
        lane = network.lanes[number]
        cost = trip_cost(network, number) + lane.terms.order_cost * len(products)
        if not cost and lane.fleet < 0:
            continue
        capacity = load.capacity(network, number)
        if capacity is None:  # any quantity travels as one load
            first = lane.destination * width
            units = year.mean_units_per_day[first : first + width]
            capacity = 10 * max(1.0, float(units @ load.per_unit) * window_days)
        points = 0.0 if lane.vehicle is None else lane.vehicle.impact_points_per_km
        number_of[number] = len(groups)
        groups.append(
            TripGroup(
                name=lane.name,
                capacity_load=capacity,
                cost_per_trip=cost,
                impact_points_per_trip=points * lane.distance_km,
                limited=True,
            )
        )
    return tuple(groups), number_of


def links_of(
    network: Network,
    periods: Periods,
    lanes: dict[int, list[int]],
    load: Loads,
    group_of: dict[int, int],
    by_age: NDArray[np.bool_],
    costs: Rates,
) -> tuple[tuple[Link, ...], tuple[tuple[int, ...], ...]]:
    """Return links, and the lanes that are their modes: alike in ends and lead periods.

    A way of second choice costs as much more as keeping a unit for a period, a third twice
    that: of equal ways the preferred one is taken.
    """
    found: dict[tuple[int, int, int, int], dict[int, list[int]]] = defaultdict(dict)
    asked_at = asking_sites(network)
    for number, products in lanes.items():
        lane = network.lanes[number]
        lead = periods.lead(lane.lead_time.mean_days(), asked=lane.destination in asked_at)
        least = network.sites[lane.destination].min_life_on_receipt_days
        by_life: dict[int, list[int]] = defaultdict(list)
        for product in products:
            asked = least.get(network.product_names[product], 0) if by_age[product] else 0
            by_life[ceil(asked / periods.days)].append(product)
        for life, group in by_life.items():
            found[lane.origin, lane.destination, lead, life][number] = group
    links, lanes_of = [], []
    for (origin, destination, lead, life), by_lane in found.items():
        numbers = sorted(by_lane)
        items = sorted({product for group in by_lane.values() for product in group})
        modes = tuple(
            Mode(
                group=group_of.get(number),
                cost_per_load=(
                    network.lanes[number].terms.cost_per_unit
                    + _less_preferred(network, costs, number, by_lane[number])
                )
                / load.mean[number],
            )
            for number in numbers
        )
        links.append(
            Link(
                name=network.lane_names[numbers[0]],
                origin=origin,
                destination=destination,
                items=tuple(items),
                modes=modes,
                lead_periods=lead,
                min_life_periods=life,
            )
        )
        lanes_of.append(tuple(numbers))
    return tuple(links), tuple(lanes_of)


def _less_preferred(network: Network, costs: Rates, number: int, items: list[int]) -> float:
    """Return what a unit on a lane costs for not being the first choice of its destination."""
    first = network.lanes[number].destination * network.product_count
    found = 0.0
    for item in items:
        ways = [way.lane for way in network.sources[first + item]]
        if number in ways:
            found = max(found, ways.index(number) * float(costs.holding[first + item]))
    return found


def throughputs_of(network: Network, links: tuple[Link, ...], days: int) -> tuple[Throughput, ...]:
    """Return what sites can send, and receive, in a period."""
    found = []
    for number, site in enumerate(network.sites):
        for most, end in (
            (site.handling.dispatch_units_per_day, "origin"),
            (site.handling.receive_units_per_day, "destination"),
        ):
            over = tuple(n for n, link in enumerate(links) if getattr(link, end) == number)
            if most is not None and over:
                found.append(Throughput(node=number, links=over, capacity_units=float(most) * days))
    return tuple(found)
