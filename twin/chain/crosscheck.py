"""What contradicts between the parts of a scenario: references, rooms, recipes, rules."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from twin.chain.check_donations import donations
from twin.chain.check_lanes import fleets, lanes
from twin.chain.check_outages import disruptions
from twin.chain.check_places import sites
from twin.chain.fields import Selector
from twin.chain.references import Contradiction, known_names
from twin.chain.selection import (
    lane_names,
    products_of,
    rank,
    sites_of,
    unknown_products,
    unknown_sites,
)

if TYPE_CHECKING:
    from twin.chain.scenario import Scenario


def contradictions(scenario: "Scenario") -> list[Contradiction]:
    """Return every contradiction as (path, what is wrong, what would be right)."""
    return [
        *sites(scenario),
        *lanes(scenario),
        *fleets(scenario),
        *_demand(scenario),
        *disruptions(scenario),
        *donations(scenario),
        *_levels(scenario),
        *_sources(scenario),
    ]


def _selected(
    scenario: "Scenario", at: tuple[str | int, ...], site: Selector, product: Selector
) -> Iterator[Contradiction]:
    for token in unknown_sites(scenario, site):
        yield (*at, "site"), f"unknown site {token!r}", known_names(scenario.sites, token)
    for token in unknown_products(scenario, product):
        yield (*at, "product"), f"unknown product {token!r}", known_names(scenario.products, token)


def _demand(scenario: "Scenario") -> Iterator[Contradiction]:
    seen: dict[tuple[str, str], str] = {}
    for name, demand in scenario.demand.items():
        at = ("demand", name)
        yield from _selected(scenario, at, demand.site, demand.product)
        group = demand.correlation_group
        if group is not None and group not in scenario.correlation_groups:
            yield (
                (*at, "correlation_group"),
                f"unknown group {group!r}",
                known_names(scenario.correlation_groups, group),
            )
        for site in sites_of(scenario, demand.site):
            if demand.per_1000_people and scenario.sites[site].population_count is None:
                yield (
                    (*at, "per_1000_people"),
                    f"site {site!r} has no population_count",
                    "add it to the site",
                )
            for product in products_of(scenario, demand.product):
                room, need = scenario.sites[site].storage, scenario.products[product].storage
                if room and need not in room:
                    yield (
                        at,
                        f"{site!r} lacks the {need!r} storage that {product!r} needs",
                        f"add {need!r} to the storage of {site!r}",
                    )
                if (site, product) in seen:
                    yield (
                        at,
                        f"a second demand of {product!r} at {site!r}",
                        f"only one; the first is {seen[site, product]!r}",
                    )
                seen.setdefault((site, product), name)
    for name, surge in scenario.surges.items():
        yield from _selected(scenario, ("surges", name), surge.site, surge.product)


def _levels(scenario: "Scenario") -> Iterator[Contradiction]:
    seen: dict[tuple[object, ...], str] = {}
    for name, level in scenario.levels.items():
        particular = rank(level.site), rank(level.product)
        given = sorted(level.model_fields_set - {"site", "product"})
        for site in sites_of(scenario, level.site):
            for product in products_of(scenario, level.product):
                for field in given:
                    first = seen.setdefault((site, product, field, *particular), name)
                    if first != name:
                        yield (
                            ("levels", name, field),
                            f"a second {field} for {product!r} at {site!r}",
                            f"only one; the first is {first!r}",
                        )
        yield from _selected(scenario, ("levels", name), level.site, level.product)
        reorder, up_to = level.reorder_point_units, level.order_up_to_units
        if reorder is not None and up_to is not None and up_to <= reorder:
            yield (
                ("levels", name, "order_up_to_units"),
                f"{up_to} is not above the reorder point {reorder}",
                "a level above reorder_point_units",
            )


def _sources(scenario: "Scenario") -> Iterator[Contradiction]:
    """Yield the demands that nothing can ever fill (no stock, no lane, no recipe, no supply)."""
    arrivals: dict[str, list[str]] = {}
    for rule, lane in scenario.lanes.items():
        if not lane.reverse:
            for _, origin, destination in lane_names(scenario, rule):
                arrivals.setdefault(destination, []).append(origin)
    for name, demand in scenario.demand.items():
        for product in products_of(scenario, demand.product):
            for site in sites_of(scenario, demand.site):
                if not _reachable(scenario, arrivals, site, product):
                    yield (
                        ("demand", name),
                        f"nothing brings {product!r} to {site!r}",
                        "a lane from a site that supplies, makes or stocks it",
                    )
                    return


def _reachable(
    scenario: "Scenario", arrivals: dict[str, list[str]], site: str, product: str
) -> bool:
    seen, waiting = {site}, [site]
    while waiting:
        here = waiting.pop()
        place = scenario.sites[here]
        if product in place.supplies or product in place.makes or product in place.opening_stock:
            return True
        for origin in arrivals.get(here, []):
            if origin not in seen:
                seen.add(origin)
                waiting.append(origin)
    return False
