"""The chain as a networkx graph with dense numbers: names outside, integers inside.

Sites and products are numbered in the order of their names, lanes in the order in
which they are served (origin, priority, destination, name), so that the order of
entries in a file changes nothing. A *cell* is a product at a site,
`site * products + product`; a *line* is a product on a lane, `lane * products + product`.
"""

from dataclasses import dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from math import asin, cos, radians, sin, sqrt
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from twin.chain.demand import Demand, ScheduledDemand
from twin.chain.lane import Lane
from twin.chain.plans import DemandPlan, LanePlan, RequestPlan, Source
from twin.chain.product import Product
from twin.chain.scenario import Scenario
from twin.chain.selection import lane_names, products_of, sites_of
from twin.chain.site import Position, Recipe, Site, Supply
from twin.chain.sourcing import sources

if TYPE_CHECKING:
    import networkx as nx

EARTH_RADIUS_KM = 6371.0088


@dataclass(frozen=True, eq=False)
class Network:
    """Everything of a scenario that does not change, looked up once."""

    scenario: Scenario
    site_names: tuple[str, ...]
    product_names: tuple[str, ...]
    lane_names: tuple[str, ...]
    fleet_names: tuple[str, ...]
    sites: tuple[Site, ...]
    products: tuple[Product, ...]
    lanes: tuple[LanePlan, ...]
    demands: tuple[DemandPlan, ...]
    out_lanes: tuple[tuple[int, ...], ...]
    """Lanes that leave a site, in the order in which they are served."""
    in_lanes: tuple[tuple[int, ...], ...]
    """Forward lanes that reach a site, preferred source first."""
    supplies: dict[int, Supply]
    """Outside sources by cell."""
    recipes: dict[int, Recipe]
    """Recipes by cell."""
    sources: tuple[tuple[Source, ...], ...]
    """Ways to replenish each cell, preferred first; empty where nobody needs it to be."""
    echelons: tuple[tuple[int, ...], ...] = field(default=())
    """Cells that can be replenished, customers' end first: a cell stands after all it serves."""
    requests: tuple[RequestPlan, ...] = field(default=())
    """Requests for donations, those of secondary countries first, soonest due first."""

    @cached_property
    def graph(self) -> "nx.MultiDiGraph[str]":
        """The chain by names: sites with kind, region and position; lanes keyed by mode."""
        return _graph(self.scenario, self.lanes, self.site_names)

    @property
    def site_count(self) -> int:
        """Return the number of sites."""
        return len(self.site_names)

    @property
    def product_count(self) -> int:
        """Return the number of products."""
        return len(self.product_names)

    @property
    def cell_count(self) -> int:
        """Return the number of cells."""
        return len(self.site_names) * len(self.product_names)


def great_circle_km(a: Position, b: Position) -> float:
    """Return the distance over the sphere (haversine), in km.

    >>> round(great_circle_km(Position(latitude_deg=46.81, longitude_deg=-100.78),
    ...                       Position(latitude_deg=46.88, longitude_deg=-96.79)))
    304
    """
    lat_a, lat_b = radians(a.latitude_deg), radians(b.latitude_deg)
    d_lat, d_lon = lat_b - lat_a, radians(b.longitude_deg - a.longitude_deg)
    h = sin(d_lat / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin(d_lon / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(h))


def build(scenario: Scenario) -> Network:
    """Return the network of a checked scenario."""
    site_names = tuple(sorted(scenario.sites))
    product_names = tuple(sorted(scenario.products))
    site_of = {name: i for i, name in enumerate(site_names)}
    product_of = {name: i for i, name in enumerate(product_names)}
    width = len(product_names)
    fleet_names = tuple(sorted(scenario.fleets))
    lanes = _lanes(scenario, site_of, fleet_names)
    sites = tuple(scenario.sites[name] for name in site_names)
    supplies = {
        s * width + product_of[p]: supply
        for s, site in enumerate(sites)
        for p, supply in site.supplies.items()
    }
    recipes = {
        s * width + product_of[p]: recipe
        for s, site in enumerate(sites)
        for p, recipe in site.makes.items()
    }
    in_lanes, out_lanes = _adjacency(lanes, site_names)
    demands = _demands(scenario, site_of, product_of)
    replenishment = sources(scenario, lanes, in_lanes, supplies, recipes, demands, width)
    return Network(
        scenario=scenario,
        site_names=site_names,
        product_names=product_names,
        lane_names=tuple(lane.name for lane in lanes),
        fleet_names=fleet_names,
        sites=sites,
        products=tuple(scenario.products[name] for name in product_names),
        lanes=lanes,
        demands=demands,
        out_lanes=out_lanes,
        in_lanes=in_lanes,
        supplies=supplies,
        recipes=recipes,
        sources=replenishment,
        echelons=_echelons(replenishment, lanes, recipes, product_of, width),
        requests=_requests(scenario, site_of, product_of),
    )


def _distance_km(scenario: Scenario, lane: Lane, origin: str, destination: str) -> float:
    if lane.distance_km is not None:
        return lane.distance_km
    a, b = scenario.sites[origin].position, scenario.sites[destination].position
    return great_circle_km(a, b) * scenario.winding_factor if a and b else 0.0


def _lanes(
    scenario: Scenario, site_of: dict[str, int], fleet_names: tuple[str, ...]
) -> tuple[LanePlan, ...]:
    found = []
    for rule in scenario.lanes:
        lane = scenario.lanes[rule]
        kind = scenario.fleets[lane.fleet].vehicle if lane.fleet else lane.vehicle
        for name, origin, destination in lane_names(scenario, rule):
            plan = LanePlan(
                name=name,
                rule=rule,
                origin=site_of[origin],
                destination=site_of[destination],
                lead_time=lane.lead_time,
                distance_km=_distance_km(scenario, lane, origin, destination),
                vehicle=scenario.vehicles[kind] if kind else None,
                fleet=fleet_names.index(lane.fleet) if lane.fleet else -1,
                terms=lane,
            )
            found.append(plan)
    found.sort(
        key=lambda plan: (plan.origin, plan.terms.priority_count, plan.destination, plan.name)
    )
    return tuple(found)


def _adjacency(
    lanes: tuple[LanePlan, ...], site_names: tuple[str, ...]
) -> tuple[tuple[tuple[int, ...], ...], tuple[tuple[int, ...], ...]]:
    inward: list[list[int]] = [[] for _ in site_names]
    outward: list[list[int]] = [[] for _ in site_names]
    for number, lane in enumerate(lanes):
        outward[lane.origin].append(number)
        if not lane.terms.reverse:
            inward[lane.destination].append(number)
    for group in inward:
        group.sort(key=lambda n: (lanes[n].terms.priority_count, lanes[n].name))
    return tuple(map(tuple, inward)), tuple(map(tuple, outward))


def _demands(
    scenario: Scenario, site_of: dict[str, int], product_of: dict[str, int]
) -> tuple[DemandPlan, ...]:
    found = []
    for terms in scenario.demand.values():
        for site in sites_of(scenario, terms.site):
            people = scenario.sites[site].population_count or 0
            for product in products_of(scenario, terms.product):
                s, p = site_of[site], product_of[product]
                plan = DemandPlan(
                    site=s,
                    product=p,
                    cell=s * len(product_of) + p,
                    name=f"{site}/{product}",
                    factor=people / 1000 if terms.per_1000_people else 1.0,
                    terms=terms,
                    table=_table(terms),
                )
                found.append(plan)
    return tuple(sorted(found, key=lambda plan: plan.cell))


def _requests(
    scenario: Scenario, site_of: dict[str, int], product_of: dict[str, int]
) -> tuple[RequestPlan, ...]:
    given = scenario.donations
    if given is None:
        return ()
    found = [
        RequestPlan(
            name=name,
            cell=site_of[terms.recipient] * len(product_of) + product_of[terms.product],
            min_life_days=given.min_life_days(terms),
            terms=terms,
        )
        for name, terms in given.requests.items()
    ]
    return tuple(sorted(found, key=lambda p: (p.terms.country, p.terms.due_day, p.name)))


def _table(terms: Demand) -> NDArray[np.int64] | None:
    """Return the table of a scheduled law that neither season, trend nor population changes."""
    law = terms.law
    changed = terms.season or terms.trend_share_per_year or terms.per_1000_people
    if not isinstance(law, ScheduledDemand) or law.repeats or changed:
        return None
    return np.array(law.units_by_day, dtype=np.int64)


def _echelons(
    sources: tuple[tuple[Source, ...], ...],
    lanes: tuple[LanePlan, ...],
    recipes: dict[int, Recipe],
    product_of: dict[str, int],
    width: int,
) -> tuple[tuple[int, ...], ...]:
    """Return the replenished cells by their longest way to a customer, nearest first.

    Cells that supply each other in a ring (lateral transshipment) share the last echelon.
    """
    order: TopologicalSorter[int] = TopologicalSorter()
    for cell, ways in enumerate(sources):
        if not ways:
            continue
        order.add(cell)
        site, product = divmod(cell, width)
        if ways[0].lane >= 0:
            order.add(lanes[ways[0].lane].origin * width + product, cell)
        else:
            for name in recipes[cell].inputs:
                order.add(site * width + product_of[name], cell)
    try:
        order.prepare()
    except CycleError:
        return (tuple(cell for cell, ways in enumerate(sources) if ways),)
    layers = []
    while order.is_active():
        ready = order.get_ready()
        order.done(*ready)
        layers.append(tuple(sorted(cell for cell in ready if sources[cell])))
    return tuple(layer for layer in layers if layer)


def _graph(
    scenario: Scenario, lanes: tuple[LanePlan, ...], site_names: tuple[str, ...]
) -> "nx.MultiDiGraph[str]":
    import networkx as nx  # here, for it costs more memory than many a chain

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for name in site_names:
        site = scenario.sites[name]
        graph.add_node(name, kind=site.kind, region=site.region, position=site.position)
    for lane in lanes:
        graph.add_edge(
            site_names[lane.origin],
            site_names[lane.destination],
            key=lane.terms.mode,
            name=lane.name,
            distance_km=lane.distance_km,
            mean_lead_time_days=lane.lead_time.mean_days(),
        )
    return graph
