"""What a run means: service, stock, waste, logistics, money and emissions.

What each metric is stands in `definitions`, and nowhere else. Counts are of all products,
medicines and materials alike. Waste is over the units that left the chain, so that it is the
same for a site and for the chain, and for a horizon that ends with much stock or little.

Level means are `area / time`: of daily closing levels in periodic worlds, over continuous
time where the review is continuous.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.measures.breaches import breach_metrics
from experiments.measures.costs import by_cell, costs
from experiments.measures.emissions import co2e_kg, impact_points
from experiments.measures.equity import gini
from experiments.measures.planning import planning_metrics
from experiments.measures.resilience import resilience
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

DONATIONS = (
    "donated_secondary_units",
    "donated_tertiary_units",
    "donation_requested_units",
    "donation_unmet_units",
)
"""Metrics of chains that are asked for donations."""

_WASTE = ("expired_units", "spoiled_units", "rejected_units", "destroyed_units")

RATIOS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "fill_rate_share": (("served_at_once_units",), ("demand_units",)),
    "served_share": (("served_units",), ("demand_units",)),
    "waste_share": (_WASTE, (*_WASTE, "served_units", "donated_units", "consumed_units")),
    "vehicle_fill_share": (("full_vehicles_count",), ("vehicles_sent_count",)),
    "dock_wait_days_mean": (("dock_wait_days",), ("dock_loads_count",)),
    "breach_days_mean": (("breach_days",), ("breaches_count",)),
    "plan_gap_share": (("plan_gaps_sum_share",), ("plan_gaps_count",)),
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
    emitted_kg = co2e_kg(tally, network)
    found = _counts(tally) | _logistics(tally, network)
    limits = network.scenario.resilience
    found |= breach_metrics(tally.demand_by_day, tally.at_once_by_day, limits)
    found |= _shares(found) | _levels(tally)
    found |= {
        **_over_places(tally, network),
        "cycle_service_share": _cycle_service(tally, demand_cells(network)),
        "co2e_kg": emitted_kg,
        "impact_points": impact_points(tally, network),
    }
    found |= _donations(tally, network)
    found |= costs(tally, network, co2e_kg=emitted_kg)
    found |= resilience(run) | planning_metrics(run.decided)
    return dict(sorted(found.items()))


def by_site_product(run: "Run") -> list[dict[str, str | Value]]:
    """Return a row for each demand site and product, in the order of their names."""
    found = site_columns(run)
    columns = [[None if v != v else v for v in values.tolist()] for values in found.values()]
    rows = zip(*columns, strict=True)
    return [
        {"site": site, "product": product, **dict(zip(found, row, strict=True))}
        for (site, product), row in zip(places(run.network), rows, strict=True)
    ]


def site_columns(run: "Run") -> dict[str, NDArray[np.int64] | NDArray[np.float64]]:
    """Return each metric by demand site and product, as `places` has them; NaN where none is."""
    tally, network = run.tally, run.network
    cells = demand_cells(network)
    found: dict[str, NDArray[Any]] = {
        name: np.frombuffer(getattr(tally, field), dtype=np.int64)[cells]
        for name, field in COUNTS.items()
    }
    for name, (above, below) in RATIOS.items():
        if found.keys() >= {*above, *below}:
            found[name] = _ratio(_total(found, above), _total(found, below))
    ticks = tally.ticks or np.nan
    for name, area in LEVELS.items():
        found[name] = getattr(tally, area)[cells] / ticks
    short = np.frombuffer(tally.short_days, dtype=np.int64)[cells]
    found["cycle_service_share"] = 1 - short / (ticks / TICKS_PER_DAY)
    found |= {kind: values[cells] for kind, values in by_cell(tally, network).items()}
    return dict(sorted(found.items()))


def _total(found: dict[str, NDArray[Any]], names: tuple[str, ...]) -> NDArray[Any]:
    return np.asarray(np.add.reduce([found[name] for name in names]))


def _ratio(above: NDArray[Any], below: NDArray[Any]) -> NDArray[np.float64]:
    """Return the quotients; NaN over 0."""
    share = np.full(len(below), np.nan)
    np.divide(above, below, out=share, where=below != 0)
    return share


@lru_cache(maxsize=16)
def places(network: Network) -> tuple[tuple[str, str], ...]:
    """Return site and product of each of the cells that patients ask at."""
    pairs = (divmod(cell, network.product_count) for cell in demand_cells(network).tolist())
    return tuple(
        (network.site_names[site], network.product_names[product]) for site, product in pairs
    )


@lru_cache(maxsize=16)
def demand_cells(network: Network) -> NDArray[np.int64]:
    """Return the cells that patients ask at, in order; looked up once for a network."""
    return np.array(sorted({demand.cell for demand in network.demands}), dtype=np.int64)


def _counts(tally: Tally) -> dict[str, Value]:
    return {
        name: int(np.frombuffer(getattr(tally, field), dtype=np.int64).sum())
        for name, field in COUNTS.items()
    }


def _donations(tally: Tally, network: Network) -> dict[str, Value]:
    """Return what requests for donations were given; none where nobody asks for any."""
    if not network.requests:
        return dict.fromkeys(DONATIONS, None)
    given, tertiary = sum(tally.donated), sum(tally.tertiary)
    values = (given - tertiary, tertiary, sum(tally.requested), sum(tally.unmet))
    return dict(zip(DONATIONS, values, strict=True))


def _shares(found: dict[str, Value]) -> dict[str, Value]:
    """Return the ratios whose terms are among the metrics found."""
    shares: dict[str, Value] = {}
    for name, (above, below) in RATIOS.items():
        if found.keys() >= set(above + below):
            whole = sum(found[term] or 0 for term in below)
            shares[name] = sum(found[term] or 0 for term in above) / whole if whole else None
    return shares


def _levels(tally: Tally) -> dict[str, Value]:
    if not tally.ticks:
        return dict.fromkeys(LEVELS, None)
    return {name: float(getattr(tally, area).sum() / tally.ticks) for name, area in LEVELS.items()}


def _logistics(tally: Tally, network: Network) -> dict[str, Value]:
    limited = _limited_lanes(network)
    return {
        "orders_count": int(sum(tally.orders)),
        "trips_count": int(sum(tally.trips)),
        "vehicles_sent_count": int(sum(tally.trips[n] for n in limited)),
        "full_vehicles_count": float(sum(tally.filled[n] for n in limited)),
        "warm_loads_count": int(sum(tally.excursions)),
        "dock_loads_count": int(sum(tally.dock_loads)),
        "dock_wait_days": float(sum(tally.dock_wait_ticks) / TICKS_PER_DAY),
    }


@lru_cache(maxsize=16)
def _limited_lanes(network: Network) -> list[int]:
    return [n for n in range(len(network.lanes)) if _has_capacity(network, n)]


def _has_capacity(network: Network, lane: int) -> bool:
    vehicle = network.lanes[lane].vehicle
    if vehicle is None:
        return False
    rooms = (vehicle.capacity_units, vehicle.capacity_litres, vehicle.capacity_kg)
    return any(room is not None for room in rooms)


def _over_places(tally: Tally, network: Network) -> dict[str, Value]:
    """Return the worst fill rate of all places, and of sites how unequal it is among them."""
    cells = demand_cells(network)
    asked = np.frombuffer(tally.demand, dtype=np.int64)[cells]
    given = np.frombuffer(tally.at_once, dtype=np.int64)[cells]
    sites = cells // network.product_count
    asked_of, given_of = np.zeros((2, network.site_count), dtype=np.int64)
    np.add.at(asked_of, sites, asked)
    np.add.at(given_of, sites, given)
    some = asked_of > 0
    shares = (given_of[some] / asked_of[some]).tolist()
    return {
        "min_fill_rate_share": min((given[asked > 0] / asked[asked > 0]).tolist(), default=None),
        "min_site_fill_rate_share": min(shares, default=None),
        "gini_fill_rate": gini(shares, asked_of[some].tolist()),
    }


def _cycle_service(tally: Tally, cells: NDArray[np.int64]) -> Value:
    days = tally.ticks / TICKS_PER_DAY * len(cells)
    short = int(np.frombuffer(tally.short_days, dtype=np.int64)[cells].sum())
    return 1 - short / days if days else None
