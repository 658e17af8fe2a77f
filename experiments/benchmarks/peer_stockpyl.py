"""Model M1 run by stockpyl (1.0.2), one network a product.

stockpyl can also hold many products in one network; products never meet in M1,
so one network each is the simpler model and the lighter run. Its own checks of
backorders are off while the clock runs.
"""

from time import process_time
from typing import Any

from experiments.benchmarks.models import SOURCE, Chain, Result

MISSING = "stockpyl is not installed: pip install 'pharmatwin[bench]'"


def run_m1(chain: Chain, demand: list[list[int]]) -> Result:
    """Return what stockpyl makes of the chain under the given demand."""
    try:
        from stockpyl import sim
    except ImportError as error:
        raise ImportError(MISSING) from error

    start = process_time()
    networks = [_network(chain, demand, p) for p in range(chain.products_count)]
    for network in networks:
        sim.initialize(network, chain.days_count)
    built = process_time()
    for network in networks:
        for _ in range(chain.days_count):
            sim.step(network, consistency_checks="N")
    done = process_time()
    return _read(chain, networks, built - start, done - built)


def _network(chain: Chain, demand: list[list[int]], product: int) -> Any:
    """Return the stockpyl network of one product, nodes numbered as our sites."""
    from stockpyl.demand_source import DemandSource
    from stockpyl.policy import Policy
    from stockpyl.supply_chain_network import network_from_edges, single_stage_system

    sites = range(len(chain.sites))
    levels = {site: chain.base_stock_units[site][product] for site in sites}
    sources = {
        chain.first_leaf + leaf: DemandSource(
            type="D", demand_list=[row[leaf * chain.products_count + product] for row in demand]
        )
        for leaf in range(len(chain.leaf_mean_units))
    }
    attributes = {
        "node_order_in_lists": list(sites),
        "local_holding_cost": 1,
        "stockout_cost": 1,
        "shipment_lead_time": dict(enumerate(chain.lead_days)),
        "initial_inventory_level": levels,
        "demand_source": sources,
        "inventory_policy": {
            site: Policy(type="BS", base_stock_level=levels[site]) for site in sites
        },
    }
    edges = [(parent, site) for site, parent in enumerate(chain.parents) if parent != SOURCE]
    if not edges:
        return single_stage_system(**attributes)
    return network_from_edges(edges, **attributes)


def _read(chain: Chain, networks: list[Any], build_seconds: float, loop_seconds: float) -> Result:
    """Return the KPIs from the state stockpyl kept of every node and period."""
    site_units = [0.0] * len(chain.sites)
    served_units = demand_units = 0.0
    for network in networks:
        for node in network.nodes:
            (item,) = node.product_indices
            states = node.state_vars[: chain.days_count]
            site_units[node.index] += sum(max(0.0, s.inventory_level[item]) for s in states)
            if node.index >= chain.first_leaf:
                served_units += states[-1].demand_met_from_stock_cumul[item]
                demand_units += states[-1].demand_cumul[item]
    return Result(
        mean_stock_units=sum(site_units) / chain.days_count,
        fill_share=served_units / demand_units,
        site_mean_stock_units=tuple(units / chain.days_count for units in site_units),
        build_cpu_seconds=build_seconds,
        loop_cpu_seconds=loop_seconds,
    )
