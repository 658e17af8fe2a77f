"""What a run means: service, stock, waste, logistics, money and emissions.

What each metric is stands in `definitions`, and nowhere else. Counts are of all products,
medicines and materials alike. Waste is over the units that left the chain, so that it is the
same for a site and for the chain, and for a horizon that ends with much stock or little.

Level means are `area / time`: of daily closing levels in periodic worlds, over continuous
time where the review is continuous.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from experiments.breaches import breach_metrics
from experiments.costs import by_cell, costs
from experiments.emissions import co2e_kg, impact_points
from experiments.equity import gini
from experiments.resilience import resilience
from twin.chain.network import Network
from twin.record.tally import Tally
from twin.units import TICKS_PER_DAY

if TYPE_CHECKING:
    from experiments.replication import Run

Value = float | int | None

COUNTS = {
    "demand_units": "demand",
    "served_units": "served",
    "served_at_once_units": "at_once",
    "lost_units": "lost",
    "expired_units": "expired",
    "spoiled_units": "spoiled",
    "rejected_units": "rejected",
    "destroyed_units": "destroyed",
    "donated_units": "donated",
    "shipped_back_units": "returned",
    "consumed_units": "consumed",
    "produced_units": "produced",
    "bought_units": "bought",
}
"""Metrics that are a sum of one field of the tally over cells."""

_WASTE = ("expired_units", "spoiled_units", "rejected_units", "destroyed_units")

RATIOS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "fill_rate_share": (("served_at_once_units",), ("demand_units",)),
    "served_share": (("served_units",), ("demand_units",)),
    "waste_share": (_WASTE, (*_WASTE, "served_units", "donated_units", "consumed_units")),
    "vehicle_fill_share": (("full_vehicles_count",), ("vehicles_sent_count",)),
    "dock_wait_days_mean": (("dock_wait_days",), ("dock_loads_count",)),
    "breach_days_mean": (("breach_days",), ("breaches_count",)),
}
"""Metrics that are one sum of metrics over another; studies take ratios of sums of these."""

LEVELS = {
    "on_hand_units_mean": "on_hand_area",
    "backlog_units_mean": "backlog_area",
    "in_transit_units_mean": "transit_area",
}


def metrics(run: "Run") -> dict[str, Value]:
    """Return every metric of the whole chain by its name in the contract."""
    tally, network = run.tally, run.network
    asked = demand_cells(network)
    found = _counts(tally, range(network.cell_count)) | _logistics(tally, network)
    limits = network.scenario.resilience
    found |= breach_metrics(tally.demand_by_day, tally.at_once_by_day, limits)
    found |= _shares(found) | _levels(tally, range(network.cell_count))
    found |= {
        "min_fill_rate_share": _worst_fill(tally, asked),
        **_over_sites(tally, network, asked),
        "cycle_service_share": _cycle_service(tally, asked),
        "co2e_kg": co2e_kg(tally, network),
        "impact_points": impact_points(tally, network),
    }
    found |= costs(tally, network, co2e_kg=co2e_kg(tally, network))
    found |= resilience(run)
    return dict(sorted(found.items()))


def by_site_product(run: "Run") -> list[dict[str, str | Value]]:
    """Return a row for each demand site and product, in the order of their names."""
    tally, network = run.tally, run.network
    money = by_cell(tally, network)
    rows: list[dict[str, str | Value]] = []
    for cell in demand_cells(network):
        site, product = divmod(cell, network.product_count)
        found = _counts(tally, [cell])
        found |= _shares(found) | _levels(tally, [cell])
        found["cycle_service_share"] = _cycle_service(tally, [cell])
        found |= {kind: float(values[cell]) for kind, values in money.items()}
        names = {"site": network.site_names[site], "product": network.product_names[product]}
        rows.append({**names, **dict(sorted(found.items()))})
    return rows


def demand_cells(network: Network) -> list[int]:
    """Return the cells that patients ask at."""
    return sorted({demand.cell for demand in network.demands})


def _counts(tally: Tally, cells: Iterable[int]) -> dict[str, Value]:
    chosen = list(cells)
    found: dict[str, Value] = {}
    for name, field in COUNTS.items():
        units = getattr(tally, field)
        found[name] = int(sum(units[c] for c in chosen))
    return found


def _shares(found: dict[str, Value]) -> dict[str, Value]:
    """Return the ratios whose terms are among the metrics found."""
    shares: dict[str, Value] = {}
    for name, (above, below) in RATIOS.items():
        if found.keys() >= set(above + below):
            whole = sum(found[term] or 0 for term in below)
            shares[name] = sum(found[term] or 0 for term in above) / whole if whole else None
    return shares


def _levels(tally: Tally, cells: Iterable[int]) -> dict[str, Value]:
    chosen = list(cells)
    if not tally.ticks:
        return dict.fromkeys(LEVELS, None)
    return {
        name: float(getattr(tally, area)[chosen].sum() / tally.ticks)
        for name, area in LEVELS.items()
    }


def _logistics(tally: Tally, network: Network) -> dict[str, Value]:
    limited = [n for n, lane in enumerate(network.lanes) if _has_capacity(network, n)]
    return {
        "orders_count": int(sum(tally.orders)),
        "trips_count": int(sum(tally.trips)),
        "vehicles_sent_count": int(sum(tally.trips[n] for n in limited)),
        "full_vehicles_count": float(sum(tally.filled[n] for n in limited)),
        "warm_loads_count": int(sum(tally.excursions)),
        "dock_loads_count": int(sum(tally.dock_loads)),
        "dock_wait_days": float(sum(tally.dock_wait_ticks) / TICKS_PER_DAY),
    }


def _has_capacity(network: Network, lane: int) -> bool:
    vehicle = network.lanes[lane].vehicle
    if vehicle is None:
        return False
    rooms = (vehicle.capacity_units, vehicle.capacity_litres, vehicle.capacity_kg)
    return any(room is not None for room in rooms)


def _worst_fill(tally: Tally, cells: list[int]) -> Value:
    shares = [tally.at_once[c] / tally.demand[c] for c in cells if tally.demand[c]]
    return min(shares, default=None)


def _over_sites(tally: Tally, network: Network, cells: list[int]) -> dict[str, Value]:
    """Return the worst fill rate and its inequality over sites, their products together."""
    asked = np.zeros(network.site_count, dtype=np.int64)
    given = np.zeros(network.site_count, dtype=np.int64)
    for cell in cells:
        asked[cell // network.product_count] += tally.demand[cell]
        given[cell // network.product_count] += tally.at_once[cell]
    some = asked > 0
    shares = (given[some] / asked[some]).tolist()
    return {
        "min_site_fill_rate_share": min(shares, default=None),
        "gini_fill_rate": gini(shares, asked[some].tolist()),
    }


def _cycle_service(tally: Tally, cells: list[int]) -> Value:
    days = tally.ticks / TICKS_PER_DAY * len(cells)
    return 1 - sum(tally.short_days[c] for c in cells) / days if days else None
