"""The benchmark chains as pharmatwin scenarios, played through the public run."""

import gc
from time import process_time
from typing import Any

import numpy as np

from experiments.benchmarks.models import SOURCE, Chain, Full, Path, Result
from policies.base_stock import BaseStock
from twin.chain.network import Network, build
from twin.chain.path import SamplePath
from twin.chain.scenario import Scenario
from twin.record.ledger import Ledger
from twin.units import TICKS_PER_DAY
from twin.world.world import World

SOURCE_NAME = "outside source"


def plain(chain: Chain, demand: list[list[int]]) -> Scenario:
    """Return M1 as a scenario: the given demand as a table, the given base-stock levels."""
    width = chain.products_count
    products: dict[str, Any] = {_product(p): {} for p in range(width)}
    table = np.array(demand).T.tolist()
    laws = {
        f"{site} {_product(p)}": {
            "site": site,
            "product": _product(p),
            "law": {"law": "scheduled", "units_by_day": table[leaf * width + p]},
        }
        for leaf, site in enumerate(chain.sites[chain.first_leaf :])
        for p in range(width)
    }
    return Scenario.of(_data(chain, products, laws, {}))


def full(chain: Chain, extra: Full) -> Scenario:
    """Return M2 as a scenario: lots, trucks, random lead times, excursions and outages."""
    excursion = {"allowance_hours": 0, "beyond": "loses-life", "life_left_share": 0.5}
    products: dict[str, Any] = {
        _product(p): {"shelf_life_days": extra.shelf_life_days, "excursion": excursion}
        for p in range(chain.products_count)
    }
    laws = {
        f"{site} {_product(p)}": {
            "site": site,
            "product": _product(p),
            "law": {"law": "poisson", "mean_units_per_day": chain.leaf_mean_units[leaf][p]},
        }
        for leaf, site in enumerate(chain.sites[chain.first_leaf :])
        for p in range(chain.products_count)
    }
    data = _data(chain, products, laws, {})
    cooling = {"failure_share_per_trip": 0.01}
    data["vehicles"] = {"truck": {"capacity_units": extra.truck_units, "cooling": cooling}}
    for number, site in enumerate(chain.sites):
        lane, lead = data["lanes"][f"to {site}"], chain.lead_days[number]
        lane["fleet"] = f"to {site}"
        days = [lead, lead + 1, lead + 2]
        lane["lead_time"] = {"law": "empirical", "days": days, "weights": [0.5, 0.3, 0.2]}
        count = extra.fleet_count[number]
        data.setdefault("fleets", {})[f"to {site}"] = {"vehicle": "truck", "vehicles_count": count}
    repair = {"law": "empirical", "days": [2, 3, 4, 5, 6, 7]}
    failure = {"law": "geometric", "mean_days": 200}
    times = {"random": {"time_to_failure": failure, "time_to_repair": repair}}
    data["disruptions"] = {"outage": {"what": "site", "of": list(chain.sites), "when": times}}
    return Scenario.of(data)


def path_of(chain: Chain, extra: Full, scenario: Scenario, seed: int) -> Path:
    """Return the sample path that our world will meet, as plain lists for the other programs."""
    network = build(scenario)
    path = SamplePath(network, seed, 0)
    order = [network.lane_names.index(f"to {site}") for site in chain.sites]
    days = range(chain.days_count)
    leads = [
        [path.trip_ticks(lane, day, 0) // TICKS_PER_DAY - chain.lead_days[number] for day in days]
        for number, lane in enumerate(order)
    ]
    warm = [
        [_failing(path, lane, day, count) for day in days]
        for lane, count in zip(order, extra.fleet_count, strict=True)
    ]
    rows = np.concatenate([path.daily_rows(b) for b in range(-(-chain.days_count // 365))])
    world = World(network, SamplePath(network, seed, 0))
    outages = [
        (
            chain.sites.index(outage.entity),
            outage.from_tick // TICKS_PER_DAY,
            outage.until_tick // TICKS_PER_DAY,
        )
        for outage in world.planned_outages()
    ]
    return Path(
        demand_units=rows[: chain.days_count].tolist(),
        extra_lead_days=leads,
        excursions=warm,
        outages=outages,
    )


def _failing(path: SamplePath, lane: int, day: int, count: int) -> list[bool]:
    return [path.cooling_fails_at_share(lane, day, nth) < 1.0 for nth in range(count)]


def play(scenario: Scenario, seed: int, *, with_ledger: bool = False) -> Result:
    """Build and run once; loop time includes the draws, the policy and the border."""
    started = process_time()
    network = build(scenario)
    policy = BaseStock.for_network(network)
    world = World(network, SamplePath(network, seed, 0), ledger=Ledger() if with_ledger else None)
    built = process_time()
    gc.collect()
    begun = process_time()
    for observation in world.epochs():
        world.apply(policy.decide(observation))
    done = process_time()
    return _result(network, world, built - started, done - begun)


def _result(network: Network, world: World, build_seconds: float, loop_seconds: float) -> Result:
    tally, width = world.tally, network.product_count
    by_site = (tally.on_hand_area / tally.ticks).reshape(-1, width).sum(axis=1)
    own = [i for i, name in enumerate(network.site_names) if name != SOURCE_NAME]
    return Result(
        mean_stock_units=float(by_site[own].sum()),
        fill_share=sum(tally.at_once) / sum(tally.demand),
        site_mean_stock_units=tuple(by_site[own].tolist()),
        build_cpu_seconds=build_seconds,
        loop_cpu_seconds=loop_seconds,
        events_count=world.kernel_events_count,
        expired_units=sum(tally.expired),
        trips_count=sum(tally.trips),
        spoiled_loads_count=sum(tally.excursions),
    )


def _product(number: int) -> str:
    return f"product{number}"


def _data(
    chain: Chain, products: dict[str, Any], demand: dict[str, Any], extra: dict[str, Any]
) -> dict[str, Any]:
    names = list(products)
    sites: dict[str, Any] = {SOURCE_NAME: {"kind": "supplier", "supplies": {n: {} for n in names}}}
    lanes: dict[str, Any] = {}
    levels: dict[str, Any] = {}
    for number, site in enumerate(chain.sites):
        stock = dict(zip(names, chain.base_stock_units[number], strict=True))
        kind = "clinic" if number >= chain.first_leaf else "warehouse"
        sites[site] = {"kind": kind, "opening_stock": stock}
        parent = chain.parents[number]
        origin = SOURCE_NAME if parent == SOURCE else chain.sites[parent]
        days = {"law": "constant", "days": chain.lead_days[number]}
        lanes[f"to {site}"] = {"origin": origin, "destination": site, "lead_time": days}
        for name, units in stock.items():
            levels[f"{site} {name}"] = {"site": site, "product": name, "base_stock_units": units}
    time = {
        "horizon_days": chain.days_count,
        "order_of_play": ["receive", "demand", "decide", "age"],
    }
    return {
        "pharmatwin": 1,
        "name": chain.name,
        "time": time,
        "products": products,
        "sites": sites,
        "lanes": lanes,
        "demand": demand,
        "levels": levels,
        **extra,
    }
