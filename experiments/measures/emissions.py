"""What a run emitted: greenhouse gas, and life-cycle impact where factors are given."""

from twin.chain.network import Network
from twin.record.tally import Tally
from twin.units import TICKS_PER_DAY


def co2e_kg(tally: Tally, network: Network) -> float:
    """Return kg CO2e of trips (the way out), of units made here, and of the sites' energy.

    Units bought are made outside the chain: they emit nothing here.
    """
    trips = sum(
        count * lane.distance_km * lane.vehicle.co2e_kg_per_km
        for count, lane in zip(tally.trips, network.lanes, strict=True)
        if lane.vehicle is not None
    )
    made = _made(tally, network, "co2e_kg_per_unit_made")
    by_day = sum(site.energy_co2e_kg_per_day for site in network.sites)
    return float(trips + made + by_day * tally.ticks / TICKS_PER_DAY)


def impact_points(tally: Tally, network: Network) -> float | None:
    """Return life-cycle impact points of trips and units made; None where no factor is given."""
    vehicles = [lane.vehicle for lane in network.lanes if lane.vehicle is not None]
    if not any(p.impact_points_per_unit_made for p in network.products) and not any(
        v.impact_points_per_km for v in vehicles
    ):
        return None
    trips = sum(
        count * lane.distance_km * lane.vehicle.impact_points_per_km
        for count, lane in zip(tally.trips, network.lanes, strict=True)
        if lane.vehicle is not None
    )
    return float(trips + _made(tally, network, "impact_points_per_unit_made"))


def _made(tally: Tally, network: Network, rate: str) -> float:
    width = network.product_count
    factors = [getattr(product, rate) for product in network.products]
    return float(
        sum(units * factors[cell % width] for cell, units in enumerate(tally.produced) if units)
    )
