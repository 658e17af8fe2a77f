"""What contradicts on a lane: unknown ends and vehicles, missing distances, twins."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from twin.chain.references import Contradiction, known_names
from twin.chain.selection import lane_names, unknown_sites

if TYPE_CHECKING:
    from twin.chain.scenario import Scenario


def lanes(scenario: "Scenario") -> Iterator[Contradiction]:
    """Yield what is wrong with the lanes."""
    for name, lane in scenario.lanes.items():
        at = ("lanes", name)
        missing = False
        for field in ("origin", "destination"):
            for token in unknown_sites(scenario, getattr(lane, field)):
                missing = True
                yield (*at, field), f"unknown site {token!r}", known_names(scenario.sites, token)
        if not missing and not lane_names(scenario, name):
            yield at, "a lane from a site to itself", "two different sites"
        if lane.vehicle is not None and lane.vehicle not in scenario.vehicles:
            yield (
                (*at, "vehicle"),
                f"unknown vehicle {lane.vehicle!r}",
                known_names(scenario.vehicles, lane.vehicle),
            )
        if lane.fleet is not None and lane.fleet not in scenario.fleets:
            yield (
                (*at, "fleet"),
                f"unknown fleet {lane.fleet!r}",
                known_names(scenario.fleets, lane.fleet),
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


def fleets(scenario: "Scenario") -> Iterator[Contradiction]:
    """Yield what is wrong with the fleets and vehicles."""
    for name, fleet in scenario.fleets.items():
        if fleet.vehicle not in scenario.vehicles:
            yield (
                ("fleets", name, "vehicle"),
                f"unknown vehicle {fleet.vehicle!r}",
                known_names(scenario.vehicles, fleet.vehicle),
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
