"""What a run emitted: greenhouse gas, and life-cycle impact where factors are given."""

from dataclasses import dataclass
from functools import lru_cache

from twin.chain.network import Network
from twin.record.tally import Tally
from twin.units import TICKS_PER_DAY


@dataclass(frozen=True, kw_only=True)
class Factors:
    """What trips and units made emit, without those that emit nothing."""

    by_trip: tuple[tuple[int, float, float], ...]
    """Number of a lane, its km, and what a km emits."""

    by_unit: dict[int, float]
    """What a unit made of a product emits, by its number."""


@lru_cache(maxsize=32)
def factors(network: Network, by_km: str, by_unit: str) -> Factors:
    """Return the factors that vehicles and products have under these names."""
    trips = (
        (number, lane.distance_km, getattr(lane.vehicle, by_km))
        for number, lane in enumerate(network.lanes)
        if lane.vehicle is not None
    )
    units = ((number, getattr(product, by_unit)) for number, product in enumerate(network.products))
    return Factors(
        by_trip=tuple(one for one in trips if one[2]),
        by_unit={number: factor for number, factor in units if factor},
    )


def co2e_kg(tally: Tally, network: Network) -> float:
    """Return kg CO2e of trips (the way out), of units made here, and of the sites' energy.

    Units bought are made outside the chain: they emit nothing here.
    """
    known = factors(network, "co2e_kg_per_km", "co2e_kg_per_unit_made")
    energy = _energy_co2e_kg_per_day(network) * tally.ticks / TICKS_PER_DAY
    return float(_trips(tally, known) + _made(tally, network, known) + energy)


def impact_points(tally: Tally, network: Network) -> float | None:
    """Return life-cycle impact points of trips and units made; None where no factor is given."""
    known = factors(network, "impact_points_per_km", "impact_points_per_unit_made")
    if not known.by_trip and not known.by_unit:
        return None
    return float(_trips(tally, known) + _made(tally, network, known))


def _trips(tally: Tally, known: Factors) -> float:
    return sum(tally.trips[lane] * km * factor for lane, km, factor in known.by_trip)


def _made(tally: Tally, network: Network, known: Factors) -> float:
    if not known.by_unit:
        return 0.0
    width = network.product_count
    return float(
        sum(
            units * known.by_unit.get(cell % width, 0.0)
            for cell, units in enumerate(tally.produced)
            if units
        )
    )


@lru_cache(maxsize=16)
def _energy_co2e_kg_per_day(network: Network) -> float:
    return sum(site.energy_co2e_kg_per_day for site in network.sites)
