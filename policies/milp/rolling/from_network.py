"""The planning chain of a network: what of it a plan sees, numbered alike.

Nodes are sites and items are products, by the numbers of the network.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from policies.forecast import from_laws
from policies.milp.chain import (
    Cell,
    Customer,
    Making,
    PlanningChain,
    Source,
)
from policies.milp.rolling.economics import Rates, rates
from policies.milp.rolling.lives import (
    good_of_life,
    goods_of,
    goods_sent,
    kept_by_age,
    last_period,
)
from policies.milp.rolling.storage import disposal_cost, rooms_of
from policies.milp.rolling.timing import Periods
from policies.milp.rolling.transport import (
    Loads,
    asking_sites,
    lanes_in_use,
    links_of,
    throughputs_of,
    trip_groups,
)
from twin.chain.network import Network
from twin.chain.site import Recipe

Ints = NDArray[np.int64]


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
    lanes = lanes_in_use(network)
    periods = Periods.of(network, horizon_periods)
    needed = _longest_lead(network, periods) + 3
    periods = Periods.of(network, max(horizon_periods, needed))
    days, count = periods.days, periods.count
    costs = rates(network, year, service_share, days, days * count)
    by_age = kept_by_age(network, days * count)
    goods, good_of = goods_of(network, count, by_age)
    cells = _cells(network, lanes)
    load = Loads.of(network, year, list(lanes))
    groups, group_of = trip_groups(network, lanes, load, year, days * count)
    links, lanes_of = links_of(network, periods, lanes, load, group_of, by_age, costs)
    sources = sorted(network.supplies)
    makings = sorted(network.recipes)
    width = network.product_count
    place = {cell: number for number, cell in enumerate(cells)}
    customers = sorted({demand.cell for demand in network.demands})
    waits = {demand.cell: demand.terms.backordered_share for demand in network.demands}
    rooms, in_rooms = rooms_of(network, place)
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
                goods=goods_sent(network, cell, periods, good_of),
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
                disposal_cost_per_unit=disposal_cost(network, cell, costs, by_age, in_rooms),
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
        throughputs=throughputs_of(network, links, days),
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


def good_share(recipe: Recipe) -> float:
    """Return the part of a batch that is expected to come out and pass."""
    return recipe.yield_law.mean_share * (1 - recipe.reject_share)


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
        else good_of_life(
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


def _name(network: Network, cell: int) -> str:
    site, product = divmod(cell, network.product_count)
    return f"{network.site_names[site]}/{network.product_names[product]}"
