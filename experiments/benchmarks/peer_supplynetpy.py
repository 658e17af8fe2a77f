"""Model M1 run by SupplyNetPy (0.5.1), one network a product.

SupplyNetPy ships an order only when the whole of it is on the shelf, and holds
back every later order of that shelf, whichever child placed it. So its numbers
are those of M1 with all-or-nothing shipments, first come first served.
Customers take part deliveries and wait without limit. The day is laid out in 64ths: demand at 0,
reviews from the leaves upwards at 1, 2, ..., stock read at 16; every lead time
is 8/64 short, so that goods due today are on the shelf before today's demand.
"""

from collections.abc import Generator
from time import process_time
from typing import Any

from experiments.benchmarks.models import SOURCE, Chain, Result

MISSING = "SupplyNetPy is not installed: pip install 'pharmatwin[bench]'"
TICK = 1 / 64
LARGE_UNITS = 1_000_000
SMALLEST_SPLIT = 1e-9


def run_m1(chain: Chain, demand: list[list[int]]) -> Result:
    """Return what SupplyNetPy makes of the chain under the given demand."""
    try:
        from SupplyNetPy import Components as scm  # noqa: N813 (its own idiom)
    except ImportError as error:
        raise ImportError(MISSING) from error

    start = process_time()
    networks = [_network(scm, chain, demand, p) for p in range(chain.products_count)]
    built = process_time()
    for network, _ in networks:
        scm.simulate_sc_net(network, sim_time=chain.days_count - 0.5, logging=False)
    done = process_time()

    site_units = [sum(units) for units in zip(*(sums for _, sums in networks), strict=True)]
    leaves = [network["nodes"][s] for network, _ in networks for s in _leaf_names(chain)]
    short_units = sum(leaf.stats.shortage[1] for leaf in leaves)
    return Result(
        mean_stock_units=sum(site_units) / chain.days_count,
        fill_share=1 - short_units / sum(map(sum, demand)),
        site_mean_stock_units=tuple(units / chain.days_count for units in site_units),
        build_cpu_seconds=built - start,
        loop_cpu_seconds=done - built,
    )


def _network(scm: Any, chain: Chain, demand: list[list[int]], product: int) -> tuple[Any, Any]:
    """Return the network of one product and the list its stock is summed into."""
    import simpy

    env = simpy.Environment()
    source = scm.Supplier(env, "source", "source", node_type="infinite_supplier", logging=False)
    sites = [_site(scm, env, chain, site, product) for site in range(len(chain.sites))]
    links = [
        scm.Link(
            env,
            f"lane{site:02d}",
            source if parent == SOURCE else sites[parent],
            sites[site],
            cost=0,
            lead_time=_fixed(chain.lead_days[site] - 8 * TICK),
        )
        for site, parent in enumerate(chain.parents)
    ]
    customers = []
    for leaf in range(len(chain.leaf_mean_units)):
        units = [row[leaf * chain.products_count + product] for row in demand]
        customers.append(_customers(scm, env, sites[chain.first_leaf + leaf], units))
    network = scm.create_sc_net([source, *sites], links, customers, env=env)
    sums = [0.0] * len(sites)
    env.process(_read_stock(env, sites, sums))
    return network, sums


def _site(scm: Any, env: Any, chain: Chain, site: int, product: int) -> Any:
    """Return a site that orders up to its level once a day, leaves first."""
    level = chain.base_stock_units[site][product]
    turn = max(chain.depths) - chain.depths[site] + 1
    return scm.InventoryNode(
        env,
        chain.sites[site],
        chain.sites[site],
        node_type="retailer" if site >= chain.first_leaf else "warehouse",
        capacity=LARGE_UNITS,
        initial_level=level,
        inventory_holding_cost=0,
        replenishment_policy=scm.SSReplenishment,
        policy_param={"s": level - 1, "S": level, "period": 1, "first_review_delay": turn * TICK},
        product_sell_price=1,
        product_buy_price=1,
        logging=False,
    )


def _customers(scm: Any, env: Any, site: Any, units_by_day: list[int]) -> Any:
    """Return a demand that follows `units_by_day`; SupplyNetPy refuses orders of 0."""

    class ListedDemand(scm.Demand):  # type: ignore[misc]
        def behavior(self) -> Generator[Any, None, None]:
            for day, units in enumerate(units_by_day):
                if units:
                    self.env.process(self.customer(str(day), units))
                yield self.env.timeout(1)

    return ListedDemand(
        env,
        f"customers of {site.ID}",
        f"customers of {site.ID}",
        order_arrival_model=_fixed(1),
        order_quantity_model=_fixed(1),
        demand_node=site,
        tolerance=float("inf"),
        order_min_split_ratio=SMALLEST_SPLIT,
        logging=False,
    )


def _read_stock(env: Any, sites: list[Any], sums: list[float]) -> Generator[Any, None, None]:
    """Add each site's stock to `sums` late every day."""
    yield env.timeout(16 * TICK)
    while True:
        for index, site in enumerate(sites):
            sums[index] += site.inventory.level
        yield env.timeout(1)


def _fixed(value: float) -> Any:
    """Return a function of nothing that always gives `value`."""
    return lambda: value


def _leaf_names(chain: Chain) -> tuple[str, ...]:
    """Return the names of the leaves."""
    return chain.sites[chain.first_leaf :]
