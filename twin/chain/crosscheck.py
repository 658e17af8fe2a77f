"""What contradicts between the parts of a scenario: references, rooms, recipes, rules."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING

from twin.chain.fields import Selector
from twin.chain.selection import (
    lane_names,
    products_of,
    sites_of,
    unknown_products,
    unknown_sites,
)

if TYPE_CHECKING:
    from twin.chain.scenario import Scenario

Contradiction = tuple[tuple[str | int, ...], str, str]


def contradictions(scenario: "Scenario") -> list[Contradiction]:
    """Return every contradiction as (path, what is wrong, what would be right)."""
    return [
        *_sites(scenario),
        *_lanes(scenario),
        *_fleets(scenario),
        *_demand(scenario),
        *_disruptions(scenario),
        *_levels(scenario),
        *_sources(scenario),
    ]


def _known(names: object, wanted: str) -> str:
    known = sorted(str(name) for name in names)  # type: ignore[attr-defined]
    near = get_close_matches(wanted, known, n=1)
    if near:
        return f"did you mean {near[0]!r}?"
    return (
        "one of " + ", ".join(known[:6]) + (", ..." if len(known) > 6 else "")
        if known
        else ("none is declared; declare it first")
    )


def _sites(scenario: "Scenario") -> Iterator[Contradiction]:
    for name, site in scenario.sites.items():
        at = ("sites", name)
        for field in ("opening_stock", "supplies", "makes", "min_life_on_receipt_days", "costs"):
            for product in getattr(site, field):
                if product not in scenario.products:
                    yield (
                        (*at, field, product),
                        f"unknown product {product!r}",
                        _known(scenario.products, product),
                    )
        for product, recipe in site.makes.items():
            for material in recipe.inputs:
                if material not in scenario.products:
                    yield (
                        (*at, "makes", product, "inputs", material),
                        f"unknown product {material!r}",
                        _known(scenario.products, material),
                    )
                elif material == product:
                    yield (
                        (*at, "makes", product, "inputs", material),
                        "a product that is its own input",
                        "name the materials it is made of",
                    )
        for line_name, line in site.lines.items():
            for product in line.makes:
                if product not in site.makes:
                    yield (
                        (*at, "lines", line_name, "makes"),
                        f"no recipe for {product!r} at this site",
                        _known(site.makes, product),
                    )
        yield from _old_stock(scenario, name)
        if site.lines and not site.makes:
            yield ((*at, "lines"), "lines without any recipe", "give `makes`, or remove the lines")
        yield from _rooms(scenario, name)


def _old_stock(scenario: "Scenario", name: str) -> Iterator[Contradiction]:
    """Yield opening stock and supplies that would be out of date from the start."""
    site = scenario.sites[name]
    ages = {
        ("opening_stock", product): stock.age_days
        for product, stock in site.opening_stock.items()
        if not isinstance(stock, int)
    }
    ages |= {("supplies", product): supply.age_days for product, supply in site.supplies.items()}
    for (field, product), age in ages.items():
        known = scenario.products.get(product)
        life = known.shelf_life_days if known else None
        if life is not None and age >= life:
            yield (
                ("sites", name, field, product, "age_days"),
                f"{age} days old, with a shelf life of {life} days",
                "an age below the shelf life",
            )


def _rooms(scenario: "Scenario", name: str) -> Iterator[Contradiction]:
    site = scenario.sites[name]
    if not site.storage:
        return
    for field in ("opening_stock", "makes"):
        for product in getattr(site, field):
            known = scenario.products.get(product)
            if known and known.storage not in site.storage:
                yield (
                    ("sites", name, field, product),
                    f"{product!r} needs {known.storage!r} storage, which the site lacks",
                    f"add {known.storage!r} to its storage",
                )


def _lanes(scenario: "Scenario") -> Iterator[Contradiction]:
    for name, lane in scenario.lanes.items():
        at = ("lanes", name)
        missing = False
        for field in ("origin", "destination"):
            for token in unknown_sites(scenario, getattr(lane, field)):
                missing = True
                yield (*at, field), f"unknown site {token!r}", _known(scenario.sites, token)
        if not missing and not lane_names(scenario, name):
            yield at, "a lane from a site to itself", "two different sites"
        if lane.vehicle is not None and lane.vehicle not in scenario.vehicles:
            yield (
                (*at, "vehicle"),
                f"unknown vehicle {lane.vehicle!r}",
                _known(scenario.vehicles, lane.vehicle),
            )
        if lane.fleet is not None and lane.fleet not in scenario.fleets:
            yield (
                (*at, "fleet"),
                f"unknown fleet {lane.fleet!r}",
                _known(scenario.fleets, lane.fleet),
            )
        if lane.fleet is not None and lane.vehicle is not None:
            yield (*at, "vehicle"), "both a fleet and a vehicle", "only one of the two"
        if not missing and lane.distance_km is None:
            for _, origin, destination in lane_names(scenario, name):
                pair = scenario.sites[origin].position, scenario.sites[destination].position
                if None in pair and _needs_distance(scenario, name):
                    yield (
                        (*at, "distance_km"),
                        "no distance, and no position at both ends",
                        "give distance_km, or the positions of its sites",
                    )
                    break
    yield from _twins(scenario)


def _needs_distance(scenario: "Scenario", name: str) -> bool:
    lane = scenario.lanes[name]
    kind = lane.vehicle
    if lane.fleet is not None and lane.fleet in scenario.fleets:
        kind = scenario.fleets[lane.fleet].vehicle
    vehicle = scenario.vehicles.get(kind) if kind else None
    if vehicle is None:
        return False
    return bool(vehicle.cost_per_km or vehicle.co2e_kg_per_km or vehicle.impact_points_per_km)


def _twins(scenario: "Scenario") -> Iterator[Contradiction]:
    seen: dict[tuple[str, str, str], str] = {}
    for name, lane in scenario.lanes.items():
        for _, origin, destination in lane_names(scenario, name):
            key = origin, destination, lane.mode
            if key in seen:
                yield (
                    ("lanes", name),
                    f"a second {lane.mode!r} lane from {origin!r} to {destination!r}",
                    f"another mode, or only {seen[key]!r}",
                )
                break
            seen[key] = name


def _fleets(scenario: "Scenario") -> Iterator[Contradiction]:
    for name, fleet in scenario.fleets.items():
        if fleet.vehicle not in scenario.vehicles:
            yield (
                ("fleets", name, "vehicle"),
                f"unknown vehicle {fleet.vehicle!r}",
                _known(scenario.vehicles, fleet.vehicle),
            )
    for name, vehicle in scenario.vehicles.items():
        for product_name, product in scenario.products.items():
            too_big = (
                vehicle.capacity_litres is not None
                and product.unit_volume_litres > vehicle.capacity_litres
            ) or (vehicle.capacity_kg is not None and product.unit_mass_kg > vehicle.capacity_kg)
            if too_big:
                yield (
                    ("vehicles", name),
                    f"not one unit of {product_name!r} fits in",
                    "a larger capacity, or a smaller unit",
                )


def _selected(
    scenario: "Scenario", at: tuple[str | int, ...], site: Selector, product: Selector
) -> Iterator[Contradiction]:
    for token in unknown_sites(scenario, site):
        yield (*at, "site"), f"unknown site {token!r}", _known(scenario.sites, token)
    for token in unknown_products(scenario, product):
        yield (*at, "product"), f"unknown product {token!r}", _known(scenario.products, token)


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
                _known(scenario.correlation_groups, group),
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


MEANT_FOR = {
    "goods_in_place": ("site", "region", "supplier"),
    "goods_in_transit": ("site", "region", "supplier", "lane"),
    "capacity_left_share": ("site", "region", "supplier", "lane", "product"),
    "backup_hours": ("power",),
}
"""Which terms of a disruption have a meaning for what."""


def _terms_without_meaning(scenario: "Scenario", name: str) -> Iterator[Contradiction]:
    disruption = scenario.disruptions[name]
    for field, kinds in MEANT_FOR.items():
        if field in disruption.model_fields_set and disruption.what not in kinds:
            yield (
                ("disruptions", name, field),
                f"has no meaning for an outage of a {disruption.what}",
                "remove it; it is for " + ", ".join(kinds),
            )


def _disruptions(scenario: "Scenario") -> Iterator[Contradiction]:
    lanes = {lane for rule in scenario.lanes for lane, _, _ in lane_names(scenario, rule)}
    lanes |= set(scenario.lanes) | {"*"}
    regions = {site.region for site in scenario.sites.values() if site.region} | {"*"}
    for name, disruption in scenario.disruptions.items():
        at = ("disruptions", name, "of")
        yield from _terms_without_meaning(scenario, name)
        words = [disruption.of] if isinstance(disruption.of, str) else disruption.of
        for word in words:
            if disruption.what == "lane":
                known, right = word in lanes, _known(lanes, word)
            elif disruption.what == "region":
                known, right = word in regions, _known(regions, word)
            elif disruption.what == "product":
                known = not unknown_products(scenario, word)
                right = _known(scenario.products, word)
            else:
                known, right = not unknown_sites(scenario, word), _known(scenario.sites, word)
            if not known:
                yield at, f"unknown {disruption.what} {word!r}", right
            elif disruption.what == "supplier":
                for site in sites_of(scenario, word):
                    if not scenario.sites[site].supplies:
                        yield at, f"{site!r} supplies nothing", "a site that has `supplies`"


def _levels(scenario: "Scenario") -> Iterator[Contradiction]:
    for name, level in scenario.levels.items():
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
