"""The planning chain of a network: what of it a plan sees, numbered alike.

Nodes are sites and items are products, by the numbers of the network.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from math import ceil

import numpy as np
from numpy.typing import NDArray

from policies.forecast import Forecast, from_laws
from policies.milp.chain import (
    Cell,
    Customer,
    Good,
    Link,
    Making,
    Mode,
    PlanningChain,
    Room,
    Source,
    Throughput,
    TripGroup,
)
from policies.milp.rolling.economics import Rates, rates, trip_cost
from policies.milp.rolling.timing import Periods
from twin.chain.network import Network
from twin.chain.site import Recipe

Ints = NDArray[np.int64]

LIVES_WINDOWS = 2
"""An item is kept by age where fresh goods can expire within so many windows."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Mapped:
    """A planning chain, and what of the network its numbers stand for."""

    chain: PlanningChain
    periods: Periods
    rates: Rates
    cells: Ints
    """(cells,), the cell of the network."""

    customers: Ints
    """(customers,), the cell of the network."""

    sources: Ints
    """(sources,), the cell of the network."""

    makings: Ints
    """(makings,), the cell of the network."""

    lanes: tuple[tuple[int, ...], ...]
    """(links,), the lane of each mode."""

    groups: Ints
    """(groups,), the lane whose trips it counts."""

    by_age: NDArray[np.bool_]
    """(products,), whether stock is kept by age."""

    year_units_per_day: NDArray[np.float64]
    """(cells of the network,), mean demand of a day over the year, own and down the chain."""

    place: dict[int, int] = field(default_factory=dict)
    """Number of the planning cell by cell of the network."""


def mapped(network: Network, *, horizon_periods: int, service_share: float) -> Mapped:
    """Return the planning chain of a network.

    Args:
        network: the chain.
        horizon_periods: of a window, at least; more where the longest way from a source to a
            customer takes longer, so that what is ordered now is seen to be needed.
        service_share: chance to cover demand that levels are set for.
    """
    year = from_laws(network, 0, min(365, network.scenario.time.horizon_days))
    lanes = _lanes(network)
    periods = Periods.of(network, horizon_periods)
    needed = _longest_lead(network, periods) + 3
    periods = Periods.of(network, max(horizon_periods, needed))
    days, count = periods.days, periods.count
    costs = rates(network, year, service_share, days, days * count)
    by_age = _by_age(network, days * count)
    goods, good_of = _goods(network, count, by_age)
    cells = _cells(network, lanes)
    load = _Loads.of(network, year, list(lanes))
    groups, group_of = _groups(network, lanes, load, year, days * count)
    links, lanes_of = _links(network, periods, lanes, load, group_of, by_age, costs)
    sources = sorted(network.supplies)
    makings = sorted(network.recipes)
    width = network.product_count
    place = {cell: number for number, cell in enumerate(cells)}
    customers = sorted({demand.cell for demand in network.demands})
    waits = {demand.cell: demand.terms.backordered_share for demand in network.demands}
    rooms, in_rooms = _rooms(network, place)
    chain = PlanningChain(
        periods_count=count,
        node_names=network.site_names,
        item_names=network.product_names,
        load_per_unit=tuple(load.per_unit.tolist()),
        goods=goods,
        links=links,
        groups=groups,
        sources=tuple(
            Source(
                name=_name(network, cell),
                nodes=(cell // width,),
                item=cell % width,
                goods=_sent(network, cell, periods, good_of),
            )
            for cell in sources
        ),
        makings=tuple(_making(network, cell, periods, good_of) for cell in makings),
        cells=tuple(
            Cell(
                node=cell // width,
                item=cell % width,
                holding_cost_per_unit=float(costs.holding[cell]),
                floor_cost_per_unit=float(costs.floor[cell]) if network.sources[cell] else 0.0,
                disposal_cost_per_unit=_disposal(network, cell, costs, by_age, in_rooms),
            )
            for cell in cells
        ),
        rooms=rooms,
        customers=tuple(
            Customer(
                node=cell // width,
                item=cell % width,
                unmet_cost_per_unit=float(costs.unmet[cell]),
                carried_share=waits[cell],
            )
            for cell in customers
        ),
        throughputs=_throughputs(network, links, days),
    )
    return Mapped(
        chain=chain,
        periods=periods,
        rates=costs,
        cells=np.array(cells, dtype=np.int64),
        customers=np.array(customers, dtype=np.int64),
        sources=np.array(sources, dtype=np.int64),
        makings=np.array(makings, dtype=np.int64),
        lanes=lanes_of,
        groups=np.array(list(group_of), dtype=np.int64),
        by_age=by_age,
        year_units_per_day=year.mean_units_per_day,
        place=place,
    )


def mean_lead_days(recipe: Recipe) -> float:
    """Return the mean time from the start of a batch to its release."""
    return recipe.batch_days.mean_days() + recipe.release_days


def asking_sites(network: Network) -> set[int]:
    """Return the sites at which patients ask."""
    return {demand.site for demand in network.demands}


def good_share(recipe: Recipe) -> float:
    """Return the part of a batch that is expected to come out and pass."""
    return recipe.yield_law.mean_share * (1 - recipe.reject_share)


def last_period(life_days: float, days: int) -> int:
    """Return the last period that goods with such a life from now on serve, to the nearest."""
    return max(0, round(life_days / days) - 1)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Loads:
    """What of a vehicle a unit takes: litres where any vehicle has a limit of them or of kg."""

    per_unit: NDArray[np.float64]
    mean: dict[int, float]
    """By lane: load of a mean unit."""

    mass: dict[int, float]
    """By lane: kg of a mean unit."""

    bulky: bool

    @classmethod
    def of(cls, network: Network, year: Forecast, lanes: list[int]) -> "_Loads":
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


def _lanes(network: Network) -> dict[int, list[int]]:
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


def _longest_lead(network: Network, periods: Periods) -> int:
    """Return the most periods from a source to a customer, by preferred ways."""
    width, asked = network.product_count, asking_sites(network)
    after = np.zeros(network.cell_count, dtype=np.int64)
    longest = 0
    for echelon in network.echelons:
        for cell in echelon:
            way = network.sources[cell][0]
            if way.lane >= 0:
                lane = network.lanes[way.lane]
                lead = periods.lead(lane.lead_time.mean_days(), asked=lane.destination in asked)
                needs = [lane.origin * width + cell % width]
            else:
                recipe = network.recipes[cell]
                lead = periods.lead(mean_lead_days(recipe), asked=cell // width in asked)
                site, index = cell // width * width, network.product_names.index
                needs = [site + index(name) for name in recipe.inputs]
            total = int(after[cell]) + lead
            longest = max(longest, total)
            for need in needs:
                after[need] = max(after[need], total)
    return longest


def _by_age(network: Network, window_days: int) -> NDArray[np.bool_]:
    """Return whether fresh goods of each product can expire within a few windows."""
    ages: dict[int, int] = defaultdict(int)
    for cell, supply in network.supplies.items():
        product = cell % network.product_count
        ages[product] = max(ages[product], supply.age_days)
    return np.array(
        [
            product.shelf_life_days is not None
            and product.shelf_life_days - ages[number] < LIVES_WINDOWS * window_days
            for number, product in enumerate(network.products)
        ]
    )


def _goods(
    network: Network, count: int, by_age: NDArray[np.bool_]
) -> tuple[tuple[Good, ...], dict[tuple[int, int | None], int]]:
    """Return the goods, and their numbers by product and last period."""
    goods = [Good(item=product) for product in range(network.product_count)]
    goods += [
        Good(item=product, last_period=last)
        for product in range(network.product_count)
        if by_age[product]
        for last in range(count)
    ]
    return tuple(goods), {(good.item, good.last_period): n for n, good in enumerate(goods)}


def good_number(mapped: Mapped, product: int, life_days: float) -> int:
    """Return the good that units of a product with such a life from now on are."""
    if not mapped.by_age[product]:
        return product
    last = last_period(life_days, mapped.periods.days)
    if last >= mapped.periods.count:
        return product
    first = len(mapped.chain.item_names)
    before = int(mapped.by_age[:product].sum())
    return first + before * mapped.periods.count + last


def _of_life(
    good_of: dict[tuple[int, int | None], int], product: int, life_days: float, periods: Periods
) -> int:
    last = last_period(life_days, periods.days)
    return good_of.get((product, last), good_of[product, None])


def _sent(
    network: Network, cell: int, periods: Periods, good_of: dict[tuple[int, int | None], int]
) -> tuple[int, ...]:
    """Return what a source sends in each period."""
    product = cell % network.product_count
    life = network.products[product].shelf_life_days
    if life is None:
        return (good_of[product, None],) * periods.count
    left = life - network.supplies[cell].age_days
    return tuple(
        _of_life(good_of, product, t * periods.days + left, periods) for t in range(periods.count)
    )


def _making(
    network: Network, cell: int, periods: Periods, good_of: dict[tuple[int, int | None], int]
) -> Making:
    site, product = divmod(cell, network.product_count)
    recipe = network.recipes[cell]
    units = recipe.batch_units * good_share(recipe)
    life = network.products[product].shelf_life_days
    made = tuple(
        good_of[product, None]
        if life is None
        else _of_life(
            good_of, product, t * periods.days + recipe.batch_days.mean_days() + life, periods
        )
        for t in range(periods.count)
    )
    return Making(
        name=_name(network, cell),
        node=site,
        item=product,
        goods=made,
        batch_units=max(units, 1e-6),
        inputs=tuple(
            (network.product_names.index(name), recipe.units_of(name) / max(units, 1e-6))
            for name in recipe.inputs
        ),
        lead_periods=periods.lead(mean_lead_days(recipe), asked=site in asking_sites(network)),
        whole_batches=True,
        cost_per_batch=recipe.cost_per_batch,
        impact_points_per_unit=network.products[product].impact_points_per_unit_made,
    )


def _cells(network: Network, lanes: dict[int, list[int]]) -> list[int]:
    """Return the cells that can hold anything: replenished, asked for, or origin of a way."""
    width = network.product_count
    found = {cell for cell, ways in enumerate(network.sources) if ways}
    found |= {demand.cell for demand in network.demands}
    for number, products in lanes.items():
        lane = network.lanes[number]
        found |= {lane.origin * width + product for product in products}
        found |= {lane.destination * width + product for product in products}
    index = network.product_names.index
    for cell, recipe in network.recipes.items():
        found |= {cell // width * width + index(name) for name in recipe.inputs}
    return sorted(found - set(network.supplies))


def _groups(
    network: Network, lanes: dict[int, list[int]], load: _Loads, year: Forecast, window_days: int
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


def _links(
    network: Network,
    periods: Periods,
    lanes: dict[int, list[int]],
    load: _Loads,
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


def _rooms(network: Network, place: dict[int, int]) -> tuple[tuple[Room, ...], set[int]]:
    """Return rooms with a limit, and the cells of the network that are in them."""
    rooms, inside = [], set()
    width = network.product_count
    for number, site in enumerate(network.sites):
        for condition, storage in site.storage.items():
            cells = [
                number * width + p
                for p, product in enumerate(network.products)
                if product.storage == condition and number * width + p in place
            ]
            limits = [
                (storage.capacity_units, [1.0] * len(cells)),
                (
                    storage.capacity_litres,
                    [network.products[cell % width].unit_volume_litres for cell in cells],
                ),
            ]
            for capacity, volumes in limits:
                if capacity is None or not cells:
                    continue
                inside.update(cells)
                rooms.append(
                    Room(
                        name=f"{network.site_names[number]}/{condition}",
                        node=number,
                        cells=tuple(place[cell] for cell in cells),
                        volume_per_unit=tuple(volumes),
                        capacity_volume=float(capacity),
                    )
                )
    return tuple(rooms), inside


def _disposal(
    network: Network, cell: int, costs: Rates, by_age: NDArray[np.bool_], in_rooms: set[int]
) -> float | None:
    """Return what a unit costs that is lost, its price too, or that waits at a room's door."""
    product = network.products[cell % network.product_count]
    waste = product.purchase_cost_per_unit + product.disposal_cost_per_unit
    if cell in in_rooms:
        return max(waste, float(costs.unmet[cell]) + 1.0)
    return waste if by_age[cell % network.product_count] else None


def _throughputs(network: Network, links: tuple[Link, ...], days: int) -> tuple[Throughput, ...]:
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


def _name(network: Network, cell: int) -> str:
    site, product = divmod(cell, network.product_count)
    return f"{network.site_names[site]}/{network.product_names[product]}"
