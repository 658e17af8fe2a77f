"""Model M1 run by stockpyl (1.0.2), in two forms.

`run_m1` builds one network a product: products never meet in M1, so that is the
simpler model and the lighter run. `run_m1_together` builds one network whose
nodes handle all products. stockpyl's own checks of backorders are off while the
clock runs.
"""

from time import process_time
from typing import Any

from experiments.benchmarks.models import SOURCE, Chain, Result

MISSING = "stockpyl is not installed: pip install 'pharmatwin[bench]'"


def run_m1(chain: Chain, demand: list[list[int]]) -> Result:
    """Return what stockpyl makes of the chain under the given demand."""
    _check_installed()
    start = process_time()
    networks = [_network(chain, demand, p) for p in range(chain.products_count)]
    return _run(chain, networks, start)


def run_m1_together(chain: Chain, demand: list[list[int]]) -> Result:
    """Return the same from one network whose nodes handle all products."""
    _check_installed()
    start = process_time()
    return _run(chain, [_network_together(chain, demand)], start)


def _check_installed() -> None:
    """Load stockpyl before the clock starts, or say how to get it."""
    try:
        import stockpyl.sim  # noqa: F401
    except ImportError as error:
        raise ImportError(MISSING) from error


def _run(chain: Chain, networks: list[Any], start: float) -> Result:
    """Return what the networks make of all days; their build began at `start`."""
    from stockpyl import sim

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


def _network_together(chain: Chain, demand: list[list[int]]) -> Any:
    """Return one stockpyl network whose nodes handle all products.

    Every site holds the same products, so the right bill of materials says
    that a unit of a product is made of a unit of the same product from the
    parent. Without it stockpyl makes every product of a site out of a unit of
    each product of the parent. The first site alone makes its products out of
    the one nameless material of the outside supplier, shared as ordered.
    """
    from stockpyl.demand_source import DemandSource
    from stockpyl.policy import Policy
    from stockpyl.supply_chain_network import SupplyChainNetwork
    from stockpyl.supply_chain_node import SupplyChainNode
    from stockpyl.supply_chain_product import SupplyChainProduct

    products = [SupplyChainProduct(p) for p in range(chain.products_count)]
    for product in products:
        product.set_bill_of_materials(product, 1)
    network = SupplyChainNetwork()
    for site, parent in enumerate(chain.parents):
        levels = dict(enumerate(chain.base_stock_units[site]))
        node = SupplyChainNode(
            site,
            local_holding_cost=1,
            stockout_cost=1,
            shipment_lead_time=chain.lead_days[site],
            initial_inventory_level=levels,
            supply_type="U" if parent == SOURCE else None,
        )
        node.add_products(products)
        node.inventory_policy = {
            p: Policy(type="BS", base_stock_level=level) for p, level in levels.items()
        }
        column = (site - chain.first_leaf) * chain.products_count
        if column >= 0:
            node.demand_source = {
                p: DemandSource(type="D", demand_list=[row[column + p] for row in demand])
                for p in levels
            }
        network.add_node(node)
    edges = [(parent, site) for site, parent in enumerate(chain.parents) if parent != SOURCE]
    network.add_edges_from_list(edges)
    return network


def _read(chain: Chain, networks: list[Any], build_seconds: float, loop_seconds: float) -> Result:
    """Return the KPIs from the state stockpyl kept of every node and period."""
    site_units = [0.0] * len(chain.sites)
    served_units = demand_units = 0.0
    for network in networks:
        for node in network.nodes:
            states = node.state_vars[: chain.days_count]
            for item in node.product_indices:
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
